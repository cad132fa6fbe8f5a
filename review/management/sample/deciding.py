"""The decision meeting of the sample, drafted by the center and confirmed by the ministry; and the announcement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db.models import Avg

from proposals.management.sample import clock
from review.facts.rulings import Subject, at_decision, case_subjects, school_subjects
from review.management.sample import words
from review.management.sample.desk import Desk, dice_of
from review.models import Assignment, Meeting
from review.models.decision import Ruling
from review.rules.awards import most
from review.services import announcing, deciding, meetings
from review.services.deciding import Draft
from review.services.meetings import About
from usr_portal.call.services import in_force

WINDOW, ANNOUNCE = "decision", "announcement"
NAME = "第四期大學社會責任實踐計畫決審會議"
DECLINED = 3
# Percent of what was asked, by the mean of all sheets
GIVEN = ((86, 100), (81, 92), (76, 85), (0, 78))
SPARE, STEP, ROUNDED = 103, 1_000, 100_000
ATTENDANCE = "主席：次長\n出席：審查委員十一人、推動中心執行長\n列席：高等教育司承辦人員三人\n紀錄：推動中心 周敏行"
MINUTES = (
    "一、推動中心報告各階段審查結果、評分分歧案件及申請經費總額。\n"
    "二、委員逐類討論，分歧案件由主審委員說明後決議。\n"
    "三、核定金額以不超過申請數及年度上限為原則，各案附帶條件列入修正計畫書。"
)
FUND, DECLINE = Ruling.Verdict.FUND, Ruling.Verdict.DECLINE


def arrive(desk: Desk) -> None:
    """Hold the meeting: everything but the sustainable types is drafted, the sprouts are confirmed."""
    clock.set_to(clock.on(WINDOW, 4, 10))
    cases, schools = _subjects()
    meeting = _meeting(desk, cases, schools)
    ready = [one for one in cases if one.plan_type in {"sprout", "deep"}]
    clock.set_to(clock.on(WINDOW, 4, 14))
    _draft(desk, meeting, ready, schools[: len(schools) // 2])
    clock.set_to(clock.on(WINDOW, 5, 9))
    _confirm(desk, meeting, [one for one in ready if one.plan_type == "sprout"], schools[:2])
    clock.set_to(clock.on(WINDOW, 5, 10))


def finish(desk: Desk) -> None:
    """Draft and confirm what is left."""
    cases, schools = _subjects()
    meeting = _meeting(desk, cases, schools)
    clock.set_to(clock.on(WINDOW, 6, 10))
    _draft(desk, meeting, cases, schools)
    clock.set_to(clock.on(WINDOW, 7, 15))
    _confirm(desk, meeting, cases, schools)


def announce(desk: Desk) -> None:
    """Tell everybody."""
    clock.set_to(clock.on(ANNOUNCE, 18, 10))
    announcing.announce(person=desk.ministry, reason="決議已全數確認，依作業期程公告。")
    clock.set_to(clock.on(ANNOUNCE, 18, 14))


def _subjects() -> tuple[list[Subject], list[Subject]]:
    """Give the cases and the school plans to decide of."""
    cases = list(at_decision(settings.USR_CALL).order_by("project_number"))
    schools = {one.school_id: one.school for one in cases}
    return case_subjects(cases), school_subjects(settings.USR_CALL, list(schools.values()))


def _meeting(desk: Desk, cases: Sequence[Subject], schools: Sequence[Subject]) -> Meeting:
    """Open the meeting, with a pot that a little is left of, unless there is one."""
    found = Meeting.objects.filter(call_id=settings.USR_CALL).first()
    if found is not None:
        return found
    chosen = _amounts(cases, schools)
    pot = {
        year: -(-sum(one.get(year, 0) for one in chosen.values()) * SPARE // 100 // ROUNDED) * ROUNDED
        for year in in_force().years
    }
    about = About(
        name=NAME,
        held_on=clock.on(WINDOW, 4, 14).date(),
        place="教育部五樓大禮堂",
        pot=pot,
        attendance=ATTENDANCE,
        recused="迴避委員於各該案討論及決議時離席。",
        minutes=MINUTES,
    )
    return meetings.create(person=desk.center, about=about)


def _draft(desk: Desk, meeting: Meeting, cases: Sequence[Subject], schools: Sequence[Subject]) -> None:
    """Draft what nothing was said of yet."""
    chosen = _amounts(cases, schools)
    fresh = [one for one in cases if one.ruling is None]
    drafts = [_said(one, chosen[one.number]) for one in fresh]
    deciding.draft_cases(person=desk.center, meeting_id=meeting.pk, drafts=drafts)
    plans = [one for one in schools if one.ruling is None]
    drafts = [_said(one, chosen[one.number]) for one in plans]
    deciding.draft_schools(person=desk.center, meeting_id=meeting.pk, drafts=drafts)


def _said(one: Subject, amounts: Mapping[str, int]) -> Draft:
    dice = dice_of("decision", one.number)
    is_cut = any(amounts[year] < one.asked.get(year, 0) for year in amounts)
    return Draft(
        number=one.number,
        version=one.version,
        verdict=FUND if amounts else DECLINE,
        approved=amounts,
        conditions=dice.choice(words.CONDITIONS) if amounts and is_cut and one.case else "",
        reason="" if amounts else dice.choice(words.DECLINING),
    )


def _confirm(desk: Desk, meeting: Meeting, cases: Sequence[Subject], schools: Sequence[Subject]) -> None:
    """Confirm what is drafted of these and not confirmed, as somebody else than who drafted it."""
    now_cases, now_schools = _subjects()
    waiting = [one.number for one in (*cases, *schools)]
    versions = [
        {
            one.number: one.version
            for one in rows
            if one.number in waiting and one.ruling is not None and not one.ruling.is_confirmed
        }
        for rows in (now_cases, now_schools)
    ]
    deciding.confirm(person=desk.ministry, meeting_id=meeting.pk, cases=versions[0], schools=versions[1])


def _amounts(cases: Sequence[Subject], schools: Sequence[Subject]) -> dict[str, dict[str, int]]:
    """Give what is approved by number and year; nothing for the weakest, whichever subset is asked for."""
    means = _means()
    weakest = sorted(means, key=lambda key: means[key])[:DECLINED]
    found = {
        one.number: {} if one.case is None or one.case.pk in weakest else _share(one, _percent(means[one.case.pk]))
        for one in cases
    }
    return found | {one.number: _share(one, 95) for one in schools}


def _share(one: Subject, percent: int) -> dict[str, int]:
    highest = most(one.plan_type, one.asked, in_force())
    return {year: amount * percent // 100 // STEP * STEP for year, amount in highest.items()}


def _percent(mean: float) -> int:
    return next(percent for at_least, percent in GIVEN if mean >= at_least)


def _means() -> dict[int, float]:
    """Give the mean of all sheets handed in for the cases to decide of."""
    rows = Assignment.objects.filter(
        case__in=at_decision(settings.USR_CALL), state=Assignment.State.SUBMITTED, sheet__total__isnull=False
    )
    return {key: float(mean) for key, mean in rows.order_by().values_list("case").annotate(mean=Avg("sheet__total"))}
