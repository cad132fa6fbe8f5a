"""The staff's people pages, and the link of a role's invitation."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from usr_portal.accounts import acceptance, selectors
from usr_portal.accounts.models import Role
from usr_portal.accounts.services import InvitationRefused
from usr_portal.call.services import now
from usr_portal.dashboard import people as services
from usr_portal.dashboard.access import signed_in, staff_only
from usr_portal.dashboard.forms.people import InviteRoleForm
from usr_portal.dashboard.refusals import Refused

PAGE = 50


@staff_only
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Find people; see who is invited; POST invites."""
    actor = signed_in(request)
    form = InviteRoleForm(request.POST or None, roles=services.gives(actor))
    if request.method == "POST" and form.is_valid() and _invited(request, form):
        messages.success(request, _("邀請已寄出，連結七天內有效。"))
        return redirect("staff_people")
    words, role = request.GET.get("q", ""), request.GET.get("role", "")
    found = selectors.people(words, role if role in Role.values else "")
    values = {"form": form, "page": Paginator(found, PAGE).get_page(request.GET.get("page")), "words": words}
    values |= {"role": role, "roles": Role.choices, "pending": selectors.pending_roles(), "now": now()}
    values["requests_waiting"] = selectors.requests("waiting").count()
    return render(request, "dashboard/people.html", values)


@staff_only
@require_safe
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show one person with roles and account."""
    actor = signed_in(request)
    found = selectors.get_person(person_id)
    values = {"person": found, "may_close": services.may_close(actor, found)}
    return render(request, "dashboard/person.html", values | {"gives": [str(role) for role in services.gives(actor)]})


@staff_only
@require_POST
def revoke_role(request: HttpRequest, person_id: int, grant_id: int) -> HttpResponse:
    """Take a role away, with a reason."""
    reason = request.POST.get("reason", "")
    return _done(
        request,
        redirect("staff_person", person_id),
        _("角色已收回。"),
        lambda: services.revoke_role(actor=signed_in(request), grant_id=grant_id, reason=reason),
    )


@staff_only
@require_POST
def set_active(request: HttpRequest, person_id: int) -> HttpResponse:
    """Close an account or open it again, with a reason."""
    active = request.POST.get("active") == "1"
    reason = request.POST.get("reason", "")
    return _done(
        request,
        redirect("staff_person", person_id),
        _("帳號已恢復。") if active else _("帳號已停用。"),
        lambda: services.set_active(actor=signed_in(request), person_id=person_id, active=active, reason=reason),
    )


@staff_only
@require_POST
def resend(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Send a new link."""
    return _done(
        request,
        redirect("staff_people"),
        _("新的連結已寄出，舊的不能再用。"),
        lambda: services.resend(actor=signed_in(request), invitation_id=invitation_id, link=_link(request)),
    )


@staff_only
@require_POST
def withdraw(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Withdraw an invitation."""
    return _done(
        request,
        redirect("staff_people"),
        _("邀請已取消。"),
        lambda: services.withdraw(actor=signed_in(request), invitation_id=invitation_id),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Open a role's link."""
    try:
        found = services.look_up(token)
    except InvitationRefused as refused:
        return acceptance.refuse(request, refused)
    role = found.get_role_display()
    gives = _("{school}的{role}").format(school=found.school.name, role=role) if found.school else role
    return acceptance.page(request, acceptance.Link(token, services.ROLE, gives, services.accept))


def _invited(request: HttpRequest, form: InviteRoleForm) -> bool:
    given = form.cleaned_data
    try:
        services.invite(
            actor=signed_in(request),
            email=given["email"],
            name=given["name"],
            role=Role(given["role"]),
            school_id=given["school"].pk if given["school"] else None,
            reason=given["reason"],
            link=_link(request),
        )
    except Refused as refused:
        form.add_error(refused.field, str(refused))
        return False
    return True


def _link(request: HttpRequest) -> Callable[[str], str]:
    return lambda token: request.build_absolute_uri(reverse("role_invitation", args=[token]))


def _done(request: HttpRequest, back: HttpResponse, said: str, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
        messages.success(request, said)
    except Refused as refused:
        messages.error(request, str(refused))
    return back
