"""Why a case could not be given all of its reviewers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from usr_portal.kernel.messages import Message, gettext_noop


class Binds(StrEnum):
    """What binds."""

    CONFLICTS = "conflicts"
    SCHOOLS = "schools"
    LIMITS = "limits"


@dataclass(frozen=True, slots=True)
class Shortage:
    """A case that is `missing` so many reviewers, and what stands in the way."""

    case: str
    missing: int
    binds: Binds
    message: Message


_MESSAGES: Mapping[Binds, str] = {
    Binds.CONFLICTS: gettext_noop("還缺 {missing} 位：沒有迴避事由的委員只有 {eligible} 位。"),
    Binds.SCHOOLS: gettext_noop("還缺 {missing} 位：可審的 {eligible} 位委員都來自同一學校，一案至少要有兩校的委員。"),
    Binds.LIMITS: gettext_noop("還缺 {missing} 位：可審的 {eligible} 位委員都已達每輪至多件數。"),
}


def shortage(case: str, missing: int, wanted: int, schools: Sequence[tuple[int, int]]) -> Shortage:
    """Say what binds. `schools`: of each school how many reviewers are eligible, and how many the case may take."""
    eligible = sum(count for count, _ in schools)
    if eligible < wanted:
        binds = Binds.CONFLICTS
    elif sum(min(count, room) for count, room in schools) < wanted:
        binds = Binds.SCHOOLS
    else:
        binds = Binds.LIMITS
    return Shortage(case, missing, binds, Message(_MESSAGES[binds], {"missing": missing, "eligible": eligible}))
