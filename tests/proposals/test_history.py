"""What was written before stays, is read by those who may read the draft, and comes back as a new version."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

import budgets.facts
import budgets.services
from budgets.rules.types import BudgetPlan, Item, Line
from proposals import document as documents
from proposals.models import Participation, ProposalSection, Version
from proposals.services import restoring
from proposals.services.budget import save_proposal_budget
from proposals.services.importing import replace_draft
from proposals.services.keeping import RUN
from proposals.services.moves import Act, move
from proposals.services.refusals import NotEditable
from proposals.services.writing import create_proposal, save_section
from tests.builders import document
from tests.factories import PersonFactory, staff
from tests.proposals.conftest import Writing, open_call
from tests.proposals.valid import draft
from usr_portal.accounts.models import Role
from usr_portal.audit.models import Event
from usr_portal.kernel.pages import OpenPage, new_token
from usr_portal.kernel.vocabulary import PlanType

pytestmark = pytest.mark.django_db
YEARS = ("114", "115", "116")


def save(one: Writing, text: str, version: int, page: OpenPage | None = None) -> None:
    save_section(
        person=one.lead,
        number=one.number,
        key="summary",
        values={"summary": text},
        version=version,
        **({"page": page} if page else {}),
    )


def versions(one: Writing, key: str = "summary") -> list[Version]:
    return list(Version.objects.filter(proposal=one.proposal, key=key).order_by("number"))


def test_saves_of_one_open_page_are_one_version_and_of_another_the_next(writing: Writing) -> None:
    token = new_token()
    for turn, text in enumerate(("一", "一二", "一二三")):
        save(writing, text, turn, OpenPage(token, turn))
    save(writing, "另一頁", 3, OpenPage(new_token(), 1))
    assert [(one.number, one.content["summary"]) for one in versions(writing)] == [(3, "一二三"), (4, "另一頁")]
    assert {one.person for one in versions(writing)} == {writing.lead}


def test_after_a_pause_the_same_page_begins_a_new_version(writing: Writing) -> None:
    token = new_token()
    save(writing, "早上", 0, OpenPage(token, 1))
    ProposalSection.objects.update(updated_at=ProposalSection.objects.get().updated_at - RUN - timedelta(seconds=1))
    save(writing, "下午", 1, OpenPage(token, 2))
    assert [one.content["summary"] for one in versions(writing)] == ["早上", "下午"]


def test_columns_and_tables_of_a_page_are_in_its_versions_and_come_back(writing: Writing) -> None:
    member = {"person_key": "p-1", "name": "王一", "role": "pi", "school_code": writing.school.code, "president": False}
    for number, name in enumerate(("王一", "李二")):
        values = {"team": [{**member, "name": name}]}
        save_section(person=writing.lead, number=writing.number, key="team", values=values, version=number)
    save_section(person=writing.lead, number=writing.number, key="basics", values={"title": "舊名"}, version=0)
    save_section(person=writing.lead, number=writing.number, key="basics", values={"title": "新名"}, version=1)

    restoring.restore(person=writing.lead, number=writing.number, version_id=versions(writing, "team")[0].pk)
    restoring.restore(person=writing.lead, number=writing.number, version_id=versions(writing, "basics")[0].pk)

    writing.proposal.refresh_from_db()
    assert writing.proposal.title == "舊名"
    assert [one.name for one in writing.proposal.team.all()] == ["王一"]
    assert [one.origin for one in versions(writing, "team")] == ["typed", "typed", "restored"]
    assert Event.objects.filter(action="version.restore").count() == 2


def plan_of(amount: int) -> BudgetPlan:
    lines = {"114": (Line(Item.OPERATING, amount, "講座鐘點費"),), "115": (), "116": ()}
    return BudgetPlan(lines=lines, matching=dict.fromkeys(YEARS, 7))


def test_a_money_plan_comes_back_to_the_dollar(writing: Writing) -> None:
    start = budgets.services.head(writing.proposal.budget_id).version
    for place, amount in enumerate((1_000, 2_000)):
        plan = plan_of(amount)
        save_proposal_budget(person=writing.lead, number=writing.number, plan=plan, version=start + place)
    first = versions(writing, "budget")[0]
    restoring.restore(person=writing.lead, number=writing.number, version_id=first.pk)
    stored = budgets.facts.plan(writing.proposal.budget_id)
    assert stored.lines["114"] == plan_of(1_000).lines["114"]
    assert budgets.facts.of_mapping(versions(writing, "budget")[-1].content).lines == stored.lines


def test_what_an_import_replaced_is_in_the_history() -> None:
    first, second = document(), document()
    second["school_plan"]["sections"]["governance_planning"] = "改寫後"
    open_call()
    application = draft(first)
    replace_draft(source=documents.parse_object(second))
    kept = Version.objects.filter(application=application, proposal=None, key="governance").order_by("number")
    assert [one.content["governance_planning"] for one in kept][-1] == "改寫後"
    assert kept[0].content["governance_planning"] == first["school_plan"]["sections"]["governance_planning"]
    assert {one.origin for one in kept} == {"imported"}


def page(one: Writing, *rest: object, name: str = "history") -> str:
    return reverse(f"proposal_{name}", args=[one.number, *rest])


def test_a_team_reads_what_changed_and_brings_it_back_by_the_page(writing: Writing, client: Client) -> None:
    save(writing, "河流學校與社區", 0)
    save(writing, "河川學校與社區", 1)
    client.force_login(writing.lead)
    listed = client.get(page(writing), {"section": "summary"}).content.decode()
    old, new = versions(writing)
    assert page(writing, new.pk, name="version") in listed
    changed = client.get(page(writing, new.pk, name="version")).content.decode()
    assert "河<del>流</del><ins>川</ins>學校與社區" in changed
    assert "還原這個版本" not in changed
    assert client.post(page(writing, old.pk, name="restore")).status_code == 302
    assert ProposalSection.objects.get(key="summary").content["summary"] == "河流學校與社區"
    assert len(versions(writing)) == 3


def test_staff_and_strangers_find_no_history_and_a_reader_only_reads(writing: Writing, client: Client) -> None:
    save(writing, "一", 0)
    version = versions(writing)[0]
    for person in (staff(Role.MINISTRY), PersonFactory.create()):
        client.force_login(person)
        assert client.get(page(writing)).status_code == 404
        assert client.get(page(writing, version.pk, name="version")).status_code == 404
    client.force_login(writing.join(Participation.Access.READER))
    assert client.get(page(writing)).status_code == 200
    assert client.post(page(writing, version.pk, name="restore")).status_code == 404


def test_a_version_of_another_proposal_and_a_finished_proposal_are_refused(writing: Writing) -> None:
    save(writing, "一", 0)
    version = versions(writing)[0]
    other = writing_other(writing)
    with pytest.raises(Http404):
        restoring.restore(person=writing.lead, number=other, version_id=version.pk)
    move(person=writing.lead, number=writing.number, act=Act.COMPLETE)
    with pytest.raises(NotEditable):
        restoring.restore(person=writing.lead, number=writing.number, version_id=version.pk)


def writing_other(one: Writing) -> str:
    made = create_proposal(person=one.window, school_code=one.school.code, plan_type=PlanType.SPROUT, title="另一件")
    Participation.objects.create(proposal=made, person=one.lead, access="lead")
    return made.number


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_costs_the_same_for_any_number(
    writing: Writing, client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        save(writing, f"第 {number} 次", number)
    client.force_login(writing.lead)
    client.get(page(writing))
    with django_assert_num_queries(7):
        client.get(page(writing))
