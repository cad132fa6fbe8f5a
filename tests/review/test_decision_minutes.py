"""The minutes say what was decided, with what is still a draft marked as such."""

from __future__ import annotations

import subprocess

from django.urls import reverse

from review.models import Case
from review.services import deciding
from tests.review.decisions import declining, draft, drafted, meeting_of, school_draft, to_decision
from tests.review.scoring import signed_in
from usr_portal.accounts.models import Person


def pdf_text(data: bytes) -> str:
    made = subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True)
    return made.stdout.decode()


def test_the_minutes_list_everything_with_sums(cases: list[Case], staff: Person, ministry: Person) -> None:
    to_decision(cases)
    meeting = meeting_of(staff, name="第一次決審會議", attendance="召集人 林某", recused="陳某離席", minutes="照案通過")
    drafted(staff, meeting, draft(cases[0], 1_234_567, conditions="補強說明"), declining(cases[1], reason="成效不足"))
    code = cases[0].school.code
    deciding.draft_schools(person=staff, meeting_id=meeting.pk, drafts=[school_draft(code, 1_500_000)])
    here = reverse("decision_minutes", args=[meeting.pk])
    client = signed_in(staff)

    written = pdf_text(client.get(here).content)
    assert "草稿：尚有 3 件決議未經第二人確認" in written

    deciding.confirm(
        person=ministry,
        meeting_id=meeting.pk,
        cases={cases[0].project_number: 1, cases[1].project_number: 1},
        schools={code: 1},
    )
    response = client.get(here)
    written = pdf_text(response.content)
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/pdf", "private, no-store")
    for words in (
        "第一次決審會議紀錄",
        "113年12月10日",
        "召集人 林某",
        "陳某離席",
        "照案通過",
        cases[0].project_number,
        "1,234,567",
        "附帶條件：補強說明",
        "理由：成效不足",
        "2,734,567",
        "97,265,433",
        staff.name,
        ministry.name,
    ):
        assert words in written, words
    assert "草稿" not in written


def test_a_meeting_without_decisions_has_minutes_too(cases: list[Case], staff: Person) -> None:
    to_decision(cases)
    meeting = meeting_of(staff)
    written = pdf_text(signed_in(staff).get(reverse("decision_minutes", args=[meeting.pk])).content)
    assert "還沒有任何決議" in written
