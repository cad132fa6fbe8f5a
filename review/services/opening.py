"""Opening the cases: what was sent goes under review once a school can send nothing more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from budgets.rules.totals import totals
from proposals.selectors.sent import SentProposal, sent_in_force
from proposals.services.refusals import NotEditable
from review.access import require_staff
from review.facts.people import partners_of, people_of
from review.models import Announcement, Case, Check, Correction
from review.models.cases import Outcome, Stage
from usr_portal.accounts.models import Person
from usr_portal.audit.services import record
from usr_portal.call import services as call
from usr_portal.call.extensions import extended_ends
from usr_portal.kernel.findings import Severity

UPLOAD = "upload"
# Recorded with the paper copy itself, once for the whole school (玖、二).
ELSEWHERE = frozenset({"PAPER-COPY"})


@transaction.atomic
def open_cases(*, person: Person) -> list[Case]:
    """Open a case for each proposal sent by a school whose upload window is over; give those that are new.

    Opening again adds what is missing. A school whose window was extended afterwards may have sent anew: its cases
    that are still in the data check then stand on what it sent last. Staff only: `Http404` for anyone else;
    `NotEditable` once the results were announced: nobody would ever tell the school a result.
    """
    require_staff(person)
    _require_unannounced()
    now = call.now()
    known = dict(Case.objects.filter(call_id=settings.USR_CALL).values_list("proposal_id", "submitted_id"))
    ends = extended_ends(UPLOAD, settings.USR_CALL)
    due = call.in_force().window(UPLOAD).closes_at
    over = [one for one in sent_in_force(settings.USR_CALL) if _is_over(ends.get(one.school_id, due), now)]
    _renew(person, [one for one in over if known.get(one.proposal_id, one.submitted_id) != one.submitted_id], now)
    sent = [one for one in over if one.proposal_id not in known]
    cases = Case.objects.bulk_create((case_of(one, now) for one in sent), ignore_conflicts=True)
    made = _made(now) if cases else {}
    Check.objects.bulk_create(
        check for one in sent if one.proposal_id in made for check in _checks(made[one.proposal_id], one)
    )
    if made:
        numbers = [case.project_number for case in made.values()]
        record(
            actor=person, action="case.open", subject=f"call:{settings.USR_CALL}", detail={"numbers": numbers}, at=now
        )
    return list(made.values())


def _require_unannounced() -> None:
    """Wait for whoever announces, who locks every case, and look after that."""
    Case.objects.select_for_update().filter(call_id=settings.USR_CALL).order_by("pk").first()
    if Announcement.objects.filter(call_id=settings.USR_CALL).exists():
        raise NotEditable(_("結果已經公告，不能再立案。"))


def _is_over(closes_at: datetime, now: datetime) -> bool:
    """The last second still counts."""
    return now.replace(microsecond=0) > closes_at


def case_of(sent: SentProposal, now: datetime) -> Case:
    """Give the case of a sent proposal, not written yet: what lists and rules read of it, taken from the frozen document."""
    written = sent.document
    years = totals(written.budget, sent.parameters.years)
    return Case(
        call_id=settings.USR_CALL,
        proposal_id=sent.proposal_id,
        submitted_id=sent.submitted_id,
        school_id=sent.school_id,
        project_number=sent.project_number,
        title=sent.title,
        plan_type=sent.plan_type,
        basis_kind=written.basis.kind or "",
        issue=written.issue[0] if written.issue else None,
        sdgs=list(written.sdgs),
        subsidy={year.year: year.subsidy for year in years},
        people=people_of(written),
        partners=partners_of(written),
        opened_at=now,
    )


def _made(now: datetime) -> dict[int, Case]:
    """Give the cases of this very act: somebody else who opened in the same moment has made the others."""
    rows = Case.objects.filter(call_id=settings.USR_CALL, opened_at=now).select_related("school")
    return {case.proposal_id: case for case in rows}


def _renew(person: Person, sent: list[SentProposal], now: datetime) -> None:
    """Let cases that are in the data check stand on what was sent last.

    Their items begin anew, and what was asked for and not closed is taken back. The log keeps what was said before.
    """
    by_proposal = {one.proposal_id: one for one in sent}
    rows = Case.objects.filter(proposal__in=by_proposal, stage=Stage.DATA_CHECK, outcome=Outcome.OPEN)
    for case in rows.select_for_update(of=("self",)).order_by("pk"):
        _stand_on(case, by_proposal[case.proposal_id], person, now)


def _stand_on(case: Case, sent: SentProposal, person: Person, now: datetime) -> None:
    renewed = case_of(sent, case.opened_at)
    renewed.pk, renewed.withdrawn_version = case.pk, case.withdrawn_version
    renewed.save()
    case.checks.all().delete()
    Check.objects.bulk_create(_checks(renewed, sent))
    Correction.objects.filter(case=case, state__in=[Correction.State.ASKED, Correction.State.ANSWERED]).update(
        state=Correction.State.WITHDRAWN, closed_by=person, closed_at=now, closing_note=_("學校已重新送件。")
    )
    record(
        actor=person,
        action="case.renew",
        subject=f"case:{case.project_number}",
        school_id=case.school_id,
        detail={"submitted": sent.submitted_id, "number": renewed.project_number},
        at=now,
    )


def _checks(case: Case, sent: SentProposal) -> Iterable[Check]:
    return (Check(case=case, rule=one["rule"], finding=one) for one in sent.findings if _is_for_people(one))


def _is_for_people(finding: Mapping[str, Any]) -> bool:
    left_to_people = finding["severity"] == Severity.JUDGEMENT.value or finding["correctable"]
    return left_to_people and finding["rule"] not in ELSEWHERE
