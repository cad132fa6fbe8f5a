"""What waits for somebody in the review: cases by what is to be done next, as counts and as the lists behind them.

A key's condition is written once: the dashboard's counts and the list that a count leads to cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.db import connection
from django.db.models import Case as Choice
from django.db.models import Count, DateTimeField, Exists, F, Max, Min, Q, Value, When
from django.db.models.lookups import LessThan

from review.access import cases_for_staff, is_ministry, require_staff
from review.facts.schedule import TO_PRESENT, TO_VISIT
from review.facts.visits import VISITED
from review.models import (
    Announcement,
    Assignment,
    Case,
    Check,
    Correction,
    Decision,
    Panel,
    Reply,
    Round,
    Slot,
    Visit,
)
from review.models.cases import Outcome, Stage
from review.rules.talks import REPLIES
from review.rules.totals import FAR_APART
from review.selectors.checks import STATES, condition
from usr_portal.call import services as call
from usr_portal.call.extensions import latest
from usr_portal.kernel.messages import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from usr_portal.accounts.models import Person
    from usr_portal.call.rules.parameters import Window

State = Assignment.State
SCORED = (Stage.WRITTEN_REVIEW, Stage.PRESENTATION, Stage.SITE_VISIT)
GIVEN = (State.PROPOSED, State.OFFERED, State.ACCEPTED, State.SUBMITTED)
OUTSTANDING = (State.OFFERED, State.ACCEPTED)

LABELS: Mapping[str, str] = {
    "unchecked": gettext_noop("有待判斷的檢核項目"),
    "correction_answered": gettext_noop("學校已補正，待審"),
    "correction_overdue": gettext_noop("補正逾期"),
    "unassigned": gettext_noop("尚未分派委員"),
    "unreviewed": gettext_noop("評分未齊"),
    "review_overdue": gettext_noop("評分逾期"),
    "far_apart": gettext_noop("委員評分差距過大"),
    "reply_unreleased": gettext_noop("待釐清問題尚未送出"),
    "reply_missing": gettext_noop("學校尚未回覆"),
    "reply_overdue": gettext_noop("回覆逾期"),
    "reply_answered": gettext_noop("學校已回覆"),
    "no_slot": gettext_noop("尚未排定簡報"),
    "slot_unpublished": gettext_noop("簡報時間尚未通知學校"),
    "no_visit": gettext_noop("尚未排定訪查"),
    "visit_unpublished": gettext_noop("訪查時間尚未通知學校"),
    "no_minutes": gettext_noop("訪查紀錄未填"),
    "undecided": gettext_noop("尚未擬定決議"),
    "unconfirmed": gettext_noop("決議待確認"),
    "to_confirm": gettext_noop("決議待我確認"),
    "movable": gettext_noop("可以進入下一階段"),
    "stage_over": gettext_noop("期限已過，仍在原階段"),
}
"""Every key with its name (a msgid), in the order of the review."""

# States of the data check's list that are also keys here
ALIKE = {"open": "unchecked", "answered": "correction_answered", "overdue": "correction_overdue"}
OTHER_STATES = tuple(state for state in STATES if state not in ALIKE)

# Stand for what changes from one asking to the next, so that the statement itself is composed once
_NOW = datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
_PERSON = -424242


@dataclass(frozen=True, slots=True)
class At:
    """When and by whom it is asked: the whole second, the asker's key, the windows of the call by key."""

    second: datetime
    person: int
    windows: Mapping[str, Window]


def waiting_cases(person: Person, key: str) -> QuerySet[Case]:
    """Give the cases that wait in this way, for staff; `Http404` for anyone else, none for an unknown key.

    What only somebody of the ministry may do waits for nobody else.
    """
    rows = cases_for_staff(person)
    if key not in LABELS or not _concerns(person, key):
        return rows.none()
    moment = call.moment("upload")
    at = At(moment.now.replace(microsecond=0), person.pk, moment.parameters.windows)
    return rows.filter(_CONDITIONS[key](at))


class Asking(Protocol):
    """When it is asked, and the version of the call in force: a moment of the call, or its calendar."""

    @property
    def now(self) -> datetime:
        """The portal's time."""

    @property
    def version_id(self) -> int:
        """The row of the version."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many cases wait, by key and stage, and how many are in each state of the data check's list."""

    waiting: Mapping[str, Mapping[str, int]]
    checks: Mapping[str, int]

    def of(self, key: str, *stages: str) -> int:
        """Give how many wait in this way, at these stages or at any."""
        held = self.waiting[key]
        return sum(held.get(stage, 0) for stage in stages) if stages else sum(held.values())


