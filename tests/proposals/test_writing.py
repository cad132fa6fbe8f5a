"""Writing sections, steps between team and window, who may, and what it costs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext

from proposals.models import Move, Participation, Proposal, ProposalSection, SchoolPlanSection
from proposals.services import moves, writing
from proposals.services.refusals import NeedsReason, NotEditable, Refused, Stale
from tests.factories import PersonFactory, SchoolFactory, staff, window_of
from tests.proposals.conftest import Writing, begin_writing, open_call
from tests.proposals.valid import draft
from usr_portal.call import services as call
from usr_portal.call.models import WindowExtension
from usr_portal.kernel.vocabulary import PlanType

JSON = {"Accept": "application/json"}


def save(writing_: Writing, values: dict[str, object], version: int = 0, key: str = "summary") -> writing.Saved:
    return writing.save_section(person=writing_.lead, number=writing_.number, key=key, values=values, version=version)


def close(writing_: Writing) -> None:
    """End the window of this school a second ago."""
    WindowExtension.objects.create(
        school=writing_.school,
        call_id="usr-4",
        window="upload",
        closes_at=call.now().replace(microsecond=0) - timedelta(seconds=1),
        reason="測試",
        granted_by=writing_.window,
    )


def test_a_save_counts_up_and_a_stale_one_changes_nothing(writing: Writing) -> None:
    first = save(writing, {"summary": "一"})
    with pytest.raises(Stale) as stale:
        save(writing, {"summary": "二"}, version=0)

    assert first.version == stale.value.version == 1
    assert ProposalSection.objects.get(key="summary").content == {"summary": "一"}


def test_a_closed_window_refuses_every_write(writing: Writing) -> None:
    close(writing)

    with pytest.raises(call.WindowClosed):
        save(writing, {"summary": "晚了"})
    with pytest.raises(call.WindowClosed):
        moves.move(person=writing.lead, number=writing.number, act=moves.Act.COMPLETE)
    with pytest.raises(call.WindowClosed):
        writing_create(writing)


def writing_create(writing_: Writing) -> Proposal:
    return writing.create_proposal(
        person=writing_.window, school_code=writing_.school.code, plan_type=PlanType.DEEP, title=""
    )


@pytest.mark.parametrize("access", [Participation.Access.READER, None])
def test_who_may_not_edit_gets_not_found(writing: Writing, access: Participation.Access | None) -> None:
    person = writing.join(access) if access else PersonFactory.create()
    with pytest.raises(Http404):
        writing_save_as(person, writing)


def writing_save_as(person: object, writing_: Writing) -> writing.Saved:
    return writing.save_section(person=person, number=writing_.number, key="summary", values={}, version=0)  # type: ignore[arg-type]


def test_team_and_window_pass_the_proposal_to_and_fro(writing: Writing) -> None:
    def step(person: object, act: moves.Act, reason: str = "") -> str:
        return moves.move(person=person, number=writing.number, act=act, reason=reason).state  # type: ignore[arg-type]

    assert step(writing.lead, moves.Act.COMPLETE) == Proposal.State.COMPLETE
    with pytest.raises(NotEditable):
        save(writing, {"summary": "完成後"})
    assert step(writing.lead, moves.Act.REOPEN) == Proposal.State.WRITING
    step(writing.lead, moves.Act.COMPLETE)
    assert step(writing.window, moves.Act.TAKE) == Proposal.State.TAKEN
    with pytest.raises(Refused):
        step(writing.lead, moves.Act.REOPEN)
    with pytest.raises(NeedsReason):
        step(writing.window, moves.Act.RETURN)
    assert step(writing.window, moves.Act.RETURN, "請補充場域說明") == Proposal.State.WRITING
    assert Move.objects.first().reason == "請補充場域說明"  # type: ignore[union-attr]


def test_a_team_cannot_take_and_a_window_cannot_complete(writing: Writing) -> None:
    with pytest.raises(Http404):
        moves.move(person=writing.window, number=writing.number, act=moves.Act.COMPLETE)
    moves.move(person=writing.lead, number=writing.number, act=moves.Act.COMPLETE)
    with pytest.raises(Http404):
        moves.move(person=writing.lead, number=writing.number, act=moves.Act.TAKE)


def test_a_change_of_type_keeps_what_was_written(writing: Writing) -> None:
    save(writing, {"summary": "摘要"})
    writing_change(writing, PlanType.INTERNATIONAL)
    writing_change(writing, PlanType.SPROUT)
    assert ProposalSection.objects.get(key="summary").content["summary"] == "摘要"


def writing_change(writing_: Writing, plan_type: PlanType) -> None:
    writing.change_type(person=writing_.lead, number=writing_.number, plan_type=plan_type)


def test_the_page_saves_what_can_be_read_and_keeps_the_rest(writing: Writing, client: Client) -> None:
    client.force_login(writing.lead)
    url = f"/proposals/{writing.number}/edit/basics/"
    data = {
        "version": "0",
        "title": "溪流共好新名稱",
        "contact-name": "王",
        "contact-email": "not-an-address",
        "sdgs-shown": "1",
        "sdgs": ["6", "13", "15"],
        "issue-shown": "1",
        "issue": "2",
    }
    answer = client.post(url, data, headers=JSON).json()
    page = client.post(url, {**data, "version": str(answer["version"])})
    writing.proposal.refresh_from_db()

    assert list(answer["errors"]) == ["contact-email"]
    assert (writing.proposal.title, writing.proposal.issues, writing.proposal.sdgs) == (
        "溪流共好新名稱",
        [2],
        [6, 13, 15],
    )
    assert page.status_code == 422
    assert "not-an-address" in page.content.decode()


def test_a_stale_page_shows_both_texts(writing: Writing, client: Client) -> None:
    save(writing, {"summary": "他人先存的"})
    client.force_login(writing.lead)
    url = f"/proposals/{writing.number}/edit/summary/"

    page = client.post(url, {"version": "0", "summary": "我打的"})
    answer = client.post(url, {"version": "0", "summary": "我打的"}, headers=JSON)

    assert page.status_code == answer.status_code == 409
    text = page.content.decode()
    assert "<del>他人先存</del>的" in text
    assert "<ins>我打</ins>的" in text
    assert "\n我打的</textarea>" in text


def test_what_is_chosen_of_two_texts_is_what_stays(writing: Writing, client: Client) -> None:
    key, url = "goals", f"/proposals/{writing.number}/edit/goals/"
    save(writing, {"goals": "他人的目標"}, key=key)
    client.force_login(writing.lead)
    mine = {"goals": "我的目標", "version": "1", "keep-goals": "theirs"}
    assert client.post(url, mine).status_code == 302
    assert ProposalSection.objects.get(key=key).content["goals"] == "他人的目標"
    assert client.post(url, {**mine, "version": "2", "keep-goals": "mine"}).status_code == 302
    assert ProposalSection.objects.get(key=key).content["goals"] == "我的目標"


THIS, ANOTHER = ({"written_in": sign * 22} for sign in "ab")


@pytest.mark.parametrize("of_school", [False, True])
def test_a_page_whose_answer_was_lost_writes_on_and_another_page_does_not(
    writing: Writing,
    client: Client,
    of_school: bool,  # noqa: FBT001 - a case
) -> None:
    client.force_login(writing.window if of_school else writing.lead)
    url, field, rows = (
        ("/proposals/school/edit/evaluation/", "evaluation_unit", SchoolPlanSection)
        if of_school
        else (f"/proposals/{writing.number}/edit/summary/", "summary", ProposalSection)
    )

    def post(page: dict[str, str], turn: int, version: int, text: str) -> int:
        data = {**page, "written_turn": str(turn), "version": str(version), field: text}
        return client.post(url, data, headers=JSON).status_code

    assert post(THIS, 1, 0, "一") == 200  # its answer never arrives: the page goes on with version 0
    assert post(THIS, 2, 0, "二") == 200
    assert post(THIS, 1, 0, "一") == 409  # the first one once more, held up on its way: the newer text stays
    assert post(ANOTHER, 3, 0, "別頁") == 409
    assert post(ANOTHER, 1, 2, "看過了") == 200
    assert post(THIS, 3, 2, "舊的") == 409
    assert post({}, 4, 2, "沒有名字") == 409
    row = rows.objects.get(key=url.split("/")[-2])
    assert (row.version, row.content[field]) == (3, "看過了")


def test_each_opening_of_a_page_has_a_name_of_its_own(writing: Writing, client: Client) -> None:
    client.force_login(writing.lead)
    for key in ("edit/summary", "budget"):
        url = f"/proposals/{writing.number}/{key}/"
        names = [re.search(r'name="written_in" value="([\w-]{16,32})"', client.get(url).content.decode()) for _ in "12"]
        assert len({found[1] for found in names if found}) == 2, key


def test_an_import_is_not_written_over_by_a_page_that_was_open_before(db: None, client: Client) -> None:
    open_call()
    imported = draft(papers=False, state=Proposal.State.WRITING)
    client.force_login(window_of(imported.school))
    url = "/proposals/school/edit/evaluation/"

    def post(turn: int, text: str) -> int:
        version = SchoolPlanSection.objects.get(plan=imported.plan, key="evaluation").version if turn == 1 else 0
        data = {**THIS, "written_turn": str(turn), "version": str(version), "evaluation_unit": text}
        return client.post(url, data, headers=JSON).status_code

    assert (post(1, "打字中"), post(2, "仍是這一頁")) == (200, 200)
    draft(papers=False, state=Proposal.State.WRITING)
    assert post(3, "舊的") == 409
    assert SchoolPlanSection.objects.get(plan=imported.plan, key="evaluation").content["evaluation_unit"] != "舊的"


def test_rare_characters_survive_to_the_letter(writing: Writing, client: Client) -> None:
    text = "𠮷野家 鄥 訚 堃 é é 👩‍🌾\n第二行"
    client.force_login(writing.lead)
    client.post(f"/proposals/{writing.number}/edit/summary/", {"version": "0", "summary": text}, headers=JSON)
    assert ProposalSection.objects.get(key="summary").content["summary"] == text


@pytest.mark.parametrize("plan_type", list(PlanType))
def test_every_page_of_every_type_opens_and_its_findings_too(db: None, client: Client, plan_type: PlanType) -> None:
    open_call()
    ours = begin_writing(plan_type)
    client.force_login(ours.lead)
    overview = client.get(f"/proposals/{ours.number}/")
    for step in overview.context["steps"]:
        assert client.get(step.url).status_code == 200, step.url
        assert client.get(f"/proposals/{ours.number}/findings/?section={step.key}").status_code == 200
    assert all(one.url and one.article_url for one in overview.context["findings"])


def test_every_page_of_the_school_plan_opens(writing: Writing, client: Client) -> None:
    client.force_login(writing.window)
    page = client.get("/proposals/school/")
    for step in page.context["plan_steps"]:
        assert client.get(step.url).status_code == 200, step.url
    saved = client.post(
        "/proposals/school/edit/evaluation/",
        {"version": "0", "evaluation_years-from": "114", "evaluation_years-to": "116", "evaluation_unit": "研發處"},
        headers=JSON,
    )
    assert saved.json()["errors"] == {}


def test_strangers_get_not_found_everywhere(writing: Writing, client: Client) -> None:
    client.force_login(window_of(SchoolFactory.create()))
    number = writing.number
    for path in ("", "edit/summary/", "findings/", "people/", "papers/", "budget/"):
        assert client.get(f"/proposals/{number}/{path}").status_code == 404, path
    for path in ("edit/summary/", "move/complete/", "type/", "remove/"):
        assert client.post(f"/proposals/{number}/{path}", {"plan_type": "deep", "reason": "x"}).status_code == 404, path


def test_staff_read_and_do_not_write(writing: Writing, client: Client) -> None:
    client.force_login(staff())
    assert client.get(f"/proposals/{writing.number}/").status_code == 200
    assert (
        client.post(f"/proposals/{writing.number}/edit/summary/", {"version": "0", "summary": "x"}).status_code == 404
    )
    assert client.get("/staff/proposals/?q=溪流").context["page"].paginator.count == 1
    assert client.get("/staff/proposals/?q=無此名").context["page"].paginator.count == 0


def statements(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_lists_cost_the_same_with_one_and_with_four(writing: Writing, client: Client) -> None:
    client.force_login(writing.window)
    officer = Client()
    officer.force_login(staff())
    before = (
        statements(client, "/proposals/"),
        statements(client, "/proposals/school/"),
        statements(officer, "/staff/proposals/"),
    )
    for _one in range(3):
        made = writing_create(writing)
        Participation.objects.create(proposal=made, person=PersonFactory.create(), access="lead")
    after = (
        statements(client, "/proposals/"),
        statements(client, "/proposals/school/"),
        statements(officer, "/staff/proposals/"),
    )
    assert before == after
    assert before[0] <= 8
    assert before[2] <= 10


def test_an_edit_page_and_a_save_stay_cheap(writing: Writing, client: Client) -> None:
    client.force_login(writing.lead)
    url = f"/proposals/{writing.number}/edit/summary/"
    assert statements(client, url) <= 12
    client.post(url, {"version": "0", "summary": "一"}, headers=JSON)
    with CaptureQueriesContext(connection) as found:
        assert client.post(url, {"version": "1", "summary": "二"}, headers=JSON).status_code == 200
    assert len([one for one in found if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]) <= 10, [
        one["sql"][:90] for one in found
    ]


def test_the_overview_goes_on_where_something_is_missing(writing: Writing, client: Client) -> None:
    client.force_login(writing.lead)
    page = client.get(f"/proposals/{writing.number}/")
    assert page.context["go_on"].key == "basics"
    assert f'class="btn btn-primary" href="{page.context["go_on"].url}"' in page.content.decode()
