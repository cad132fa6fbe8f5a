"""Fills the pages of a form with the keyboard alone: from stop to stop with Tab, and at each stop what a person would do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.filling import SHORT
from usr_portal.call.rules.digest import Field, FieldKind, Section

Json = Mapping[str, Any]
Stop = Mapping[str, Any]
MOST_STEPS = 500
FOCUSED = """() => {
  const field = document.activeElement;
  const rows = field.matches("[data-rows-add]") ? field.closest("[data-rows]").dataset.rows : "";
  const marked = (one) => one && getComputedStyle(one).outlineStyle + getComputedStyle(one).boxShadow !== "nonenone";
  return {
    tag: field.tagName, type: field.type || "", name: field.name || "", id: field.id, value: field.value ?? "",
    checked: Boolean(field.checked), words: field.innerText || "", rows, pressed: field.dataset.yearTab || "",
    editor: field.isContentEditable ? field.closest("[data-field]").dataset.field : "",
    seen: field !== document.body && Boolean(marked(field) || marked(field.nextElementSibling) || marked(field.closest(".rich"))),
  };
}"""


@dataclass
class Plan:
    """What is still to be done on a page: texts by name, boxes by id, editors by field, rows by table."""

    typed: dict[str, str] = field(default_factory=dict)
    ticked: set[str] = field(default_factory=set)
    ticked_all: set[str] = field(default_factory=set)
    reached: set[str] = field(default_factory=set)
    written: dict[str, str] = field(default_factory=dict)

    def rows(self, table: str) -> bool:
        """Tell whether cells of a table are still to be typed."""
        return any(name.startswith(f"{table}-") for name in self.typed)


def focused(page: Page) -> Stop:
    """What has the focus."""
    found: Stop = page.evaluate(FOCUSED)
    return found


def reach(page: Page, wanted: Callable[[Stop], bool]) -> Stop:
    """Press Tab until the wanted one has the focus; after the last stop of a page comes its first."""
    for _step in range(MOST_STEPS):
        if wanted(stop := focused(page)):
            return stop
        page.keyboard.press("Tab")
    pytest.fail(f"{MOST_STEPS} steps of the keyboard do not lead there: {page.url}")


def fill(page: Page, section: Section, values: Json) -> None:
    """Fill every field of the open page for which there is a value, going through it once."""
    plan = Plan()
    for one in section.fields:
        if values.get(one.key) is not None:
            _add(plan, one, values[one.key])
    page.locator("#main").focus()  # as the skip link does
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if (stop := focused(page))["tag"] == "BODY":  # a part of the page is being replaced, and gives the focus back
            expect(page.locator("body")).not_to_be_focused()
            stop = focused(page)
        assert stop["seen"], f"the focus cannot be seen: {stop}"
        if stop["words"] == "儲存並到下一節":
            break
        _act(page, plan, stop)
    left = {**plan.typed, **plan.written, **dict.fromkeys(plan.ticked | (plan.ticked_all - plan.reached))}
    assert left == {}, f"the keyboard does not lead to {left} of {page.url}"
    here = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != here)


def _act(page: Page, plan: Plan, stop: Stop) -> None:
    keys = page.keyboard
    while stop["rows"] and plan.rows(stop["rows"]):
        keys.press("Enter")
        expect(page.locator(f"[data-rows='{stop['rows']}'] [data-rows-add]")).not_to_be_focused()
        stop = focused(page)
    if stop["editor"] in plan.written:
        keys.insert_text(plan.written.pop(stop["editor"]))
    elif stop["type"] == "radio":
        _choose(page, plan, stop)
    elif stop["type"] == "checkbox":
        if not stop["checked"] and (stop["id"] in plan.ticked or stop["name"] in plan.ticked_all):
            keys.press("Space")
        plan.ticked.discard(stop["id"])
        plan.reached.add(stop["name"])
    elif stop["name"] in plan.typed:
        _type(page, stop, plan.typed.pop(stop["name"]))


def _type(page: Page, stop: Stop, text: str) -> None:
    if stop["tag"] == "SELECT":
        for _option in range(MOST_STEPS):
            if focused(page)["value"] == text:
                return
            page.keyboard.press("ArrowDown")
        pytest.fail(f"no key chooses {text} in {stop['name']}")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def _choose(page: Page, plan: Plan, stop: Stop) -> None:
    """A group of radio buttons is one stop; arrows go through it."""
    names = page.locator(f"input[name='{stop['name']}']").evaluate_all("all => all.map(one => one.id)")
    wanted = plan.ticked & set(names)
    if not wanted:
        return
    for _option in names:
        if focused(page)["id"] in wanted:
            page.keyboard.press("Space")
            plan.ticked -= wanted
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"no arrow leads to {wanted}")


def _add(plan: Plan, one: Field, value: Any) -> None:  # noqa: ANN401 - as the document has it
    if one.key in _BY_KEY:
        _BY_KEY[one.key](plan, one.key, value)
    elif one.kind is FieldKind.TEXT:
        plan.written[one.key] = value
    elif one.kind is FieldKind.DECLARATION:
        plan.ticked |= {f"id_{one.key}"} if value else set()
    elif one.kind is FieldKind.CHECKLIST:
        plan.ticked_all.add(one.key)
    elif one.kind is FieldKind.YEARLY:
        _add_rows(plan, one.key, _by_row(value))
    elif one.kind is FieldKind.YEARLY_NUMBER:
        plan.typed |= {f"{one.key}-{year}": str(number) for year, number in value.items()}
    elif value:
        plan.typed[one.key] = "、".join(value) if one.kind is FieldKind.LIST else value


def _by_row(by_year: Mapping[str, list[str]]) -> list[Json]:
    most = max(map(len, by_year.values()))
    return [{f"y{year}": texts[place] for year, texts in by_year.items()} for place in range(most)]


def _add_rows(plan: Plan, key: str, rows: list[Json]) -> None:
    for place, row in enumerate(rows):
        for name, value in row.items():
            if value and not isinstance(value, bool):
                plan.typed[f"{key}-{place}-{name}"] = value


def _add_choice(plan: Plan, key: str, value: Any) -> None:  # noqa: ANN401 - one or several
    several = value if isinstance(value, list) else [value]
    plan.ticked |= {f"{SHORT.get(key, key)}-{one}" for one in several}


def _add_group(plan: Plan, key: str, value: Json) -> None:
    plan.typed |= {f"{key}-{name}": text for name, text in value.items() if isinstance(text, str) and text}


def _add_team(plan: Plan, key: str, members: list[Json]) -> None:
    columns = {"name": "name", "person": "person_key", "role": "role", "school": "school_code"}
    _add_rows(plan, key, [{ours: member[theirs] for theirs, ours in columns.items()} for member in members])


def _add_disclosure(plan: Plan, key: str, value: Json) -> None:
    if value["none"]:
        plan.ticked_all.add(f"{key}-none")


_BY_KEY: dict[str, Callable[[Plan, str, Any], None]] = {
    "issue": _add_choice,
    "sdgs": _add_choice,
    "topics": _add_choice,
    "predecessors": _add_choice,
    "basis": _add_choice,
    "new_ground": _add_choice,
    "sites": _add_rows,
    "contact": _add_group,
    "ground_b": _add_group,
    "team": _add_team,
    "disclosure": _add_disclosure,
}
