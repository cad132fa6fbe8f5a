"""The pages of the decision: the board, one case, confirming, the meeting; what is typed is never lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from review.models import Announcement, Assignment, Case, Decision, Meeting, SchoolDecision
from review.rules.standing import Stage
from review.services import deciding
from tests.factories import staff as staff_of
from tests.review.conftest import Sent, reviewer_of
from tests.review.decisions import (
    YEARS,
    amounts,
    decide_all,
    draft,
    drafted,
    meeting_of,
    school_draft,
    to_decision,
)
from tests.review.scoring import signed_in
from tests.review.talks import assigned, round_at
from usr_portal.accounts.models import Person, Role
from usr_portal.call import services as call

Sends = dict[str, Any]


@pytest.fixture
def meeting(cases: list[Case], staff: Person) -> Meeting:
    to_decision(cases)
    return meeting_of(staff)


@pytest.fixture
def scored(cases: list[Case], staff: Person) -> list[str]:
    """A round with three sheets of each case, one of them far from the others; give the reviewers' names."""
    turn = round_at(Stage.WRITTEN_REVIEW, staff)
    reviewers = [reviewer_of(name=name) for name in ("趙一一", "錢二二", "孫三三")]
    for case in cases:
        for one, total in zip(reviewers, ("90.00", "84.50", "62.25"), strict=True):
            made = assigned(turn, case, one)
            made.sheet.total, made.sheet.submitted_at = total, call.now()
            made.sheet.to_school = f"意見 {total}"
            made.sheet.save()
    return [one.person.name for one in reviewers]


def row(case: Case, verdict: str = "fund", amount: str = "1,000,000", version: int = 0, **more: str) -> Sends:
    number = case.project_number
    values = {"verdict": verdict, "version": f"{version}", "seen": "", **{f"y{year}": amount for year in YEARS}}
    return {f"{number}-{name}": value for name, value in (values | more).items()}


def sent(*rows: Sends) -> Sends:
    numbers = [next(iter(one)).rpartition("-")[0] for one in rows]
    return {"row": numbers} | {name: value for one in rows for name, value in one.items()}


def save(client: Client, meeting: Meeting, *rows: Sends, side: str = "decision_save") -> Any:  # noqa: ANN401 - a response
    return client.post(reverse(side, args=[meeting.pk]), sent(*rows))


def text(response: Any) -> str:  # noqa: ANN401 - a response
    found: str = response.content.decode()
    return found


def test_without_a_meeting_the_page_says_what_to_do(cases: list[Case], staff: Person) -> None:
    page = text(signed_in(staff).get(reverse("decision")))
    assert reverse("decision_meeting_new") in page


def test_the_board_has_every_figure_and_the_money(
    cases: list[Case], meeting: Meeting, staff: Person, scored: list[str]
) -> None:
    page = text(signed_in(staff).get(reverse("decision")))
    for one in cases:
        assert one.project_number in page
        assert one.title in page
    for figure in ("78.92", "27.75", "差距過大"):
        assert page.count(figure) >= len(cases), figure
    assert "100,000,000" in page
    assert not any(name in page for name in scored)


def test_the_board_is_filtered_and_ordered(
    cases: list[Case], meeting: Meeting, staff: Person, scored: list[str]
) -> None:
    client, here = signed_in(staff), reverse("decision")
    turn = Assignment.objects.all()[0].round
    drafted(staff, meeting, draft(cases[0]))

    def shown(query: str) -> list[str]:
        found = client.get(f"{here}?{query}").context["board"].page.object_list
        return [one.subject.number for one in found]

    assert len(shown("")) == 5
    assert set(shown("type=sprout")) == {one.project_number for one in cases if one.plan_type == "sprout"}
    assert shown("state=draft") == [cases[0].project_number]
    assert len(shown("state=undecided")) == 4
    assert len(shown("apart=1")) == 5
    assert shown("q=不存在") == []
    assert len(shown(f"q={cases[0].school.name_zh.replace('臺', '台')}")) == 5
    assert len(shown("type=nonsense&sort=x-1&state=odd&page=99&meeting=zzz")) == 5
    assigned_case = cases[1]
    sheet = Assignment.objects.filter(case=assigned_case)[0].sheet
    sheet.total = "10.00"
    sheet.save()
    assert shown(f"sort=mean-{turn.pk}&type={assigned_case.plan_type}")[0] == assigned_case.project_number
    assert shown(f"sort=mean-{turn.pk}&order=down&type={assigned_case.plan_type}")[-1] == assigned_case.project_number


