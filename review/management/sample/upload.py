"""The last days of the upload: schools send, say when they can come, and name whom they ask to avoid."""

from __future__ import annotations

from random import Random

from proposals.management.sample import clock
from proposals.management.sample.cast import DOMAIN
from proposals.management.sample.closing import Sent, close_upload, sent
from review.management.sample.desk import Desk, dice_of, some
from review.models import Avoidance, Offer
from review.rules.talks import AVAILABILITY, days, halves, has_visit
from review.services import offers, reviewers
from review.services.offers import Offered
from usr_portal.accounts.models import Person
from usr_portal.accounts.selectors import windows_of
from usr_portal.call.services import in_force
from usr_portal.kernel.vocabulary import PlanType
from usr_portal.schools.models import School

ASKED_BY = ("0018", "0005")
UNTOLD_EVERY = 9
REASON = "該委員曾與本校計畫主持人就前期計畫成果之歸屬有爭議，請同意迴避。"


def finish(desk: Desk) -> None:
    """Let most schools send, offer times and ask to avoid somebody."""
    close_upload()
    clock.set_to(clock.on(AVAILABILITY, 0, 20, closes=True))
    known = set(Offer.objects.values_list("proposal__number", flat=True))
    for place, one in enumerate(sent()):
        if place % UNTOLD_EVERY != UNTOLD_EVERY - 1 and one.number not in known:
            _offer(one)
    _ask_to_avoid()


def _offer(one: Sent) -> None:
    offered = _offered(dice_of("offer", one.number), one.plan_type)
    offers.save_offer(person=one.lead, number=one.number, offered=offered, version=0)


def _offered(dice: Random, plan_type: PlanType) -> Offered:
    parameters = in_force()
    open_halves = halves(parameters.window("presentation"), parameters.zone)
    times = tuple(one.key for one in some(dice, open_halves, len(open_halves) * 2 // 3))
    if not has_visit(plan_type):
        return Offered(times)
    open_days = days(parameters.window("site_visit"), parameters.zone)
    dates = tuple(one.isoformat() for one in some(dice, open_days, len(open_days) * 3 // 4))
    return Offered(times, dates, "計畫場域之活動中心（自校門口搭車約 40 分鐘）", "專案經理 02-2300-0000 分機 126")


def _ask_to_avoid() -> None:
    """One school names a reviewer, another somebody who is none."""
    known = Person.objects.get(email=f"reviewer4@{DOMAIN}")
    named = ((known.name, "國立臺灣海洋大學"), ("沈惠鈺", "（已退休）"))
    for code, (name, organisation) in zip(ASKED_BY, named, strict=True):
        if not Avoidance.objects.filter(application__school__code=code).exists():
            reviewers.ask_to_avoid(
                person=windows_of(School.objects.get(code=code).pk)[0],
                school_code=code,
                name=name,
                organisation=organisation,
                reason=REASON,
            )


def told(proposal_id: int) -> Offer | None:
    """Give what a team offered."""
    return Offer.objects.filter(proposal=proposal_id).first()
