"""The whole application as a file: out of the portal, and back in after its differences were seen."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from proposals import access, document
from proposals.access import Need
from proposals.facts import application_document
from proposals.models import OfferedFile, Proposal, ProposalSection, SchoolPlanSection
from proposals.services.importing import replace_draft
from proposals.services.refusals import NotEditable, Refused
from proposals.services.writing import UPLOAD, is_sent
from usr_portal.call.services import in_force, require_open

if TYPE_CHECKING:
    from proposals.models import Application
    from proposals.rules.application import Application as ApplicationDocument
    from usr_portal.accounts.models import Person

LARGEST = 4 * 1024 * 1024
"""Bytes of an application file: ten times what five proposals of long texts take."""


class Moved(Refused):
    """The draft was changed after the differences were shown."""

    def __init__(self) -> None:
        super().__init__(_("草稿在您比對之後又有人修改過；請看過新的差異再確認。"))


def composed(application: Application) -> dict[str, Any]:
    """Give the application as `usr-application/1` has it now."""
    parameters = in_force()
    return document.dump(application_document(application, parameters), parameters)


@transaction.atomic
def offer(*, person: Person, school_code: str | None, name: str, data: bytes) -> OfferedFile:
    """Read a file for the school's draft and keep it until its differences were seen; nothing else changes.

    Raises `DocumentError` where it is malformed, `Refused` where it is too large or another school's, `NotEditable`,
    `WindowClosed`.
    """
    application = access.get_application(person, school_code, need=Need.WINDOW, lock=True)
    _require_writable(application)
    if len(data) > LARGEST:
        raise Refused(_("檔案超過 {most} MB，請確認是不是申請檔。").format(most=LARGEST // 1024 // 1024))
    source = document.parse(data, in_force())
    if source.school.code != application.school.code:
        words = _("這是代碼 {theirs} 學校的申請檔，不能匯入 {ours}。")
        raise Refused(words.format(theirs=source.school.code, ours=application.school.code))
    OfferedFile.objects.filter(application=application, person=person).delete()
    return OfferedFile.objects.create(
        application=application, person=person, name=name[:200], text=data.decode(), state=state_of(application)
    )


def offered(person: Person, school_code: str | None) -> tuple[Application, OfferedFile, ApplicationDocument]:
    """Give the file that a person has offered and not taken yet, as it is read; or raise `Http404`."""
    application = access.get_application(person, school_code, need=Need.WINDOW)
    held = OfferedFile.objects.filter(application=application, person=person).first()
    if held is None:
        raise Http404
    return application, held, document.parse(held.text, in_force())


@transaction.atomic
def take(*, person: Person, school_code: str | None, offered_id: int) -> Application:
    """Replace the draft by the file whose differences were seen; what it replaced is in the history.

    Raises `Moved` (and notes the new state to compare with) where the draft was changed since.
    """
    application = access.get_application(person, school_code, need=Need.WINDOW, lock=True)
    _require_writable(application)
    held = OfferedFile.objects.filter(application=application, person=person, pk=offered_id).first()
    if held is None:
        raise Http404
    if held.state != state_of(application):
        raise Moved
    replaced = replace_draft(source=document.parse(held.text, in_force()), person=person)
    held.delete()
    return replaced


def compare_again(*, person: Person, school_code: str | None) -> None:
    """Note that the file is compared with the draft as it is now."""
    application, held, _source = offered(person, school_code)
    OfferedFile.objects.filter(pk=held.pk).update(state=state_of(application))


def discard(*, person: Person, school_code: str | None) -> None:
    """Let the offered file go."""
    _application, held, _source = offered(person, school_code)
    held.delete()


def state_of(application: Application) -> str:
    """Digest all that an import would replace: proposals, pages and money plans with their versions."""
    proposals = Proposal.objects.filter(application=application).order_by("pk")
    parts = [
        list(proposals.values_list("pk", "removed_at", "state", "plan_type", "budget__version")),
        list(
            ProposalSection.objects.filter(proposal__application=application)
            .order_by("pk")
            .values_list("pk", "version")
        ),
        list(SchoolPlanSection.objects.filter(plan=application.plan).order_by("pk").values_list("pk", "version")),
        application.plan.budget.version,
    ]
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()


def _require_writable(application: Application) -> None:
    require_open(UPLOAD, application.school_id)
    if is_sent(application):
        raise NotEditable(_("申請案已送出，內容已凍結；撤回後才能匯入。"))
