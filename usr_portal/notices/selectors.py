"""Reading the outbox."""

from __future__ import annotations

from usr_portal.notices.models import Mail

SHOWN = 50


def latest() -> list[Mail]:
    """Give the newest mails, for the demo's mailbox."""
    return list(Mail.objects.all()[:SHOWN])
