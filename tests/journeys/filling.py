"""Fills the pages of a form, as a person does, from the application document that they should add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.journeys import texts
from usr_portal.call.rules import digest
from usr_portal.call.rules.digest import Field, FieldKind, Section
from usr_portal.kernel import roc

Json = Mapping[str, Any]
Fill = Callable[[Page, str, Any], None]


def fill_section(page: Page, section: Section, values: Json) -> None:
    """Fill every field of the open page for which there is a value."""
    for field in section.fields:
        if values.get(field.key) is not None:
            _way(field)(page, field.key, values[field.key])


def save_and_go_on(page: Page) -> None:
    """Press the button that saves and opens the next page; what cannot be saved would stay on this one."""
    here = page.url
    page.get_by_role("button", name="儲存並到下一節").click()
    page.wait_for_url(lambda url: url != here)


def saved(page: Page) -> None:
    """Wait until the page has saved by itself."""
    expect(page.locator("[data-save-state]")).to_have_attribute("data-kind", "saved")


def beside(page: Page, field: str) -> Locator:
    """The findings that the page shows beside a field."""
    return page.locator(f"[data-findings-for='{field}']")


def _way(field: Field) -> Fill:
    return _BY_KEY.get(field.key) or _BY_KIND[field.kind]


def _text(page: Page, key: str, value: str) -> None:
    texts.editor(page, key).fill(value)
    expect(texts.field(page, key)).to_have_value(value)


def _line(page: Page, key: str, value: str) -> None:
    page.locator(f"#id_{key}").fill(value)


def _list(page: Page, key: str, value: Iterable[str]) -> None:
    page.locator(f"#id_{key}").fill("、".join(value))


def _tick(page: Page, key: str, value: bool) -> None:  # noqa: FBT001 - one of the ways of filling
    page.locator(f"#id_{key}").set_checked(value)


def _choose(page: Page, key: str, value: str) -> None:
    page.locator(f"#{key}-{value}").check()


def _choose_several(page: Page, key: str, value: Iterable[Any]) -> None:
    for one in value:
        page.locator(f"label[for='{SHORT.get(key, key)}-{one}']").click()


SHORT = {"sdgs": "sdg", "predecessors": "prior"}


def _issue(page: Page, _key: str, value: Iterable[int]) -> None:
    _choose(page, "issue", str(next(iter(value))))


def _tick_all(page: Page, key: str, value: bool) -> None:  # noqa: FBT001 - one of the ways of filling
    for box in page.locator(f"input[name='{key}']").all():
        box.set_checked(value)


def _group(page: Page, key: str, value: Json) -> None:
    for name, text in value.items():
        if isinstance(text, str) and text:
            _cell(page, f"{key}-{name}", text)


def _disclosure(page: Page, key: str, value: Json) -> None:
    page.locator(f"[name='{key}-none']").set_checked(value["none"])
    _rows(page, key, value["resources"])


def _rows(page: Page, key: str, rows: Iterable[Json]) -> None:
    """Fill row after row, pressing the button that adds one where it is missing."""
    for place, row in enumerate(rows):
        if page.locator(f"[name='{key}-{place}-DELETE']").count() == 0:
            page.locator(f"[data-rows='{key}'] [data-rows-add]").click()
        for name, value in row.items():
            _cell(page, f"{key}-{place}-{name}", value)


def _cell(page: Page, name: str, value: str | bool | None) -> None:  # noqa: FBT001 - one of the ways of filling
    cell = page.locator(f"[name='{name}']")
    if isinstance(value, bool):
        cell.set_checked(value)
    elif value and cell.evaluate("field => field.tagName") == "SELECT":
        cell.select_option(value)
    elif value:
        cell.fill(value)


def _team(page: Page, key: str, members: Iterable[Json]) -> None:
    _rows(page, key, [_member(member) for member in members])


def _member(member: Json) -> Json:
    return {
        "name": member["name"],
        "person_key": member["person"],
        "role": member["role"],
        "school_code": member["school"] or "",
        "president": member["president"],
    }


def _mous(page: Page, key: str, agreements: Iterable[Json]) -> None:
    _rows(
        page,
        key,
        [{name: _day(value) if name.endswith("_on") else value for name, value in one.items()} for one in agreements],
    )


def _day(value: str | None) -> str:
    return roc.short_date(roc.parse_roc_date(value)) if value else ""


def _yearly(page: Page, key: str, by_year: Mapping[str, list[str]]) -> None:
    most = max(map(len, by_year.values()))
    rows = [{f"y{year}": texts[place] for year, texts in by_year.items()} for place in range(most)]
    _rows(page, key, rows)


def _yearly_number(page: Page, key: str, by_year: Mapping[str, int]) -> None:
    for year, number in by_year.items():
        page.locator(f"[name='{key}-{year}']").fill(str(number))


def _years(page: Page, key: str, span: Iterable[str]) -> None:
    for end, year in zip(("from", "to"), span, strict=True):
        page.locator(f"[name='{key}-{end}']").select_option(year)


_BY_KEY: dict[str, Fill] = {
    "issue": _issue,
    "sdgs": _choose_several,
    "topics": _choose_several,
    "predecessors": _choose_several,
    "basis": _choose,
    "new_ground": _choose,
    "sites": _rows,
    "ground_c": _rows,
    "contact": _group,
    "ground_a": _group,
    "ground_b": _group,
    "disclosure": _disclosure,
    "team": _team,
    "mous": _mous,
}
_BY_KIND: dict[FieldKind, Fill] = {
    FieldKind.LINE: _line,
    FieldKind.TEXT: _text,
    FieldKind.LIST: _list,
    FieldKind.DECLARATION: _tick,
    FieldKind.YEARLY: _yearly,
    FieldKind.YEARLY_NUMBER: _yearly_number,
    FieldKind.YEARS: _years,
    FieldKind.CHECKLIST: _tick_all,
}


def section(sections: Iterable[digest.Section], key: str) -> digest.Section:
    """One page of a form by its key."""
    return next(one for one in sections if one.key == key)
