"""The staff's list of all proposals: who sees it, what it finds, how it sorts, what it costs."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from proposals.models import Proposal, TeamMember
from review.models import Assignment, Case, Reviewer, Round, ScoreSheet
from review.models.cases import Outcome, Stage
from review.rules.figures import figures
from review.rules.totals import Entry
from review.selectors.columns import columns
from tests.factories import PersonFactory
from tests.review.conftest import Sent, reviewer_of
from tests.review.scoring import open_round
from usr_portal.accounts.models import Person
from usr_portal.call import services as call
from usr_portal.kernel.vocabulary import PlanType

LIST = reverse("staff_proposals")
YEARS = ("114", "115", "116")


@pytest.fixture
def office(client: Client, staff: Person) -> Client:
    client.force_login(staff)
    return client


@pytest.fixture
def scored(staff: Person, cases: list[Case]) -> list[Case]:
    """Five cases with one to four totals handed in; the last one has a recused sheet, and one not handed in."""
    cases = sorted(cases, key=lambda case: case.proposal.serial)
    found = open_round(staff, cases)
    given = (("70", "80.01"), ("90", "90", "91"), ("60", "76"), ("55.5", "65.25", "80", "99"), ("88",))
    for case, totals in zip(cases, given, strict=True):
        for total in totals:
            _sheet(found, case, total, "submitted")
    _sheet(found, cases[4], "1", "recused")
    _sheet(found, cases[4], "2", "accepted")
    return cases


def _sheet(found: Round, case: Case, total: str, state: str) -> None:
    asked = Assignment.objects.create(round=found, case=case, reviewer=reviewer_of(), state=state)
    ScoreSheet.objects.create(assignment=asked, total=Decimal(total), updated_at=call.now())


def titles(client: Client, **asked: str) -> list[str]:
    """Titles of the rows in order; the titles end with what tells them apart."""
    page = client.get(LIST, {"cols": "title", **asked})
    assert page.status_code == 200
    return [row.cells[0].text for row in page.context["rows"]]


def column(client: Client, key: str, **asked: str) -> list[str]:
    page = client.get(LIST, {"cols": key, **asked})
    return [row.cells[0].text for row in page.context["rows"]]


def test_nobody_but_staff_finds_the_list(
    client: Client, case: Case, sent_application: Sent, reviewer: Reviewer
) -> None:
    for person in (sent_application.window, sent_application.lead, reviewer.person, PersonFactory.create()):
        client.force_login(person)
        assert client.get(LIST).status_code == 404
        assert client.get(LIST, {"sort": "-written_review.mean"}).status_code == 404
    client.logout()
    assert client.get(LIST).status_code == 302


def test_drafts_and_what_was_sent_stand_together(office: Client, sent_application: Sent, cases: list[Case]) -> None:
    found = Proposal.objects.filter(application__school=sent_application.school).order_by("serial")
    assert column(office, "number") == [one.number for one in found]
    assert set(column(office, "condition")) == {"已送出"}


@pytest.mark.parametrize("words", ["台灣海線", "臺灣海線", "USR4-", "測試主持", "台主持"])
def test_either_form_of_a_character_finds_title_number_and_principal(
    office: Client, cases: list[Case], words: str
) -> None:
    Case.objects.filter(pk=cases[0].pk).update(title="臺灣海線共好")
    TeamMember.objects.filter(proposal=cases[0].proposal, role="pi").update(name="測試主持臺主持")
    found = titles(office, q=words)
    assert "臺灣海線共好" in found
    assert len(found) == (5 if words == "USR4-" else 1)


def test_words_that_nothing_has_leave_a_way_back(office: Client, cases: list[Case]) -> None:
    page = office.get(LIST, {"q": "無此計畫", "type": "sprout"}).content.decode()
    assert "沒有符合條件的計畫" in page
    assert "全部清除" in page


NARROWED: list[tuple[dict[str, str], Callable[[Case], bool]]] = [
    ({"type": "sprout"}, lambda case: case.plan_type == PlanType.SPROUT),
    ({"issue": "2"}, lambda case: case.issue == 2),
    ({"sdg": "1"}, lambda case: 1 in case.sdgs),
    ({"sdg": "11"}, lambda case: 11 in case.sdgs),
    ({"basis": "new"}, lambda case: case.basis_kind == "new"),
    ({"stage": "presentation"}, lambda case: case.stage == Stage.PRESENTATION),
    ({"outcome": "not_passed"}, lambda case: case.outcome == Outcome.NOT_PASSED),
    ({"condition": "sent"}, lambda _case: True),
    ({"condition": "writing"}, lambda _case: False),
    ({"region": "south"}, lambda case: case.school.city in {"臺南市", "高雄市", "嘉義市", "嘉義縣", "屏東縣"}),
    ({"region": "east"}, lambda case: case.school.city in {"花蓮縣", "臺東縣"}),
    ({"ownership": "公立"}, lambda case: case.school.ownership == "公立"),
    ({"system": "技職"}, lambda case: case.school.system == "技職"),
]


@pytest.mark.parametrize(("asked", "holds"), NARROWED)
def test_filters_find_what_they_say(
    office: Client, cases: list[Case], asked: dict[str, str], holds: Callable[[Case], bool]
) -> None:
    Case.objects.filter(pk=cases[0].pk).update(stage=Stage.PRESENTATION, issue=2, sdgs=[11, 12])
    Case.objects.filter(pk=cases[1].pk).update(outcome=Outcome.NOT_PASSED, issue=2, sdgs=[1, 11])
    expected = [
        case.title for case in Case.objects.select_related("school").order_by("proposal__serial") if holds(case)
    ]
    assert titles(office, **asked) == expected
    page = office.get(LIST, asked)
    assert page.context["total"] == len(expected)
    (chip,) = page.context["chips"]
    assert next(iter(asked)) not in chip.url


def test_filters_of_a_school_and_of_what_waits(office: Client, cases: list[Case], sent_application: Sent) -> None:
    assert len(titles(office, school=sent_application.school.code)) == 5
    assert titles(office, school="0000") == []
    assert len(titles(office, city=sent_application.school.city)) == 5
    assert len(titles(office, waiting="unchecked")) >= 1
    assert titles(office, waiting="unconfirmed") == []


def test_what_the_list_does_not_know_is_left_out_and_said(office: Client, cases: list[Case]) -> None:
    page = office.get(LIST, {"type": "huge", "sdg": "18", "cols": "number,nonsense", "sort": "-height", "page": "x"})
    assert page.status_code == 200
    assert set(page.context["asked"].ignored) == {"type=huge", "sdg=18", "nonsense", "-height"}
    assert len(page.context["rows"]) == 5
    assert "已略過" in page.content.decode()


def test_columns_are_those_that_are_asked_for(office: Client, scored: list[Case]) -> None:
    every = columns(YEARS)
    page = office.get(LIST, {"cols": ",".join(every)})
    assert [head.label for head in page.context["heads"]] == [one.heading for one in every.values()]
    row = dict(zip(every, (cell.text for cell in page.context["rows"][0].cells), strict=True))
    case = scored[0]
    assert row["project_number"] == case.project_number
    assert row["asked_114"] == f"{case.subsidy['114']:,}"
    assert row["asked"] == f"{sum(case.subsidy.values()):,}"
    assert (row["written_review.submitted"], row["written_review.asked"]) == ("2", "2")
    assert (row["written_review.mean"], row["written_review.spread"]) == ("75.01", "10.01")
    assert row["written_review.trimmed"] == "—"
    assert row["presentation.mean"] == "—"
    again = office.get(LIST, [("cols", "title"), ("cols", "number")])  # as a form without a script sends them
    assert [head.label for head in again.context["heads"]] == ["案號", "計畫名稱"]


def test_sums_are_of_everything_that_matches(office: Client, cases: list[Case]) -> None:
    page = office.get(LIST)
    for year, amount in page.context["sums"]:
        assert amount == sum(case.subsidy[year] for case in cases)
    one = office.get(LIST, {"q": cases[0].project_number})
    assert one.context["sums"] == [*cases[0].subsidy.items()]


@pytest.mark.parametrize("key", [*columns(YEARS)])
def test_every_column_sorts_both_ways_and_nothing_comes_last(office: Client, scored: list[Case], key: str) -> None:
    Case.objects.filter(pk=scored[0].pk).update(stage=Stage.PRESENTATION, issue=2, sdgs=[12])
    up, down = column(office, key, sort=key), column(office, key, sort=f"-{key}")
    assert sorted(up) == sorted(down)
    assert [one for one in up if one != "—"] == [one for one in down if one != "—"][::-1] or len(set(up)) < 5
    for found in (up, down):
        assert "—" not in found[: len(found) - found.count("—")]


def test_figures_of_the_page_are_those_of_the_rules(office: Client, scored: list[Case]) -> None:
    told = figures(
        Entry(str(reviewer), str(case), total)
        for reviewer, case, total in Assignment.objects.filter(state="submitted").values_list(
            "reviewer", "case", "sheet__total"
        )
    )
    for key, name in (("mean", "mean"), ("trimmed", "trimmed_mean"), ("spread", "spread"), ("submitted", "count")):
        shown = column(office, f"written_review.{key}", sort="number")
        expected = [getattr(told[str(case.pk)], name) for case in scored]
        assert shown == ["—" if one is None else str(one) for one in expected]
    assert column(office, "written_review.asked") == ["2", "3", "2", "4", "2"]


def test_more_than_fifteen_points_apart_is_seen(office: Client, scored: list[Case]) -> None:
    page = office.get(LIST, {"cols": "title,written_review.spread"})
    assert [" list-far" in row.cells[1].css for row in page.context["rows"]] == [False, False, True, True, False]


def test_a_case_shows_what_was_sent_and_not_the_draft(office: Client, cases: list[Case]) -> None:
    Proposal.objects.filter(pk=cases[0].proposal_id).update(title="後來改的名稱", plan_type="deep")
    assert cases[0].title in titles(office, type=cases[0].plan_type)
    assert "後來改的名稱" not in titles(office)


def test_names_are_written_as_text(office: Client, cases: list[Case]) -> None:
    Case.objects.filter(pk=cases[0].pk).update(title="<script>alert(1)</script>")
    page = office.get(LIST, {"q": "<b>"}).content.decode() + office.get(LIST).content.decode()
    assert "<script>alert" not in page
    assert "<b>" not in page
