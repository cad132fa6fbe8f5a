"""What a machine can say about a page's accessibility and its fit on a telephone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
SERIOUS = {"serious", "critical"}


def faults_of(page: Page) -> list[str]:
    """Every serious fault against WCAG 2.1 AA that axe finds, and a page wider than a telephone; on both screens."""
    found = _axe(page)
    page.set_viewport_size(NARROW)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > NARROW["width"]:
        found.append(f"{page.url} is {wide} px wide on a screen of {NARROW['width']}")
    found += [fault for fault in _axe(page) if fault not in found]
    page.set_viewport_size(WIDE)
    return found


def assert_good_page(page: Page) -> None:
    """Fail when the page is not accessible on a desk or a telephone, or does not fit the latter."""
    found = faults_of(page)
    assert found == [], "\n".join(found)


def _axe(page: Page) -> list[str]:
    # Evaluated by the debugger and not as a script element, which the page's own policy would refuse.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    result: dict[str, Any] = page.evaluate("options => axe.run(options)", OPTIONS)
    return [
        f"{page.url}: {violation['id']}: {violation['help']}: {node['html']}"
        for violation in result["violations"]
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]
