from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from hypothesis import given
from pytest_django import DjangoAssertNumQueries

import budgets.facts
import budgets.services
from budgets.forms.grid import Grid, MalformedGridError
from budgets.forms.rows import ABROAD_CELLS, LINE_CELLS, clean
from budgets.rules.types import AbroadKind, AbroadPlan, BudgetPlan, Item, Line, Part, Source
from proposals.models import Participation, Proposal, Submission, SubmittedProposal
from tests.budgets.strategies import YEARS, plans
from tests.factories import PersonFactory, SchoolFactory, staff, window_of
from tests.proposals.conftest import Writing, begin_writing, open_call
from usr_portal.accounts.models import Person
from usr_portal.call.models import CallVersion
from usr_portal.call.rules.parameters import bundled
from usr_portal.call.services import now
from usr_portal.kernel.vocabulary import PlanType

CALL = bundled("usr-4")
EMPTY = BudgetPlan(lines=dict.fromkeys(YEARS, ()), matching=dict.fromkeys(YEARS, 0), external=dict.fromkeys(YEARS, 0))
PLAN = BudgetPlan(
    lines={
        "114": (
            Line(Item.PERSONNEL, 600, "兼任助理", monthly=100, months=6, part_time=True),
            Line(Item.OPERATING, 1_000, "材料費", unit_price=100, quantity=10, source=Source.MATCHING),
        ),
        "115": (Line(Item.OPERATING, 2_000, "印刷費"),),
        "116": (),
    },
    matching={"114": 1_000, "115": 200, "116": 0},
    external=dict.fromkeys(YEARS, 0),
    personnel_reason="專任人力為主",
    abroad_plans=(AbroadPlan("115", AbroadKind.VISIT, "曼谷", "共學", 5, 12),),
)


@pytest.fixture
def writing(db: None) -> Writing:
    open_call()
    return begin_writing()


