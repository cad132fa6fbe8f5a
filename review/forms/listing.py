"""What the address of the list of proposals asks for, read once; and the shortest address that asks for the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from review.selectors.columns import DEFAULT, columns
from review.selectors.filters import FILTERS, Wanted
from review.selectors.listing import Look, Order
from usr_portal.kernel.texts import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST = "number"
LONGEST = 100  # characters of a search
_NUMBER = re.compile(r"[0-9A-Za-z-]{1,32}")
OTHERS = frozenset({"q", "cols", "sort", "page", "view", "csrfmiddlewaretoken"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for. `ignored` names what the list doesn't know; `view` is the saved view that was opened."""

    look: Look
    page: str
    view: str
    ignored: tuple[str, ...]

    @property
    def query(self) -> str:
        """The address that asks for the same, without page and view."""
        return urlencode(list(_pairs(self.look)))

    def without(self, key: str) -> str:
        """The address without one filter (`q` for the words)."""
        wanted = self.look.wanted
        words = "" if key == "q" else wanted.words
        kept = {name: value for name, value in wanted.filters.items() if name != key}
        return urlencode(list(_pairs(replace(self.look, wanted=Wanted(words, kept)))))

    def sorted_by(self, key: str) -> str:
        """The address sorted by a column; the other way round where it is already."""
        order = self.look.order
        falls = order.column.key == key and not order.falls
        column = columns(self.look.years)[key]
        return urlencode(list(_pairs(replace(self.look, order=Order(column, falls=falls)))))

    @property
    def cleared(self) -> str:
        """The address without any filter; columns and order stay."""
        return urlencode(list(_pairs(replace(self.look, wanted=Wanted()))))


def read(asked: QueryDict, years: Sequence[str]) -> Asked:
    """Read an address; whatever it says, there is something to show. `years` are the call's."""
    known = columns(tuple(years))
    wanted, unknown = _wanted(asked)
    chosen = [key for text in asked.getlist("cols") for key in text.split(",") if key]
    shown = tuple(known[key] for key in known if key in chosen)
    sort = asked.get("sort", FIRST)
    column = known.get(sort.removeprefix("-"))
    order = Order(column or known[FIRST], falls=bool(column) and sort.startswith("-"))
    unknown += [key for key in dict.fromkeys(chosen) if key not in known]
    unknown += [] if column else [sort]
    look = Look(wanted, shown or tuple(known[key] for key in DEFAULT), order, tuple(years))
    return Asked(look, asked.get("page", "1"), asked.get("view", ""), tuple(unknown))


def read_query(query: str, years: Sequence[str]) -> Asked:
    """Read an address that was kept."""
    return read(QueryDict(query), years)


def _wanted(asked: QueryDict) -> tuple[Wanted, list[str]]:
    given = {key: value for key in FILTERS if (value := asked.get(key, "").strip())}
    taken = {key: value for key, value in given.items() if FILTERS[key].takes(value)}
    unknown = [f"{key}={value}" for key, value in given.items() if key not in taken]
    words = plain(asked.get("q", ""))[:LONGEST].strip()
    return Wanted(" ".join(words.split()), taken), unknown


def _pairs(look: Look) -> Iterator[tuple[str, str]]:
    if look.wanted.words:
        yield "q", look.wanted.words
    yield from look.wanted.filters.items()
    keys = tuple(column.key for column in look.columns)
    if keys != _default(look.years):
        yield "cols", ",".join(keys)
    if look.order.falls or look.order.column.key != FIRST:
        yield "sort", f"{'-' if look.order.falls else ''}{look.order.column.key}"


def _default(years: Sequence[str]) -> tuple[str, ...]:
    """The default columns in the order in which columns stand."""
    return tuple(key for key in columns(tuple(years)) if key in DEFAULT)


class ViewForm(forms.Form):
    """A name for a way of looking at the list."""

    name = forms.CharField(
        label=_("檢視名稱"),
        max_length=60,
        error_messages={"required": _("請為這個檢視取個名稱。"), "max_length": _("名稱最多 60 字。")},
    )
    is_shared = forms.BooleanField(label=_("與其他承辦人員共用"), required=False)


def chosen_numbers(given: Mapping[str, str] | QueryDict) -> list[str] | None:
    """Give the numbers of the proposals that were ticked, none that cannot be one; None where all that match are meant."""
    if given.get("scope") == "all":
        return None
    chosen = given.getlist("chosen") if isinstance(given, QueryDict) else []
    return [one for one in dict.fromkeys(chosen) if _NUMBER.fullmatch(one)]
