"""Where a number leads: the staff's lists, narrowed to what it counts."""

from __future__ import annotations

from functools import cache
from urllib.parse import urlencode

from django.urls import reverse


def proposals(**wanted: str | int) -> str:
    """Give the list of all proposals, narrowed (`type="deep"`, `waiting="far_apart"` …).

    Without any wish it is all of them, not the view that the person opens the list with.
    """
    found = {key: value for key, value in wanted.items() if value != ""}
    return _narrowed("staff_proposals", found or {"view": 0})


def checks(state: str) -> str:
    """Give the list of the data check, narrowed to a state."""
    return _narrowed("staff_check", {"state": state})


def decision(plan_type: str = "") -> str:
    """Give the decision meeting's board, narrowed to a type where one is given."""
    return _narrowed("decision", {"type": plan_type})


def school_plans() -> str:
    """Give the decision meeting's board of the schools' plans."""
    return _page("decision_schools")


def _narrowed(name: str, wanted: dict[str, str | int]) -> str:
    query = urlencode({key: value for key, value in wanted.items() if value != ""})
    return f"{_page(name)}?{query}" if query else _page(name)


@cache
def _page(name: str) -> str:
    return reverse(name)
