"""Requests to the pages of the decision, the list and the panels that no browser of ours sends: an answer, never an error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from django.test import Client
from django.urls import reverse

from review.models import Case, Decision, Meeting, SavedView
from tests.review.conftest import cases as cases  # noqa: PLC0414 - the fixtures
from tests.review.conftest import ministry as ministry  # noqa: PLC0414
from tests.review.conftest import reviewer_of
from tests.review.conftest import sent_application as sent_application  # noqa: PLC0414
from tests.review.conftest import sent_once as sent_once  # noqa: PLC0414
from tests.review.conftest import staff as staff  # noqa: PLC0414
from tests.review.decisions import draft, drafted, meeting_of, to_decision
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event

pytestmark = pytest.mark.django_db
NUL = "a\0b"
HUGE = 10**30
DIGITS = "9" * 5000
Body = Mapping[str, str | Sequence[str]]


@pytest.fixture
def meeting(cases: list[Case], staff: Person) -> Meeting:
    to_decision(cases)
    return meeting_of(staff)


@pytest.mark.parametrize(
    "address",
    [
        "/staff/decision/?meeting=" + DIGITS,
        "/staff/decision/?page=" + DIGITS,
        "/staff/decision/?sort=mean-" + DIGITS,
        "/staff/decision/?sort=mean-²&order=down",
        "/staff/decision/?sort=__class__-1&type=%F0%9F&state=x&q=%ED%A0%80",
        "/staff/decision/schools/?sort=-&page=-1",
        "/staff/proposals/?sort=-school__code;--&cols=pk,password&page=" + DIGITS,
        "/staff/proposals/?q=" + "%25_%5C%27" * 300,
        "/staff/proposals/?q=%ED%A0%80&school=%C2%B2&sdg=%C2%B2",
        "/staff/proposals/?view=" + DIGITS,
        "/staff/decision/totals/?stage=x&round=" + DIGITS,
        "/staff/decision/totals/?round=%C2%B2&page=-1",
        "/results/?page=" + DIGITS + "&q=%ED%A0%80&issue=%C2%B2",
        "/staff/panels/reviewers/?page=" + DIGITS,
        "/staff/log/?page=" + DIGITS,
    ],
)
@pytest.mark.usefixtures("meeting")
def test_an_odd_address_gets_an_answer(client: Client, ministry: Person, address: str) -> None:
    client.force_login(ministry)
    assert client.get(address).status_code in {200, 302, 400, 404}


@pytest.mark.parametrize(
    "address",
    [
        f"/staff/decision/meetings/{HUGE}/",
        f"/staff/decision/meetings/{HUGE}/minutes.pdf",
        f"/staff/proposals/views/{HUGE}/",
        f"/staff/panels/rounds/{HUGE}/",
        f"/staff/panels/reviewers/{HUGE}/",
        f"/proposals/results/{HUGE}.pdf",
        f"/results/{HUGE}.pdf",
    ],
)
def test_a_key_that_no_column_holds_is_not_there(client: Client, ministry: Person, address: str) -> None:
    client.force_login(ministry)
    assert client.get(address).status_code in {404, 405}


def posts(meeting: Meeting, case: Case, reviewer: int) -> dict[str, tuple[str, Body]]:
    number = case.project_number
    return {
        "board": (
            reverse("decision_save", args=[meeting.pk]),
            {"row": [NUL, number], f"{number}-verdict": "decline", f"{number}-version": "1", f"{number}-reason": NUL},
        ),
        "plans": (reverse("decision_schools_save", args=[meeting.pk]), {"row": NUL}),
        "case": (
            reverse("decision_case", args=[meeting.pk, number]),
            {
                f"{number}-verdict": NUL,
                f"{number}-version": "1",
                f"{number}-seen": NUL,
                f"{number}-opinions": NUL,
                f"{number}-y114": NUL,
            },
        ),
        "withdraw": (reverse("decision_withdraw", args=[meeting.pk, number]), {"version": "1", "reason": NUL}),
        "preview": (reverse("decision_confirm", args=[meeting.pk]), {"case": NUL, "school": NUL}),
        "confirm": (
            reverse("decision_confirm", args=[meeting.pk]),
            {"confirmed": "1", "case": f"{NUL}:1", "school": f"{NUL}:1"},
        ),
        "meeting": (
            reverse("decision_meeting", args=[meeting.pk]),
            {"name": NUL, "held_on": NUL, "minutes": NUL, "pot-114": NUL, "version": "1"},
        ),
        "export": (reverse("staff_proposals_export", args=["csv"]), {"query": NUL, "chosen": NUL}),
        "move": (reverse("staff_proposals_move"), {"query": f"q={NUL}&school={NUL}", "chosen": NUL}),
        "view": (reverse("staff_views"), {"name": NUL, "query": f"q={NUL}"}),
        "default": (reverse("staff_view_default"), {"view": NUL}),
        "announce": (reverse("announce"), {"confirmation": NUL, "reason": NUL, "seen": NUL}),
        "conflict": (reverse("panels_conflict", args=[reviewer]), {"target": NUL, "reason": NUL}),
    }


@pytest.mark.parametrize(
    "name",
    [
        "board",
        "plans",
        "case",
        "withdraw",
        "preview",
        "confirm",
        "meeting",
        "export",
        "move",
        "view",
        "default",
        "announce",
        "conflict",
    ],
)
def test_a_null_character_in_a_form_is_answered(
    client: Client, meeting: Meeting, cases: list[Case], staff: Person, ministry: Person, name: str
) -> None:
    drafted(staff, meeting, draft(cases[0]))
    client.force_login(ministry)
    address, sent = posts(meeting, cases[0], reviewer_of().pk)[name]
    answer = client.post(address, sent)
    assert answer.getvalue() is not None  # what is streamed is read to its end
    assert answer.status_code in {200, 302, 400, 403, 404, 409, 422}


def test_amounts_in_other_digits_or_below_nothing_are_faults(
    client: Client, meeting: Meeting, cases: list[Case], ministry: Person
) -> None:
    client.force_login(ministry)
    number = cases[0].project_number
    for odd in ("-1", "1e3", "0x10", "9" * 4000, "1_000", "NaN", "1.5"):
        sent = {"row": number, f"{number}-version": "0", f"{number}-seen": "x", f"{number}-verdict": "fund"}
        sent |= {f"{number}-y114": odd, f"{number}-y115": "0", f"{number}-y116": "0"}
        assert client.post(reverse("decision_save", args=[meeting.pk]), sent).status_code == 422, odd
    assert not Decision.objects.exists()


def test_the_name_of_a_view_runs_nothing_and_only_its_owner_changes_it(
    client: Client, staff: Person, ministry: Person, cases: list[Case]
) -> None:
    client.force_login(staff)
    name = "<script>alert(1)</script>"
    client.post(reverse("staff_views"), {"name": name, "query": "q=x&next=//evil&sort=pk", "is_shared": "on"})
    view = SavedView.objects.get()
    assert view.query == "q=x"
    client.force_login(ministry)
    for address in (reverse("staff_views"), reverse("staff_proposals")):
        assert name not in client.get(address).content.decode()
    assert client.post(reverse("staff_view", args=[view.pk]), {"act": "remove"}).status_code == 404
    assert client.post(reverse("staff_view", args=[view.pk]), {"name": "mine"}).status_code == 404
    SavedView.objects.update(is_shared=False)
    assert client.post(reverse("staff_view_default"), {"view": view.pk}).status_code == 404


def test_the_log_of_an_export_says_what_left_and_not_whatever_was_sent(
    client: Client, staff: Person, cases: list[Case]
) -> None:
    client.force_login(staff)
    number = cases[0].proposal.number
    sent = {"query": "", "chosen": [number, "x" * 100_000]}
    answer = client.post(reverse("staff_proposals_export", args=["csv"]), sent)
    assert number in answer.getvalue().decode()
    assert Event.objects.filter(action="list.export").get().detail["numbers"] == [number]
