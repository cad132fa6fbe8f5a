"""What the page of the list shows, prepared once: heads, cells, chips, filters, columns to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from review.forms.listing import Asked
from review.selectors.columns import Column, Kind, Line, columns, is_english
from review.selectors.filters import FILTERS, SCHOOL
from review.selectors.listing import Listing
from review.views.file_answers import KINDS
from usr_portal.kernel import roc

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from usr_portal.kernel.ods import Cell

NONE = "—"
TITLE = "title"
WORDS = frozenset({"school", "issue"})
MAIN = frozenset({"type", "stage", "condition", "waiting"})
"""Filters that are always in sight; the others unfold."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: its words, the address sorted by it, and how it is sorted now (`aria-sort`)."""

    label: str
    url: str
    sort: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as it is shown: its text, its column's head, where it leads, its class."""

    text: str
    label: str
    url: str
    css: str
    is_head: bool


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as it is shown, with the number that chooses it."""

    number: str
    cells: tuple[Shown, ...]

    @property
    def html(self) -> SafeString:
        """The row's cells, escaped and written here: by the template's means they would be half of the page's work."""
        return SafeString("".join(map(_written, self.cells)))


@dataclass(frozen=True, slots=True)
class Chip:
    """What narrows the list, in words, and the address without it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class Field:
    """A filter's field: values with their names, and the one that is chosen."""

    key: str
    label: str
    options: str
    chosen: str


def context(asked: Asked, found: Listing) -> dict[str, Any]:
    """Give everything that the template shows of the list itself."""
    heads = _heads(asked)
    fields = _fields(asked)
    return {
        "asked": asked,
        "page": found.page,
        "total": found.total,
        "sums": [*found.sums.items()],
        "sum": sum(found.sums.values()),
        "heads": heads,
        "rows": _rows(asked.look.columns, heads, found.lines),
        "chips": _chips(asked),
        "main": [one for one in fields if one.key in MAIN],
        "more": [one for one in fields if one.key not in MAIN],
        "more_open": any(one.chosen for one in fields if one.key not in MAIN),
        "school": asked.look.wanted.filters.get(SCHOOL, ""),
        "groups": _groups(asked),
        "query": asked.query,
        "kinds": KINDS,
    }


def shown(kind: Kind, value: Cell) -> str:
    """Say a value in the reader's language."""
    if value is None or value == "":
        return NONE
    if kind is Kind.MONEY:
        return f"{value:,}"
    if kind is Kind.TIME:
        return f"{value:%Y-%m-%d %H:%M}" if is_english() else roc.short(timezone.make_aware(value))  # type: ignore[arg-type]
    return str(value)


def _heads(asked: Asked) -> tuple[Head, ...]:
    order = asked.look.order
    found = []
    for column in asked.look.columns:
        direction = "descending" if order.falls else "ascending"
        sort = direction if column.key == order.column.key else ""
        found.append(Head(column.heading, asked.sorted_by(column.key), sort, column.kind.is_number))
    return tuple(found)


def _rows(chosen: tuple[Column, ...], heads: tuple[Head, ...], lines: Iterable[Line]) -> list[ShownLine]:
    proposal, check = reverse("proposals"), reverse("staff_check")
    named = [(column, head.label, _look(column)) for column, head in zip(chosen, heads, strict=True)]
    # The row's name: the title where it is shown, else whatever stands first
    first = next((column.key for column in chosen if column.key == TITLE), chosen[0].key)
    rows = []
    for line in lines:
        links = _links(line.held, proposal, check)
        links[first] = links.get(first) or links[TITLE]
        cells = tuple(
            Shown(
                _text(column, line),
                label,
                links.get(column.key, ""),
                _css(column, line, css),
                column.key == first,
            )
            for column, label, css in named
        )
        rows.append(ShownLine(line.held["number"], cells))
    return rows


def _written(cell: Shown) -> str:
    text, tag = escape(cell.text), 'th scope="row"' if cell.is_head else "td"
    inside = f'<a href="{escape(cell.url)}">{text}</a>' if cell.url else text
    css = f' class="{cell.css}"' if cell.css else ""
    return f'<{tag} data-label="{escape(cell.label)}"{css}>{inside}</{tag[:2]}>'


@lru_cache(maxsize=1024)
def _options(key: str, chosen: str, _language: str | None) -> SafeString:
    """The values of a filter as a select's options, in a language; made once, for they never change."""
    picked = SafeString(" selected")
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, picked if value == chosen else "", name) for value, name in FILTERS[key].options.items()),
    )


def _look(column: Column) -> str:
    """The class of a column: figures to the right, long words may break."""
    if column.kind.is_number:
        return "num"
    return "list-words" if column.key in WORDS else ""


def _text(column: Column, line: Line) -> str:
    value = column.value(line)
    if column.key == TITLE and not value:
        return _("（尚未命名）")
    return shown(column.kind, value)


def _css(column: Column, line: Line, css: str) -> str:
    held = line.scores.get(column.stage) if column.stage else None
    is_far = held is not None and held.figures.far_apart and column.key.endswith(".spread")
    return f"{css} list-far" if is_far else css


def _links(held: Mapping[str, Any], proposal: str, check: str) -> dict[str, str]:
    here = f"{proposal}{held['number']}/"
    number = held["case__project_number"]
    return {"title": here, "number": here, "project_number": f"{check}{number}/" if number else ""}


def _fields(asked: Asked) -> list[Field]:
    chosen, language = asked.look.wanted.filters, get_language()
    return [
        Field(key, str(one.label), _options(key, chosen.get(key, ""), language), chosen.get(key, ""))
        for key, one in FILTERS.items()
        if key != SCHOOL
    ]


def _chips(asked: Asked) -> list[Chip]:
    wanted = asked.look.wanted
    found = [Chip(_("搜尋"), wanted.words, asked.without("q"))] if wanted.words else []
    for key, value in wanted.filters.items():
        one = FILTERS[key]
        found.append(Chip(str(one.label), str(one.options.get(value, value)), asked.without(key)))
    return found


def _groups(asked: Asked) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Columns to choose from, under their headings."""
    chosen = {column.key for column in asked.look.columns}
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for column in columns(asked.look.years).values():
        found.setdefault(column.group, []).append((column.key, str(column.label), column.key in chosen))
    return list(found.items())
