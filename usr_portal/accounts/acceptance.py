"""The page behind a one-time link, the same for roles and for proposals: who invites, and the way in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.contrib import messages
from django.contrib.auth import login
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from usr_portal.accounts import services
from usr_portal.accounts.forms import FirstPasswordForm
from usr_portal.accounts.models import Invitation, Person

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Accept(Protocol):
    """The act of the layer above that redeems the link, records it, and gives person and address to go on to."""

    def __call__(self, *, token: str, person: Person | None, name: str, password: str) -> tuple[Person, str]:
        """Let the person in; raise `InvitationRefused`."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link that was opened: its token, what kind it is, what it gives (in words) and the act behind it."""

    token: str
    purpose: Invitation.Purpose
    gives: str
    accept: Accept


def page(request: HttpRequest, link: Link) -> HttpResponse:
    """Show the link's page, or on POST let its person in."""
    person = request.user if isinstance(request.user, Person) else None
    try:
        invitation = services.look_up(link.token, link.purpose)
        known = services.check_guest(invitation, person)
        form = (
            None
            if known
            else FirstPasswordForm(request.POST or None, email=invitation.email, initial={"name": invitation.name})
        )
        if request.method == "POST" and (form is None or form.is_valid()):
            return _let_in(request, link, person, form)
    except services.InvitationRefused as refused:
        return refuse(request, refused)
    return render(request, "account/invitation.html", {"invitation": invitation, "gives": link.gives, "form": form})


def refuse(request: HttpRequest, refused: services.InvitationRefused) -> HttpResponse:
    """Say in plain words why the link lets nobody in, and whom to ask."""
    status = 404 if refused.refusal is services.Refusal.UNKNOWN else 200
    values = {"refusal": refused.refusal.value, "invitation": refused.invitation}
    return render(request, "account/invitation_refused.html", values, status=status)


def _let_in(request: HttpRequest, link: Link, person: Person | None, form: FirstPasswordForm | None) -> HttpResponse:
    given = form.cleaned_data if form else {"name": "", "password": ""}
    guest, onward = link.accept(token=link.token, person=person, name=given["name"], password=given["password"])
    if person is None:
        login(request, guest, backend=BACKEND)
    messages.success(request, _("歡迎加入！權限已經開通。"))
    return redirect(onward)
