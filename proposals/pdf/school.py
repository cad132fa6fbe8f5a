"""Part one of a print: the school plan, with the overview that is computed from the proposals."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from budgets.rules import totals
from proposals.pdf.blocks import Block, Cell, Chapter, Facts, Part, Row, Table, Text, Ticks, numbers, plain
from proposals.pdf.money import lines_table
from proposals.pdf.source import PdfSource
from proposals.pdf.tables import COMMA, NOTHING, issue_names
from proposals.rules.application import Proposal, SchoolPlan
from usr_portal.call.rules import digest
from usr_portal.call.rules.digest import Section
from usr_portal.kernel.vocabulary import TeamRole

_LANGUAGE = "zh"


def school_part(source: PdfSource) -> Part:
    """Lay out the school plan."""
    school = source.application.school
    chapters = tuple(_chapter(page, source) for page in digest.school_sections())
    return Part(
        anchor="school",
        kicker=_("第一部分　學校申請書"),
        title=_("大學社會責任納入中長程校務發展規劃"),
        running=_("{school}（{code}）學校申請書").format(school=school.name, code=school.code),
        chapters=chapters,
    )


def _chapter(page: Section, source: PdfSource) -> Chapter:
    blocks = _overview(source) if page.key == "overview" else _fields(page, source)
    return Chapter(f"school-{page.key}", f"{page.number}{page.title(_LANGUAGE)}", tuple(blocks))


def _overview(source: PdfSource) -> Iterator[Block]:
    yield _what(source)
    yield _money(source)


def _what(source: PdfSource) -> Table:
    rows = tuple(
        Row(
            plain(
                source.number_of(one.id),
                one.title or NOTHING,
                _(one.type.label),
                _(one.basis.kind.label) if one.basis.kind else NOTHING,
                issue_names(one),
                COMMA.join(str(goal) for goal in one.sdgs) or NOTHING,
                leader(one),
            )
        )
        for one in source.application.proposals
    )
    head = (_("計畫編號"), _("計畫名稱"), _("類型"), _("提案資格"), _("重點議題"), _("SDGs"), _("計畫主持人"))
    return Table(_("申請計畫一覽"), plain(*head), rows, form="numbered")


def leader(proposal: Proposal) -> str:
    """Name the PI."""
    return COMMA.join(one.name for one in proposal.team if one.role is TeamRole.PI) or NOTHING


def _money(source: PdfSource) -> Table:
    """Give the subsidy of each year, and subsidy, matching and total over all, by proposal and together."""
    years = source.parameters.years
    rows, sums = [], [0] * (len(years) + 3)
    for one in source.application.proposals:
        amounts = _amounts(one, years)
        sums = [before + more for before, more in zip(sums, amounts, strict=True)]
        rows.append(Row((Cell(source.number_of(one.id)), *numbers(*amounts))))
    rows.append(Row((Cell(_("合計")), *numbers(*sums)), "total"))
    yearly = (_("{year} 年補助款").format(year=year) for year in years)
    head = (Cell(_("計畫編號")), *numbers(*yearly, _("補助款合計"), _("配合款合計"), _("總計")))
    return Table(_("申請經費一覽（單位：新臺幣元）"), head, tuple(rows), form="numbered")


def _amounts(proposal: Proposal, years: tuple[str, ...]) -> list[int]:
    listed = totals.totals(proposal.budget, years)
    whole = totals.overall(listed)
    return [*(one.subsidy for one in listed), whole.subsidy, whole.matching, whole.total]


def _fields(page: Section, source: PdfSource) -> Iterator[Block]:
    plan = source.application.school_plan
    present = {one.type.value for one in source.application.proposals}
    for field in page.fields:
        title = field.title(_LANGUAGE)
        if field.kind is digest.FieldKind.TEXT:
            if not field.when or field.when in present:
                yield Text(title, _text(plan, field.key))
        elif field.kind is digest.FieldKind.YEARS:
            yield Facts(title, ((title, " ～ ".join(plan.evaluation_years) or NOTHING),))
        elif field.kind is digest.FieldKind.BUDGET:
            yield from (
                lines_table(plan.budget.lines.get(year, ()), year, None, source) for year in source.parameters.years
            )
        elif field.kind is digest.FieldKind.CHECKLIST:
            yield Ticks(title, tuple((plan.checklist, item.words(_LANGUAGE)) for item in digest.school_checklist()))
        elif field.kind is digest.FieldKind.DECLARATION:
            yield Ticks(title, ((source.application.school.has_usr_unit, title),))


def _text(plan: SchoolPlan, key: str) -> str:
    return getattr(plan, key) if key in {"international_role", "distinctive_role"} else plan.sections.get(key, "")
