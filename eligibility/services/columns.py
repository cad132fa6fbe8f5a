"""The columns of a registry file, and its rows as drafts of prior projects or faults in plain words.

One row stands for one member of a team. The columns of the project stand in the first row of its id; below, they are
left empty or repeated unchanged. A project without a member in any of its rows keeps the team it has. Optional columns that
the file does not have keep what the registry holds; an optional column that is there and empty empties it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from eligibility.services.reading import Table
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.names import folded
from usr_portal.kernel.texts import plain
from usr_portal.kernel.vocabulary import PriorType, TeamRole

T = TypeVar("T")

MOST_MONTHS = 36
PHASES = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, its heading (a msgid; files keep the Chinese), what stands in it, and its length."""

    key: str
    heading: str
    note: str
    required: bool = False
    longest: int = 400


COLUMNS = (
    Column(
        "registry_id",
        gettext_noop("計畫編號"),
        gettext_noop("登錄資料的唯一編號；同一編號的各列是同一計畫。"),
        required=True,
        longest=40,
    ),
    Column("school", gettext_noop("學校代碼"), gettext_noop("四碼代碼；也可填校名。"), required=True, longest=80),
    Column("phase", gettext_noop("期別"), gettext_noop("1、2 或 3。"), required=True, longest=10),
    Column(
        "type",
        gettext_noop("類型"),
        gettext_noop("萌芽型、深耕型、國際合作型、特色永續型；第一、二期另有種子型、國際連結類。"),
        required=True,
        longest=30,
    ),
    Column("title", gettext_noop("計畫名稱"), gettext_noop("至多 200 字。"), required=True, longest=200),
    Column(
        "predecessor", gettext_noop("前一期計畫編號"), gettext_noop("同一計畫在前一期的編號；沒有就留空。"), longest=40
    ),
    Column("merged_into", gettext_noop("併入主案編號"), gettext_noop("併案時主案的編號；沒有就留空。"), longest=40),
    Column("sites", gettext_noop("實踐場域"), gettext_noop("至多 400 字。")),
    Column("summary", gettext_noop("摘要"), gettext_noop("至多 5,000 字。"), longest=5000),
    Column(
        "person",
        gettext_noop("人員代碼"),
        gettext_noop("同一代碼就是同一人；不知道就留空，預覽時逐一確認。"),
        longest=64,
    ),
    Column("name", gettext_noop("姓名"), gettext_noop("填了人員資料的列必填。"), longest=80),
    Column("role", gettext_noop("角色"), gettext_noop("計畫主持人、共同主持人或協同主持人。"), longest=20),
    Column("months", gettext_noop("月數"), gettext_noop("擔任該角色的月數，0 到 36 的整數。"), longest=10),
)
_BY_KEY = {column.key: column for column in COLUMNS}
_MEMBER = ("person", "name", "role", "months")
_OPTIONAL = ("predecessor", "merged_into", "sites", "summary")

_TYPES = {folded(kind.label): kind for kind in PriorType} | {kind.value: kind for kind in PriorType}
_TYPES |= {
    folded(short): kind
    for short, kind in {
        "萌芽型": PriorType.SPROUT,
        "深耕型": PriorType.DEEP,
        "國際合作型": PriorType.INTERNATIONAL,
        "特色永續型": PriorType.DISTINCTIVE,
        "大學特色類萌芽型計畫": PriorType.SPROUT,
        "大學特色類深耕型計畫": PriorType.DEEP,
        "國際連結型": PriorType.INTERNATIONAL_LINK,
    }.items()
}
_ROLES = {folded(role.label): role for role in TeamRole} | {role.value: role for role in TeamRole}
_ROLES |= {
    folded("主持人"): TeamRole.PI,
    folded("共同主持人"): TeamRole.CO_PI,
    folded("協同主持人"): TeamRole.ASSOCIATE_PI,
}
_PHASES = {"1": 1, "2": 2, "3": 3, "一": 1, "二": 2, "三": 3}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: its number, the column (a key, empty for the whole row) and why."""

    row: int
    column: str
    reason: Message

    @property
    def heading(self) -> str:
        """The column's heading, a msgid."""
        column = _BY_KEY.get(self.column)
        return column.heading if column else gettext_noop("整列")


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """A member as a row of the file names them; ``person`` is empty where the file gives no key."""

    row: int
    person: str
    name: str
    role: TeamRole
    months: int


