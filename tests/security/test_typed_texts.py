"""What a browser can put into a text never makes the pages of its school fail."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from eligibility.forms.correction import RenameForm
from eligibility.services.columns import COLUMNS, parse
from eligibility.services.reading import read_table
from proposals.models import Proposal, ProposalSection, SchoolPlanSection, TeamMember
from tests.proposals.conftest import Writing
from tests.proposals.conftest import writing as writing  # noqa: PLC0414 - the fixture

JSON = {"Accept": "application/json"}
PASTED = ["\t", "\v", "\x08", "\x1b", "\x7f", "\x85", "\x00"]


def pages(client: Client, writing_: Writing) -> set[int]:
    number = writing_.number
    client.force_login(writing_.window)
    addresses = [
        reverse("school"),
        reverse("proposal", args=[number]),
        reverse("proposal_findings", args=[number]),
        reverse("school_findings"),
        reverse("school_send"),
    ]
    return {client.get(address).status_code for address in addresses}


@pytest.mark.parametrize("sign", PASTED)
def test_a_pasted_control_character_does_not_bring_the_school_down(client: Client, writing: Writing, sign: str) -> None:
    client.force_login(writing.lead)
    address = reverse("proposal_edit", args=[writing.number, "summary"])
    saved = client.post(address, {"summary": f"場域{sign}時間", "version": "0"}, headers=JSON)
    assert saved.json()["errors"] == {}
    text = ProposalSection.objects.get(key="summary").content["summary"]
    assert text.replace("\n", "").replace(" ", "") == "場域時間"

    client.force_login(writing.window)
    client.post(reverse("proposal_new"), {"plan_type": "deep", "title": f"海{sign}線"})
    client.post(
        reverse("school_edit", args=["governance"]),
        {"governance_planning": f"治{sign}理", "version": "0"},
        headers=JSON,
    )
    kept = SchoolPlanSection.objects.get(key="governance").content["governance_planning"]
    assert kept.replace("\n", "").replace(" ", "") == "治理"
    assert pages(client, writing) == {200}


def test_a_team_pasted_from_a_spreadsheet_is_kept(client: Client, writing: Writing) -> None:
    client.force_login(writing.lead)
    row = {"name": "林\t小溪", "person_key": "0000\x08-1", "role": "pi", "unit": "社工\v系", "experience": "一\t二"}
    frame = {"team-TOTAL_FORMS": "1", "team-INITIAL_FORMS": "0", "version": "0"}
    data = frame | {f"team-0-{key}": value for key, value in row.items()}
    saved = client.post(reverse("proposal_edit", args=[writing.number, "team"]), data, headers=JSON)
    assert saved.json()["errors"] == {}
    member = TeamMember.objects.get()
    assert (member.name, member.person_key, member.experience) == ("林 小溪", "0000-1", "一 二")
    assert pages(client, writing) == {200}


def test_a_team_row_without_a_role_is_told_at_its_cell(client: Client, writing: Writing) -> None:
    client.force_login(writing.lead)
    data = {"team-TOTAL_FORMS": "1", "team-INITIAL_FORMS": "0", "version": "0"}
    data |= {"team-0-name": "林", "team-0-person_key": "p1"}
    saved = client.post(reverse("proposal_edit", args=[writing.number, "team"]), data, headers=JSON)
    assert saved.status_code == 200
    assert list(saved.json()["errors"]) == ["team-0-role"]


def test_a_title_is_one_line(client: Client, writing: Writing) -> None:
    client.force_login(writing.window)
    client.post(reverse("proposal_new"), {"plan_type": "deep", "title": "海\v線"})
    assert Proposal.objects.latest("pk").title == "海 線"


def test_the_registry_takes_no_control_characters_from_files_and_forms() -> None:
    head = [column.heading for column in COLUMNS]
    cells = dict.fromkeys(head, "") | {"計畫編號": "A-1", "學校代碼": "0001", "期別": "3", "類型": "萌芽型"}
    cells |= {"計畫名稱": "海\x08線\t共學", "姓名": "林\x1b", "角色": "計畫主持人", "月數": "3", "人員代碼": "k\x081"}
    data = "\n".join(",".join(row) for row in (head, [cells[name] for name in head]))
    drafts = parse(read_table("registry.csv", data.encode()), {"0001": "0001"}).drafts
    draft = drafts["A-1"]
    assert draft.title == "海線 共學"
    assert [(one.name, one.person) for one in draft.members or ()] == [("林", "k1")]

    form = RenameForm({"name": "林\x08 小\t溪", "reason": "校正\x1b"})
    assert form.is_valid()
    assert form.cleaned_data == {"name": "林 小 溪", "reason": "校正"}
