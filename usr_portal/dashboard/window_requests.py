"""A school asks for its window's account with a letter; staff approve, with whom it takes over from, or refuse."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from usr_portal.accounts import privacy
from usr_portal.accounts.models import Role, RoleGrant, WindowRequest
from usr_portal.audit.services import record
from usr_portal.call.services import now
from usr_portal.dashboard import people
from usr_portal.dashboard.refusals import Refused, given_reason
from usr_portal.notices.letters import compose
from usr_portal.notices.services import post

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from django.core.files.uploadedfile import UploadedFile

    from usr_portal.accounts.models import Person

State = WindowRequest.State
MOST_A_SCHOOL = 10
WITHIN = timedelta(days=1)


@transaction.atomic
def ask(*, values: Mapping[str, Any], letter: UploadedFile[Any]) -> WindowRequest:
    """Write a request; who asks gets a mail. Raises `Refused` where it waits already, or too many of a school do."""
    school = values["school"]
    recent = WindowRequest.objects.filter(school=school, created_at__gt=timezone.now() - WITHIN)
    if recent.count() >= MOST_A_SCHOOL:
        raise Refused(_("這所學校今天的申請已經很多；請明天再試，或洽推動中心。"), "school")
    try:
        with transaction.atomic():
            made = WindowRequest.objects.create(
                **values,
                notice=privacy.in_force(),
                letter=letter,
                letter_title=(letter.name or "")[:200],
                language=get_language() or "zh-hant",
            )
    except IntegrityError:
        raise Refused(_("這個電子郵件已經有一件申請在處理中，結果會寄信通知。"), "email") from None
    _mail(made, "received")
    _record(None, "window_asked", made)
    return made


@transaction.atomic
def approve(
    *, actor: Person, request_id: int, takes_over: Collection[int], note: str, link: Callable[[str], str]
) -> WindowRequest:
    """Send who asked a one-time link; the windows that they take over from lose their role in the same moment."""
    asked = _waiting(request_id)
    reason = note.strip() or _("校窗口帳號申請（公函）")
    held = RoleGrant.objects.filter(role=Role.WINDOW, school=asked.school_id, revoked_at=None, pk__in=takes_over)
    for grant in list(held):
        people.revoke_role(actor=actor, grant_id=grant.pk, reason=reason)
    people.invite(
        actor=actor,
        email=asked.email,
        name=asked.name,
        role=Role.WINDOW,
        school_id=asked.school_id,
        reason=reason,
        link=link,
    )
    return _decide(asked, actor, State.APPROVED, note.strip())


@transaction.atomic
def refuse(*, actor: Person, request_id: int, reason: str) -> WindowRequest:
    """Refuse with a reason, which is mailed."""
    if Role.WINDOW not in people.gives(actor):
        raise Refused(_("您不能處理這個申請。"))
    asked = _decide(_waiting(request_id), actor, State.REFUSED, given_reason(reason))
    _mail(asked, "refused")
    return asked


def _waiting(request_id: int) -> WindowRequest:
    rows = WindowRequest.objects.select_for_update(of=("self",)).select_related("school")
    asked = rows.filter(pk=request_id).first()
    if asked is None:
        raise Http404
    if asked.state != State.WAITING:
        raise Refused(_("這件申請已經處理過了。"))
    return asked


def _decide(asked: WindowRequest, actor: Person, state: WindowRequest.State, reason: str) -> WindowRequest:
    asked.state, asked.reason, asked.decided_by, asked.decided_at = state, reason, actor, now()
    asked.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    _record(actor, f"window_{state}", asked)
    return asked


def _mail(asked: WindowRequest, letter: str) -> None:
    subject, body = compose(f"window_request_{letter}", asked.language, {"asked": asked})
    post(key=f"window_request:{asked.pk}:{letter}", to=asked.email, subject=subject, body=body)


def _record(actor: Person | None, act: str, asked: WindowRequest) -> None:
    record(
        actor=actor,
        action=f"accounts.{act}",
        subject=f"window_request:{asked.pk}",
        school_id=asked.school_id,
        reason=asked.reason,
        detail={"email": asked.email, "name": asked.name},
    )