def counts(person: Person, moment: Asking | None = None) -> dict[str, int]:
    """Count what waits, by key in order, for staff; one statement, and one for the clock where no `moment` is given."""
    found = counted(person, moment)
    return {key: found.of(key) for key in LABELS}


def counted(person: Person, moment: Asking | None = None) -> Counted:
    """Count what waits, by key and stage, for staff; statements as for `counts`, the same for any number of cases."""
    require_staff(person)
    moment = moment or call.moment("upload")
    statement, given = _prepared(moment.version_id, connection.vendor)
    adapted = connection.ops.adapt_datetimefield_value
    changing = {adapted(_NOW): adapted(moment.now.replace(microsecond=0)), _PERSON: person.pk}
    with connection.cursor() as cursor:
        cursor.execute(statement, [changing.get(value, value) for value in given])
        rows = cursor.fetchall()
    columns = list(zip(*rows, strict=True)) or [()] * (1 + len(LABELS) + len(OTHER_STATES))
    by_key = dict(zip((*LABELS, *OTHER_STATES), columns[1:], strict=True))
    waiting = {key: dict(zip(columns[0], by_key[key], strict=True)) if _concerns(person, key) else {} for key in LABELS}
    return Counted(waiting, {state: sum(by_key[ALIKE.get(state, state)]) for state in STATES})


@lru_cache(maxsize=8)
def _prepared(version_id: int, _vendor: str) -> tuple[str, tuple[Any, ...]]:
    """Compose the statement that counts everything by stage: composing it costs more than running it."""
    at = At(_NOW, _PERSON, call.parameters_of(version_id).windows)
    wanted = {key: _CONDITIONS[key](at) for key in LABELS} | {
        f"check_{key}": condition(key, _NOW) for key in OTHER_STATES
    }
    numbers = {f"n_{key}": Count("pk", filter=found) for key, found in wanted.items()}
    rows = Case.objects.filter(call_id=settings.USR_CALL).order_by().values_list("stage").annotate(**numbers)
    statement, given = rows.query.get_compiler(connection=connection).as_sql()
    return statement, tuple(given)


def _concerns(person: Person, key: str) -> bool:
    return key != "to_confirm" or is_ministry(person)


def _going(*stages: str) -> Q:
    return Q(outcome=Outcome.OPEN, stage__in=stages)


def _held(rows: QuerySet[Any]) -> Q:
    """Cases that such a row is of: read once for all of them, where asking for each would cost as many times as much."""
    return Q(pk__in=rows.order_by().values("case"))


def _checks(*verdicts: str) -> Q:
    return _held(Check.objects.filter(verdict__in=verdicts))


def _corrections(*states: str, **more: object) -> Q:
    return _held(Correction.objects.filter(state__in=states, **more))


def _at_present(**wanted: object) -> QuerySet[Assignment]:
    """Assignments in the rounds of the present stage of their case."""
    return Assignment.objects.filter(round__stage=F("case__stage"), **wanted)


def _outstanding(**more: object) -> Q:
    """A sheet is due in a round of the present stage that is not closed."""
    running = (Round.State.PREPARING, Round.State.OPEN)
    return _going(*SCORED) & _held(_at_present(state__in=OUTSTANDING, round__state__in=running, **more))


def _far_apart() -> Q:
    """The totals handed in at the present stage differ by more than the limit, as `rules.totals.is_far_apart` says."""
    rows = _at_present(state=State.SUBMITTED, sheet__total__isnull=False).order_by().values("case")
    spread = rows.annotate(spread=Max("sheet__total") - Min("sheet__total")).filter(spread__gt=FAR_APART)
    return _going(*SCORED, *REPLIES) & Q(pk__in=spread.values("case"))


def _reply(**wanted: object) -> Q:
    return _held(Reply.objects.filter(stage=F("case__stage"), **wanted))


def _unanswered() -> Q:
    return _going(*REPLIES) & _reply(released_at__isnull=False, answered_at=None)


def _slot(**wanted: object) -> Q:
    return _held(Slot.objects.filter(**wanted))


def _visit(**wanted: object) -> Q:
    return _held(Visit.objects.filter(**wanted))


