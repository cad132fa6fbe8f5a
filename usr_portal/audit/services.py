"""Writing the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from usr_portal.audit.models import ChainHead, Event
from usr_portal.audit.rules.chain import link
from usr_portal.call.services import demo_offset

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from usr_portal.accounts.models import Person

SYSTEM = "system"
LABEL = 200  # as the column


def record(
    *,
    actor: Person | None,
    action: str,
    subject: str,
    school_id: int | None = None,
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Event:
    """Append one act to the chain, inside the caller's transaction.

    Call it last in the transaction: the chain's lock is held until the transaction ends. `subject` is a kind and a
    key (`proposal:4-0003-01`).
    """
    with transaction.atomic():
        ChainHead.objects.get_or_create(pk=1)
        head = ChainHead.objects.select_for_update().get(pk=1)
        event = Event(
            sequence=head.sequence + 1,
            at=at or timezone.now() + demo_offset(),
            actor=actor,
            actor_label=f"{actor.name} <{actor.email}>"[:LABEL] if actor else SYSTEM,
            action=action,
            subject=subject,
            school_id=school_id,
            reason=reason,
            detail=dict(detail or {}),
            previous_hash=head.hash,
        )
        event.hash = link(event)
        event.save(force_insert=True)
        head.sequence, head.hash = event.sequence, event.hash
        head.save(update_fields=["sequence", "hash"])
    return event
