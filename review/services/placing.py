"""What placing a presentation and placing a visit have in common: one at a time, and nothing wrong goes unexplained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from proposals.services.refusals import Refused, given_reason
from review.models import Case
from review.rules.schedule import Clash, Placed, clashes
from review.rules.talks import days
from usr_portal.call import services as call

if TYPE_CHECKING:
    from review.rules.schedule import Away


class Clashing(Refused):
    """A place has something wrong with it; `clashes` say what. It can be taken all the same, with a reason."""

    def __init__(self, found: tuple[Clash, ...]) -> None:
        super().__init__(_("這個時間地點有衝突；確定要這樣排，請寫明理由再存一次。"))
        self.clashes = found


class Beside(Protocol):
    """What is placed already, and when its reviewers are away."""

    @property
    def away(self) -> Away:
        """When who is away."""

    def placed(self) -> list[Placed]:
        """What is placed."""


def lock_cases() -> None:
    """Lock the cases of the call, so that two of the staff never place at the same time."""
    rows = Case.objects.filter(call_id=settings.USR_CALL).order_by("pk").select_for_update(of=("self",))
    list(rows.values_list("pk", flat=True))


def weighed(wanted: Placed, beside: Beside, window: str, reason: str) -> tuple[tuple[Clash, ...], str]:
    """Give what is wrong with a place, and the reason to take it all the same (empty where nothing is wrong).

    Raises `Refused` where it ends before it begins, `Clashing` where something is wrong and no reason is given.
    """
    if wanted.ends_at <= wanted.starts_at:
        raise Refused(_("結束時間必須晚於開始時間。"))
    parameters = call.in_force()
    open_days = days(parameters.window(window), parameters.zone)
    wrong = clashes(wanted, beside.placed(), beside.away, open_days, parameters.zone)
    if wrong and not reason.strip():
        raise Clashing(wrong)
    return wrong, given_reason(reason) if wrong else ""