def _to_visit() -> Q:
    return _going(*TO_VISIT) & Q(plan_type__in=VISITED)


def _decided(**wanted: object) -> Q:
    return _held(Decision.objects.filter(**wanted))


def _over(at: At) -> Q:
    """The window of the present stage is over for the case's school: what it was granted counts, earlier or later."""
    ends = [When(stage=stage, then=Value(at.windows[stage].closes_at)) for stage in Stage.values]
    end = Choice(*ends, output_field=DateTimeField())
    over = Q(LessThan(end, Value(at.second, output_field=DateTimeField())))
    return (over & ~_granted()) | _granted(closes_at__lt=at.second)


def _granted(**wanted: object) -> Q:
    """The school was granted another end of the window of the present stage."""
    of_stage = {"in": latest(settings.USR_CALL), "window": F("stage"), **wanted}
    rows = Case.objects.filter(**{f"school__extensions__{name}": value for name, value in of_stage.items()})
    return Q(pk__in=rows.order_by().values("pk"))


def _movable(at: At) -> Q:
    """The stage is over and its work is done, as `rules.stages` has it: the case may go on (or stop for its papers)."""
    checked = ~_checks(Check.Verdict.OPEN) & ~_corrections(Correction.State.ASKED, Correction.State.ANSWERED)
    seats = Panel.cases.through.objects.filter(panel__round__stage=F("case__stage"))
    closed = Round.State.CLOSED
    held = ~_held(_at_present().exclude(round__state=closed)) & ~_held(seats.exclude(panel__round__state=closed))
    scored = _held(_at_present(state=State.SUBMITTED, sheet__submitted_at__isnull=False))
    ready = (
        (Q(stage=Stage.DATA_CHECK) & checked)
        | (Q(stage=Stage.WRITTEN_REVIEW) & held & scored)
        | Q(stage__in=[*REPLIES])
        | (Q(stage=Stage.PRESENTATION) & held & _slot(ends_at__lte=at.second))
        | (Q(stage=Stage.SITE_VISIT) & held & _visit(ends_at__lte=at.second))
    )
    told = Exists(Announcement.objects.filter(call_id=settings.USR_CALL))
    return Q(outcome=Outcome.OPEN) & ~Q(told) & ready & _over(at)


_CONDITIONS: Mapping[str, Callable[[At], Q]] = {
    "unchecked": lambda _at: _going(Stage.DATA_CHECK) & _checks(Check.Verdict.OPEN),
    "correction_answered": lambda _at: _going(Stage.DATA_CHECK) & _corrections(Correction.State.ANSWERED),
    "correction_overdue": lambda at: (
        _going(Stage.DATA_CHECK) & _corrections(Correction.State.ASKED, due_at__lt=at.second)
    ),
    "unassigned": lambda _at: _going(*SCORED) & ~_held(_at_present(state__in=GIVEN)),
    "unreviewed": lambda _at: _outstanding(),
    "review_overdue": lambda at: _outstanding(round__due_at__lt=at.second),
    "far_apart": lambda _at: _far_apart(),
    "reply_unreleased": lambda _at: _going(*REPLIES) & ~_reply(released_at__isnull=False),
    "reply_missing": lambda _at: _unanswered(),
    "reply_overdue": lambda at: _unanswered() & _over(at),
    "reply_answered": lambda _at: _going(*REPLIES) & _reply(answered_at__isnull=False),
    "no_slot": lambda _at: _going(*TO_PRESENT) & ~_slot(),
    "slot_unpublished": lambda _at: _going(*TO_PRESENT) & _slot(published_at=None),
    "no_visit": lambda _at: _to_visit() & ~_visit(),
    "visit_unpublished": lambda _at: _to_visit() & _visit(published_at=None),
    "no_minutes": lambda at: _to_visit() & _visit(ends_at__lte=at.second, minutes=""),
    "undecided": lambda _at: _going(Stage.DECISION) & ~_decided(),
    "unconfirmed": lambda _at: _going(Stage.DECISION) & _decided(confirmed_by=None),
    "to_confirm": lambda at: _going(Stage.DECISION) & _decided(confirmed_by=None) & ~_decided(drafted_by=at.person),
    "movable": _movable,
    "stage_over": lambda at: Q(outcome=Outcome.OPEN) & ~Q(stage=Stage.ANNOUNCEMENT) & _over(at),
}
