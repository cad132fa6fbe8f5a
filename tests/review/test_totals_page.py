"""The totals: every figure of a round or a stage side by side, exact, for staff alone."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from review.models import Assignment, Case, PartScore, Reviewer, Round, ScoreSheet
from review.models.cases import Stage
from review.selectors.totals import COLUMNS
from tests.factories import PersonFactory
from tests.review.conftest import Sent, reviewer_of
from tests.review.scoring import open_round
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event
from usr_portal.call import services as call

TOTALS = reverse("staff_totals")


@pytest.fixture
def office(client: Client, staff: Person) -> Client:
    client.force_login(staff)
    return client


@pytest.fixture
def people(db: None) -> list[Reviewer]:
    return [reviewer_of(name=f"委員{n}") for n in range(4)]


@pytest.fixture
def scored(staff: Person, cases: list[Case], people: list[Reviewer]) -> list[Case]:
    """Three cases by the same reviewers; the third has one withdrawn and one to come."""
    cases = sorted(cases, key=lambda case: case.project_number)
    found = open_round(staff, cases)
    for case, totals in zip(
        cases, (("80", "70.5", "90", "71"), ("80", "70.5", "60", "95.5"), ("85", "75")), strict=False
    ):
        for reviewer, total in zip(people, totals, strict=False):
            sheet(found, case, reviewer, total)
    sheet(found, cases[2], people[2], "1", "recused")
    sheet(found, cases[2], people[3], "2", "accepted")
    return cases


def sheet(found: Round, case: Case, reviewer: Reviewer, total: str, state: str = "submitted") -> None:
    asked = Assignment.objects.create(round=found, case=case, reviewer=reviewer, state=state)
    made = ScoreSheet.objects.create(
        assignment=asked, total=Decimal(total), weights={"school_plan": 20, "proposal": 80}, updated_at=call.now()
    )
    PartScore.objects.create(sheet=made, part="proposal", score=int(Decimal(total)))
    PartScore.objects.create(sheet=made, part="school_plan", score=50)


def table(client: Client, **asked: str) -> list[dict[str, str]]:
    page = client.get(TOTALS, asked)
    assert page.status_code == 200
    return [{key: text for key, _label, text in cells} for _row, cells in page.context["rows"]]


def test_every_figure_of_a_case_stands_beside_the_others(office: Client, scored: list[Case]) -> None:
    first, second, third = table(office)
    assert first["project_number"] == scored[0].project_number
    assert (first["count"], first["missing"], first["left"]) == ("4", "0", "0")
    assert (first["mean"], first["trimmed"], first["spread"]) == ("77.88", "75.50", "19.50")
    assert (second["mean"], second["trimmed"], second["spread"]) == ("76.50", "75.25", "35.50")
    # reviewers 0 and 1 gave three totals, two of them equal; 2 and 3 gave two: 1st and 2nd place each way
    assert (first["rank_sum"], second["rank_sum"], third["rank_sum"]) == ("7", "7", "2")
    assert first["heaviest"] == "77.75"
    assert (third["count"], third["missing"], third["left"]) == ("2", "1", "1")
    assert (third["mean"], third["trimmed"]) == ("80.00", "—")
    assert third["place"] == "1"
    assert (first["place"], second["place"]) == ("2", "3")  # equal sums: 77.75 before 76.25 in the heaviest part
    assert first["standardised"] == "-1.4142"  # z: half of √2 below twice, then 1 and -1
    assert third["standardised"] == "2.8284"


def test_what_is_far_apart_or_unfinished_is_counted_and_can_be_looked_at(office: Client, scored: list[Case]) -> None:
    page = office.get(TOTALS)
    assert (page.context["found"].far_apart, page.context["found"].unfinished) == (2, 1)
    assert [row["project_number"] for row in table(office, flag="far")] == [one.project_number for one in scored[:2]]
    assert [row["project_number"] for row in table(office, flag="missing")] == [scored[2].project_number]
    assert table(office, type=scored[0].plan_type)[0]["project_number"] == scored[0].project_number


def test_exactly_fifteen_points_are_not_flagged(
    office: Client, staff: Person, cases: list[Case], people: list[Reviewer]
) -> None:
    found = open_round(staff, cases)
    for reviewer, total in zip(people, ("70", "85"), strict=False):
        sheet(found, cases[0], reviewer, total)
    assert office.get(TOTALS).context["found"].far_apart == 0


@pytest.mark.parametrize("key", [column.key for column in COLUMNS])
def test_every_column_sorts_both_ways(office: Client, scored: list[Case], key: str) -> None:
    up, down = ([row[key] for row in table(office, sort=sort)] for sort in (key, f"-{key}"))
    assert sorted(up) == sorted(down)
    assert [one for one in up if one != "—"] == [one for one in down if one != "—"][::-1]
    assert "—" not in up[: len(up) - up.count("—")]


def test_a_stage_takes_all_its_rounds_and_a_later_sheet_stands_for_an_earlier(
    office: Client, staff: Person, scored: list[Case], people: list[Reviewer]
) -> None:
    again = open_round(staff, scored, name="第二輪")
    sheet(again, scored[2], people[0], "95")
    sources = {source.key for source in office.get(TOTALS).context["found"].sources}
    assert f"stage-{Stage.WRITTEN_REVIEW}" in sources
    assert [row["mean"] for row in table(office, source=f"round-{again.pk}")] == ["95.00"]
    assert table(office, source="stage-written_review", sort="-mean")[0]["mean"] == "85.00"
    assert table(office, source="round-99999", sort="height", type="huge", flag="x", page="x")


def test_names_of_reviewers_are_not_on_the_page_but_one_step_away(office: Client, scored: list[Case]) -> None:
    page = office.get(TOTALS).content.decode()
    assert "委員0" not in page
    assert "docs/scoring.md" in page
    found = Round.objects.get()
    assert reverse("panels_case", args=[found.pk, scored[0].project_number]) in page


def test_the_totals_are_found_from_the_round_and_before_the_first_meeting(office: Client, scored: list[Case]) -> None:
    of_round = f"{TOTALS}?source=round-{Round.objects.get().pk}"
    assert of_round in office.get(reverse("panels_round", args=[Round.objects.get().pk])).content.decode()
    assert office.get(of_round).status_code == 200
    assert f'href="{TOTALS}"' in office.get(reverse("decision")).content.decode()


def test_before_any_round_the_page_says_what_to_do(office: Client, sent_application: Sent) -> None:
    assert "還沒有開放評分的輪次" in office.get(TOTALS).content.decode()


def test_the_page_costs_the_same_with_one_case_and_with_three(
    office: Client, staff: Person, cases: list[Case], people: list[Reviewer]
) -> None:
    def statements() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as used:
            page = office.get(TOTALS)
        return len(page.context["rows"]), len(used)

    found = open_round(staff, cases)
    sheet(found, cases[0], people[0], "80")
    statements()
    one = statements()
    for case in cases[1:3]:
        sheet(found, case, people[0], "81")
        sheet(found, case, people[1], "82")
    three = statements()
    assert (one[0], three[0]) == (1, 3)
    assert one[1] == three[1] <= 9


def test_the_totals_as_files(office: Client, staff: Person, scored: list[Case]) -> None:
    Case.objects.filter(pk=scored[0].pk).update(title="=1+1")
    answers: dict[str, Any] = {
        kind: office.get(reverse("staff_totals_export", args=[kind]), {"sort": "-mean"})
        for kind in ("csv", "ods", "xlsx", "json")
    }
    assert {answer.status_code for answer in answers.values()} == {200}
    rows = list(csv.DictReader(io.StringIO(b"".join(answers["csv"]).decode("utf-8-sig"))))
    assert [row["平均"] for row in rows] == ["80.00", "77.88", "76.50"]
    assert rows[1]["計畫名稱"] == "'=1+1"
    assert Event.objects.filter(action="list.export", subject="totals", actor=staff).count() == 4
    assert office.get(reverse("staff_totals_export", args=["pdf"])).status_code == 404


def test_nobody_else_sees_the_totals(client: Client, scored: list[Case], sent_application: Sent) -> None:
    for person in (
        sent_application.window,
        sent_application.lead,
        Reviewer.objects.all()[0].person,
        PersonFactory.create(),
    ):
        client.force_login(person)
        assert client.get(TOTALS).status_code == 404
        assert client.get(reverse("staff_totals_export", args=["csv"])).status_code == 404
