"""The demo's mailbox."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from usr_portal.notices import selectors


@require_safe
def demo_mail(request: HttpRequest) -> HttpResponse:
    """Show what would have been sent. Only the demo has it; elsewhere the address does not exist."""
    if not settings.USR_DEMO:
        raise Http404
    return render(request, "notices/demo_mail.html", {"mails": selectors.latest()})
