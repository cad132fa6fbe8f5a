from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories import PersonFactory, SchoolFactory, window_of
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event
from usr_portal.call import services as call
from usr_portal.call import versions
from usr_portal.call.models import CallVersion, OfficialText, WindowExtension
from usr_portal.call.rules.parameters import bundled
from usr_portal.dashboard import services
from usr_portal.dashboard.refusals import Refused
from usr_portal.kernel.roc import TAIPEI

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_now")]

CALENDAR = "/staff/call/"
UPLOAD = "/staff/call/windows/upload/"
PAGES = [CALENDAR, UPLOAD, "/staff/call/extensions/", "/staff/call/versions/1/", "/staff/call/text/"]


def typed(moment: datetime) -> str:
    return f"{moment.astimezone(TAIPEI):%Y-%m-%d %H:%M:%S}"


def upload_form(**changes: object) -> dict[str, Any]:
    window = call.moment("upload")
    return {
        "opens_at": typed(window.opens_at),
        "closes_at": typed(window.closes_at),
        "reason": "颱風停班",
        "seen": 1,
    } | changes


@pytest.mark.parametrize("address", PAGES)
def test_only_staff_find_the_page(client: Client, address: str) -> None:
    assert client.get(address).url.startswith("/accounts/login/")  # type: ignore[attr-defined]
    client.force_login(window_of(SchoolFactory.create()))
    assert client.get(address).status_code == 404
    assert client.post(address, upload_form()).status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_staff_see_every_page(office: Client, address: str) -> None:
    assert office.get(address).status_code == 200


def test_a_window_changes_after_its_consequences_were_confirmed(office: Client, officer: Person) -> None:
    closes_at = call.moment("upload").closes_at + timedelta(days=2)
    asked = office.post(UPLOAD, upload_form(closes_at=typed(closes_at)))
    assert "截止時間延後，校窗口與計畫團隊可用的時間變長。" in asked.content.decode()
    assert call.moment("upload").closes_at != closes_at

    confirmed = asked.context["form"].fingerprint
    office.post(UPLOAD, upload_form(closes_at=typed(closes_at), confirmed=confirmed))

    assert call.moment("upload").closes_at == closes_at
    version = CallVersion.objects.first()
    assert version is not None
    assert (version.version, version.created_by, version.reason) == (2, officer, "颱風停班")
    event = Event.objects.get(action="call.window_changed")
    assert (event.actor, event.subject, event.reason) == (officer, "window:upload", "颱風停班")
    assert "颱風停班" in office.get(CALENDAR).content.decode()


def test_a_confirmation_does_not_stand_for_other_times(office: Client) -> None:
    closes_at = call.moment("upload").closes_at
    asked = office.post(UPLOAD, upload_form(closes_at=typed(closes_at + timedelta(days=2))))
    confirmed = asked.context["form"].fingerprint
    office.post(UPLOAD, upload_form(closes_at=typed(closes_at + timedelta(days=90)), confirmed=confirmed))
    assert call.moment("upload").closes_at == closes_at


def test_both_ways_of_writing_a_date_are_read(office: Client) -> None:
    form = office.post(UPLOAD, upload_form(opens_at="1130805 09:00", closes_at="２０２４-８-３０")).context["form"]
    assert form.cleaned_data["opens_at"] == datetime(2024, 8, 5, 9, tzinfo=TAIPEI)
    assert form.cleaned_data["closes_at"] == datetime(2024, 8, 30, 23, 59, 59, tzinfo=TAIPEI)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("closes_at", "113/13/40 17:00", "不是有效的日期"),
        ("closes_at", "113/8/30 25:00", "不是有效的時刻"),
        ("closes_at", "113/8/1 17:00", "截止時間不可早於開始時間"),
        ("reason", "", "這個欄位是必須的"),
    ],
)
def test_a_fault_is_told_at_its_field_and_nothing_typed_is_lost(
    office: Client, field: str, value: str, words: str
) -> None:
    response = office.post(UPLOAD, upload_form(**{"reason": "理由在此", field: value}))
    page = response.content.decode()
    assert response.status_code == 422
    assert words in str(response.context["form"].errors[field])
    assert f'aria-describedby="id_{field}_helptext id_{field}_error"' in page
    assert (value or "理由") in page
    assert CallVersion.objects.count() == 1


