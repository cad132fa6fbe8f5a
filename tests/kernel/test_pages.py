"""Which save may follow which: only one of the same page, and never an earlier one."""

from __future__ import annotations

import pytest

from usr_portal.kernel.pages import NO_PAGE, OpenPage, new_token

TOKEN, OTHER = "a" * 22, "b" * 22


@pytest.mark.parametrize(
    ("page", "stored", "may"),
    [
        (OpenPage(TOKEN, 2), (TOKEN, 1), True),
        (OpenPage(TOKEN, 2), (TOKEN, 2), True),  # a browser or proxy that sends the same request once more
        (OpenPage(TOKEN, 1), (TOKEN, 2), False),
        (OpenPage(OTHER, 2), (TOKEN, 1), False),
        (NO_PAGE, ("", 0), False),
    ],
)
def test_only_the_same_page_follows_and_never_with_an_earlier_save(
    page: OpenPage,
    stored: tuple[str, int],
    may: bool,  # noqa: FBT001 - a case
) -> None:
    assert page.may_follow(*stored) is may


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"written_in": TOKEN, "written_turn": "-1"},
        {"written_in": TOKEN, "written_turn": "²"},
        {"written_in": TOKEN, "written_turn": "1" * 11},
        {"written_in": "short"},
        {"written_in": f"{TOKEN}\x00"},
        {"written_in": f"{TOKEN}\n"},
        {"written_in": "c" * 33},
    ],
)
def test_what_no_page_sends_counts_as_not_said(sent: dict[str, str]) -> None:
    assert OpenPage.of(sent) == NO_PAGE


def test_what_a_page_sends_is_read_back() -> None:
    token = new_token()
    assert OpenPage.of({"written_in": token, "written_turn": "7"}) == OpenPage(token, 7)
    assert OpenPage.of({"written_in": token}) == OpenPage(token, 0)
    assert token != new_token()
