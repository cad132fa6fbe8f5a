"""Fills the budget grid as a person does: a year's lines, copied to the next years, then what others put in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page, expect

from tests.builders import YEARS

Json = Mapping[str, Any]


def fill_grid(page: Page, plan: Json) -> None:
    """Fill the open grid of a proposal with the document's lines of the first year, in all years, and save."""
    fill_lines(page, YEARS[0], plan["budget"][YEARS[0]])
    copy_on(page)
    for year in YEARS:
        open_year(page, year)
        for name in ("matching", "external"):
            amount = page.locator(f"[name='{year}.{name}']")
            if amount.is_visible():
                amount.fill(str(plan[name][year]))
    save(page)


def fill_lines(page: Page, year: str, lines: Iterable[Json]) -> None:
    """Add a year's lines."""
    for line in lines:
        rows = page.locator(f"#year-{year} [data-item='{line['item']}'] [data-line]")
        place = rows.count()
        page.locator(f"button[value='add {year} {line['item']}']").click()
        row = rows.nth(place)
        row.locator(f"[name='{year}.label']").fill(line["label"])
        row.locator(f"[name='{year}.amount']").fill(str(line["amount"]))
        row.locator(f"[name='{year}.source']").select_option(line["source"])
        if line["part"] == "second":
            row.locator(f"select[name='{year}.part']").select_option("second")


def copy_on(page: Page) -> None:
    """Copy the first year's lines to the others."""
    lines = page.locator(f"#year-{YEARS[0]} [data-line]").count()
    for year, following in pairwise(YEARS):
        open_year(page, year)
        page.locator(f"button[value='copy {year}']").click()
        expect(page.locator(f"#year-{following} [data-line]")).to_have_count(lines)


def open_year(page: Page, year: str) -> None:
    """Turn to a year."""
    page.locator(f"[data-year-tab='{year}']").click()


def save(page: Page) -> None:
    """Save, and see that it was saved."""
    page.locator(".action-bar button[value='save']").click()
    # Typing at once says that something is unsaved, so that these words are never those of an earlier save.
    expect(page.locator("[data-save-state]")).to_contain_text(re.compile(r"已於 \d\d:\d\d:\d\d 儲存"))
