"""A whole proposal with the keyboard alone, from its first page to the mark of completion; stored to the letter."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from proposals.document import parse_object
from proposals.models import Paper, Participation, Proposal, ProposalSection
from proposals.selectors import findings
from proposals.services.writing import create_proposal, open_application
from tests.builders import SCHOOL, YEARS, document
from tests.factories import PersonFactory, window_of
from tests.journeys.acting import sign_in
from tests.journeys.keys import fill, focused, reach
from tests.journeys.test_four_types import on_pages
from tests.proposals.conftest import open_call
from tests.proposals.papers import pdf
from tests.proposals.valid import registry, school_of
from usr_portal.call.rules import digest
from usr_portal.call.rules.digest import FieldKind
from usr_portal.kernel.vocabulary import PlanType

Json = dict[str, Any]
TYPED = (
    *("title", "keywords_zh", "keywords_en", "sites", "sites_independent", "issue", "sdgs", "basis", "team"),
    *("milestones", "checkpoints", "targets", "disclosure", "ethics", "budget", "checklist"),
)
RARE = "𠮷鄥訚堃與溪流共學，cafe\u0301與パ\u309aン；"


@pytest.mark.django_db(transaction=True)
def test_a_whole_proposal_is_written_with_the_keyboard_alone(page: Page) -> None:
    number, values = begun()
    pages = digest.sections(PlanType.SPROUT)
    sign_in(page, Participation.objects.get().person.email)
    # The team first: eligibility asks for one of its members.
    order = ("basics", "team", "eligibility")
    for one in sorted(pages, key=lambda one: order.index(one.key) if one.key in order else len(order)):
        if one.key not in {"budget", "papers"}:
            page.goto(f"/proposals/{number}/edit/{one.key}/")
            fill(page, one, values)
    hand_in(page, number, values["documents"])
    write_budget(page, number, values)
    page.goto(f"/proposals/{number}/")
    reach(page, lambda stop: stop["words"].strip() == "標示完成")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已標示完成")).to_be_visible()

    proposal = Proposal.objects.select_related("application__school").get(number=number)
    assert [one.message for one in findings.judged(proposal.application).of(number) if one.stops_sending] == []
    written = findings.document_of(findings.judged(proposal.application), proposal)
    meant = next(one for one in parse_object({**document(), "as_of": None}).proposals if one.id == "N")
    for name in TYPED:
        assert getattr(written, name) == getattr(meant, name), name
    assert texts_of(proposal) == {
        field.key: unicodedata.normalize("NFC", values[field.key])
        for section in pages
        for field in section.fields
        if field.kind is FieldKind.TEXT and values.get(field.key)
    }


def begun() -> tuple[str, Json]:
    """A sprout that its lead is to fill, and with what: rare and combined characters in every text."""
    open_call()
    whole = document()
    school = school_of(SCHOOL)
    registry(whole["registry"])
    window = window_of(school)
    open_application(person=window, school=school)
    made = create_proposal(person=window, school_code=SCHOOL, plan_type=PlanType.SPROUT, title="")
    Participation.objects.create(proposal=made, person=PersonFactory.create(), access=Participation.Access.LEAD)
    values = on_pages(next(one for one in whole["proposals"] if one["id"] == "N"))
    texts = {
        field.key: f"{RARE}{field.key}"
        for section in digest.sections(PlanType.SPROUT)
        for field in section.fields
        if field.kind is FieldKind.TEXT and values.get(field.key)
    }
    return made.number, {**values, **texts}


def texts_of(proposal: Proposal) -> dict[str, str]:
    """Every long text as it is stored."""
    kinds = {field.key: field.kind for one in digest.sections(PlanType.SPROUT) for field in one.fields}
    contents = ProposalSection.objects.filter(proposal=proposal).values_list("content", flat=True)
    return {key: text for one in contents for key, text in one.items() if kinds.get(key) is FieldKind.TEXT and text}


def hand_in(page: Page, number: str, kinds: list[str]) -> None:
    """Choose a file in each slot and send it."""
    # The dialog of the system itself cannot be worked: what it gives stands in for it, from before the first key.
    page.on("filechooser", lambda dialog: dialog.set_files(offered[-1]))
    offered: list[FilePayload] = []
    page.goto(f"/proposals/{number}/papers/")
    expect(page.locator("#talks form").first).to_be_visible()
    for kind in kinds:
        offered.append({"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": pdf(text=kind)})
        reach(page, lambda stop, kind=kind: stop["id"] == f"paper-{kind}-file")  # type: ignore[misc]
        page.keyboard.press("Enter")
        expect(page.locator(f"#paper-{kind}-file")).to_have_value(re.compile(f"{kind}.pdf"))
        reach(page, lambda stop: stop["words"].strip() == "上傳")
        page.keyboard.press("Enter")
        expect(page.locator(f"#paper-{kind}").get_by_role("link", name=f"{kind}.pdf")).to_be_visible()
        expect(page.locator(f"#paper-{kind}")).to_be_focused()
    assert Paper.objects.filter(proposal__number=number, removed_at=None).count() == len(kinds)


def write_budget(page: Page, number: str, values: Json) -> None:
    """Fill the first year line by line, copy it on, and save."""
    page.goto(f"/proposals/{number}/budget/")
    first, *others = YEARS
    for line in values["budget"][first]:
        reach(page, lambda stop, line=line: stop["value"] == f"add {first} {line['item']}")  # type: ignore[misc]
        page.keyboard.press("Enter")
        reach(page, lambda stop: stop["name"] == f"{first}.label")
        page.keyboard.insert_text(line["label"])
        reach(page, lambda stop: stop["name"] == f"{first}.amount")
        page.keyboard.insert_text(str(line["amount"]))
    for year in YEARS:
        if year != first:
            reach(page, lambda stop, year=year: stop["pressed"] == year)  # type: ignore[misc]
            page.keyboard.press("Enter")
        reach(page, lambda stop, year=year: stop["name"] == f"{year}.matching")  # type: ignore[misc]
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(str(values["matching"][year]))
        if year != others[-1]:
            reach(page, lambda stop, year=year: stop["value"] == f"copy {year}")  # type: ignore[misc]
            page.keyboard.press("Enter")
    reach(page, lambda stop: stop["value"] == "save")
    page.keyboard.press("Enter")
    assert focused(page)["value"] == "save"
    expect(page.locator("#section-findings")).to_contain_text("目前沒有需要處理的事項")
