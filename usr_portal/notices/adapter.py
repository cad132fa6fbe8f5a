"""allauth's mails go by the outbox like all others."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from allauth.core import context as allauth_context
from django.utils import translation

from usr_portal.accounts.adapter import PortalAccountAdapter
from usr_portal.notices.services import post

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person


class OutboxAccountAdapter(PortalAccountAdapter):
    """Writes mails about passwords into the outbox."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render a mail in the language of its reader and post it; its link is erased once it has left."""
        reader: Person | None = context.get("user")
        values = {"request": allauth_context.request, "email": email, **context}
        with translation.override(reader.language if reader else None):
            mail = self.render_mail(template_prefix, email, values)
        post(key=f"account:{uuid.uuid4()}", to=email, subject=mail.subject, body=mail.body, confidential=True)
