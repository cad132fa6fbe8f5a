"""The sample's way through the review: where it is, and on to a stage, each left in the middle of its work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from proposals.management.sample.cast import DOMAIN
from review.management.sample import check, deciding, talks, upload, visits, written
from review.management.sample.desk import Desk
from review.models import Announcement, Case
from review.models.cases import Stage
from usr_portal.accounts.models import Person

UPLOAD = "upload"
Act = Callable[[Desk], None]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stage: `arrive` begins it and stops in the middle, `finish` does what is left of it."""

    arrive: Act
    finish: Act


def _nothing(_desk: Desk) -> None:
    """The loading itself leaves the upload in the middle, and nothing comes after the announcement."""


CHAPTERS: Mapping[str, Chapter] = {
    UPLOAD: Chapter(_nothing, upload.finish),
    Stage.DATA_CHECK.value: Chapter(check.arrive, check.finish),
    Stage.WRITTEN_REVIEW.value: Chapter(written.arrive, written.finish),
    Stage.WRITTEN_REPLY.value: Chapter(talks.arrive_at_replies, talks.finish_replies),
    Stage.PRESENTATION.value: Chapter(talks.arrive, talks.finish),
    Stage.PRESENTATION_REPLY.value: Chapter(visits.arrive_at_replies, visits.finish_replies),
    Stage.SITE_VISIT.value: Chapter(visits.arrive, visits.finish),
    Stage.DECISION.value: Chapter(deciding.arrive, deciding.finish),
    Stage.ANNOUNCEMENT.value: Chapter(deciding.announce, _nothing),
}
STAGES = tuple(CHAPTERS)


class GoesBackError(Exception):
    """The sample is at a later stage than the one that was asked for; `at` is its stage."""

    def __init__(self, at: str) -> None:
        super().__init__(at)
        self.at = at


def reached() -> str:
    """Give the stage that the sample is at: that of the foremost of those that go through every stage."""
    if Announcement.objects.filter(call_id=settings.USR_CALL).exists():
        return Stage.ANNOUNCEMENT.value
    at = Case.objects.filter(call_id=settings.USR_CALL).exclude(plan_type="sprout").values_list("stage", flat=True)
    return max({UPLOAD, *at}, key=STAGES.index)


def go_on(stage: str, site: str) -> list[str]:
    """Go on to a stage; give the stages that were entered. Each is written whole or not at all.

    Raises `KeyError` for a stage that is none, `GoesBackError` where the sample is past it.
    """
    there, here = dict(zip(STAGES, range(len(STAGES)), strict=True))[stage], STAGES.index(reached())
    if there < here:
        raise GoesBackError(STAGES[here])
    desk = _desk(site)
    for place in range(here, there):
        with transaction.atomic():
            CHAPTERS[STAGES[place]].finish(desk)
            CHAPTERS[STAGES[place + 1]].arrive(desk)
    return list(STAGES[here + 1 : there + 1])


def _desk(site: str) -> Desk:
    people = {one.email: one for one in Person.objects.filter(email__in=[f"center@{DOMAIN}", f"ministry@{DOMAIN}"])}
    return Desk(people[f"center@{DOMAIN}"], people[f"ministry@{DOMAIN}"], site)
