"""What staff have to decide or to see to now, each with how many and where: the first thing on their page.

`review.selectors.waiting` says what waits; here stand the order, and which page helps most.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from proposals.selectors.pdf import failed_jobs
from review.rules.standing import Stage
from review.selectors.reviewing import round_progress
from review.selectors.waiting import LABELS
from usr_portal.call.rules.calendar import WindowState
from usr_portal.dashboard import charts, links

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proposals.selectors.pdf import FailedJob
    from review.selectors.numbers import Numbers
    from review.selectors.reviewing import RoundProgress
    from review.selectors.waiting import Counted
    from usr_portal.accounts.models import Person
    from usr_portal.dashboard.schedule import Schedule

LATE, DECIDE, WAIT = "late", "decide", "wait"

# The data check has a list of its own, on which one goes on working
CHECKS = {"unchecked": "open", "correction_answered": "answered", "correction_overdue": "overdue"}
OVERDUE = ("correction_overdue", "review_overdue", "reply_overdue", "no_minutes")
TO_DECIDE = (
    *("to_confirm", "movable", "unchecked", "correction_answered", "unassigned", "far_apart", "reply_unreleased"),
    *("no_slot", "slot_unpublished", "no_visit", "visit_unpublished", "undecided"),
)
OTHERS = ("unreviewed", "reply_missing", "unconfirmed")


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing: how many of it (None where it is a single one), what, where, and whose turn it is.

    `kind`: `late`, `decide` (staff's own), or `wait` (for a school or a reviewer).
    """

    title: str
    url: str
    kind: str
    number: int | None = None
    note: str = ""

    @property
    def text(self) -> str:
        """The number as it is shown."""
        return "" if self.number is None else f"{self.number:,}"

    @property
    def name(self) -> str:
        """The link as it is read aloud."""
        return self.title if self.number is None else charts.pieces(self.title, self.number)


def todos(found: Counted, numbers: Numbers, rounds: Sequence[RoundProgress], plan: Schedule) -> tuple[Todo, ...]:
    """Give what there is to do in the review: first what is late, then what staff decide, then what others are to do."""
    # What waits for the reader alone need not be told twice
    all_mine = found.of("unconfirmed") == found.of("to_confirm")
    others = tuple(key for key in OTHERS if key != "unconfirmed" or not all_mine)
    return (
        *_waiting(found, OVERDUE, LATE),
        *_late_rounds(rounds, plan),
        *_openings(numbers, plan),
        *_waiting(found, TO_DECIDE, DECIDE),
        *_rounds(rounds, plan),
        *_waiting(found, others, WAIT),
    )


def failed(person: Person) -> tuple[Todo, ...]:
    """Give the PDFs that could not be made; one statement."""
    return tuple(_failed(job) for job in failed_jobs(person))


def _waiting(found: Counted, keys: Sequence[str], kind: str) -> Iterator[Todo]:
    for key in keys:
        number = found.of(key)
        if number:
            url = links.checks(CHECKS[key]) if key in CHECKS else links.proposals(waiting=key)
            yield Todo(_(LABELS[key]), url, kind, number)


def _openings(numbers: Numbers, plan: Schedule) -> Iterator[Todo]:
    upload = plan.window("upload")
    if numbers.to_open and upload and upload.state is WindowState.AFTER:
        yield Todo(_("已送出、尚未立案"), reverse("staff_check"), DECIDE, numbers.to_open)
    if numbers.plans_to_confirm:
        url = f"{links.school_plans()}?state=draft"
        yield Todo(_("校務發展規劃之決議待我確認"), url, DECIDE, numbers.plans_to_confirm)
    if numbers.avoidances:
        yield Todo(_("學校申請迴避，待審酌"), reverse("panels_avoidances"), DECIDE, numbers.avoidances)


def _late_rounds(rounds: Sequence[RoundProgress], plan: Schedule) -> Iterator[Todo]:
    for one in rounds:
        if one.is_open and one.is_late(plan.now):
            url = reverse("panels_round", args=[one.pk])
            yield Todo(_("評分期限已過，尚未結束：%(name)s") % {"name": one.name}, url, LATE)


def _rounds(rounds: Sequence[RoundProgress], plan: Schedule) -> Iterator[Todo]:
    for one in rounds:
        url = reverse("panels_round", args=[one.pk])
        window = plan.window(one.stage)
        if one.is_preparing and window and window.state is WindowState.OPEN:
            yield Todo(_("期間已開始，尚未開始評分：%(name)s") % {"name": one.name}, url, DECIDE)
        elif one.is_open and one.due and not one.outstanding and not one.is_late(plan.now):
            yield Todo(_("評分已齊，可以結束：%(name)s") % {"name": one.name}, url, DECIDE)
        if one.is_open and one.proposed:
            yield Todo(_("擬分派尚未發出邀請：%(name)s") % {"name": one.name}, url, DECIDE, one.proposed)


def _failed(job: FailedJob) -> Todo:
    return Todo(_("PDF 製作失敗：%(name)s") % {"name": job.subject}, reverse("pdf_job", args=[job.token]), LATE)


def late_of(found: Counted, stage: str) -> tuple[Todo, ...]:
    """Give what is left of a stage whose window has ended, for the calendar."""
    keys = {
        Stage.DATA_CHECK.value: ("stage_over", "correction_overdue"),
        Stage.WRITTEN_REPLY.value: ("stage_over", "reply_overdue"),
        Stage.PRESENTATION_REPLY.value: ("stage_over", "reply_overdue"),
        Stage.DECISION.value: ("stage_over", "undecided", "unconfirmed"),
    }.get(stage, ("stage_over", "review_overdue"))
    return tuple(
        Todo(_(LABELS[key]), links.proposals(waiting=key, stage=stage), LATE, number)
        for key in keys
        if (number := found.of(key, stage))
    )


def home_todos(person: Person, found: Counted, numbers: Numbers, plan: Schedule) -> tuple[Todo, ...]:
    """Give the same for the home page of staff: what is late and what they decide."""
    rows = todos(found, numbers, round_progress(person), plan)
    return tuple(one for one in rows if one.kind != WAIT)
