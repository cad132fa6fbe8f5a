"""The list of all proposals for staff: filtered, searched, paged, in a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Replace
from django.http import Http404

from proposals import access
from proposals.models import Proposal
from proposals.selectors.workspace import LISTED
from usr_portal.kernel.vocabulary import Issue

if TYPE_CHECKING:
    from django.db.models import Expression

    from usr_portal.accounts.models import Person

PAGE = 50
CONDITIONS = ("writing", "complete", "taken", "sent")
ISSUES = frozenset(str(issue.value) for issue in Issue)
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; an empty field asks for nothing."""

    words: str = ""
    plan_type: str = ""
    condition: str = ""
    issue: str = ""


def all_proposals(person: Person, wanted: Wanted) -> QuerySet[Proposal]:
    """Give the proposals that staff look for, by school and serial; `Http404` for anyone else."""
    if not person.standing.is_staff:
        raise Http404
    rows = access.visible_proposals(person).only(*LISTED).order_by("application__school__code", "serial")
    if wanted.plan_type:
        rows = rows.filter(plan_type=wanted.plan_type)
    if wanted.condition == "sent":
        rows = rows.filter(is_sent=True)  # type: ignore[misc]  # annotated in access
    elif wanted.condition in CONDITIONS:
        rows = rows.filter(state=wanted.condition, is_sent=False)  # type: ignore[misc]  # the same
    if wanted.issue in ISSUES:
        rows = rows.filter(issues=[int(wanted.issue)])
    return _search(rows, wanted.words)


def page_of(rows: QuerySet[Proposal], number: str) -> Page[Proposal]:
    """Give one page of at most 50 rows."""
    return Paginator(rows, PAGE).get_page(number)


def _search(rows: QuerySet[Proposal], words: str) -> QuerySet[Proposal]:
    for word in words.replace("台", "臺").split()[:MOST_WORDS]:
        rows = rows.alias(folded_title=_folded("title"), folded_school=_folded("application__school__name_zh")).filter(
            Q(folded_title__icontains=word)
            | Q(folded_school__icontains=word)
            | Q(number__icontains=word)
            | Q(application__school__name_en__icontains=word)
        )
    return rows


def _folded(name: str) -> Expression:
    """Fold 台 into 臺, so that either finds the other."""
    return Replace(name, Value("台"), Value("臺"))
