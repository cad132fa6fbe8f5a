"""Who works on a proposal: the list, inviting, changing, removing, and the link of an invitation."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from proposals.forms.people import InviteForm
from proposals.selectors.people import people_of, removable
from proposals.services import people as services
from proposals.services.refusals import Refused
from usr_portal.accounts import acceptance
from usr_portal.accounts.models import Person
from usr_portal.accounts.requests import PersonRequest
from usr_portal.accounts.services import InvitationRefused


@login_required
@require_http_methods(["GET", "POST"])
def people(request: PersonRequest, number: str) -> HttpResponse:
    """List who has access and who is invited; POST invites."""
    shown = people_of(request.user, number)
    form = InviteForm(request.POST or None, grants=shown.grants, first=not (shown.rows or shown.pending))
    if request.method == "POST" and form.is_valid() and _invited(request, number, form):
        messages.success(request, _("邀請已寄出，連結七天內有效。"))
        return redirect("proposal_people", number)
    return render(request, "proposals/people.html", {"people": shown, "proposal": shown.proposal, "form": form})


@login_required
@require_POST
def change(request: PersonRequest, number: str, participation_id: int) -> HttpResponse:
    """Change what one person may do."""
    given = request.POST.get("access", "")
    return _done(
        request,
        number,
        _("權限已更改。"),
        lambda: services.change_access(
            actor=request.user, number=number, participation_id=participation_id, given=given
        ),
    )


@login_required
@require_http_methods(["GET", "POST"])
def remove(request: PersonRequest, number: str, participation_id: int) -> HttpResponse:
    """Ask, then take one person's access away."""
    if request.method != "POST":
        row, proposal = removable(request.user, number, participation_id)
        return render(request, "proposals/people_remove.html", {"row": row, "proposal": proposal})
    return _done(
        request,
        number,
        _("已移除。"),
        lambda: services.remove(actor=request.user, number=number, participation_id=participation_id),
    )


@login_required
@require_POST
def resend(request: PersonRequest, number: str, invitation_id: int) -> HttpResponse:
    """Send a new link."""
    return _done(
        request,
        number,
        _("新的連結已寄出，舊的不能再用。"),
        lambda: services.resend(actor=request.user, number=number, invitation_id=invitation_id, link=_link(request)),
    )


@login_required
@require_POST
def revoke(request: PersonRequest, number: str, invitation_id: int) -> HttpResponse:
    """Withdraw an invitation."""
    return _done(
        request,
        number,
        _("邀請已取消。"),
        lambda: services.revoke_invitation(actor=request.user, number=number, invitation_id=invitation_id),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Open a team's link."""
    try:
        team = services.look_up(token)
    except InvitationRefused as refused:
        return acceptance.refuse(request, refused)
    gives = _("{school}的計畫「{title}」（{access}）").format(
        school=team.proposal.application.school.name,
        title=team.proposal.title or team.proposal.number,
        access=team.get_access_display(),
    )
    return acceptance.page(request, acceptance.Link(token, services.TEAM, gives, _accept))


def _accept(*, token: str, person: Person | None, name: str, password: str) -> tuple[Person, str]:
    guest, proposal = services.accept(token=token, person=person, name=name, password=password)
    return guest, reverse("proposal", args=[proposal.number])


def _invited(request: PersonRequest, number: str, form: InviteForm) -> bool:
    given = form.cleaned_data
    try:
        services.invite(
            actor=request.user,
            number=number,
            email=given["email"],
            name=given["name"],
            given=given["access"],
            link=_link(request),
        )
    except services.AlreadyIn as refused:
        form.add_error("email", str(refused))
        return False
    return True


def _link(request: HttpRequest) -> Callable[[str], str]:
    return lambda token: request.build_absolute_uri(reverse("team_invitation", args=[token]))


def _done(request: PersonRequest, number: str, said: str, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
        messages.success(request, said)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("proposal_people", number)
