"""What was written before, for those who may read the draft: its own team and the school's windows, not the staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.http import Http404

from proposals import access
from proposals.models import Paper, Version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from proposals.models import Application, Proposal
    from usr_portal.accounts.models import Person

ROWS = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """Which versions are asked for: of a page, by a person; '' is all."""

    key: str = ""
    person: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Filters:
        """Read the address."""
        return cls(asked.get("section", ""), asked.get("person", ""))


def of_proposal(person: Person, number: str) -> Proposal:
    """Give the proposal whose history somebody may read, or raise `Http404`. Staff see what was sent, not drafts."""
    proposal = access.get_proposal(person, number)
    if proposal.my_access is None and proposal.application.school_id not in person.standing.window_schools:
        raise Http404
    return proposal


def of_plan(person: Person, school_code: str | None) -> Application:
    """Give the application whose school plan's history somebody may read: its windows; or raise `Http404`."""
    return access.get_application(person, school_code, need=access.Need.WINDOW)


def versions(application: Application, proposal: Proposal | None, asked: Filters, page: str) -> Page[Version]:
    """Give a page of the versions, the latest first; two statements."""
    rows = _rows(application, proposal)
    if asked.key:
        rows = rows.filter(key=asked.key)
    if asked.person.isdecimal():
        rows = rows.filter(person=int(asked.person) % 2**63)
    return Paginator(rows.select_related("person").defer("content"), ROWS).get_page(page)


def writers(application: Application, proposal: Proposal | None) -> list[tuple[int, str]]:
    """Give who wrote any of it, by name."""
    rows = _rows(application, proposal).exclude(person=None).order_by("person__name", "person")
    return list(rows.values_list("person", "person__name").distinct())


def pair(
    application: Application, proposal: Proposal | None, version_id: int, other: str
) -> tuple[Version, Version | None]:
    """Give a version and the one to hold it against: the one named, else the one before it of the same page."""
    rows = _rows(application, proposal).select_related("person")
    found = rows.filter(pk=version_id).first()
    if found is None:
        raise Http404
    same = rows.filter(key=found.key).exclude(pk=found.pk)
    named = same.filter(pk=int(other)).first() if other.isdecimal() and len(other) <= len(str(2**31)) else None
    return found, named or same.filter(number__lt=found.number).order_by("-number").first()


def is_present(version: Version) -> bool:
    """Tell whether it is what stands there now."""
    later = Version.objects.filter(
        application=version.application_id, proposal=version.proposal_id, key=version.key, number__gt=version.number
    )
    return not later.exists()


def papers(proposal: Proposal) -> QuerySet[Paper]:
    """Give every file that was handed in for a proposal, also those taken away since, the latest first."""
    return (
        Paper.objects.filter(proposal=proposal)
        .select_related("uploaded_by", "removed_by")
        .order_by("-uploaded_at", "-pk")
    )


def _rows(application: Application, proposal: Proposal | None) -> QuerySet[Version]:
    rows = Version.objects.filter(proposal=proposal) if proposal else Version.objects.filter(proposal=None)
    return rows.filter(application=application).order_by("-saved_at", "-pk")
