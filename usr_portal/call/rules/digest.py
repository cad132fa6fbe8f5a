"""The call in our own words: a digest of each article, and the forms' sections with their guidance, in two languages.

The words stand in `call/parameters/<call>/`: `articles/*.toml` and `forms/*.toml`, read in the order of their names.
A language is `"en"` (or `"en-gb"`, …) for English; anything else is Chinese.
"""

from __future__ import annotations

import tomllib
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, ClassVar, Self

from usr_portal.call.rules import citations
from usr_portal.kernel.rulebook import forms
from usr_portal.kernel.vocabulary import Issue, PlanType

CALL = "usr-4"


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages; `words(lang)` gives one of them."""

    zh: str
    en: str
    do_not_call_in_templates: ClassVar[bool] = True

    def __call__(self, lang: str) -> str:
        """Return the text in a language."""
        return self.en if lang.lower().startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Points:
    """A short list of points in both languages, each of the same length."""

    zh: tuple[str, ...]
    en: tuple[str, ...]
    do_not_call_in_templates: ClassVar[bool] = True

    def __call__(self, lang: str) -> tuple[str, ...]:
        """Return the points in a language."""
        return self.en if lang.lower().startswith("en") else self.zh

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Self:
        """Read `{zh = [...], en = [...]}`."""
        return cls(tuple(row["zh"]), tuple(row["en"]))


@dataclass(frozen=True, slots=True)
class Article:
    """One place of the call. `parent` is the nearest place above it that has a digest, or None for a chapter."""

    citation: str
    title: Words
    digest: Words
    parent: str | None

    @property
    def slug(self) -> str:
        """Its part of an address, such as `8-1-1`."""
        return citations.slug(self.citation)


class FieldKind(StrEnum):
    """What is filled in: how a field is drawn is the pages' affair."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    LIST = "list"
    TABLE = "table"
    GROUP = "group"
    DECLARATION = "declaration"
    YEARS = "years"
    YEARLY = "yearly"
    YEARLY_NUMBER = "yearly_number"
    BUDGET = "budget"
    PAPER = "paper"
    CHECKLIST = "checklist"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in. `key` is the document's (`application-format`: a text's key under `sections`, or its own).

    `limit` is a suggested number of characters or None; `when` names the condition under which it is asked
    (`merged`, `new`, `ground_a`, `practicability`, or a plan type for the school plan), empty for always.
    """

    key: str
    kind: FieldKind
    article: str
    title: Words
    guidance: Points
    hint: Words | None = None
    limit: int | None = None
    when: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One page of a form, with the number that the form gives it. A computed one has nothing to fill in."""

    key: str
    number: str
    article: str
    title: Words
    guidance: Points
    fields: tuple[Field, ...]
    computed: bool = False

    def field(self, key: str) -> Field:
        """Return a field by its key; raises `LookupError` where the page has none of that key."""
        for field in self.fields:
            if field.key == key:
                return field
        raise LookupError(key)


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One line of a checklist (資料檢核表) and the rules that speak to it."""

    key: str
    words: Words
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineLabel:
    """A usual name of a budget line; `rate` is what is customary, a hint and never a limit."""

    name: Words
    rate: Words | None


@dataclass(frozen=True, slots=True)
class BudgetItem:
    """What a budget line may be, for a plan type or for the school plan."""

    key: str
    article: str
    title: Words
    guidance: Points
    labels: tuple[LineLabel, ...]


@dataclass(frozen=True, slots=True)
class IssueScope:
    """What one of the six issues is about (陸、二、表1)."""

    issue: Issue
    meaning: Words
    scope: Points


@cache
def articles(call_id: str = CALL) -> Mapping[str, Article]:
    """Return every article that has a digest, by its citation, in the order of the call."""
    rows = {at: row for table in _tables(call_id, "articles") for row in table["article"] for at in row["at"]}
    return MappingProxyType({at: _article(rows[at], at, rows.keys()) for at in sorted(rows, key=citations.order)})


def article(citation: str, call_id: str = CALL) -> Article:
    """Return the article cited, or the nearest above it that has a digest.

    Raises `CitationError` (a `ValueError`) where the text is no citation.
    """
    known = articles(call_id)
    return next(known[place] for place in (citation, *citations.parents(citation)) if place in known)


def by_slug(slug: str, call_id: str = CALL) -> Article | None:
    """Return the article of an address, or None."""
    return _slugs(call_id).get(slug)


def children(citation: str, call_id: str = CALL) -> tuple[Article, ...]:
    """Return the articles right under one."""
    return tuple(found for found in articles(call_id).values() if found.parent == citation)


@cache
def sections(plan_type: PlanType, call_id: str = CALL) -> tuple[Section, ...]:
    """Return the pages of a proposal of a type, in the order of its form (玖、四)."""
    rows = [row for table in _tables(call_id, "forms") for row in table.get("proposal", ())]
    return tuple(_section(row, plan_type) for row in rows if _is_for(row, plan_type))


@cache
def school_sections(call_id: str = CALL) -> tuple[Section, ...]:
    """Return the pages of the school plan, in the order of its form (玖、四、第一部分)."""
    return tuple(_section(row, None) for table in _tables(call_id, "forms") for row in table.get("school", ()))


@cache
def checklist(plan_type: PlanType, call_id: str = CALL) -> tuple[CheckItem, ...]:
    """Return a proposal's checklist."""
    rows = [row for table in _tables(call_id, "forms") for row in table.get("item", ())]
    return tuple(_item(row) for row in rows if _is_for(row, plan_type))