def test_who_looked_at_an_older_version_is_told_and_keeps_the_words(office: Client, officer: Person) -> None:
    moment = call.moment("decision")
    services.change_window(
        person=officer, window="decision", opens_at=moment.opens_at, closes_at=moment.closes_at, reason="先到", seen=1
    )
    closes_at = moment.closes_at + timedelta(days=1)
    form = {"opens_at": typed(moment.opens_at), "closes_at": typed(closes_at), "reason": "後到者的理由", "seen": 1}
    confirmed = f"{moment.opens_at.astimezone(TAIPEI).isoformat()}|{closes_at.astimezone(TAIPEI).isoformat()}"
    response = office.post("/staff/call/windows/decision/", form | {"confirmed": confirmed})
    assert response.status_code == 409
    assert "後到者的理由" in response.content.decode()
    assert CallVersion.objects.count() == 2


def test_an_extension_opens_the_window_for_one_school_alone(office: Client, officer: Person) -> None:
    school, other = SchoolFactory.create(), SchoolFactory.create()
    closes_at = call.moment("upload").closes_at + timedelta(days=3)
    form = {"school": school.pk, "window": "upload", "closes_at": typed(closes_at), "reason": "校園停電"}
    office.post("/staff/call/extensions/", form)

    assert call.moment("upload", school.pk).closes_at == closes_at
    assert call.moment("upload", school.pk).extension_reason == "校園停電"
    assert call.moment("upload", other.pk).closes_at != closes_at
    event = Event.objects.get(action="call.window_extended")
    assert (event.school_id, event.actor, event.reason) == (school.pk, officer, "校園停電")


def test_a_later_extension_replaces_an_earlier_one(office: Client) -> None:
    school, ends = SchoolFactory.create(), call.moment("upload").closes_at
    for days in (3, 1):
        form = {
            "school": school.pk,
            "window": "upload",
            "closes_at": typed(ends + timedelta(days=days)),
            "reason": "停電",
        }
        office.post("/staff/call/extensions/", form)
    assert call.moment("upload", school.pk).closes_at == ends + timedelta(days=1)
    assert [one.in_force for one in office.get(CALENDAR).context["extensions"]] == [True, False]


def test_an_extension_cannot_shorten_a_window(office: Client) -> None:
    earlier = call.moment("upload").closes_at - timedelta(seconds=1)
    form = {"school": SchoolFactory.create().pk, "window": "upload", "closes_at": typed(earlier), "reason": "誤植"}
    response = office.post("/staff/call/extensions/", form)
    assert "不可早於原截止時間" in str(response.context["form"].errors["closes_at"])
    assert not WindowExtension.objects.exists()


def test_an_end_that_has_passed_is_refused_and_the_own_end_takes_an_extension_back(office: Client) -> None:
    days = versions.days_until_open(bundled("usr-4"), call.now()) - 60
    versions.load_file(bundled("usr-4"), reason="已截止", days=days)
    ends = call.moment("upload").closes_at
    form = {"school": SchoolFactory.create().pk, "window": "upload", "closes_at": typed(ends), "reason": "取消"}
    response = office.post("/staff/call/extensions/", form | {"closes_at": typed(ends + timedelta(seconds=1))})
    assert response.status_code == 422
    assert "已經過去" in str(response.context["form"].errors["closes_at"])
    assert not WindowExtension.objects.exists()
    office.post("/staff/call/extensions/", form)
    assert WindowExtension.objects.get().closes_at == ends


@pytest.mark.parametrize(("seconds", "reason", "field"), [(-1, "誤植", "closes_at"), (60, "  ", "reason")])
def test_the_service_itself_refuses_an_extension(officer: Person, seconds: int, reason: str, field: str) -> None:
    ends = call.moment("upload").closes_at + timedelta(seconds=seconds)
    school = SchoolFactory.create()
    with pytest.raises(Refused) as refusal:
        services.extend_window(person=officer, school=school, window="upload", closes_at=ends, reason=reason)
    assert refusal.value.field == field
    assert not WindowExtension.objects.exists()


def test_the_service_itself_refuses_a_window_that_ends_before_it_begins(officer: Person) -> None:
    moment = call.moment("upload")
    times = {"opens_at": moment.closes_at, "closes_at": moment.opens_at}
    with pytest.raises(Refused):
        services.change_window(person=officer, window="upload", reason="誤植", seen=1, **times)
    assert CallVersion.objects.count() == 1


def test_services_refuse_who_is_no_staff() -> None:
    moment = call.moment("upload")
    person = window_of(SchoolFactory.create())
    with pytest.raises(PermissionDenied):
        services.change_window(
            person=person,
            window="upload",
            opens_at=moment.opens_at,
            closes_at=moment.closes_at,
            reason="想延長",
            seen=1,
        )
    with pytest.raises(PermissionDenied):
        services.extend_window(
            person=person, school=SchoolFactory.create(), window="upload", closes_at=moment.closes_at, reason="想延長"
        )


