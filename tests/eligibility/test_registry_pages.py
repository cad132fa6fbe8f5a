"""The staff's registry pages: who sees them, search, lineage, correction with a trace."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from eligibility.models import PriorMember, PriorProject, Researcher
from tests.eligibility.people import join, make_person, make_project, make_school, make_staff, signed_in
from usr_portal.accounts.models import Role
from usr_portal.audit.models import Event
from usr_portal.schools.models import School

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> School:
    return make_school()


@pytest.fixture
def staff(school: School) -> Client:
    return signed_in(make_staff())


PAGES = (
    "/staff/registry/",
    "/staff/registry/new/",
    "/staff/registry/import/",
    "/staff/registry/registry.csv",
    "/staff/registry/template.ods",
    "/staff/registry/projects/3-01/",
    "/staff/registry/projects/3-01/edit/",
    "/staff/registry/people/A1/",
)


@pytest.mark.parametrize("address", PAGES)
def test_only_staff_find_the_registry(address: str, school: School, staff: Client) -> None:
    join(make_project(school, "3-01"), "A1")
    assert staff.get(address).status_code == 200
    for role in (Role.TEAM, Role.REVIEWER):
        assert signed_in(make_person(role)).get(address).status_code == 404
    assert signed_in(make_person(Role.WINDOW, school)).get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize(
    "words", ["台南 永續", "臺南永續", "３－０１", "3-01", "台灣大學", "王　小明", "A1", "安平", "0003"]
)
def test_search_folds_variants_spaces_and_width(words: str, school: School, staff: Client) -> None:
    join(make_project(school, "3-01", title="臺南永續之城", sites="臺南市安平區"), "A1", name="王小明")
    make_project(make_school("0004", "國立成功大學"), "3-11", title="別的計畫")
    page = staff.get("/staff/registry/", {"q": words}).content.decode()
    assert "臺南永續之城" in page
    assert "別的計畫" not in page


def test_filters_and_empty_answers(school: School, staff: Client) -> None:
    empty = staff.get("/staff/registry/").content.decode()
    assert "登錄資料還是空的" in empty
    make_project(school, "3-01", title="甲")
    make_project(school, "2-01", phase=2, type="deep", title="乙")
    shown = staff.get("/staff/registry/", {"phase": "2", "type": "deep", "school": "0003"}).content.decode()
    assert "乙</a>" in shown
    assert "甲</a>" not in shown
    assert "沒有符合的前期計畫" in staff.get("/staff/registry/", {"q": "火星"}).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_at_any_length(
    count: int, school: School, staff: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        older = make_project(school, f"2-{number}", phase=2)
        join(make_project(school, f"3-{number}", predecessor=older), f"A{number}")
    staff.get("/staff/registry/")
    with django_assert_num_queries(6):
        staff.get("/staff/registry/")


@pytest.mark.parametrize("count", [1, 3])
def test_a_project_costs_the_same_with_any_family(
    count: int, school: School, staff: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lead = make_project(school, "3-00")
    for number in range(count):
        join(make_project(school, f"3-1{number}", merged_into=lead), f"A{number}")
        join(lead, f"B{number}", "co_pi")
    staff.get("/staff/registry/")
    with django_assert_num_queries(6):
        staff.get("/staff/registry/projects/3-00/")


def test_lineage_shows_phases_before_and_after_and_mergers(school: School, staff: Client) -> None:
    first = make_project(school, "1-01", phase=1, title="第一期案")
    second = make_project(school, "2-01", phase=2, title="第二期案", predecessor=first)
    third = make_project(school, "3-01", title="第三期案", predecessor=second)
    make_project(school, "3-02", title="併案", merged_into=third)
    make_project(school, "3-09", title="無關的案")
    page = staff.get("/staff/registry/projects/2-01/").content.decode()
    for title in ("第一期案", "第二期案", "第三期案", "併案"):
        assert title in page
    assert "無關的案" not in page


def posted(
    project: PriorProject | None = None, members: tuple[tuple[str, ...], ...] = (), **fields: str
) -> dict[str, str]:
    """A correction form as a browser would send it."""
    values = {"school": "0003", "phase": "3", "type": "sprout", "title": "新案", "reason": "依核定公文"}
    if project is not None:
        values |= {
            "phase": str(project.phase),
            "type": project.type,
            "title": project.title,
            "version": project.updated_at.isoformat(),
        }
    values |= {"team-TOTAL_FORMS": str(len(members)), "team-INITIAL_FORMS": "0"}
    for number, member in enumerate(members):
        for key, value in zip(("person", "name", "role", "months"), member, strict=True):
            values[f"team-{number}-{key}"] = value
    return values | fields


def test_a_correction_needs_a_reason_and_leaves_a_trace_on_the_page(school: School, staff: Client) -> None:
    project = make_project(school, "3-01", title="舊名")
    join(project, "A1", name="王小明", months=24)
    address = "/staff/registry/projects/3-01/edit/"
    refused = staff.post(address, posted(project, (("A1", "王小明", "pi", "18"),), title="新名", reason=""))
    assert refused.status_code == 422
    assert "新名" in refused.content.decode()
    assert PriorProject.objects.get().title == "舊名"

    answer = staff.post(address, posted(project, (("A1", "王小明", "pi", "18"),), title="新名"))
    assert answer.status_code == 302
    assert PriorProject.objects.get().title == "新名"
    assert PriorMember.objects.get().months == 18
    event = Event.objects.get(action="eligibility.correct")
    changes = {change["field"]: (change["before"], change["after"]) for change in event.detail["changes"]}
    assert changes["計畫名稱"] == ("舊名", "新名")
    assert changes["主持團隊"] == ("王小明（計畫主持人，24 個月）", "王小明（計畫主持人，18 個月）")
    page = staff.get("/staff/registry/projects/3-01/").content.decode()
    assert "依核定公文" in page
    assert "<del>舊名</del>" in page


def test_saving_without_a_change_writes_no_trace(school: School, staff: Client) -> None:
    project = make_project(school, "3-01")
    assert staff.post("/staff/registry/projects/3-01/edit/", posted(project)).status_code == 302
    assert not Event.objects.filter(subject="prior_project:3-01").exists()


def test_a_correction_upon_an_old_page_is_refused(school: School, staff: Client) -> None:
    project = make_project(school, "3-01", title="甲")
    stale = posted(project, title="乙")
    PriorProject.objects.get().save()
    answer = staff.post("/staff/registry/projects/3-01/edit/", stale)
    assert answer.status_code == 422
    assert "已有人更正" in answer.content.decode()
    assert PriorProject.objects.get().title == "甲"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"predecessor": "9-99"}, "都沒有編號 9-99 的計畫"),
        ({"predecessor": "3-02"}, "不是第 3 期的前一期"),
        ({"merged_into": "3-01"}, "計畫不能併入自己"),
        ({"merged_into": "3-03"}, "本身已併入 3-02"),
        ({"type": "seed"}, "只存在於第一、二期"),
        ({"phase": "2", "type": "sprout"}, "前後期關係不成立"),
    ],
)
def test_a_lineage_that_cannot_be_is_told_at_the_field(
    fields: Mapping[str, str], told: str, school: School, staff: Client
) -> None:
    project = make_project(school, "3-01")
    lead = make_project(school, "3-02")
    make_project(school, "3-03", merged_into=lead)
    make_project(school, "3-04", merged_into=project)
    answer = staff.post("/staff/registry/projects/3-01/edit/", posted(project) | dict(fields))
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_a_phase_that_breaks_anothers_lineage_is_refused(school: School, staff: Client) -> None:
    older = make_project(school, "2-01", phase=2)
    make_project(school, "3-01", predecessor=older)
    answer = staff.post("/staff/registry/projects/2-01/edit/", posted(older, phase="3"))
    assert answer.status_code == 422
    assert "計畫 3-01 的前後期關係不成立" in answer.content.decode()


def test_a_new_project_with_a_namesake_asks_before_it_is_written(school: School, staff: Client) -> None:
    join(make_project(school, "3-01"), "A1", name="王小明")
    form = posted(None, (("", "王 小明", "pi", "12"),), registry_id="3-50")
    asked = staff.post("/staff/registry/new/", form)
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "請確認是不是同一人" in page
    assert " checked" not in page
    assert not PriorProject.objects.filter(registry_id="3-50").exists()
    token = page.split('name="choice-')[1].split('"')[0]
    assert staff.post("/staff/registry/new/", form | {f"choice-{token}": "same:A1"}).status_code == 302
    assert [m.researcher.key for m in PriorMember.objects.filter(project__registry_id="3-50")] == ["A1"]
    assert Researcher.objects.count() == 1


def test_an_id_that_is_taken_is_refused(school: School, staff: Client) -> None:
    make_project(school, "3-01", title="先來")
    answer = staff.post("/staff/registry/new/", posted(None, registry_id="3-01"))
    assert answer.status_code == 422
    assert "已有編號 3-01 的計畫" in answer.content.decode()
    assert PriorProject.objects.get().title == "先來"


def test_two_persons_become_one_only_when_confirmed(school: School, staff: Client) -> None:
    project = make_project(school, "3-01")
    join(project, "A1", months=10)
    join(project, "B2", months=20)
    join(make_project(school, "2-01", phase=2), "B2", "co_pi", 30)
    form = {"act": "merge", "merge-gone": "B2", "merge-reason": "兩份公文為同一人"}
    assert staff.post("/staff/registry/people/A1/", form).status_code == 422
    assert Researcher.objects.count() == 2
    assert staff.post("/staff/registry/people/A1/", form | {"merge-sure": "on"}).status_code == 302
    assert Researcher.objects.get().key == "A1"
    assert sorted(PriorMember.objects.values_list("project__registry_id", "role", "months")) == [
        ("2-01", "co_pi", 30),
        ("3-01", "pi", 20),
    ]
    page = staff.get("/staff/registry/people/A1/").content.decode()
    assert "兩份公文為同一人" in page


@pytest.mark.parametrize("gone", ["A1", "nobody"])
def test_a_merge_with_nobody_or_oneself_is_refused(gone: str, school: School, staff: Client) -> None:
    join(make_project(school, "3-01"), "A1")
    form = {"act": "merge", "merge-gone": gone, "merge-reason": "理由", "merge-sure": "on"}
    assert staff.post("/staff/registry/people/A1/", form).status_code == 422
    assert Researcher.objects.count() == 1


def test_a_name_is_corrected_with_a_trace(school: School, staff: Client) -> None:
    join(make_project(school, "3-01"), "A1", name="王小名")
    form = {"act": "rename", "rename-name": "王小明", "rename-reason": "誤植"}
    assert staff.post("/staff/registry/people/A1/", form).status_code == 302
    row = Researcher.objects.get()
    assert (row.name, row.name_key) == ("王小明", "王小明")
    assert "姓名由「王小名」改為「王小明」" in staff.get("/staff/registry/people/A1/").content.decode()
