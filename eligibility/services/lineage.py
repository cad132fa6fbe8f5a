"""What a prior project's row must keep to, beside the others: phases, predecessor, merger. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.vocabulary import PriorType

RANKLESS = (PriorType.SEED, PriorType.INTERNATIONAL_LINK)
NEWEST_PHASE = 3


@dataclass(frozen=True, slots=True)
class Link:
    """A project as its relations see it; ``predecessor`` and ``merged_into`` are registry ids, or empty."""

    registry_id: str
    phase: int
    type: PriorType
    predecessor: str = ""
    merged_into: str = ""


Problem = tuple[str, Message]
"""A column's key and what is wrong there."""


def problems(link: Link, known: Mapping[str, Link]) -> Iterator[Problem]:
    """Give what is wrong with a project among all known ones (by id, this one included)."""
    if link.type in RANKLESS and link.phase == NEWEST_PHASE:
        yield "type", Message(gettext_noop("{type}只存在於第一、二期。"), {"type": link.type.named})
    if link.predecessor:
        yield from _predecessor(link, known)
    if link.merged_into:
        yield from _lead(link, known)


def problems_of_others(link: Link, known: Mapping[str, Link]) -> Iterator[tuple[str, Message]]:
    """Give the projects that name this one and no longer hold together with it: their id and why."""
    for other in known.values():
        if link.registry_id in (other.predecessor, other.merged_into) and other.registry_id != link.registry_id:
            yield from ((other.registry_id, why) for _column, why in problems(other, known))


def _predecessor(link: Link, known: Mapping[str, Link]) -> Iterator[Problem]:
    values: dict[str, object] = {"id": link.predecessor}
    before = known.get(link.predecessor)
    if before is None:
        yield "predecessor", Message(gettext_noop("登錄資料與檔案裡都沒有編號 {id} 的計畫。"), values)
    elif before.phase != link.phase - 1:
        values |= {"phase": before.phase, "own": link.phase}
        yield "predecessor", Message(gettext_noop("{id} 是第 {phase} 期的計畫，不是第 {own} 期的前一期。"), values)


def _lead(link: Link, known: Mapping[str, Link]) -> Iterator[Problem]:
    values: dict[str, object] = {"id": link.merged_into}
    lead = known.get(link.merged_into)
    if link.merged_into == link.registry_id:
        yield "merged_into", Message(gettext_noop("計畫不能併入自己。"))
    elif lead is None:
        yield "merged_into", Message(gettext_noop("登錄資料與檔案裡都沒有編號 {id} 的計畫。"), values)
    elif lead.merged_into:
        values |= {"lead": lead.merged_into}
        yield "merged_into", Message(gettext_noop("{id} 本身已併入 {lead}；請填最後的主案。"), values)
    elif lead.phase < link.phase:
        yield "merged_into", Message(gettext_noop("主案 {id} 的期別比本計畫早。"), values)