def form_of(plan: BudgetPlan, version: int = 1, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - cells by name
    """What the page of a plan sends."""
    grid = Grid.of_plan(plan, version, CALL)
    data: dict[str, Any] = {"version": str(version), "year": list(YEARS)}
    for year, page in grid.years.items():
        data |= {f"{year}.{cell}": [row.cells[cell] for row in page.lines] for cell in LINE_CELLS}
        data |= {f"{year}.{cell}": page.sums.cells[cell] for cell in ("matching", "external")}
    data |= {f"abroad.{cell}": [row.cells[cell] for row in grid.abroad] for cell in ABROAD_CELLS}
    data["personnel_reason"] = grid.notes.cells["personnel_reason"]
    data["international_focus"] = "1" if grid.international_focus else ""
    return data | changes


def posted(data: dict[str, Any]) -> Grid:
    query = QueryDict(mutable=True)
    for key, value in data.items():
        query.setlist(key, value if isinstance(value, list) else [value])
    return Grid.of_post(query)


def address(writing: Writing) -> str:
    return reverse("proposal_budget", args=[writing.number])


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def send(writing: Writing, data: dict[str, Any], person: Person | None = None, *, script: bool = True) -> Any:  # noqa: ANN401 - a response
    headers = {"Accept": "application/json"} if script else {"Accept": "text/html"}
    return client_of(person or writing.lead).post(address(writing), data, headers=headers)


def stored(writing: Writing) -> BudgetPlan:
    return budgets.facts.plan(writing.proposal.budget_id)


def by_item(plan: BudgetPlan) -> dict[str, list[Line]]:
    order = list(Item)
    return {year: sorted(lines, key=lambda line: order.index(line.item)) for year, lines in plan.lines.items()}


def typable(plan: BudgetPlan) -> BudgetPlan:
    """The plan with what cells accept: no negative number, tidy texts, every year's own amounts."""

    def positive(value: int | None) -> int | None:
        return None if value is None else abs(value)

    def line(one: Line) -> Line:
        return replace(
            one,
            amount=abs(one.amount),
            label=f"L{len(one.label)}",
            reason=clean(one.reason),
            quantity=positive(one.quantity),
            unit_price=positive(one.unit_price),
            monthly=positive(one.monthly),
            months=positive(one.months),
        )

    def abroad(one: AbroadPlan) -> AbroadPlan:
        return replace(
            one,
            days=positive(one.days),
            people=positive(one.people),
            place=f"P{len(one.place)}",
            activity=clean(one.activity),
            invitee=clean(one.invitee),
        )

    order = list(Item)
    return replace(
        plan,
        lines={
            year: tuple(sorted(map(line, lines), key=lambda one: order.index(one.item)))
            for year, lines in plan.lines.items()
        },
        matching={year: abs(plan.matching.get(year, 0)) for year in YEARS},
        external={year: abs(plan.external.get(year, 0)) for year in YEARS},
        personnel_reason=clean(plan.personnel_reason),
        abroad_plans=tuple(map(abroad, plan.abroad_plans)),
    )


@given(plans.map(typable))
def test_what_the_grid_shows_comes_back_the_same(plan: BudgetPlan) -> None:
    grid = posted(form_of(plan))

    assert grid.plan() == plan
    assert grid.faults() == []


def test_a_team_saves_the_grid_and_gets_the_sums_back(writing: Writing) -> None:
    answer = send(writing, form_of(PLAN))

    assert answer.status_code == 200
    assert stored(writing) == PLAN
    reply = answer.json()
    assert reply["version"] == 2
    assert (reply["sums"]["114"]["subsidy"], reply["sums"]["all"]["total"]) == (600, 3_800)
    assert reply["gauges"]["114"]["personnel"] == {
        "amount": 600, "limit": 360, "distance": 240, "state": "over", "percent": "100.00",
    }  # fmt: skip


def test_without_a_script_a_save_comes_back_to_the_page(writing: Writing) -> None:
    answer = send(writing, form_of(PLAN, act="save"), script=False)

    assert (answer.status_code, answer.url) == (302, f"{address(writing)}#budget")
    page = client_of(writing.lead).get(address(writing)).content.decode()
    assert "兼任助理" in page
    assert "3,800" in page


def test_an_empty_amount_is_computed_and_an_empty_row_is_dropped(writing: Writing) -> None:
    line = Line(Item.OPERATING, 0, "材料費", unit_price=1_200, quantity=3)
    data = form_of(BudgetPlan(lines={**EMPTY.lines, "114": (line, Line(Item.OPERATING, 0))}))
    data["114.amount"] = ["", ""]

    send(writing, data)

    assert [one.amount for one in stored(writing).lines["114"]] == [3_600]


def test_what_was_typed_is_read_as_money(writing: Writing) -> None:
    data = form_of(PLAN)
    data["115.amount"] = ["１，２００，０００"]

    send(writing, data)

    assert stored(writing).lines["115"][0].amount == 1_200_000


@pytest.mark.parametrize("script", [True, False])
def test_a_wrong_cell_is_named_and_everything_typed_stays(writing: Writing, script: bool) -> None:  # noqa: FBT001 - a case
    data = form_of(PLAN)
    data["115.amount"] = ["一百萬"]

    answer = send(writing, data, script=script)

    assert answer.status_code == 422
    assert stored(writing) == EMPTY
    if script:
        (error,) = answer.json()["errors"]
        assert (error["name"], error["index"]) == ("115.amount", 0)
        assert "120,000" in error["message"]
    else:
        page = answer.content.decode()
        assert 'value="一百萬"' in page
        assert "兼任助理" in page


@pytest.mark.parametrize("script", [True, False])
def test_a_stale_save_is_a_conflict_and_loses_nothing(writing: Writing, script: bool) -> None:  # noqa: FBT001 - a case
    other = writing.join(Participation.Access.EDITOR)
    send(writing, form_of(PLAN), other)

    answer = send(writing, form_of(EMPTY, personnel_reason="我的理由"), script=script)

    assert answer.status_code == 409
    assert stored(writing) == PLAN
    if script:
        assert answer.json()["version"] == 2
        assert other.name in answer.json()["refused"]
    else:
        page = answer.content.decode()
        assert "我的理由" in page
        assert 'name="version" value="2"' in page


def test_a_grid_whose_answer_was_lost_writes_on_and_another_page_does_not(writing: Writing) -> None:
    def post(page: str, turn: int, version: int, plan: BudgetPlan) -> Any:  # noqa: ANN401 - a response
        return send(writing, form_of(plan, version, written_in=page * 22, written_turn=str(turn)))

    assert post("a", 1, 1, EMPTY).status_code == 200  # its answer never arrives: the page goes on with version 1
    assert post("a", 2, 1, PLAN).json()["version"] == 3
    assert post("a", 1, 1, EMPTY).status_code == 409  # the first one once more, held up on its way
    assert post("b", 3, 1, EMPTY).status_code == 409
    assert stored(writing) == PLAN
    budgets.services.replace(plan_id=writing.proposal.budget_id, plan=EMPTY, at=now())
    assert post("a", 3, 3, PLAN).status_code == 409  # a file was imported meanwhile
    assert stored(writing) == EMPTY


def test_a_button_of_the_plain_form_adds_moves_copies_and_removes_rows(writing: Writing) -> None:
    page = send(writing, form_of(PLAN, act="add 116 operating"), script=False)
    assert page.status_code == 200
    assert page.content.decode().count('name="116.label"') == 1
    assert stored(writing) == EMPTY

    grid = posted(form_of(PLAN))
    grid.act(["copy", "114"])
    assert grid.plan().lines["115"] == PLAN.lines["114"]
    grid.act(["add", "115", "operating"])
    grid.years["115"].lines[2].cells["label"] = "場地費"
    grid.act(["up", "115", "2"])
    grid.act(["up", "115", "1"])  # stays below the personnel lines
    assert [line.label for line in grid.plan().lines["115"]] == ["兼任助理", "場地費", "材料費"]
    grid.act(["down", "115", "1"])
    grid.act(["remove", "115", "1"])
    assert [line.label for line in grid.plan().lines["115"]] == ["兼任助理", "場地費"]
    grid.act(["remove-abroad", "0"])
    grid.act(["add-abroad"])
    assert [row.cells["year"] for row in grid.abroad] == ["114"]


@pytest.mark.parametrize(
    "broken",
    [
        {"version": "x"},
        {"114.label": ["one too many", "two", "three"]},
        {"act": "remove 114 x"},
        {"year": ["114"], "act": "add 114 operating"},
    ],
)
def test_what_no_browser_sends_is_a_bad_request(writing: Writing, broken: dict[str, Any]) -> None:
    assert send(writing, form_of(PLAN, **broken), script=False).status_code == 400
    assert stored(writing) == EMPTY


def test_cells_that_do_not_line_up_are_no_grid() -> None:
    with pytest.raises(MalformedGridError):
        posted(form_of(PLAN) | {"114.label": []})


def test_too_many_rows_are_refused(writing: Writing) -> None:
    plan = BudgetPlan(lines={**EMPTY.lines, "114": tuple(Line(Item.OPERATING, 1, str(n)) for n in range(121))})

    answer = send(writing, form_of(plan))

    assert answer.status_code == 422
    assert "120" in answer.json()["refused"]


def test_who_may_not_edit_sees_or_sees_nothing(writing: Writing) -> None:
    reader = writing.join(Participation.Access.READER)
    for person, seen in ((reader, 200), (staff(), 200), (writing.window, 200), (PersonFactory.create(), 404)):
        page = client_of(person).get(address(writing))
        assert page.status_code == seen
        assert b'name="act"' not in page.content or b"disabled" in page.content
        assert send(writing, form_of(PLAN), person).status_code == 404
    assert send(writing, form_of(PLAN), window_of(SchoolFactory.create())).status_code == 404
    assert client_of(writing.lead).get(reverse("school_budget")).status_code == 404
    assert stored(writing) == EMPTY


@pytest.mark.parametrize("state", [Proposal.State.COMPLETE, Proposal.State.TAKEN])
def test_a_complete_or_taken_proposal_is_not_editable(writing: Writing, state: Proposal.State) -> None:
    Proposal.objects.filter(pk=writing.proposal.pk).update(state=state)

    assert send(writing, form_of(PLAN)).status_code == 403
    assert "<fieldset disabled>" in client_of(writing.lead).get(address(writing)).content.decode()
    assert stored(writing) == EMPTY


@pytest.mark.parametrize("days", [60, -60])
def test_nothing_is_saved_outside_the_window(writing: Writing, days: int) -> None:
    open_call(days)

    answer = send(writing, form_of(PLAN))

    assert answer.status_code == 403
    assert ("截止" in answer.json()["refused"]) is (days < 0)
    assert "<fieldset disabled>" in client_of(writing.lead).get(address(writing)).content.decode()
    assert stored(writing) == EMPTY


def test_a_sent_application_is_frozen(writing: Writing) -> None:
    submit(writing)

    assert send(writing, form_of(PLAN)).status_code == 403
    assert client_of(writing.window).post(reverse("school_budget"), form_of(PLAN)).status_code == 403
    assert stored(writing) == EMPTY


def submit(writing: Writing) -> None:
    """Put a sending of the application in force."""
    submission = Submission.objects.create(
        application=writing.proposal.application,
        sequence=1,
        receipt="R-1",
        sent_at=now(),
        sent_by=writing.window,
        call_version_id=CallVersion.objects.latest("version").pk,
        document={},
        digest="0" * 64,
    )
    SubmittedProposal.objects.create(
        submission=submission, proposal=writing.proposal, position=0, project_number="P-1", digest="0" * 64
    )


def test_the_window_writes_the_school_plans_budget(writing: Writing) -> None:
    plan_id = writing.proposal.application.plan.budget_id
    plan = BudgetPlan(lines={**EMPTY.lines, "114": (Line(Item.OPERATING, 2_000_001, "教師社群"),)})
    client = client_of(writing.window)

    answer = client.post(reverse("school_budget"), form_of(plan), headers={"Accept": "application/json"})

    assert answer.json()["gauges"]["114"] == {
        "cap": {"amount": 2_000_001, "limit": 2_000_000, "distance": 1, "state": "over", "percent": ""}
    }
    assert budgets.facts.plan(plan_id).lines["114"] == plan.lines["114"]
    page = client.get(reverse("school_budget")).content.decode()
    assert "教師社群" in page
    assert "國際交流規劃" not in page


def test_an_item_that_the_type_may_not_have_is_shown_all_the_same(writing: Writing) -> None:
    plan = BudgetPlan(lines={**EMPTY.lines, "114": (Line(Item.CAPITAL, 5, "設備費", part=Part.SECOND),)})
    budgets.services.replace(plan_id=writing.proposal.budget_id, plan=plan)

    page = client_of(writing.lead).get(address(writing)).content.decode()

    assert "設備費" in page
    assert '<option value="second" selected>' in page


@pytest.mark.parametrize("plan_type", list(PlanType))
@pytest.mark.parametrize("count", [1, 40])
def test_page_and_save_cost_the_same_for_any_number_of_lines(
    db: None, plan_type: PlanType, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    open_call()
    writing = begin_writing(plan_type)
    lines = tuple(Line(Item.OPERATING, number + 1, f"L{number}") for number in range(count))
    budgets.services.replace(plan_id=writing.proposal.budget_id, plan=BudgetPlan(lines=dict.fromkeys(YEARS, lines)))
    client = client_of(writing.lead)
    client.get(address(writing))

    with django_assert_num_queries(10):
        client.get(address(writing))
    changed = BudgetPlan(
        lines={**dict.fromkeys(YEARS, lines), "115": (*lines, lines[0])}, matching=dict.fromkeys(YEARS, 0)
    )
    with django_assert_num_queries(12):  # ten, and the two of the transaction
        answer = client.post(address(writing), form_of(changed, version=2), headers={"Accept": "application/json"})
    assert answer.status_code == 200
