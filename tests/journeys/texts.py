"""The long texts of a section's page: an editor to write in, and the field that holds what is sent."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


def editor(page: Page, key: str) -> Locator:
    """Where one writes."""
    return page.locator(f"#id_{key}-editor")


def field(page: Page, key: str) -> Locator:
    """What is sent."""
    return page.locator(f"#id_{key}")