def test_rows_are_drafted_and_untouched_ones_left_alone(
    cases: list[Case], meeting: Meeting, staff: Person, ministry: Person
) -> None:
    drafted(ministry, meeting, draft(cases[1]))
    client = signed_in(staff)
    lines = client.get(reverse("decision")).context["lines"]
    untouched = next(one.form for one in lines if one.form.number == cases[1].project_number)
    response = save(
        client,
        meeting,
        row(cases[0], reason="", conditions="補強場域說明"),
        row(cases[1], version=1, seen=untouched.seen, conditions="", reason=""),
    )
    assert response.status_code == 302
    made = Decision.objects.get(case=cases[0])
    assert (made.conditions, made.drafted_by, amounts(made)) == (
        "補強場域說明",
        staff,
        dict.fromkeys(YEARS, 1_000_000),
    )
    assert Decision.objects.get(case=cases[1]).drafted_by == ministry


@pytest.mark.parametrize(
    ("amount", "words"), [("一百萬", "請填整數"), ("-5", "負數"), ("99,000,000", "超過申請的"), ("", "沒有填")]
)
def test_a_bad_amount_is_told_at_its_field_and_nothing_is_lost(
    cases: list[Case], meeting: Meeting, staff: Person, amount: str, words: str
) -> None:
    client = signed_in(staff)
    response = save(client, meeting, row(cases[0], amount=amount, conditions="寫了很久的條件"), row(cases[1]))
    page = text(response)
    assert response.status_code == 422
    assert words in page
    assert "寫了很久的條件" in page
    assert f'value="{amount}"' in page
    assert f'id="{cases[0].project_number}-y{YEARS[0]}-error"' in page
    assert not Decision.objects.exists()


def test_amounts_without_a_verdict_ask_for_one(cases: list[Case], meeting: Meeting, staff: Person) -> None:
    response = save(signed_in(staff), meeting, row(cases[0], verdict=""))
    assert response.status_code == 422
    assert "還沒有選決議" in text(response)


def test_an_unknown_verdict_is_none(cases: list[Case], meeting: Meeting, staff: Person) -> None:
    assert save(signed_in(staff), meeting, row(cases[0], verdict="maybe")).status_code == 422


def test_what_another_saved_stands_beside_what_was_typed(
    cases: list[Case], meeting: Meeting, staff: Person, ministry: Person
) -> None:
    drafted(ministry, meeting, draft(cases[0], 2_222_222))
    client = signed_in(staff)
    response = save(client, meeting, row(cases[0], amount="1,111,111"))
    page = text(response)
    assert response.status_code == 409
    assert "1,111,111" in page
    assert "2,222,222" in page
    assert amounts(Decision.objects.get()) == dict.fromkeys(YEARS, 2_222_222)
    again = next(one.form for one in response.context["lines"] if one.form.is_stale)
    assert save(client, meeting, row(cases[0], amount="1,111,111", version=again.shown_version)).status_code == 302
    assert amounts(Decision.objects.get()) == dict.fromkeys(YEARS, 1_111_111)


def test_a_fault_does_not_hide_that_another_saved(
    cases: list[Case], meeting: Meeting, staff: Person, ministry: Person
) -> None:
    drafted(ministry, meeting, draft(cases[0], 2_222_222))
    faulty = save(signed_in(staff), meeting, row(cases[0], amount="x"))
    form = next(one.form for one in faulty.context["lines"] if one.form.faults)
    assert (faulty.status_code, form.shown_version) == (422, 0)


def test_one_case_shows_opinions_merged_without_names(
    case: Case, meeting: Meeting, staff: Person, scored: list[str]
) -> None:
    client, here = signed_in(staff), reverse("decision_case", args=[meeting.pk, case.project_number])
    page = text(client.get(here))
    assert all(f"意見 {total}" in page for total in ("90.00", "84.50", "62.25"))
    assert not any(name in page for name in scored)
    values = row(case, opinions="潤飾後的意見", recused="", conditions="條件", reason="")
    assert client.post(here, values).status_code == 302
    assert Decision.objects.get().opinions == "潤飾後的意見"
    named = row(case, version=1, opinions=f"{scored[0]}說可行", recused="", conditions="", reason="")
    response = client.post(here, named)
    assert response.status_code == 403
    assert "審查委員的姓名" in text(response)
    assert "說可行" in text(response)


