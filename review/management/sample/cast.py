"""The sample's reviewers: what each knows, where each is and was, when each cannot come, and how each judges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from proposals.management.sample.cast import DOMAIN
from proposals.management.sample.clock import on
from review.models import Reviewer
from review.services import reviewers
from review.services.reviewers import Place
from usr_portal.accounts.models import Person
from usr_portal.kernel.vocabulary import PlanType
from usr_portal.schools.models import School

VISITED = (PlanType.DEEP, PlanType.INTERNATIONAL, PlanType.DISTINCTIVE)


@dataclass(frozen=True, slots=True)
class Part:
    """A reviewer: the code of the school or the organisation, what they know, how many points they give more or less.

    `was` is a school that they left last year.
    """

    at: str
    issues: tuple[int, ...]
    sdgs: tuple[int, ...]
    mild: int = 0
    was: str = ""
    types: tuple[PlanType, ...] = ()
    away: tuple[int, ...] = ()
    note: str = ""


PARTS: Mapping[int, Part] = {
    1: Part("0003", (1, 5), (4, 11, 17), 2, note="曾任前期計畫審查委員"),
    2: Part("0013", (2, 6), (6, 13, 15), -2, away=(1,)),
    3: Part("0004", (1, 6), (4, 10, 16), 1),
    4: Part("0012", (2, 3), (13, 14, 12), -4),
    5: Part("0023", (3, 1), (8, 9, 12), 3, was="0006"),
    6: Part("0046", (4, 1), (3, 10, 2), 0, away=(2,)),
    7: Part("0028", (5, 6), (4, 11, 8), -1),
    8: Part("1001", (1, 4), (3, 11, 10), 4),
    9: Part("1002", (3, 4), (2, 8, 12), -3, types=VISITED),
    10: Part("社團法人臺灣地方創生協會", (1, 3), (8, 11, 17), 5),
    11: Part("財團法人河川環境基金會", (2, 5), (6, 13, 14), -6),
    12: Part("0036", (5, 4), (4, 3, 5), 0, types=(PlanType.SPROUT, PlanType.DEEP)),
}
FIRST_DAY = date(2015, 8, 1)


def number_of(person: Person) -> int:
    """Give the number in a reviewer's address; 0 for anybody else."""
    name, _at, domain = person.email.partition("@")
    digits = name.removeprefix("reviewer")
    return int(digits) if domain == DOMAIN and digits.isdigit() else 0


def mildness(person: Person) -> int:
    """Give how many points a reviewer gives more (or less) than others."""
    found = PARTS.get(number_of(person))
    return found.mild if found else 0


def take_on_all(center: Person) -> None:
    """Take the reviewers on and write what is known of each, unless somebody has done so."""
    codes = {one.at for one in PARTS.values()} | {one.was for one in PARTS.values()}
    schools = dict(School.objects.filter(code__in=codes).values_list("code", "pk"))
    for number, part in PARTS.items():
        person = Person.objects.filter(email=f"reviewer{number}@{DOMAIN}", reviewer=None).first()
        if person is not None:
            reviewer = reviewers.take_on(actor=center, person_id=person.pk)
            reviewers.edit(
                actor=center, reviewer_id=reviewer.pk, values=_values(number, part), places=_places(part, schools)
            )


def everybody() -> list[Reviewer]:
    """Give the reviewers that can be asked, by address."""
    return list(Reviewer.objects.filter(is_active=True).select_related("person").order_by("pk"))


def _values(number: int, part: Part) -> dict[str, object]:
    return {
        "issues": sorted(part.issues),
        "sdgs": sorted(part.sdgs),
        "plan_types": [one.value for one in part.types],
        "most": 8,
        "unavailable": [on("presentation", day, 9).date() for day in part.away],
        "person_key": f"review-{number:02d}",
        "note": part.note,
        "is_active": True,
    }


def _places(part: Part, schools: Mapping[str, int]) -> list[Place]:
    now = Place(schools.get(part.at), "" if part.at in schools else part.at, FIRST_DAY, None)
    if not part.was:
        return [now]
    left = on("upload", -330, 9).date()
    return [now, Place(schools[part.was], "", FIRST_DAY, left)]
