"""The site visits of the sample: two panels, a day each, minutes, photos and scores after each visit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.conf import settings

from proposals.management.sample import clock
from review.management.sample import answers, words
from review.management.sample.cast import everybody
from review.management.sample.desk import Desk, cases_at, dice_of
from review.management.sample.pictures import photo
from review.management.sample.scoring import hand_in_all, invite, prepare, take
from review.management.sample.talks import end, seat
from review.management.sample.upload import told
from review.models import Case, Round, Visit
from review.models.cases import Stage
from review.rules.talks import days
from review.services import visits
from review.services.placing import Clashing
from usr_portal.call.services import in_force, now

REPLY, VISITS = Stage.PRESENTATION_REPLY, Stage.SITE_VISIT
NAME = "複審實地訪查"
FIRST, SECOND = "訪查第一組", "訪查第二組"
SEATED = {FIRST: (2, 5, 9), SECOND: (4, 7, 11)}
STARTS, LASTS = time(10), timedelta(hours=5)
ANYWAY = "學校提供的日期都已排滿，已電話徵得學校同意。"


def arrive_at_replies(desk: Desk) -> None:
    """Release the questions, place all visits but one and tell most schools; some have answered."""
    answers.ask(desk, REPLY)
    clock.set_to(clock.on(REPLY, -1, 9))
    turn = prepare(desk, VISITS, NAME, 2, clock.on(VISITS, 0, 20, closes=True))
    cases = [one for one in cases_at(REPLY) if one.plan_type != "sprout"]
    seat(desk, turn, {FIRST: cases[::2], SECOND: cases[1::2]}, SEATED)
    invite(desk, turn)
    clock.set_to(clock.on(REPLY, 0, 9))
    for reviewer in everybody()[:-2]:
        take(turn, reviewer)
    for case in cases[:-1]:
        _place(desk, case)
    _publish(desk, cases[:-2])
    answers.answer_some(REPLY)
    clock.set_to(clock.on(REPLY, 1, 20))


def finish_replies(desk: Desk) -> None:
    """Let the rest be answered."""
    answers.answer_rest(desk, REPLY)


def arrive(desk: Desk) -> None:
    """Move sprouts to the decision and the others into the visits; half of these took place."""
    clock.set_to(clock.on(REPLY, 1, 9, closes=True))
    desk.advance(cases_at(REPLY), "簡報待釐清回覆期間結束。")
    cases = cases_at(VISITS)
    _publish(desk, [one for one in cases if Visit.objects.filter(case=one, published_at=None).exists()])
    held = _placed()
    _hold(desk, held[: len(held) // 2], spare=1)


def finish(desk: Desk) -> None:
    """Place what is left, let it all take place, end the round and move the cases to the decision."""
    waiting = [one for one in cases_at(VISITS) if not Visit.objects.filter(case=one).exists()]
    for case in waiting:
        _place(desk, case)
    _publish(desk, waiting)
    _hold(desk, _placed(), spare=0)
    clock.set_to(clock.on(VISITS, 1, 9, closes=True))
    end(desk, VISITS)
    desk.advance(cases_at(VISITS), "實地訪查完成，進入決審會議。")


def _placed() -> list[Visit]:
    rows = Visit.objects.filter(case__call_id=settings.USR_CALL, case__stage=VISITS, case__outcome="open")
    return list(rows.select_related("case").order_by("starts_at", "pk"))


def _publish(desk: Desk, cases: Sequence[Case]) -> None:
    if cases:
        visits.publish_visits(person=desk.center, numbers=[one.project_number for one in cases])


def _place(desk: Desk, case: Case) -> None:
    """Place a visit on the first day that suits everybody, or with a reason on the last."""
    places = _days()
    offer = told(case.proposal_id)
    place = (offer and offer.visit_place) or "計畫場域（地點另行通知）"
    for starts_at in places:
        try:
            _place_at(desk, case, starts_at, place, "")
        except Clashing:
            continue
        return
    _place_at(desk, case, places[-1], place, ANYWAY)


def _place_at(desk: Desk, case: Case, starts_at: datetime, place: str, reason: str) -> None:
    visits.place_visit(
        person=desk.center,
        project_number=case.project_number,
        starts_at=starts_at,
        ends_at=starts_at + LASTS,
        place=place,
        reason=reason,
    )


def _days() -> list[datetime]:
    """Give the times at which a visit can begin from now on."""
    parameters = in_force()
    found = (datetime.combine(day, STARTS, parameters.zone) for day in days(parameters.window(VISITS), parameters.zone))
    return [one for one in found if one > now()]


def _hold(desk: Desk, held: Sequence[Visit], *, spare: int) -> None:
    """Let visits take place: minutes, photos and scores come the same evening, but for the last `spare` of them."""
    turn = Round.objects.filter(call_id=settings.USR_CALL, stage=VISITS, state=Round.State.OPEN).first()
    for place, visit in enumerate(held, start=1):
        clock.set_to(max(now(), visit.ends_at + timedelta(hours=1)))
        if place > len(held) - spare:
            continue
        if not visit.minutes:
            _write_up(desk, visit)
        if turn is not None:
            hand_in_all(turn, visit.case, pace=10)


def _write_up(desk: Desk, visit: Visit) -> None:
    number = visit.case.project_number
    dice = dice_of("visit", number)
    form = {key: dice.choice(texts) for key, texts in words.FORM.items()}
    visits.write_report(
        person=desk.center, project_number=number, form=form, minutes=dice.choice(words.MINUTES), version=visit.version
    )
    for caption in dice.sample(words.CAPTIONS, 2):
        clock.forward(1)
        visits.add_photo(person=desk.center, project_number=number, upload=photo(dice, caption), caption=caption)