@dataclass(frozen=True, slots=True)
class ProjectDraft:
    """A project as the file has it. None: the file has no such column, or nobody of the team: what is there stays."""

    row: int
    registry_id: str
    school: str
    phase: int
    type: PriorType
    title: str
    predecessor: str | None = None
    merged_into: str | None = None
    sites: str | None = None
    summary: str | None = None
    members: tuple[MemberDraft, ...] | None = None


class CellError(ValueError):
    """A cell that cannot be read; ``reason`` says why."""

    def __init__(self, template: str, **values: object) -> None:
        """Take the reason's template and its values."""
        super().__init__(template)
        self.reason = Message(template, values)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a table holds: drafts by registry id, and the faults of the rows that make none."""

    drafts: Mapping[str, ProjectDraft]
    faults: tuple[Fault, ...]


def header_faults(header: Sequence[str]) -> tuple[Fault, ...]:
    """Give what is wrong with the header: columns unknown, twice or missing. Such a file is not read further."""
    keys = [_key(heading) for heading in header]
    found = [
        Fault(1, "", Message(gettext_noop("不認得欄位「{heading}」。"), {"heading": heading}))
        for heading, key in zip(header, keys, strict=True)
        if key is None and heading
    ]
    twice = sorted({key for key in keys if key and keys.count(key) > 1})
    found += [Fault(1, key, Message(gettext_noop("欄位出現兩次。"))) for key in twice]
    found += [
        Fault(1, column.key, Message(gettext_noop("缺少這個欄位。")))
        for column in COLUMNS
        if column.required and column.key not in keys
    ]
    return tuple(found)


def _key(heading: str) -> str | None:
    wanted = folded(heading)
    return next((column.key for column in COLUMNS if wanted in {folded(column.heading), column.key}), None)


def parse(table: Table, school_codes: Mapping[str, str]) -> Parsed:
    """Read the rows. ``school_codes`` gives a school's code by its folded code or name.

    The header is sound (`header_faults` is empty). One fault in any row of a project leaves the whole project out.
    """
    keys = [_key(heading) for heading in table.header]
    groups: dict[str, list[tuple[int, dict[str, str]]]] = {}
    faults: list[Fault] = []
    for number, texts in table.rows:
        cells = {key: plain(text).strip() for key, text in zip(keys, texts, strict=False) if key}
        row = {key: cells.get(key, "") for key in keys if key}
        problem = _id_fault(number, row["registry_id"])
        faults += problem
        if not problem:
            groups.setdefault(row["registry_id"], []).append((number, row))
    drafts: dict[str, ProjectDraft] = {}
    for registry_id, rows in groups.items():
        draft, problems = _project(rows, school_codes)
        faults += problems
        if draft is not None and not problems:
            drafts[registry_id] = draft
    return Parsed(drafts, tuple(sorted(faults, key=lambda fault: fault.row)))


def _id_fault(number: int, registry_id: str) -> list[Fault]:
    try:
        read_id(registry_id)
    except CellError as error:
        return [Fault(number, "registry_id", error.reason)]
    return []


def read_id(text: str) -> str:
    """Read a registry id: Latin letters, digits, dots, underscores and hyphens, at most 40. Raises `CellError`."""
    if not text:
        raise CellError(gettext_noop("沒有計畫編號。"))
    if not _ID.fullmatch(text) or len(text) > _BY_KEY["registry_id"].longest:
        raise CellError(gettext_noop("計畫編號「{text}」只能用英數字、點、底線與連字號，至多 40 字。"), text=text)
    return text


def _project(
    rows: list[tuple[int, dict[str, str]]], school_codes: Mapping[str, str]
) -> tuple[ProjectDraft | None, list[Fault]]:
    number, first = rows[0]
    faults = list(_length_faults(rows)) + [fault for later in rows[1:] for fault in _differences(first, later, number)]
    values: dict[str, object] = {key: first[key] for key in _OPTIONAL if key in first}
    readers = {
        "school": lambda text: read_school(text, school_codes),
        "phase": read_phase,
        "type": read_type,
        "title": _required,
    }
    for key, reader in readers.items():
        try:
            values[key] = reader(first[key])
        except CellError as error:
            faults.append(Fault(number, key, error.reason))
    members, problems = _members(rows)
    faults += problems
    if faults:
        return None, faults
    draft = ProjectDraft(row=number, registry_id=first["registry_id"], **values)  # type: ignore[arg-type]
    return replace(draft, members=members), []


def _length_faults(rows: Iterable[tuple[int, dict[str, str]]]) -> Iterator[Fault]:
    for number, row in rows:
        for key, text in row.items():
            longest = _BY_KEY[key].longest
            if len(text) > longest:
                yield Fault(
                    number,
                    key,
                    Message(
                        gettext_noop("有 {length} 字，至多 {longest} 字。"), {"length": len(text), "longest": longest}
                    ),
                )


def _differences(first: dict[str, str], later: tuple[int, dict[str, str]], number: int) -> Iterator[Fault]:
    later_number, row = later
    for key, text in row.items():
        if key not in _MEMBER and text and text != first[key]:
            yield Fault(later_number, key, Message(gettext_noop("與同一計畫第 {row} 列的內容不同。"), {"row": number}))


def _members(rows: Iterable[tuple[int, dict[str, str]]]) -> tuple[tuple[MemberDraft, ...] | None, list[Fault]]:
    members: list[MemberDraft] = []
    faults: list[Fault] = []
    for number, row in rows:
        if any(row.get(key) for key in _MEMBER):
            try:
                members.append(_member(number, row))
            except _LocatedError as error:
                faults.append(Fault(number, error.column, error.reason))
    seen: set[tuple[str, str, TeamRole]] = set()
    for member in members:
        place = (member.person, "" if member.person else folded(member.name), member.role)
        if place in seen:
            faults.append(Fault(member.row, "name", Message(gettext_noop("同一人以同一角色出現兩次。"))))
        seen.add(place)
    return tuple(members) or None, faults


class _LocatedError(CellError):
    """A cell's error with the column that it stands in."""

    def __init__(self, column: str, error: CellError) -> None:
        super().__init__(error.reason.template, **error.reason.values)
        self.column = column


