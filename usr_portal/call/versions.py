"""Versions of a call: each change of its parameters is a new row, the newest is in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from usr_portal.call.models import CallVersion
from usr_portal.call.rules.parameters import CallParameters
from usr_portal.kernel.digests import digest_of

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person

DAY_OF_THE_DEMO = 12


class VersionPassedError(Exception):
    """Somebody else made a newer version since the one that the person looked at."""


def digest(parameters: CallParameters) -> str:
    """Give the SHA-256 of the parameters, hexadecimal."""
    return digest_of(parameters.as_json())


def newest(call_id: str) -> CallVersion | None:
    """Give the version in force, or None where the call was never loaded."""
    return CallVersion.objects.filter(call_id=call_id).order_by("-version").first()


def new_version(
    *,
    parameters: CallParameters,
    reason: str,
    by: Person | None,
    seen: int | None = None,
    file_digest: str = "",
) -> CallVersion:
    """Put parameters in force as the next version of their call.

    `seen` is the number of the version that the person changed: raises `VersionPassedError` when it is no longer the
    newest. The row lock on the newest version puts two changes in one order.
    """
    with transaction.atomic():
        last = CallVersion.objects.select_for_update().filter(call_id=parameters.call_id).order_by("-version").first()
        if seen is not None and (last is None or last.version != seen):
            raise VersionPassedError
        return CallVersion.objects.create(
            call_id=parameters.call_id,
            version=last.version + 1 if last else 1,
            parameters=parameters.as_json(),
            digest=digest(parameters),
            file_digest=file_digest or (last.file_digest if last else ""),
            reason=reason,
            created_by=by,
        )


def load_file(parameters: CallParameters, *, reason: str, days: int = 0) -> CallVersion | None:
    """Put a file's parameters in force, its windows moved by `days`; None where there is nothing new in them.

    Without days, a file that was loaded before changes nothing, so that a deployment may load at every start and
    keeps what staff changed since. With days, nothing happens only where the result is in force already.
    """
    with transaction.atomic():
        last = CallVersion.objects.select_for_update().filter(call_id=parameters.call_id).order_by("-version").first()
        moved, file_digest = shifted(parameters, days), digest(parameters)
        if last and (last.digest == digest(moved) if days else last.file_digest == file_digest):
            return None
        return new_version(parameters=moved, reason=reason, by=None, file_digest=file_digest)


def shifted(parameters: CallParameters, days: int) -> CallParameters:
    """Give the same call with all its windows moved by whole days, at the same hours."""
    by = timedelta(days=days)
    windows = {
        key: replace(window, opens_at=window.opens_at + by, closes_at=window.closes_at + by)
        for key, window in parameters.windows.items()
    }
    return replace(parameters, windows=windows)


def days_until_open(parameters: CallParameters, now: datetime, *, day: int = DAY_OF_THE_DEMO) -> int:
    """Give by how many days to move the call so that `now` is the upload window's `day`-th day."""
    opens_on = parameters.window("upload").opens_at.astimezone(parameters.zone).date()
    return (now.astimezone(parameters.zone).date() - opens_on).days - (day - 1)


def with_window(parameters: CallParameters, key: str, opens_at: datetime, closes_at: datetime) -> CallParameters:
    """Give the same call with one window changed; raises `LookupError` where it has none of that key."""
    window = replace(parameters.window(key), opens_at=opens_at, closes_at=closes_at)
    return CallParameters.load(replace(parameters, windows={**parameters.windows, key: window}).as_json())
