"""The application file through the browser: read, compared, and only then taken; what it replaced can be brought back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from proposals.models import Application, OfferedFile, Proposal, Version
from proposals.services.writing import save_plan_section
from tests.builders import document
from tests.factories import PersonFactory, staff, window_of
from tests.proposals.conftest import open_call
from tests.proposals.valid import draft
from usr_portal.accounts.models import Person, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def application() -> Application:
    open_call()
    return draft(state=Proposal.State.WRITING)


@pytest.fixture
def window(application: Application, client: Client) -> Person:
    person = window_of(application.school)
    client.force_login(person)
    return person


def url(application: Application, name: str) -> str:
    return f"{reverse(f'school_{name}')}?school={application.school.code}"


def offered(client: Client, application: Application, mapping: Any) -> Any:  # noqa: ANN401 - JSON and an answer
    text = mapping if isinstance(mapping, bytes) else json.dumps(mapping, ensure_ascii=False).encode()
    sent = {"file": SimpleUploadedFile("usr.json", text, content_type="application/json")}
    return client.post(url(application, "import"), sent)


def edited() -> dict[str, Any]:
    mapping = document()
    mapping["school_plan"]["sections"]["governance_planning"] = "改寫後的治理規劃"
    mapping["proposals"][0]["title"] = "改了名字的計畫"
    mapping["proposals"] = mapping["proposals"][:4]
    return mapping


def governance(application: Application) -> str:
    content = application.plan.sections.get(key="governance").content
    return str(content["governance_planning"])


def test_what_is_downloaded_and_offered_again_differs_in_nothing(
    client: Client, application: Application, window: Person
) -> None:
    answer = client.get(url(application, "file"))
    assert "attachment" in answer["Content-Disposition"]
    assert offered(client, application, answer.content).status_code == 302
    page = client.get(url(application, "compare")).content.decode()
    assert "檔案和草稿的內容相同，不必匯入。" in page


def test_differences_are_seen_before_anything_is_replaced(
    client: Client, application: Application, window: Person
) -> None:
    before = governance(application)
    offered(client, application, edited())
    page = client.get(url(application, "compare")).content.decode()
    assert "<ins>改寫後的治理規劃" in page.replace("\n", "")
    assert "檔案裡沒有，會移出申請" in page
    assert governance(application) == before

    held = OfferedFile.objects.get()
    assert client.post(url(application, "compare"), {"file": held.pk}).status_code == 302
    assert governance(application) == "改寫後的治理規劃"
    assert application.proposals.filter(removed_at=None).count() == 4
    assert not OfferedFile.objects.exists()
    kept = Version.objects.filter(application=application, proposal=None, key="governance").order_by("number")
    assert kept.first().content["governance_planning"] == before  # type: ignore[union-attr]
    assert kept.last().person == window  # type: ignore[union-attr]


def test_a_draft_that_was_changed_meanwhile_is_compared_again(
    client: Client, application: Application, window: Person
) -> None:
    offered(client, application, edited())
    held = OfferedFile.objects.get()
    row = application.plan.sections.get(key="governance")
    values = {"governance_planning": "別人剛寫的"}
    save_plan_section(
        person=window, school_code=application.school.code, key="governance", values=values, version=row.version
    )
    answer = client.post(url(application, "compare"), {"file": held.pk}, follow=True)
    assert "又有人修改過" in answer.content.decode()
    assert governance(application) == "別人剛寫的"
    client.post(url(application, "compare"), {"file": held.pk})
    assert governance(application) == "改寫後的治理規劃"


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda _mapping: b"{", "JSON"),
        (lambda mapping: {**mapping, "colour": "red"}, "colour"),
        (lambda mapping: {**mapping, "school": {**mapping["school"], "code": "9999"}}, "不能匯入"),
        (lambda _mapping: b"\xff\xfe", ""),
        (lambda _mapping: b'"' + b"x" * (4 * 1024 * 1024) + b'"', "MB"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why_and_changes_nothing(
    client: Client,
    application: Application,
    window: Person,
    spoil: Any,  # noqa: ANN401 - a function
    told: str,
) -> None:
    answer = offered(client, application, spoil(document()))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'id="file-error"' in text
    assert told in text
    assert not OfferedFile.objects.exists()


def test_nobody_but_the_window_gets_the_file(client: Client, application: Application, window: Person) -> None:
    offered(client, application, edited())
    for person in (staff(Role.MINISTRY), PersonFactory.create()):
        client.force_login(person)
        for name in ("file", "import", "compare"):
            assert client.get(url(application, name)).status_code == 404
    client.force_login(window_of(application.school))
    assert client.get(url(application, "compare")).status_code == 404  # another window's own file


def test_letting_it_go_changes_nothing(client: Client, application: Application, window: Person) -> None:
    before = governance(application)
    offered(client, application, edited())
    assert client.post(url(application, "import_discard")).status_code == 302
    assert governance(application) == before
    assert not OfferedFile.objects.exists()
