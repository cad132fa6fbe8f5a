"""A line of the grid, or of the plans for costs abroad, as typed text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from budgets.rules.typed import NotAnAmountError, too_large, whole
from budgets.rules.types import AbroadKind, AbroadPlan, Item, Line, Part, Source
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.texts import plain

LINE_CELLS = (
    "item",
    "label",
    "part",
    "source",
    "unit_price",
    "quantity",
    "monthly",
    "months",
    "amount",
    "kind",
    "person",
    "reason",
)
ABROAD_CELLS = ("year", "kind", "place", "activity", "days", "people", "invitee")
# A row in which all of these are empty was never begun, and is not kept.
_BEGUN = ("label", "unit_price", "quantity", "monthly", "months", "amount", "kind", "person", "reason")
_ABROAD_BEGUN = ("place", "activity", "days", "people", "invitee")
_FACTORS = ("unit_price", "quantity", "monthly", "months")
LONGEST_NAME = 200
LONGEST_TEXT = 2_000

Choice = TypeVar("Choice", bound=StrEnum)


class Kind(StrEnum):
    """What a line is for the rules on persons: a host fee, a student part-timer, or neither."""

    PLAIN = ""
    HOST_FEE = "host_fee"
    PART_TIME = "part_time"
    BOTH = "both"

    @classmethod
    def of(cls, line: Line) -> Kind:
        """Return the kind of a line; a file may mark one as both."""
        if line.host_fee:
            return cls.BOTH if line.part_time else cls.HOST_FEE
        return cls.PART_TIME if line.part_time else cls.PLAIN


@dataclass(slots=True)
class Row:
    """Cells by name as typed, and the message at each wrong one."""

    cells: dict[str, str]
    errors: dict[str, Message] = field(default_factory=dict)

    def text(self, cell: str, longest: int) -> str:
        """Return a cell's text in NFC without control characters; one that is too long gets a message."""
        value = clean(self.cells[cell])
        if len(value) > longest:
            values = {"longest": longest, "length": len(value)}
            self.errors[cell] = Message(gettext_noop("最多 {longest:,} 字，現有 {length:,} 字"), values)
        return value

    def number(self, cell: str, largest: int) -> int | None:
        """Return a cell's whole number; what is none gets a message."""
        try:
            return whole(self.cells[cell], largest)
        except NotAnAmountError as error:
            self.errors[cell] = error.message
            return None

    def choice(self, cell: str, of: Callable[[str], Choice], default: Choice) -> Choice:
        """Return a cell's choice; one that is not offered gets a message."""
        try:
            return of(self.cells[cell])
        except ValueError:
            self.errors[cell] = Message(gettext_noop("請重新選擇"))
            return default

    @property
    def more_open(self) -> bool:
        """Tell whether a cell that is folded away holds or is marked with something."""
        item = self.cells["item"]
        folded = ("unit_price", "quantity") if item == Item.PERSONNEL else ("monthly", "months")
        cells = (*folded, "kind", "person", "reason")
        return any(self.cells[cell] for cell in cells) or any(cell in self.errors for cell in cells)

    def begun(self) -> bool:
        """Tell whether anything was typed in a line."""
        return any(self.cells[cell].strip() for cell in _BEGUN)


def clean(text: str) -> str:
    """Return text as the file format has it: NFC, with line breaks as the only control characters."""
    return plain(text).strip()


def empty_line(item: str) -> Row:
    """Return a line of an item with nothing typed yet."""
    return Row(dict.fromkeys(LINE_CELLS, "") | {"item": item, "part": Part.DOMESTIC, "source": Source.SUBSIDY})


def empty_abroad(year: str) -> Row:
    """Return a plan for a cost abroad with nothing typed yet."""
    return Row(dict.fromkeys(ABROAD_CELLS, "") | {"year": year, "kind": AbroadKind.VISIT})


def shown(value: int | None) -> str:
    """Write a number as cells show it."""
    return "" if value is None else f"{value:,}"


def line_row(line: Line) -> Row:
    """Return a stored line as cells."""
    numbers = {cell: shown(getattr(line, cell)) for cell in (*_FACTORS, "amount")}
    texts = {"label": line.label, "person": line.person or "", "reason": line.reason}
    return Row({"item": line.item, "part": line.part, "source": line.source, "kind": Kind.of(line)} | numbers | texts)


def abroad_row(plan: AbroadPlan) -> Row:
    """Return a stored plan for a cost abroad as cells."""
    numbers = {"days": shown(plan.days), "people": shown(plan.people)}
    texts = {"place": plan.place, "activity": plan.activity, "invitee": plan.invitee}
    return Row({"year": plan.year, "kind": plan.kind or ""} | numbers | texts)


def read_line(row: Row, largest: int) -> Line | None:
    """Return the line that a row holds, None where nothing was typed; wrong cells get their messages.

    An empty amount is computed from price and quantity (or from month's pay and months); one that was typed stands,
    and `BUDGET-SUM` compares them.
    """
    if not row.begun():
        return None
    factors = {cell: row.number(cell, largest) for cell in _FACTORS}
    kind = row.choice("kind", Kind, Kind.PLAIN)
    return Line(
        item=row.choice("item", Item, Item.OPERATING),
        amount=_amount(row, factors, largest),
        label=row.text("label", LONGEST_NAME),
        part=row.choice("part", Part, Part.DOMESTIC),
        source=row.choice("source", Source, Source.SUBSIDY),
        person=row.text("person", LONGEST_NAME) or None,
        host_fee=kind in {Kind.HOST_FEE, Kind.BOTH},
        part_time=kind in {Kind.PART_TIME, Kind.BOTH},
        reason=row.text("reason", LONGEST_TEXT),
        **factors,
    )


def read_abroad(row: Row, largest: int) -> AbroadPlan | None:
    """Return the plan for a cost abroad that a row holds, None where nothing was typed."""
    if not any(row.cells[cell].strip() for cell in _ABROAD_BEGUN):
        return None
    return AbroadPlan(
        year=row.text("year", LONGEST_NAME),
        kind=row.choice("kind", AbroadKind, AbroadKind.VISIT) if row.cells["kind"] else None,
        place=row.text("place", LONGEST_NAME),
        activity=row.text("activity", LONGEST_TEXT),
        days=row.number("days", largest),
        people=row.number("people", largest),
        invitee=row.text("invitee", LONGEST_NAME),
    )


def _amount(row: Row, factors: Mapping[str, int | None], largest: int) -> int:
    typed = row.number("amount", largest)
    if typed is not None or "amount" in row.errors:
        return typed or 0
    computed = _product(factors["unit_price"], factors["quantity"])
    if computed is None:
        computed = _product(factors["monthly"], factors["months"])
    if computed is not None and computed > largest:
        row.errors["amount"] = too_large(largest)
        return 0
    return computed or 0


def _product(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one * other
