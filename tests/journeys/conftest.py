"""A real Chromium for the journeys: pages that fail their test when the browser complains."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.journeys.accessibility import WIDE

RESULTS = Path(__file__).resolve().parents[2] / "test-results"
# The last ones keep Chromium from looking up hosts of its maker at every start.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

NewPage = Callable[[], Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as one that drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _chromium() -> str:
    found = os.environ.get("USR_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        pytest.fail("No browser: install Debian's chromium, or name one in USR_CHROMIUM")
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the run."""
    # Playwright's loop runs in this thread, and Django would refuse the test's own queries beside it.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=_chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


def _watched(context: BrowserContext, complaints: list[str]) -> Page:
    """Return a new page whose console errors (broken scripts, refused styles) are collected."""
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("console", lambda line: complaints.append(f"{page.url}: {line.text}") if line.type == "error" else None)
    return page


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about; a test that provokes a refusal clears its own."""
    return []


@pytest.fixture
def new_page(
    chromium: Browser, live_server: LiveServer, complaints: list[str], request: pytest.FixtureRequest
) -> Iterator[NewPage]:
    """Open pages as different people: each call is a fresh browser profile at the live server."""
    contexts: list[BrowserContext] = []

    def open_page() -> Page:
        # Without motion nobody waits for a page to glide to the button that is to be pressed.
        context = chromium.new_context(
            base_url=live_server.url,
            locale="zh-TW",
            timezone_id="Asia/Taipei",
            viewport=WIDE,
            accept_downloads=True,
            reduced_motion="reduce",
        )
        contexts.append(context)
        return _watched(context, complaints)

    failed_before = request.session.testsfailed
    yield open_page
    for number, context in enumerate(contexts):
        if request.session.testsfailed > failed_before:
            _keep_picture(context, f"{request.node.name}-{number}")
        context.close()
    assert complaints == []


def _keep_picture(context: BrowserContext, name: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    for page in context.pages:
        page.screenshot(path=RESULTS / f"{name}.png", full_page=True)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """One person's browser."""
    return new_page()
