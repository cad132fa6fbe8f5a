"""Pictures of a text that is being written: taken in by the editor, and shown in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from proposals import access
from proposals.services import pictures
from proposals.services.refusals import Refused, explain
from usr_portal.accounts.requests import PersonRequest
from usr_portal.call.services import WindowClosed

if TYPE_CHECKING:
    from collections.abc import Callable

    from proposals.models import Picture

UNPROCESSABLE = 422
SHOWN = "default-src 'none'; frame-ancestors 'none'"


@login_required
@require_POST
def store(request: PersonRequest, number: str) -> HttpResponse:
    """Take a picture in for a proposal."""
    return _stored(
        request, lambda upload: pictures.store_for_proposal(person=request.user, number=number, upload=upload)
    )


@login_required
@require_POST
def store_for_plan(request: PersonRequest, code: str) -> HttpResponse:
    """Take a picture in for the school plan."""
    return _stored(
        request, lambda upload: pictures.store_for_plan(person=request.user, school_code=code, upload=upload)
    )


@login_required
@require_safe
def show(request: PersonRequest, number: str, digest: str) -> HttpResponseBase:
    """Show a picture to those who may read the proposal."""
    return served(access.get_proposal(request.user, number).application_id, digest)


@login_required
@require_safe
def show_of_plan(request: PersonRequest, code: str, digest: str) -> HttpResponseBase:
    """Show a picture to those who may read the school plan."""
    return served(access.get_application(request.user, code).pk, digest)


def served(application_id: int, digest: str) -> HttpResponseBase:
    """Answer with a picture, or `Http404`. The caller has checked who asks."""
    picture = pictures.picture_of(application_id, digest)
    if picture is None:
        raise Http404
    response = FileResponse(picture.file.open("rb"), content_type=picture.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SHOWN
    response["Cache-Control"] = "private, no-store"
    return response


def _stored(request: PersonRequest, take: Callable[[Any], Picture]) -> HttpResponse:
    try:
        picture = take(request.FILES.get("picture"))
    except (Refused, WindowClosed) as refusal:
        return JsonResponse({"refused": explain(refusal)}, status=UNPROCESSABLE)
    return JsonResponse({"digest": picture.sha256, "width": picture.width, "height": picture.height})
