"""Sending a school's application, in one transaction: judged again, numbered, frozen, receipted. And withdrawing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

import usr_portal.notices.services as notices
from proposals import access, document, facts
from proposals.access import Need
from proposals.models import (
    Application,
    Claim,
    Move,
    Obligation,
    Paper,
    Proposal,
    Submission,
    SubmittedProposal,
)
from proposals.rules.judge import judge
from proposals.services.refusals import Refused, given_reason
from proposals.services.writing import UPLOAD, is_sent
from usr_portal.audit.services import record
from usr_portal.call.services import Moment, require_open
from usr_portal.kernel import roc
from usr_portal.kernel.digests import digest_of
from usr_portal.kernel.findings import Finding, submittable
from usr_portal.kernel.vocabulary import BasisKind, PlanType

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from proposals.rules.application import Application as ApplicationDocument
    from usr_portal.accounts.models import Person

# Warnings whose duty falls after approval, kept as obligations of what was sent.
OBLIGATIONS = frozenset({"SCHOOL-USR-UNIT", "ETHICS-IRB"})
TYPE_LETTERS = {
    PlanType.SPROUT: "S",
    PlanType.DEEP: "D",
    PlanType.INTERNATIONAL: "I",
    PlanType.DISTINCTIVE: "T",
}


class CannotSend(Refused):
    """Something blocks; `findings` say what."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(_("還有須修正的事項，申請案沒有送出。"))
        self.findings = findings


class NotConfirmed(Refused):
    """A paper that may still be corrected was not confirmed; `findings` are those that need it."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(_("請逐項確認可補正的事項，再送出。"))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Sending:
    """What would be sent now: the document, its findings, the proposals in it and those left out."""

    document: ApplicationDocument
    findings: tuple[Finding, ...]
    included: tuple[Proposal, ...]
    left_out: tuple[Proposal, ...]
    unfinished: tuple[Proposal, ...]

    @property
    def correctable(self) -> tuple[Finding, ...]:
        """Findings that are confirmed one by one."""
        return tuple(one for one in self.findings if one.correctable)

    @property
    def ready(self) -> bool:
        """Nothing but confirmations stands in the way."""
        return not self.unfinished and submittable(self.findings)


def preview(application: Application, moment: Moment, leave_out: Collection[str] = ()) -> Sending:
    """Judge what would be sent, without `leave_out` (numbers), and write nothing."""
    rows = list(application.proposals.filter(removed_at=None).order_by("serial"))
    included = tuple(row for row in rows if row.number not in leave_out)
    composed = facts.application_document(
        application, moment.parameters, as_of=moment.now, only=[row.pk for row in included]
    )
    return Sending(
        document=composed,
        findings=judge(composed, moment.parameters),
        included=included,
        left_out=tuple(row for row in rows if row.number in leave_out),
        unfinished=tuple(row for row in included if row.state == Proposal.State.WRITING),
    )


def confirmation_key(finding: Finding) -> str:
    """Name a correctable finding in a form."""
    return f"{finding.rule}|{finding.proposal or ''}|{finding.path}"


def send(
    *, person: Person, school_code: str, confirmed: Collection[str], leave_out: Collection[str] = ()
) -> Submission:
    """Send the application of a school; the caller's is the window's own act.

    Raises `Http404`, `WindowClosed`, `Refused`, `CannotSend` (with the findings) or `NotConfirmed`. When another
    school took a person or prior project in the same moment, the database refuses, the application is judged again
    against what is taken now, and the finding says so.
    """
    try:
        return _send(person, school_code, confirmed, leave_out)
    except IntegrityError:
        with transaction.atomic():
            application = access.get_application(person, school_code, need=Need.WINDOW)
            again = preview(application, require_open(UPLOAD, application.school_id), leave_out)
        if submittable(again.findings):
            raise
        raise CannotSend(again.findings) from None


@transaction.atomic
def _send(person: Person, school_code: str, confirmed: Collection[str], leave_out: Collection[str]) -> Submission:
    application = access.get_application(person, school_code, need=Need.WINDOW, lock=True)
    list(application.proposals.select_for_update(no_key=True).order_by("pk"))
    moment = require_open(UPLOAD, application.school_id)
    if is_sent(application):
        raise Refused(_("申請案已送出；要重送請先撤回。"))
    sending = preview(application, moment, leave_out)
    _require_sendable(sending, confirmed)
    submission = _freeze(application, person, moment, sending)
    _claim(application, submission, sending)
    _take(sending, person, moment)
    _keep_obligations(submission, sending)
    _announce(submission, person, application)
    return submission


def _require_sendable(sending: Sending, confirmed: Collection[str]) -> None:
    if sending.unfinished:
        numbers = "、".join(row.number for row in sending.unfinished)
        raise Refused(_("{numbers} 還沒有由團隊標示完成。").format(numbers=numbers))
    if not submittable(sending.findings):
        raise CannotSend(sending.findings)
    missing = tuple(one for one in sending.correctable if confirmation_key(one) not in confirmed)
    if missing:
        raise NotConfirmed(missing)


def _freeze(application: Application, person: Person, moment: Moment, sending: Sending) -> Submission:
    sequence = (application.submissions.aggregate(last=Max("sequence"))["last"] or 0) + 1
    snapshot = document.dump(sending.document, moment.parameters)
    papers = _papers(sending.included)
    details = facts.details(row.pk for row in sending.included)
    numbers = [project_number(row) for row in sending.included]
    submission = Submission.objects.create(
        application=application,
        sequence=sequence,
        receipt=f"{application.call_id.upper()}-{application.school.code}-R{sequence:02d}",
        sent_at=moment.now,
        sent_by=person,
        call_version_id=moment.version_id,
        document=snapshot,
        papers=papers,
        details=details,
        findings=[one.as_json() for one in sending.findings],
        confirmed=[confirmation_key(one) for one in sending.correctable],
        digest=digest_of_sending(snapshot, papers, details, numbers, moment.now),
    )
    SubmittedProposal.objects.bulk_create(
        SubmittedProposal(
            submission=submission,
            proposal=row,
            position=place,
            project_number=numbers[place],
            title=row.title,
            plan_type=row.plan_type,
            digest=digest_of(snapshot["proposals"][place]),
        )
        for place, row in enumerate(sending.included)
    )
    return submission


def project_number(proposal: Proposal) -> str:
    """Compose the project number (計畫編號): call, school, type, serial (`USR4-0003-S01`)."""
    phase = proposal.application.call_id.removeprefix("usr-")
    letter = TYPE_LETTERS[PlanType(proposal.plan_type)]
    return f"USR{phase}-{proposal.application.school.code}-{letter}{proposal.serial:02d}"


def recomputed_digest(submission: Submission) -> str:
    """Digest what is stored of a sending; equal to `submission.digest` as long as nobody touched it."""
    numbers = [row.project_number for row in submission.proposals.order_by("position")]
    return digest_of_sending(submission.document, submission.papers, submission.details, numbers, submission.sent_at)


def digest_of_sending(snapshot: Any, papers: Any, details: Any, numbers: list[str], at: datetime) -> str:  # noqa: ANN401 - JSON
    """Digest all that a sending holds (SHA-256, hexadecimal): the receipt's 摘要值."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return digest_of({"document": snapshot, "papers": papers, "details": details, "numbers": numbers, "at": moment})


