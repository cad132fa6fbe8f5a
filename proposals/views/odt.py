"""The application, or one proposal, as an editable document."""

from __future__ import annotations

import io

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from proposals.pdf import odt
from proposals.pdf.gather import listed
from proposals.services.pdf import Scope, proposal_scope, school_scope
from usr_portal.accounts.requests import PersonRequest
from usr_portal.kernel.odt import MIME_TYPE


@login_required
@require_safe
def proposal(request: PersonRequest, number: str) -> HttpResponse:
    """One proposal, as it was sent where it was, else the draft."""
    return _answer(proposal_scope(request.user, number), number)


@login_required
@require_safe
def school(request: PersonRequest) -> HttpResponse:
    """The whole application of a school."""
    scope = school_scope(request.user, request.GET.get("school"))
    return _answer(scope, f"usr-{scope.application.school.code}")


def _answer(scope: Scope, name: str) -> HttpResponse:
    written = io.BytesIO()
    odt.write(listed(scope), written)
    answer = HttpResponse(written.getvalue(), content_type=MIME_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}.odt"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