def _member(number: int, row: Mapping[str, str]) -> MemberDraft:
    return MemberDraft(
        row=number,
        person=row.get("person", ""),
        name=_located("name", _required, row),
        role=_located("role", read_role, row),
        months=_located("months", read_months, row),
    )


def _located(key: str, reader: Callable[[str], T], row: Mapping[str, str]) -> T:
    try:
        return reader(row.get(key, ""))
    except CellError as error:
        raise _LocatedError(key, error) from None


def _required(text: str) -> str:
    if not text:
        raise CellError(gettext_noop("不可空白。"))
    return text


def read_school(text: str, school_codes: Mapping[str, str]) -> str:
    """Read a school by its code (leading zeros may be lost) or its name. Raises `CellError`."""
    wanted = folded(_required(text))
    code = school_codes.get(wanted) or (school_codes.get(wanted.zfill(4)) if wanted.isdigit() else None)
    if code is None:
        raise CellError(gettext_noop("沒有代碼或校名為「{text}」的學校。"), text=text)
    return code


def read_phase(text: str) -> int:
    """Read `3`, `三`, `第三期`. Raises `CellError`."""
    phase = _PHASES.get(folded(_required(text)).removeprefix("第").removesuffix("期"))
    if phase is None:
        raise CellError(gettext_noop("期別「{text}」不是 1、2 或 3。"), text=text)
    return phase


def read_type(text: str) -> PriorType:
    """Read a type by its code or Chinese name, in full or short. Raises `CellError`."""
    kind = _TYPES.get(folded(_required(text)))
    if kind is None:
        raise CellError(gettext_noop("不認得類型「{text}」。"), text=text)
    return kind


def read_role(text: str) -> TeamRole:
    """Read a role by its code or Chinese name. Raises `CellError`."""
    role = _ROLES.get(folded(_required(text)))
    if role is None:
        raise CellError(gettext_noop("不認得角色「{text}」；請填計畫主持人、共同主持人或協同主持人。"), text=text)
    return role


def read_months(text: str) -> int:
    """Read a whole number of months from 0 to 36. Raises `CellError`."""
    plain = folded(_required(text)).removesuffix("個月").removesuffix("月")
    if not (plain.isascii() and plain.isdigit() and len(plain) <= len(str(MOST_MONTHS)) and int(plain) <= MOST_MONTHS):
        raise CellError(gettext_noop("月數「{text}」不是 0 到 {most} 的整數。"), text=text, most=MOST_MONTHS)
    return int(plain)
