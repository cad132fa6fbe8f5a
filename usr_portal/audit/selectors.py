"""Reading the log."""

from __future__ import annotations

from dataclasses import dataclass

from usr_portal.audit.models import ChainHead, Event
from usr_portal.audit.rules.chain import link


def history(subject: str, most: int = 50) -> list[Event]:
    """Give what was done to a subject, the latest first; one statement. Whoever calls has checked who asks."""
    return list(Event.objects.filter(subject=subject).order_by("-sequence")[:most])


@dataclass(frozen=True, slots=True)
class Verdict:
    """The chain from end to end: how many links were read, and at which number it breaks first, if it does."""

    links: int
    broken_at: int | None

    @property
    def is_whole(self) -> bool:
        """Nothing was changed, left out or cut off."""
        return self.broken_at is None


def verify() -> Verdict:
    """Read the whole chain, row by row: every hash, every number, and that the head is the last row."""
    links, previous = 0, "0" * 64
    for event in Event.objects.order_by("sequence").iterator(chunk_size=2000):
        links += 1
        if event.sequence != links or event.previous_hash != previous or link(event) != event.hash:
            return Verdict(links, links)
        previous = event.hash
    head = ChainHead.objects.filter(pk=1).first()
    cut_off = head is not None and (head.sequence, head.hash) != (links, previous)
    return Verdict(links, links + 1 if cut_off else None)
