"""What a machine can say about a page's accessibility and its fit on a telephone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
SERIOUS = {"serious", "critical"}


def assert_accessible(page: Page) -> None:
    """Fail naming every element in which axe finds a serious fault against WCAG 2.1 AA."""
    # Evaluated by the debugger and not as a script element, which the page's own policy would refuse.
    page.evaluate(AXE)
    result: dict[str, Any] = page.evaluate("standards => axe.run({runOnly: standards})", STANDARDS)
    faults = [
        f"{violation['id']}: {violation['help']}: {node['html']}"
        for violation in result["violations"]
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]
    assert faults == [], f"{page.url}\n" + "\n".join(faults)


def assert_fits(page: Page) -> None:
    """Fail when the page scrolls sideways on a telephone (tables may scroll inside their own box)."""
    page.set_viewport_size(NARROW)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(WIDE)
    assert wide <= NARROW["width"], f"{page.url} is {wide} px wide on a screen of {NARROW['width']}"


def assert_good_page(page: Page) -> None:
    """Fail when the page is not accessible on a desk or a telephone, or does not fit the latter."""
    assert_accessible(page)
    assert_fits(page)
    page.set_viewport_size(NARROW)
    assert_accessible(page)
    page.set_viewport_size(WIDE)
