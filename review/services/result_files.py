"""The published list as files: CSV and OpenDocument in the reader's language. No cell of either is ever run."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from usr_portal.kernel import ods
from usr_portal.kernel.vocabulary import BasisKind, Issue, PlanType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from review.rules.results import Listed, Listing
    from usr_portal.kernel.ods import Cell


def header(years: Sequence[str]) -> list[str]:
    """Give the columns' names."""
    names = [_("計畫編號"), _("計畫名稱"), _("學校代碼"), _("學校"), _("縣市"), _("類型"), _("提案資格")]
    money = [_("{year} 年度核定金額（元）").format(year=year) for year in years]
    return [*names, _("重點議題"), _("主要 SDGs"), *money, _("核定合計（元）")]


def rows(listed: Iterable[Listed], years: Sequence[str]) -> Iterator[list[Cell]]:
    """Give the rows of projects, or of school plans, whose type says so."""
    for one in listed:
        yield [*_names(one), *(one.approved.get(year, 0) for year in years), one.total]


def every_row(listing: Listing) -> Iterator[list[Cell]]:
    """Give projects, then school plans."""
    yield from rows(listing.projects, listing.years)
    yield from rows(listing.school_plans, listing.years)


def ods_bytes(listing: Listing) -> bytes:
    """Write both lists, a sheet each."""
    stream = io.BytesIO()
    columns = header(listing.years)
    sheets = [
        ods.Sheet(_("核定計畫"), columns, rows(listing.projects, listing.years)),
        ods.Sheet(_("學校規劃"), columns, rows(listing.school_plans, listing.years)),
    ]
    ods.write(stream, sheets, at=listing.announced_at)
    return stream.getvalue()


def _names(one: Listed) -> list[Cell]:
    school = one.school
    english = (get_language() or "").startswith("en")
    return [
        one.number,
        one.title,
        school.code,
        school.name(english=english),
        school.city,
        _(PlanType(one.plan_type).label) if one.plan_type else _("大學社會責任納入中長程校務發展規劃"),
        _(BasisKind(one.basis).label) if one.basis else "",
        _(Issue(one.issue).label) if one.issue else "",
        _("、").join(str(goal) for goal in one.sdgs),
    ]
