"""The open page that a save comes from, so that a lost answer does not make it its own rival."""

from __future__ import annotations

import re
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from usr_portal.kernel.whole import whole

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,32}", re.ASCII)
_BYTES = 16


@dataclass(frozen=True, slots=True)
class OpenPage:
    """Which opening of a page saves (`token`, empty where it does not say), and the how manieth of its saves this is.

    Without scripts `turn` stays 0.
    """

    token: str = ""
    turn: int = 0

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> OpenPage:
        """Read `written_in` and `written_turn` of a form; what no page of ours would send counts as not said."""
        token, turn = sent.get("written_in", ""), whole(sent.get("written_turn", "0"))
        return NO_PAGE if turn is None or not _TOKEN.fullmatch(token) else cls(token, turn)

    def may_follow(self, token: str, turn: int) -> bool:
        """Tell whether this save may replace one of `token` and `turn`, whatever version it was read from.

        Only the same page may. An earlier save of it that arrives late (it was held up, given up and sent again) may not:
        it would put an older text over a newer one.
        """
        return bool(self.token) and self.token == token and self.turn >= turn


NO_PAGE = OpenPage()


def new_token() -> str:
    """Name one opening of a page."""
    return token_urlsafe(_BYTES)
