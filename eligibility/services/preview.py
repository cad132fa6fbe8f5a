"""What drafts would change in the registry, what is wrong with them, and what has to be asked. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from eligibility.services import lineage, matching
from eligibility.services.columns import Fault, ProjectDraft
from eligibility.services.lineage import Link
from eligibility.services.matching import Question
from eligibility.services.snapshot import Served, Snapshot, Stored
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.vocabulary import TeamRole

EMPTY = Message(gettext_noop("（空白）"))


@dataclass(frozen=True, slots=True)
class Change:
    """One field that changes: its heading (a msgid), and both values as messages."""

    key: str
    heading: str
    before: Message
    after: Message


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one project: new without changes listed, or known with those it has."""

    draft: ProjectDraft
    school_name: str
    changes: tuple[Change, ...] = ()
    team: tuple[Served, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole of it. ``digest`` changes whenever anything that is shown does."""

    new: tuple[Outcome, ...] = ()
    changed: tuple[Outcome, ...] = ()
    unchanged: tuple[Outcome, ...] = ()
    faults: tuple[Fault, ...] = ()
    questions: tuple[Question, ...] = ()
    readable: bool = True
    digest: str = field(default="", compare=False)

    @property
    def writes(self) -> tuple[Outcome, ...]:
        """The projects that would be written."""
        return self.new + self.changed


def unreadable(faults: Iterable[Fault]) -> Preview:
    """Give the preview of a file whose header is at fault."""
    return Preview(faults=tuple(faults), readable=False)


def compare(
    drafts: Mapping[str, ProjectDraft], faults: Iterable[Fault], now: Snapshot, choices: Mapping[str, str]
) -> Preview:
    """Lay the drafts beside the registry. Drafts at fault, and those that rest on them, are left out."""
    sound, more = _sound(drafts, now)
    asked = matching.questions(sound.values(), tuple(now.people.values()))
    outcomes = [_outcome(draft, now, choices) for draft in sound.values()]
    new = tuple(each for each in outcomes if each.draft.registry_id not in now.stored)
    changed = tuple(each for each in outcomes if each.draft.registry_id in now.stored and each.changes)
    unchanged = tuple(each for each in outcomes if each.draft.registry_id in now.stored and not each.changes)
    every = tuple(sorted((*faults, *more), key=lambda fault: (fault.row, fault.column)))
    shown = repr((sound, every, asked, [now.stored.get(key) for key in sound]))
    return Preview(new, changed, unchanged, every, asked, digest=hashlib.sha256(shown.encode()).hexdigest())


def _sound(drafts: Mapping[str, ProjectDraft], now: Snapshot) -> tuple[dict[str, ProjectDraft], list[Fault]]:
    faults = list(matching.key_faults(drafts.values()))
    bad_rows = {fault.row for fault in faults}
    sound = {key: draft for key, draft in drafts.items() if not bad_rows & _rows(draft)}
    while True:
        known = dict(now.links) | {key: link_of(draft, now) for key, draft in sound.items()}
        found = {key: tuple(_lineage_faults(draft, known, now)) for key, draft in sound.items()}
        if not any(found.values()):
            return sound, faults
        faults += [fault for each in found.values() for fault in each]
        sound = {key: draft for key, draft in sound.items() if not found[key]}


def _rows(draft: ProjectDraft) -> set[int]:
    return {draft.row, *(member.row for member in draft.members or ())}


def link_of(draft: ProjectDraft, now: Snapshot) -> Link:
    """Give the draft's relations; those that it says nothing of are the registry's."""
    stored = now.stored.get(draft.registry_id)
    return Link(
        draft.registry_id,
        draft.phase,
        draft.type,
        _kept(draft.predecessor, stored.predecessor if stored else ""),
        _kept(draft.merged_into, stored.merged_into if stored else ""),
    )


def _kept(given: str | None, stored: str) -> str:
    return stored if given is None else given


def _lineage_faults(draft: ProjectDraft, known: Mapping[str, Link], now: Snapshot) -> Iterator[Fault]:
    link = known[draft.registry_id]
    for column, why in lineage.problems(link, known):
        yield Fault(draft.row, column, why)
    if draft.registry_id in now.links and link != now.links[draft.registry_id]:
        template = gettext_noop("這樣改之後，計畫 {other} 的前後期關係不成立：{why}")
        for other, why in lineage.problems_of_others(link, known):
            yield Fault(draft.row, "", Message(template, {"other": other, "why": why}))


def _outcome(draft: ProjectDraft, now: Snapshot, choices: Mapping[str, str]) -> Outcome:
    team = team_of(draft, now, choices)
    stored = now.stored.get(draft.registry_id)
    changes = tuple(_changes(draft, stored, team, now)) if stored else ()
    return Outcome(draft, now.schools.get(draft.school, draft.school), changes, team)


def team_of(draft: ProjectDraft, now: Snapshot, choices: Mapping[str, str]) -> tuple[Served, ...]:
    """Give the team that the draft would have, as far as the answers given tell who is who."""
    found = []
    for member in draft.members or ():
        who = matching.identity(draft, member, now.people, choices)
        found.append(Served(who.key if who.given else "", who.name, member.role, member.months))
    return tuple(found)


def _changes(draft: ProjectDraft, stored: Stored, team: tuple[Served, ...], now: Snapshot) -> Iterator[Change]:
    yield from _change("school", gettext_noop("學校"), _school(stored.school, now), _school(draft.school, now))
    yield from _change("phase", gettext_noop("期別"), _phase(stored.phase), _phase(draft.phase))
    yield from _change("type", gettext_noop("類型"), stored.type.named, draft.type.named)
    yield from _change("title", gettext_noop("計畫名稱"), _text(stored.title), _text(draft.title))
    link = link_of(draft, now)
    before, after = _text(stored.predecessor), _text(link.predecessor)
    yield from _change("predecessor", gettext_noop("前一期計畫編號"), before, after)
    before, after = _text(stored.merged_into), _text(link.merged_into)
    yield from _change("merged_into", gettext_noop("併入主案編號"), before, after)
    after = _text(_kept(draft.sites, stored.sites))
    yield from _change("sites", gettext_noop("實踐場域"), _text(stored.sites), after)
    after = _text(_kept(draft.summary, stored.summary))
    yield from _change("summary", gettext_noop("摘要"), _text(stored.summary), after)
    if draft.members is not None and _as_set(team) != _as_set(stored.members):
        yield Change("team", gettext_noop("主持團隊"), _team(stored.members), _team(team))


def _change(key: str, heading: str, before: Message, after: Message) -> Iterator[Change]:
    if before != after:
        yield Change(key, heading, before, after)


def _as_set(team: Iterable[Served]) -> set[tuple[str, str, TeamRole, int]]:
    return {(member.key, member.name, member.role, member.months) for member in team}


def _text(text: str) -> Message:
    return Message("{text}", {"text": text}) if text else EMPTY


def _phase(phase: int) -> Message:
    return Message(gettext_noop("第 {phase} 期"), {"phase": phase})


def _school(code: str, now: Snapshot) -> Message:
    return Message("{name} {code}", {"name": now.schools.get(code, ""), "code": code})


def _team(team: Iterable[Served]) -> Message:
    template = gettext_noop("{name}（{role}，{months} 個月）")
    people = tuple(
        Message(template, {"name": each.name, "role": each.role.named, "months": each.months}) for each in team
    )
    return Message("{people}", {"people": people}) if people else EMPTY