def test_a_case_is_taken_back(case: Case, meeting: Meeting, staff: Person) -> None:
    drafted(staff, meeting, draft(case))
    client, act = signed_in(staff), reverse("decision_withdraw", args=[meeting.pk, case.project_number])
    assert client.post(act, {"version": "1"}).status_code == 403
    assert client.post(act, {"version": "1", "reason": "擬錯案件"}).status_code == 302
    assert not Decision.objects.exists()


def test_confirming_shows_counts_and_sums_before(
    cases: list[Case], meeting: Meeting, staff: Person, ministry: Person
) -> None:
    drafted(staff, meeting, draft(cases[0]), draft(cases[1], 2_000_000))
    drafted(ministry, meeting, draft(cases[2]))
    deciding.draft_schools(person=staff, meeting_id=meeting.pk, drafts=[school_draft(cases[0].school.code)])
    client, here = signed_in(ministry), reverse("decision_confirm", args=[meeting.pk])
    shown = client.post(here, {"all": "1"})
    found = shown.context["found"]
    assert [one.subject.number for one in found.barred] == [cases[2].project_number]
    assert "是您擬的" in text(shown)
    assert {kind: one.total_approved for kind, one in found.shares.items()}["school_plan"] == 6_000_000
    assert [one.approved for one in found.pots] == [5_000_000] * 3
    assert not Decision.objects.exclude(confirmed_by=None).exists()

    pairs = {
        "case": [f"{one.project_number}:1" for one in cases[:2]],
        "school": [f"{cases[0].school.code}:1"],
        "confirmed": "1",
    }
    assert client.post(here, pairs).status_code == 302
    assert Decision.objects.filter(confirmed_by=ministry).count() == 2
    assert SchoolDecision.objects.get().confirmed_by == ministry
    assert client.post(here, pairs).status_code == 409


def test_a_draft_changed_after_the_preview_is_not_confirmed(
    case: Case, meeting: Meeting, staff: Person, ministry: Person
) -> None:
    drafted(staff, meeting, draft(case))
    drafted(staff, meeting, draft(case, 2_000_000, version=1))
    response = signed_in(ministry).post(
        reverse("decision_confirm", args=[meeting.pk]), {"case": f"{case.project_number}:1", "confirmed": "1"}
    )
    assert response.status_code == 409
    assert not Decision.objects.get().is_confirmed


def test_the_center_is_not_offered_to_confirm(case: Case, meeting: Meeting, staff: Person) -> None:
    drafted(staff_of(Role.MINISTRY), meeting, draft(case))
    client, here = signed_in(staff), reverse("decision_confirm", args=[meeting.pk])
    assert "confirm-form" not in text(client.get(reverse("decision")))
    assert 'name="confirmed"' not in text(client.post(here, {"all": "1"}))
    sent_anyway = client.post(here, {"case": f"{case.project_number}:1", "confirmed": "1"})
    assert sent_anyway.status_code == 403


def test_school_plans_stand_on_a_board_of_their_own(case: Case, meeting: Meeting, staff: Person) -> None:
    client, code = signed_in(staff), case.school.code
    page = text(client.get(reverse("decision_schools")))
    assert code in page
    assert "2,000,000" in page
    values = {f"{code}-verdict": "fund", f"{code}-version": "0"} | {f"{code}-y{year}": "2000001" for year in YEARS}
    refused = client.post(reverse("decision_schools_save", args=[meeting.pk]), {"row": code, **values})
    assert refused.status_code == 422
    values |= {f"{code}-y{year}": "1,500,000" for year in YEARS}
    saved = client.post(reverse("decision_schools_save", args=[meeting.pk]), {"row": code, **values})
    assert saved.status_code == 302
    assert amounts(SchoolDecision.objects.get()) == dict.fromkeys(YEARS, 1_500_000)


def test_more_than_the_pot_is_shown(cases: list[Case], meeting: Meeting, staff: Person) -> None:
    Meeting.objects.update(pot=dict.fromkeys(YEARS, 500_000))
    drafted(staff, meeting, draft(cases[0]))
    page = text(signed_in(staff).get(reverse("decision")))
    assert "-500,000" in page
    assert "超過可核配經費" in page