@cache
def school_checklist(call_id: str = CALL) -> tuple[CheckItem, ...]:
    """Return the school's checklist."""
    return tuple(_item(row) for table in _tables(call_id, "forms") for row in table.get("school_item", ()))


@cache
def budget_items(plan_type: PlanType | None, call_id: str = CALL) -> tuple[BudgetItem, ...]:
    """Return what a line of a type's subsidy may be; None: of the school plan's."""
    rows = [row for table in _tables(call_id, "forms") for row in table.get("budget_item", ())]
    wanted = "school" if plan_type is None else plan_type.value
    return tuple(_budget_item(row) for row in rows if wanted in row["types"])


@cache
def issues(call_id: str = CALL) -> tuple[IssueScope, ...]:
    """Return the six issues with what each is about."""
    return tuple(
        IssueScope(
            Issue(row["number"]),
            Words(row["meaning_zh"], row["meaning_en"]),
            Points(tuple(row["scope_zh"]), tuple(row["scope_en"])),
        )
        for table in _tables(call_id, "forms")
        for row in table.get("issue", ())
    )


@cache
def _slugs(call_id: str) -> Mapping[str, Article]:
    return {found.slug: found for found in articles(call_id).values()}


@cache
def _tables(call_id: str, folder: str) -> tuple[Mapping[str, Any], ...]:
    place = files("usr_portal.call").joinpath("parameters", call_id, folder)
    names = sorted(entry.name for entry in place.iterdir() if entry.name.endswith(".toml"))
    return tuple(tomllib.loads(place.joinpath(name).read_text(encoding="utf-8")) for name in names)


def _article(row: Mapping[str, Any], citation: str, known: Container[str]) -> Article:
    parent = next((place for place in citations.parents(citation) if place in known), None)
    return Article(citation, Words(**row["title"]), Words(row["zh"], row["en"]), parent)


def _section(row: Mapping[str, Any], plan_type: PlanType | None) -> Section:
    fields = (field for field in row.get("field", ()) if _is_for(field, plan_type))
    return Section(
        key=row["key"],
        number=row["number"],
        article=_cite(row, plan_type),
        title=Words(**row["title"]),
        guidance=Points.read(row["guidance"]),
        fields=tuple(_field(field, plan_type) for field in fields),
        computed=row.get("computed", False),
    )


def _field(row: Mapping[str, Any], plan_type: PlanType | None) -> Field:
    return Field(
        key=row["key"],
        kind=FieldKind(row["kind"]),
        article=_cite(row, plan_type),
        title=Words(**row["title"]),
        guidance=Points.read(row["guidance"]),
        hint=Words(**row["hint"]) if "hint" in row else None,
        limit=row.get("limit"),
        when=row.get("when", ""),
    )


def _item(row: Mapping[str, Any]) -> CheckItem:
    return CheckItem(row["key"], Words(row["zh"], row["en"]), tuple(row["rules"]))


def _budget_item(row: Mapping[str, Any]) -> BudgetItem:
    labels = tuple(_labels(row["labels"]))
    return BudgetItem(row["key"], row["article"], Words(**row["title"]), Points.read(row["guidance"]), labels)


def _labels(rows: list[Mapping[str, str]]) -> Iterator[LineLabel]:
    for row in rows:
        rate = Words(row["rate_zh"], row["rate_en"]) if "rate_zh" in row else None
        yield LineLabel(Words(row["zh"], row["en"]), rate)


def _is_for(row: Mapping[str, Any], plan_type: PlanType | None) -> bool:
    return plan_type is None or plan_type.value in row.get("types", tuple(PlanType))


def _cite(row: Mapping[str, Any], plan_type: PlanType | None) -> str:
    cited: str = row["article"]
    return cited if plan_type is None else forms(cited)[plan_type]
