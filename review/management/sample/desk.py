"""What every chapter of the sample's review works with: who acts, dice that fall the same every time, the cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from django.conf import settings

from proposals.management.sample.closing import lead_of
from review.models import Case
from review.models.cases import Outcome, Stage
from review.rules.stages import Act
from review.services import stages
from usr_portal.accounts.models import Person

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """Who acts for the staff, and the address that the demo is served at."""

    center: Person
    ministry: Person
    site: str

    def advance(self, cases: Sequence[Case], reason: str) -> None:
        """Move cases on, each by the one function that moves them."""
        if cases:
            keys = [one.pk for one in cases]
            stages.move(person=self.center, case_ids=keys, act=Act.ADVANCE, reason=reason)


def cases_at(*at: Stage) -> list[Case]:
    """Give the open cases at a stage, by number, each with its school and proposal."""
    rows = Case.objects.filter(call_id=settings.USR_CALL, stage__in=at, outcome=Outcome.OPEN)
    return list(rows.select_related("school", "proposal").order_by("project_number"))


def dice_of(*words: object) -> Random:
    """Give dice that fall the same every time for these words."""
    return Random("|".join(map(str, words)))  # noqa: S311 - a sample, not a secret


def some(dice: Random, texts: Sequence[T], count: int) -> list[T]:
    """Choose some of the texts, each once."""
    return dice.sample(list(texts), min(count, len(texts)))


def lead(case: Case) -> Person:
    """Give who leads the proposal of a case in the portal."""
    return lead_of(case.proposal)