def test_a_meeting_is_opened_and_changed(cases: list[Case], staff: Person) -> None:
    to_decision(cases)
    client = signed_in(staff)
    values = {"name": "第一次決審會議", "held_on": "113/12/10", "place": "教育部", "attendance": "甲\n乙"}
    values |= {f"pot-{year}": "1,0x" for year in YEARS}
    wrong = client.post(reverse("decision_meeting_new"), values)
    assert wrong.status_code == 422
    assert "第一次決審會議" in text(wrong)
    values |= {f"pot-{year}": "300,000,000" for year in YEARS}
    assert client.post(reverse("decision_meeting_new"), values).status_code == 302
    made = Meeting.objects.get()
    assert made.pot == dict.fromkeys(YEARS, 300_000_000)
    here = reverse("decision_meeting", args=[made.pk])
    assert client.post(here, {**values, "minutes": "決議如附表", "version": "1"}).status_code == 302
    stale = client.post(here, {**values, "minutes": "另一份紀錄", "version": "1"})
    assert stale.status_code == 409
    assert "另一份紀錄" in text(stale)
    assert "決議如附表" in text(stale)
    assert Meeting.objects.get().minutes == "決議如附表"


def test_after_the_announcement_everything_is_read_only(
    cases: list[Case], meeting: Meeting, staff: Person, ministry: Person
) -> None:
    decide_all(staff, ministry, meeting, cases)
    Announcement.objects.create(call_id="usr-4", at=call.now(), by=ministry, listing={})
    Case.objects.update(stage="announcement", outcome="funded")
    client = signed_in(ministry)
    page = text(client.get(reverse("decision")))
    assert "只能閱讀" in page
    assert cases[0].project_number in page
    assert "data-amount" not in page
    here = reverse("decision_case", args=[meeting.pk, cases[0].project_number])
    assert "只能閱讀" in text(client.get(here))
    before = Decision.objects.get(case=cases[0]).version
    assert client.post(here, row(cases[0], amount="1", version=before)).status_code == 403
    assert save(client, meeting, row(cases[0], amount="1", version=before)).status_code == 403
    assert Decision.objects.get(case=cases[0]).version == before


@pytest.fixture
def addresses(case: Case, meeting: Meeting) -> list[tuple[str, str]]:
    """Every address of the decision, with the way in which it is asked."""
    number = case.project_number
    return [
        ("get", reverse("decision")),
        ("get", reverse("decision_schools")),
        ("get", reverse("decision_meeting_new")),
        ("get", reverse("decision_meeting", args=[meeting.pk])),
        ("get", reverse("decision_minutes", args=[meeting.pk])),
        ("get", reverse("decision_case", args=[meeting.pk, number])),
        ("post", reverse("decision_meeting_new")),
        ("post", reverse("decision_meeting", args=[meeting.pk])),
        ("post", reverse("decision_case", args=[meeting.pk, number])),
        ("post", reverse("decision_save", args=[meeting.pk])),
        ("post", reverse("decision_schools_save", args=[meeting.pk])),
        ("post", reverse("decision_confirm", args=[meeting.pk])),
        ("post", reverse("decision_withdraw", args=[meeting.pk, number])),
    ]


def test_nobody_but_staff_finds_any_of_it(addresses: list[tuple[str, str]], sent_application: Sent) -> None:
    for person in (sent_application.window, sent_application.lead, reviewer_of().person):
        client = signed_in(person)
        assert {getattr(client, way)(address).status_code for way, address in addresses} == {404}
    answers = [getattr(Client(), way)(address) for way, address in addresses]
    assert {(one.status_code, one.url.split("?")[0]) for one in answers} == {(302, "/accounts/login/")}


def test_a_meeting_or_case_that_is_not_there(case: Case, meeting: Meeting, staff: Person) -> None:
    client = signed_in(staff)
    assert client.get(reverse("decision_meeting", args=[999_999])).status_code == 404
    assert client.get(reverse("decision_case", args=[meeting.pk, "USR4-9999-S01"])).status_code == 404
    assert client.post(reverse("decision_save", args=[meeting.pk])).status_code == 302


@pytest.fixture
def statements(staff: Person) -> Callable[[str], int]:
    """Count the statements of a page."""
    client = signed_in(staff)

    def count(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(address).status_code == 200
        return len(found)

    return count


@pytest.mark.parametrize("name", ["decision", "decision_schools"])
def test_the_same_statements_for_any_number_of_cases(
    cases: list[Case], staff: Person, scored: list[str], statements: Callable[[str], int], name: str
) -> None:
    to_decision(cases[:1])
    meeting = meeting_of(staff)
    drafted(staff, meeting, draft(cases[0]))
    few = statements(reverse(name))
    to_decision(cases)
    drafted(staff, meeting, *(draft(one) for one in cases[1:]))
    more = statements(reverse(name))
    assert few == more
    assert more <= 20
