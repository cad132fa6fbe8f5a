"""Rows → what a schedule is made of: presentations with who must be there and when the school can; fixed statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings

from review.models import Assignment, Case, Offer, Panel, Reviewer, Slot
from review.models.cases import Outcome
from review.rules.schedule import Attendee, Away, Placed, Talk
from review.rules.standing import Stage
from review.rules.talks import Half

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

TO_PRESENT = (Stage.WRITTEN_REPLY, Stage.PRESENTATION)
TO_VISIT = (Stage.PRESENTATION_REPLY, Stage.SITE_VISIT)
ENDED = (Assignment.State.DECLINED, Assignment.State.RECUSED, Assignment.State.REMOVED)


@dataclass(frozen=True, slots=True)
class Agenda:
    """All presentations: cases by number, those that can be placed, their slots, and when who is away.

    `without_panel` holds the numbers of cases that no panel of the presentations looks at yet.
    """

    cases: Mapping[str, Case]
    talks: Mapping[str, Talk]
    slots: Mapping[str, Slot]
    away: Away
    without_panel: tuple[str, ...]

    def placed(self, slots: Iterable[Slot] | None = None) -> list[Placed]:
        """Give the slots (all, or these) as the rules read them."""
        chosen = self.slots.values() if slots is None else slots
        return [
            Placed(self.talks[slot.case.project_number], slot.starts_at, slot.ends_at, slot.room)
            for slot in chosen
            if slot.case.project_number in self.talks
        ]


def agenda() -> Agenda:
    """Read what is to be presented; seven statements however many cases and reviewers there are."""
    rows = Case.objects.filter(call_id=settings.USR_CALL, outcome=Outcome.OPEN, stage__in=TO_PRESENT)
    cases = {one.project_number: one for one in rows.select_related("school").order_by("project_number")}
    held = Slot.objects.filter(case__call_id=settings.USR_CALL).select_related("case__school", "panel")
    slots = {
        one.case.project_number: one for one in held if one.published_at is not None or one.case.project_number in cases
    }
    cases |= {number: slot.case for number, slot in slots.items()}
    panels = panels_of(Stage.PRESENTATION, [one.pk for one in cases.values()])
    people = attendees(panels)
    offers = dict(
        Offer.objects.filter(proposal__case__in=cases.values()).values_list("proposal_id", "presentation_times")
    )
    talks = {
        number: Talk(number, panels[one.pk].pk, people[one.pk] | {pi(one)}, _offered(offers.get(one.proposal_id, ())))
        for number, one in cases.items()
        if one.pk in panels
    }
    return Agenda(cases, talks, slots, away(), tuple(number for number in cases if number not in talks))


def panels_of(stage: Stage, cases: Collection[int]) -> Mapping[int, Panel]:
    """Give the panel of a stage's newest round for each case that has one; one statement."""
    links = Panel.cases.through.objects.filter(case__in=cases, panel__round__stage=stage)
    rows = links.select_related("panel__round").order_by("panel__round__created_at", "panel_id")
    return {one.case_id: one.panel for one in rows}


def attendees(panels: Mapping[int, Panel]) -> Mapping[int, frozenset[Attendee]]:
    """Give the reviewers who sit for each case: its panel, and those assigned, less those who gave it back; two statements."""
    keys = {panel.pk for panel in panels.values()}
    members: defaultdict[int, set[Attendee]] = defaultdict(set)
    links = Panel.members.through.objects.filter(panel__in=keys).select_related("reviewer__person")
    for one in links:
        members[one.panel_id].add(_sitting(one.reviewer))
    found: dict[int, set[Attendee]] = {case: set(members[panel.pk]) for case, panel in panels.items()}
    rounds = {panel.round_id for panel in panels.values()}
    given = Assignment.objects.filter(round__in=rounds, case__in=panels).select_related("reviewer__person")
    for assignment in given.exclude(state=Assignment.State.PROPOSED):
        person = _sitting(assignment.reviewer)
        change = set.discard if assignment.state in ENDED else set.add
        change(found[assignment.case_id], person)
    return {case: frozenset(people) for case, people in found.items()}


def away() -> Away:
    """Give the days on which reviewers cannot come, by their key; one statement."""
    rows = Reviewer.objects.exclude(unavailable=[]).values_list("pk", "unavailable")
    return {f"reviewer:{key}": frozenset(map(date.fromisoformat, days)) for key, days in rows}


def pi(case: Case) -> Attendee:
    """Give the PI of a case, the same wherever the registry or name and school say so."""
    found: dict[str, str] = next((one for one in case.people if one["role"] == "pi"), {})
    name = found.get("name", "")
    key = found.get("key") or f"{name}@{found.get('school') or case.school_id}"
    return Attendee(f"pi:{key}", name, is_reviewer=False)


def _sitting(reviewer: Reviewer) -> Attendee:
    return Attendee(f"reviewer:{reviewer.pk}", reviewer.person.name, is_reviewer=True)


def _offered(keys: Iterable[str]) -> frozenset[Half]:
    return frozenset(map(Half.read, keys))
