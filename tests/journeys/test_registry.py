"""The registry and a school's ways on, on a desk and on a telephone."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from eligibility.services import imports
from tests.eligibility.people import join, make_person, make_project, make_school, make_staff, signed_in
from tests.eligibility.test_imports import changed, csv_of
from tests.journeys.accessibility import assert_good_page
from usr_portal.accounts.models import Person, Role
from usr_portal.schools.models import School

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def school() -> School:
    call_command("load_call")
    school = make_school()
    seed = make_project(school, "1-04", phase=1, type="seed", title="淡水河岸社區培力先導")
    older = make_project(school, "2-01", phase=2, title="淡水河岸的在地共學與食農教育", predecessor=seed)
    lead = make_project(
        school, "3-01", title="淡水河岸共學：食農教育與高齡友善社區", predecessor=older, sites="新北市淡水區"
    )
    make_project(school, "3-02", type="deep", title="山城再生與地方創生的大學實踐")
    make_project(school, "3-03", type="international", title="南向茶產業共好計畫")
    make_project(school, "3-04", title="北投溫泉聚落文化地景保存", merged_into=lead)
    join(lead, "A1", name="王小明")
    join(lead, "A2", "co_pi", 18, name="李大同")
    return school


def enter(page: Page, live_server: LiveServer, person: Person) -> None:
    """Sign in by the session's cookie: signing in has journeys of its own."""
    cookie = signed_in(person).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


def test_every_registry_page_is_good(page: Page, live_server: LiveServer, school: School) -> None:
    staff = make_staff()
    upload = imports.upload(
        actor=staff,
        filename="registry.csv",
        data=csv_of(
            changed(),
            changed(registry_id="3-77", person="", title="全新的案"),
            changed(registry_id="3-78", phase="4", person="B7", name="趙六"),
        ),
    )
    enter(page, live_server, staff)
    addresses = (
        "/staff/registry/",
        "/staff/registry/?q=火星",
        "/staff/registry/projects/3-01/",
        "/staff/registry/projects/3-01/edit/",
        "/staff/registry/import/",
        f"/staff/registry/import/{upload.pk}/",
        "/staff/registry/people/A1/",
        "/eligibility/",
        f"/eligibility/?school={school.code}",
    )
    for address in addresses:
        page.goto(address)
        assert_good_page(page)


def test_staff_import_a_file_and_see_its_trace(
    page: Page, live_server: LiveServer, school: School, tmp_path: Path, complaints: list[str]
) -> None:
    file = tmp_path / "registry.csv"
    file.write_bytes(csv_of(changed(registry_id="3-77", person="", title="全新的案")))
    enter(page, live_server, make_staff())
    page.goto("/staff/registry/import/")
    page.get_by_label("登錄檔").set_input_files(file)
    page.get_by_role("button", name="上傳並預覽").click()
    page.get_by_label("理由").fill("依部函更正")
    page.get_by_role("button", name="套用到登錄資料").click()
    page.get_by_role("alert").get_by_text("還有 1 位人員尚未確認").wait_for()
    assert_good_page(page)
    complaints.clear()  # the browser logs the refusal's status
    page.get_by_label("就是已登錄的王小明").check()
    page.get_by_role("button", name="套用到登錄資料").click()
    page.get_by_text("已匯入登錄資料").wait_for()
    page.goto("/staff/registry/people/A1/")
    assert page.get_by_role("link", name="3-77 全新的案").is_visible()
    page.goto("/staff/registry/projects/3-77/")
    assert page.get_by_text("依部函更正").is_visible()


def test_a_school_without_projects(page: Page, live_server: LiveServer, school: School) -> None:
    other = make_school("0004", "國立成功大學")
    enter(page, live_server, make_person(Role.WINDOW, other))
    page.goto("/eligibility/")
    assert_good_page(page)