def _papers(included: Iterable[Proposal]) -> list[dict[str, Any]]:
    rows = Paper.objects.filter(proposal__in=list(included), removed_at=None).select_related("proposal")
    return [
        {
            "id": row.pk,
            "proposal": row.proposal.document_id or row.proposal.number,
            "number": row.proposal.number,
            "kind": row.kind,
            "mou_row": row.mou_row,
            "name": row.original_name,
            "file": row.file.name,
            "size": row.size,
            "pages": row.pages,
            "sha256": row.sha256,
        }
        for row in rows.order_by("proposal__serial", "kind", "pk")
    ]


def _claim(application: Application, submission: Submission, sending: Sending) -> None:
    """Claim each person with a school and each prior project; in one order for all, so that two senders never lock."""
    keys = sorted(claims_of(sending.document))
    Claim.objects.bulk_create(
        Claim(call_id=application.call_id, kind=kind, key=key, submission=submission) for kind, key in keys
    )


def claims_of(composed: ApplicationDocument) -> set[tuple[str, str]]:
    """Give what an application uses up: people with a school (玖、三、（十）), and prior projects continued or advanced."""
    people = {
        (Claim.Kind.PERSON.value, member.person) for one in composed.proposals for member in one.team if member.school
    }
    predecessors = {
        (Claim.Kind.PREDECESSOR.value, key)
        for one in composed.proposals
        if one.basis.kind is not BasisKind.NEW
        for key in one.basis.predecessors
    }
    return people | predecessors


def _take(sending: Sending, person: Person, moment: Moment) -> None:
    """Take the proposals that their teams marked complete and that the window had not taken yet."""
    waiting = [row for row in sending.included if row.state == Proposal.State.COMPLETE]
    Move.objects.bulk_create(Move(proposal=row, act=Move.Act.TAKE, actor=person, at=moment.now) for row in waiting)
    Proposal.objects.filter(pk__in=[row.pk for row in waiting]).update(state=Proposal.State.TAKEN)


def _keep_obligations(submission: Submission, sending: Sending) -> None:
    rows = {one.document_id or one.number: one for one in sending.included}
    Obligation.objects.bulk_create(
        Obligation(submission=submission, proposal=rows.get(one.proposal or ""), rule=one.rule)
        for one in sending.findings
        if one.rule in OBLIGATIONS
    )


def _announce(submission: Submission, person: Person, application: Application) -> None:
    notices.post(
        key=f"receipt:{submission.receipt}",
        to=person.email,
        subject=_("申請案已送出：{receipt}").format(receipt=submission.receipt),
        body=_("{school}的申請案已於 {time} 送出。\n收據編號：{receipt}\n摘要值（SHA-256）：{digest}\n").format(
            school=application.school.name,
            time=roc.ToldToTheSecond(submission.sent_at).render(_),
            receipt=submission.receipt,
            digest=submission.digest,
        ),
    )
    record(
        actor=person,
        action="application.send",
        subject=f"application:{application.school.code}",
        school_id=application.school_id,
        detail={"receipt": submission.receipt, "digest": submission.digest},
        at=submission.sent_at,
    )


@transaction.atomic
def withdraw(*, person: Person, receipt: str, reason: str) -> Submission:
    """Withdraw the sending in force, until the deadline; what was sent is kept, and its claims are free again."""
    found = Submission.objects.filter(receipt=receipt).values_list("application__school__code", flat=True).first()
    application = access.get_application(person, found or "", need=Need.WINDOW, lock=True)
    moment = require_open(UPLOAD, application.school_id)
    submission = application.submissions.get(receipt=receipt)
    if not submission.in_force:
        raise Refused(_("這次送件已經撤回。"))
    told = given_reason(reason)
    submission.withdrawn_at, submission.withdrawn_by = moment.now, person
    submission.save(update_fields=["withdrawn_at", "withdrawn_by"])
    submission.claims.all().delete()
    record(
        actor=person,
        action="application.withdraw",
        subject=f"application:{application.school.code}",
        school_id=application.school_id,
        reason=told,
        detail={"receipt": receipt},
        at=moment.now,
    )
    return submission
