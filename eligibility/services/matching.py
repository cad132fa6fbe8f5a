"""Who is who: members named in a file beside the people whom the registry knows. Pure; nothing is merged here.

A known key is that person. Where a name alone, or a key unknown to the registry, might be somebody known, a `Question` is
put, and only its answer decides.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from eligibility.services.columns import Fault, MemberDraft, ProjectDraft
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.names import name_key

KEEP, RENAME, NEW, SEPARATE, SAME = "keep", "rename", "new", "separate", "same:"


@dataclass(frozen=True, slots=True)
class Known:
    """A person of the registry; ``school`` is a code, empty for somebody of no school."""

    key: str
    name: str
    school: str = ""
    school_name: str = ""


class Why(StrEnum):
    """Why a question is put."""

    OTHER_NAME = "other_name"
    UNKNOWN_KEY = "unknown_key"
    NO_KEY = "no_key"

    @property
    def label(self) -> str:
        """What the question is about, a msgid."""
        return _WHY[self]


_WHY = {
    Why.OTHER_NAME: gettext_noop("代碼相同，姓名不同"),
    Why.UNKNOWN_KEY: gettext_noop("代碼沒有登錄過，但同校有同名的人"),
    Why.NO_KEY: gettext_noop("沒有代碼，可能是已登錄的人"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person stands in the file: row, project and school."""

    row: int
    registry_id: str
    school: str


@dataclass(frozen=True, slots=True)
class Question:
    """One person of the file who may be somebody known. ``answers`` are the values that are accepted."""

    token: str
    why: Why
    name: str
    key: str
    places: tuple[Place, ...]
    candidates: tuple[Known, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a member turned out to be: a known key, or a new person (``new``) known by ``key`` within the file."""

    key: str
    name: str
    new: bool = False
    given: bool = True
    """Whether the key of a new person is the file's own, else one is made up when it is written."""


Member = tuple[ProjectDraft, MemberDraft]


def token_of(*parts: str) -> str:
    """Give a short name for a question that stays the same as long as its subject does."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def candidates(name: str, school: str, people: Iterable[Known]) -> tuple[Known, ...]:
    """Give the known people of the same name, those of the same school first."""
    wanted = name_key(name)
    found = [known for known in people if name_key(known.name) == wanted]
    return tuple(sorted(found, key=lambda known: (known.school != school, known.school, known.key)))


def key_faults(drafts: Iterable[ProjectDraft]) -> tuple[Fault, ...]:
    """Give the rows in which a key stands with another name than in the first row that has it."""
    first: dict[str, MemberDraft] = {}
    faults: list[Fault] = []
    for member in (member for draft in drafts for member in draft.members or ()):
        before = first.setdefault(member.person, member) if member.person else member
        if name_key(before.name) != name_key(member.name):
            values = {"key": member.person, "row": before.row, "name": before.name}
            faults.append(
                Fault(member.row, "name", Message(gettext_noop("代碼 {key} 在第 {row} 列的姓名是「{name}」。"), values))
            )
    return tuple(faults)


def questions(drafts: Iterable[ProjectDraft], people: Sequence[Known]) -> tuple[Question, ...]:
    """Give what has to be asked about the drafts' members, in the order of the file."""
    groups = _groups(drafts)
    by_key = {known.key: known for known in people}
    by_name: dict[str, list[Known]] = defaultdict(list)
    for known in people:
        by_name[name_key(known.name)].append(known)
    found = (_question(members, by_key, by_name[name_key(members[0][1].name)]) for members in groups.values())
    return tuple(question for question in found if question is not None)


def _groups(drafts: Iterable[ProjectDraft]) -> dict[str, list[Member]]:
    groups: dict[str, list[Member]] = defaultdict(list)
    for draft in drafts:
        for member in draft.members or ():
            groups[group_token(draft, member)].append((draft, member))
    return groups


def group_token(draft: ProjectDraft, member: MemberDraft) -> str:
    """Give the token of the person in the file: by key, else by name within a school."""
    return token_of("key", member.person) if member.person else token_of("name", name_key(member.name), draft.school)


def _question(members: Sequence[Member], by_key: Mapping[str, Known], same_name: Iterable[Known]) -> Question | None:
    draft, member = members[0]
    likely = candidates(member.name, draft.school, same_name)
    if member.person in by_key:
        known = by_key[member.person]
        same = name_key(known.name) == name_key(member.name)
        return None if same else _ask(Why.OTHER_NAME, members, (known,), (KEEP, RENAME))
    if member.person:
        at_home = tuple(known for known in likely if known.school == draft.school)
        return _ask(Why.UNKNOWN_KEY, members, at_home, (*_same(at_home), NEW)) if at_home else None
    several = len({owner.registry_id for owner, _member in members}) > 1
    if not likely and not several:
        return None
    return _ask(Why.NO_KEY, members, likely, (*_same(likely), NEW, *((SEPARATE,) if several else ())))


def _same(likely: Iterable[Known]) -> tuple[str, ...]:
    return tuple(f"{SAME}{known.key}" for known in likely)


def _ask(why: Why, members: Sequence[Member], likely: tuple[Known, ...], answers: tuple[str, ...]) -> Question:
    draft, member = members[0]
    places = tuple(Place(each.row, owner.registry_id, owner.school) for owner, each in members)
    return Question(group_token(draft, member), why, member.name, member.person, places, likely, answers)


def unanswered(asked: Iterable[Question], choices: Mapping[str, str]) -> tuple[str, ...]:
    """Give the tokens of the questions that no accepted answer is there for."""
    return tuple(question.token for question in asked if choices.get(question.token) not in question.answers)


def identity(
    draft: ProjectDraft, member: MemberDraft, people: Mapping[str, Known], choices: Mapping[str, str]
) -> Identity:
    """Say who a member is, by their key and the answers given (``people`` by key)."""
    token = group_token(draft, member)
    answer = choices.get(token, "")
    if answer.startswith(SAME):
        key = answer.removeprefix(SAME)
        return Identity(key, people[key].name if key in people else member.name)
    if member.person in people:
        return Identity(member.person, member.name if answer == RENAME else people[member.person].name)
    if member.person:
        return Identity(member.person, member.name, new=True)
    own = f"{token}/{draft.registry_id}" if answer == SEPARATE else token
    return Identity(own, member.name, new=True, given=False)