def test_the_calendar_costs_the_same_with_one_and_three_extensions(
    office: Client, officer: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ends = call.moment("upload").closes_at + timedelta(days=1)

    def extend() -> None:
        services.extend_window(
            person=officer, school=SchoolFactory.create(), window="upload", closes_at=ends, reason="停電"
        )

    extend()
    office.get(CALENDAR)
    with django_assert_num_queries(5):
        office.get(CALENDAR)
    extend()
    extend()
    with django_assert_num_queries(5):
        office.get(CALENDAR)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp950"])
def test_the_official_text_is_read_in_either_encoding(office: Client, officer: Person, encoding: str) -> None:
    data = "壹、測試用的條文\r\n一、內容\r\n".encode(encoding)
    office.post("/staff/call/text/", {"file": SimpleUploadedFile("call.txt", data)})
    row = OfficialText.objects.get()
    assert row.text == "壹、測試用的條文\n一、內容\n"
    assert (row.sha256, row.loaded_by) == (hashlib.sha256(data).hexdigest(), officer)
    assert row.sha256 in office.get("/staff/call/text/").content.decode()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("call.pdf", b"text", "純文字檔"),
        ("call.txt", b" \n ", "檔案是空的"),
        ("call.txt", b"a\x00b", "控制字元"),
        ("call.txt", b"\xff\xff\xff", "無法辨識檔案的編碼"),
    ],
)
def test_a_file_that_is_no_text_is_refused_in_plain_words(office: Client, name: str, data: bytes, words: str) -> None:
    response = office.post("/staff/call/text/", {"file": SimpleUploadedFile(name, data)})
    assert words in str(response.context["form"].errors["file"])
    assert not OfficialText.objects.exists()


def test_a_file_larger_than_the_limit_is_refused(office: Client) -> None:
    response = office.post("/staff/call/text/", {"file": SimpleUploadedFile("call.txt", b"a" * (2 * 1024 * 1024 + 1))})
    assert "2 MB" in str(response.context["form"].errors["file"])


def test_the_demo_clock_moves_and_comes_back(office: Client, settings: Settings) -> None:
    settings.USR_DEMO = True
    target = call.moment("upload").closes_at + timedelta(seconds=1)
    office.post("/staff/call/clock/", {"moment": typed(target)})
    assert abs(call.now() - target) < timedelta(seconds=30)
    assert not call.moment("upload").is_open
    assert "系統時鐘設在" in office.get(CALENDAR).content.decode()
    office.post("/staff/call/clock/", {"reset": "1"})
    assert call.moment("upload").is_open


def test_a_clock_that_cannot_be_read_is_told(office: Client, settings: Settings) -> None:
    settings.USR_DEMO = True
    response = office.post("/staff/call/clock/", {"moment": "明天"})
    assert response.status_code == 422
    assert "明天" in response.content.decode()


def test_outside_the_demo_the_clock_does_not_exist(office: Client, officer: Person) -> None:
    page = office.get(CALENDAR).content.decode()
    assert "示範" not in page
    assert office.post(reverse("demo_clock"), {"reset": "1"}).status_code == 404
    with pytest.raises(PermissionDenied):
        services.set_demo_clock(person=officer, moment=None)


def test_a_person_without_any_role_cannot_move_the_clock(client: Client, settings: Settings) -> None:
    settings.USR_DEMO = True
    client.force_login(PersonFactory.create())
    assert client.post("/staff/call/clock/", {"reset": "1"}).status_code == 404


def test_the_figures_of_a_version_are_named_in_words(office: Client) -> None:
    groups = {group.title: group.figures for group in office.get("/staff/call/versions/1/").context["groups"]}
    budget = {figure.label: figure.value for figure in groups["經費比率與標準"]}
    assert budget["國際合作費用上限（％）"] == "15"
    types = [figure.label for figure in groups["各類型"]]
    assert types[0].startswith("大學特色類萌芽型")
    labels = [figure.label for figures in groups.values() for figure in figures]
    assert [label for label in labels if label.isascii()] == []


def test_a_version_tells_what_it_changed_in_words(office: Client, officer: Person) -> None:
    moment = call.moment("decision")
    services.change_window(
        person=officer,
        window="decision",
        opens_at=moment.opens_at,
        closes_at=moment.closes_at + timedelta(days=2),
        reason="會議延期",
        seen=1,
    )
    (change,) = office.get("/staff/call/versions/2/").context["shown"].changes
    assert change.label == "決審會議：截止"
    assert office.get("/staff/call/versions/3/").status_code == 404
