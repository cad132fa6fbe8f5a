"""The keyboard alone: the skip link comes first, one signs in, and a page of the form is written and saved."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from proposals.models import ProposalSection
from tests.factories import PASSWORD
from tests.journeys import texts
from tests.proposals.conftest import begin_writing, open_call

MOST_STEPS = 60
OUTLINE = "field => getComputedStyle(field).outlineStyle + getComputedStyle(field).boxShadow"


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the wanted one has the focus, which can be seen on it."""
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if wanted.evaluate("field => field === document.activeElement"):
            assert wanted.evaluate(OUTLINE) != "nonenone", "the focus cannot be seen"
            return
    pytest.fail(f"{MOST_STEPS} steps do not lead to {wanted}")


def skip_to_content(page: Page) -> None:
    """The first Tab of a page shows the skip link; it leads to the content."""
    page.keyboard.press("Tab")
    link = page.locator(".skip-link")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


@pytest.mark.django_db(transaction=True)
def test_signing_in_and_saving_a_section_with_the_keyboard_alone(page: Page) -> None:
    open_call()
    writing = begin_writing()
    page.goto(reverse("account_login"))
    skip_to_content(page)
    tab_to(page, page.get_by_label("電子郵件"))
    page.keyboard.type(writing.lead.email)
    tab_to(page, page.get_by_label("密碼"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("details.menu")).to_be_visible()

    page.goto(reverse("proposal_edit", args=[writing.number, "summary"]))
    skip_to_content(page)
    tab_to(page, texts.editor(page, "summary"))
    page.keyboard.insert_text("溪流與社區一起長大。")
    tab_to(page, page.get_by_role("button", name="儲存", exact=True))
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("已儲存。")
    expect(page.locator("#id_summary")).to_have_value("溪流與社區一起長大。")
    assert (
        ProposalSection.objects.get(proposal=writing.proposal, key="summary").content["summary"]
        == "溪流與社區一起長大。"
    )
