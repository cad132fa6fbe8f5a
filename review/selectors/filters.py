"""What the list of proposals can be narrowed by, and the search that finds 臺 by 台."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Replace
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from proposals import access
from review.access import require_staff
from review.models.cases import Outcome, Stage
from review.selectors import waiting
from review.selectors.columns import CONDITIONS, OWNERSHIPS, SYSTEMS
from usr_portal.kernel.vocabulary import BasisKind, Issue, PlanType, Sdg
from usr_portal.schools.regions import CITIES, Region, cities_of

if TYPE_CHECKING:
    from django.db.models import Expression

    from usr_portal.accounts.models import Person

Rows = QuerySet[Any]
Options = Mapping[str, str | Promise]
MOST_WORDS = 8
SCHOOL = "school"
OTHERS = "others"
"""The value for what has none of a filter's own, where it has such a value."""
_SCHOOL_CODE = re.compile(r"[0-9A-Za-z]{1,8}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: words, and by each filter the value that it takes (only known ones)."""

    words: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_set(self) -> bool:
        """Whether the list is narrowed at all."""
        return bool(self.words or self.filters)


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: its name, the values that it takes with theirs, and how it narrows the rows for a person."""

    key: str
    label: str | Promise
    options: Options
    narrow: Callable[[Rows, str, Person], Rows]

    def takes(self, value: str) -> bool:
        """Whether it knows the value; any code of a school may be asked for."""
        return bool(_SCHOOL_CODE.fullmatch(value)) if self.key == SCHOOL else value in self.options


def proposals(person: Person, wanted: Wanted) -> Rows:
    """Give the proposals that staff look for, drafts too; `Http404` for anyone else."""
    require_staff(person)
    rows: Rows = access.visible_proposals(person)
    for key, value in wanted.filters.items():
        rows = FILTERS[key].narrow(rows, value, person)
    return _search(rows, wanted.words)


def _search(rows: Rows, words: str) -> Rows:
    folded = {"folded_title": "title", "folded_case": "case__title", "folded_school": "application__school__name_zh"}
    leads = rows.model.objects.filter(team__role="pi")
    for word in words.replace("台", "臺").split()[:MOST_WORDS]:
        led = leads.alias(folded_name=_folded("team__name")).filter(folded_name__icontains=word)
        rows = rows.alias(**{name: _folded(column) for name, column in folded.items()}).filter(
            Q(folded_title__icontains=word)
            | Q(folded_case__icontains=word)
            | Q(folded_school__icontains=word)
            | Q(application__school__name_en__icontains=word)
            | Q(number__icontains=word)
            | Q(case__project_number__icontains=word)
            | Q(pk__in=led.values("pk"))
        )
    return rows


def _folded(name: str) -> Expression:
    """Fold 台 into 臺, so that either finds the other."""
    return Replace(name, Value("台"), Value("臺"))


def _is(name: str) -> Callable[[Rows, str, Person], Rows]:
    return lambda rows, value, _person: rows.filter(**{name: value})


def _frozen_or_draft(name: str) -> Callable[[Rows, str, Person], Rows]:
    """What was sent counts once there is a case; before it, what is written."""
    return lambda rows, value, _person: rows.filter(Q(**{f"case__{name}": value}) | Q(case=None, **{name: value}))


def _condition(rows: Rows, value: str, _person: Person) -> Rows:
    return rows.filter(is_sent=True) if value == "sent" else rows.filter(state=value, is_sent=False)


def _issue(rows: Rows, value: str, _person: Person) -> Rows:
    if value == OTHERS:
        return rows.exclude(reduce(or_, (_about(one.value) for one in Issue)))
    return rows.filter(_about(int(value)))


def _about(issue: int) -> Q:
    """One issue, of what was sent once there is a case; a draft that chose several is about none yet."""
    return Q(case__isnull=False, case__issue=issue) | Q(case=None, issues=[issue])


def _sdg(rows: Rows, value: str, _person: Person) -> Rows:
    """Look for a whole number in the list's text, which both databases write alike; only one of them can look inside."""
    pattern = rf"[^0-9]{value}[^0-9]"
    rows = rows.alias(frozen_goals=Cast("case__sdgs", TextField()), draft_goals=Cast("sdgs", TextField()))
    return rows.filter(Q(frozen_goals__regex=pattern) | Q(case=None, draft_goals__regex=pattern))


def _region(rows: Rows, value: str, _person: Person) -> Rows:
    return rows.filter(application__school__city__in=cities_of(Region(value)))


def _waiting(rows: Rows, value: str, person: Person) -> Rows:
    return rows.filter(case__in=waiting.waiting_cases(person, value).values("pk"))


_GOALS = {str(one.value): format_lazy("{number} {name}", number=one.value, name=_(one.label)) for one in Sdg}
_ALL = (
    Filter("type", _("類型"), {one.value: _(one.label) for one in PlanType}, _frozen_or_draft("plan_type")),
    Filter("condition", _("狀態"), CONDITIONS, _condition),
    Filter("stage", _("審查階段"), dict(Stage.choices), _is("case__stage")),
    Filter("outcome", _("審查結果"), dict(Outcome.choices), _is("case__outcome")),
    Filter("waiting", _("待辦"), {key: _(label) for key, label in waiting.LABELS.items()}, _waiting),
    Filter(
        "issue", _("重點議題"), {str(one.value): _(one.label) for one in Issue} | {OTHERS: _("其他或尚未選定")}, _issue
    ),
    Filter("sdg", _("主要 SDGs"), _GOALS, _sdg),
    Filter("basis", _("提案資格"), {one.value: _(one.label) for one in BasisKind}, _frozen_or_draft("basis_kind")),
    Filter("region", _("區域"), {one.value: _(one.label) for one in Region}, _region),
    Filter("city", _("縣市"), {city: _(city) for city in CITIES}, _is("application__school__city")),
    Filter("ownership", _("公私立"), OWNERSHIPS, _is("application__school__ownership")),
    Filter("system", _("體系"), SYSTEMS, _is("application__school__system")),
    Filter(SCHOOL, _("學校代碼"), {}, _is("application__school__code")),
)
FILTERS: Mapping[str, Filter] = {one.key: one for one in _ALL}
