"""Is this open for this school now? One function answers, from the database's clock at the moment of the write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.db.models import Max

from usr_portal.call.models import CallVersion, DemoClock
from usr_portal.call.rules import calendar
from usr_portal.call.rules.parameters import CallParameters

CLOCKS = {"postgresql": "clock_timestamp()", "sqlite": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now')"}
"""The database's wall clock as it ticks (UTC on SQLite), not the start of the transaction."""

# In plain SQL: every write asks it, and composing this statement by the ORM costs more than running it.
MOMENT = """
SELECT version.id, {clock}, extension.closes_at, extension.reason
FROM call_callversion version
LEFT JOIN call_windowextension extension ON extension.id = (
    SELECT id FROM call_windowextension
    WHERE school_id = %s AND call_id = %s AND "window" = %s ORDER BY granted_at DESC, id DESC LIMIT 1)
WHERE version.call_id = %s ORDER BY version.version DESC LIMIT 1
"""


class NotLoaded(LookupError):  # noqa: N818 - read as a state, as the next
    """No version of a call is in force: the portal has nothing to go by until `manage.py load_call` has run."""

    def __init__(self, call_id: str) -> None:
        super().__init__(f"no version of the call {call_id} is loaded: run manage.py load_call")


class WindowClosed(Exception):  # noqa: N818 - read as a state: "the window is closed"
    """A write came outside its window. `moment` says when the window opens and closes for this school."""

    def __init__(self, moment: Moment) -> None:
        super().__init__(moment.window)
        self.moment = moment


@dataclass(frozen=True, slots=True)
class Moment:
    """One window for one school at one moment of the database's clock.

    `parameters` are the call's with this window as it is for the school: an extension counts in every rule too.
    """

    window: str
    now: datetime
    opens_at: datetime
    closes_at: datetime
    extension_reason: str | None
    version_id: int
    parameters: CallParameters

    @property
    def is_open(self) -> bool:
        """Both ends included, to the second (玖、二)."""
        return calendar.is_open(self.opens_at, self.closes_at, self.now)

    @property
    def state(self) -> str:
        """`before`, `open` or `after`."""
        return calendar.state(self.opens_at, self.closes_at, self.now)

    @property
    def left(self) -> timedelta:
        """Time until the end; negative once it has passed."""
        return self.closes_at - self.now


def now() -> datetime:
    """Give the portal's time: the database's clock, moved by the demo's offset where `USR_DEMO` is set."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {CLOCKS[connection.vendor]}", [])
        return _aware(cursor.fetchone()[0]) + demo_offset()


def demo_offset() -> timedelta:
    """Give how far the demo's clock is moved; nothing at all in a deployment."""
    if not settings.USR_DEMO:
        return timedelta()
    seconds = DemoClock.objects.filter(pk=1).values_list("offset_seconds", flat=True).first()
    return timedelta(seconds=seconds or 0)


def moment(window: str, school_id: int | None = None, *, call_id: str | None = None) -> Moment:
    """Read one window for one school, with the clock, in one statement (two in the demo).

    Raises `NotLoaded` where no version of the call is loaded, `LookupError` where it has no such window.
    """
    call_id = call_id or settings.USR_CALL
    with connection.cursor() as cursor:
        cursor.execute(MOMENT.format(clock=CLOCKS[connection.vendor]), [school_id, call_id, window, call_id])
        row = cursor.fetchone()
    if row is None:
        raise NotLoaded(call_id)
    version, clock, extended_to, reason = row
    parameters = parameters_of(version)
    ours = parameters.window(window)
    if extended_to:
        ours = replace(ours, closes_at=_aware(extended_to))
        parameters = replace(parameters, windows={**parameters.windows, window: ours})
    return Moment(
        window=window,
        now=_aware(clock) + demo_offset(),
        opens_at=ours.opens_at,
        closes_at=ours.closes_at,
        extension_reason=reason,
        version_id=version,
        parameters=parameters,
    )


def _aware(value: datetime | str) -> datetime:
    """Read a time as the driver gives it: aware, or (SQLite) text in UTC."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def require_open(window: str, school_id: int | None) -> Moment:
    """Give the moment if the window is open for the school now, else raise `WindowClosed`.

    Call it inside the transaction of the write, after its row lock, so that waiting for the lock counts.
    """
    found = moment(window, school_id)
    if not found.is_open:
        raise WindowClosed(found)
    return found


@lru_cache(maxsize=64)
def parameters_of(version_id: int) -> CallParameters:
    """Parse one version's parameters. A version never changes, so it is parsed once a process."""
    return CallParameters.load(CallVersion.objects.values_list("parameters", flat=True).get(pk=version_id))


def in_force(call_id: str | None = None) -> CallParameters:
    """Give the parameters in force now; raises `NotLoaded` where there are none."""
    newest = CallVersion.objects.filter(call_id=call_id or settings.USR_CALL).aggregate(pk=Max("pk"))["pk"]
    if newest is None:
        raise NotLoaded(call_id or settings.USR_CALL)
    return parameters_of(newest)
