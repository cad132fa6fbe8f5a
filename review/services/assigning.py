"""Who reviews what: proposed for a whole round, edited by hand, offered. Conflicts are looked for at every write."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from proposals.services.refusals import NeedsReason, NotEditable, Refused
from review.access import require_staff
from review.facts.rounds import GONE, LIVE, candidates, order_of, reasons_of, subjects
from review.models import Assignment, Case, Reviewer, Round
from review.rules.assignment import assign
from review.rules.expertise import Taste, why
from review.services import rounds
from usr_portal.accounts.models import Person
from usr_portal.audit.services import record
from usr_portal.call import services as call
from usr_portal.notices.letters import compose
from usr_portal.notices.services import post

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from review.rules.assignment import Assignment as Proposed
    from review.rules.conflict import Reason

State = Assignment.State


class InConflict(Refused):
    """A reviewer may not have a case; `reasons` say why."""

    def __init__(self, reviewer: Reviewer, case: Case, reasons: Collection[Reason]) -> None:
        told = _("；").join(reason.message.render(_) for reason in reasons)
        super().__init__(
            _("{reviewer}不能審 {case}：{reasons}。").format(
                reviewer=reviewer.person.name, case=case.project_number, reasons=told
            )
        )
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True)
class Offered:
    """What was offered: how many assignments, to how many reviewers."""

    assignments: int
    reviewers: int


@transaction.atomic
def propose(*, actor: Person, round_id: int, afresh: bool = False) -> Proposed:
    """Propose the whole round at once, and keep the proposal as rows that nobody has been told of yet.

    What was offered or chosen by hand stays. What was proposed before is kept where nothing better is lost by it, so that
    a reviewer who falls out changes as little as possible; with `afresh` it is not looked at.
    """
    found = rounds.lock(actor, round_id)
    _require_running(found)
    facts = order_of(found, call.now())
    order = replace(facts.order, previous=()) if afresh else facts.order
    result = assign(order)
    _write(found, result, set(facts.reasons))
    found.report = _report(result)
    found.save(update_fields=["report"])
    detail = {"pairs": len(result.pairs), "short": len(result.shortages), "changes": result.changes}
    _record(actor, "propose", found, "", detail)
    return result


@transaction.atomic
def add(*, actor: Person, round_id: int, project_number: str, reviewer_id: int) -> Assignment:
    """Give a case to a reviewer by hand. Raises `InConflict` with the reasons, `Http404`, or why it makes no sense."""
    found = rounds.lock(actor, round_id)
    _require_running(found)
    made = _add(found, _case(found, project_number), _reviewer(reviewer_id))
    _record(actor, "add", found, "", {"case": project_number, "reviewer": reviewer_id})
    return made


@transaction.atomic
def remove(*, actor: Person, assignment_id: int, reason: str) -> Assignment:
    """Take a case from a reviewer. What was offered takes a reason, and leaves numerator and denominator."""
    found, assignment = _lock(actor, assignment_id)
    told = _take(assignment, reason)
    _record(actor, "remove", found, told, {"case": assignment.case.project_number, "reviewer": assignment.reviewer_id})
    return assignment


@transaction.atomic
def exchange(*, actor: Person, assignment_id: int, reviewer_id: int, reason: str) -> Assignment:
    """Give a reviewer's case to another one, in one act: both happen or neither."""
    found, assignment = _lock(actor, assignment_id)
    told = _take(assignment, reason)
    made = _add(found, assignment.case, _reviewer(reviewer_id))
    detail = {"case": assignment.case.project_number, "from": assignment.reviewer_id, "to": reviewer_id}
    _record(actor, "exchange", found, told, detail)
    return made


@transaction.atomic
def offer(*, actor: Person, round_id: int, link: str) -> Offered:
    """Offer what is proposed: each reviewer gets one letter. Raises `InConflict` for the first pair that has become one."""
    found = rounds.lock(actor, round_id)
    if found.state != Round.State.OPEN:
        raise NotEditable(_("請先開始這一輪，再發出邀請。"))
    related = ("case__school", "reviewer__person")
    rows = list(found.assignments.filter(state=State.PROPOSED).select_related(*related).order_by("pk"))
    if not rows:
        raise Refused(_("沒有待發出的擬分派。"))
    _require_no_conflict(rows)
    found.assignments.filter(pk__in=[one.pk for one in rows]).update(state=State.OFFERED)
    counts = Counter(one.reviewer for one in rows)
    for reviewer, count in counts.items():
        _tell(found, reviewer, count, max(one.pk for one in rows if one.reviewer_id == reviewer.pk), link)
    _record(actor, "offer", found, "", {"assignments": len(rows), "reviewers": len(counts)})
    return Offered(len(rows), len(counts))


def _write(found: Round, result: Proposed, barred: set[tuple[str, str]]) -> None:
    """Keep a proposal: rows that are not in it any more go, as nobody has been told of them."""
    wanted = {(int(one.case), int(one.reviewer)): one for one in result.pairs}
    held = {(one.case_id, one.reviewer_id): one for one in found.assignments.exclude(state__in=GONE)}
    stale = [one.pk for pair, one in held.items() if one.state == State.PROPOSED and pair not in wanted]
    Assignment.objects.filter(pk__in=stale).delete()
    Assignment.objects.bulk_create(
        Assignment(round=found, case_id=case, reviewer_id=reviewer, why=one.why.as_json())
        for (case, reviewer), one in wanted.items()
        if (case, reviewer) not in held and (one.case, one.reviewer) not in barred
    )


def _report(result: Proposed) -> dict[str, object]:
    return {
        "pairs": len(result.pairs),
        "uneven_by": result.uneven_by,
        "expertise": result.expertise,
        "changes": result.changes,
        "short": {
            one.case: {"missing": one.missing, "template": one.message.template, "values": dict(one.message.values)}
            for one in result.shortages
        },
        "one_school": list(result.one_school),
        "dropped": [list(pair) for pair in result.dropped],
    }


def _add(found: Round, case: Case, reviewer: Reviewer) -> Assignment:
    _require_free(reviewer, case)
    reason = why(subjects([case], {})[0], candidates([reviewer])[0], Taste()).as_json()
    held = found.assignments.select_for_update().filter(case=case, reviewer=reviewer).first()
    if held is None:
        return Assignment.objects.create(round=found, case=case, reviewer=reviewer, by_hand=True, why=reason)
    if held.state in LIVE or held.state == State.PROPOSED:
        raise Refused(_("這位委員已經分派了這一件。"))
    if held.state != State.REMOVED:
        raise Refused(_("這位委員已經婉拒或迴避這一件，不能再分派。"))
    held.state, held.by_hand, held.why, held.reason = State.PROPOSED, True, reason, ""
    held.save(update_fields=["state", "by_hand", "why", "reason", "changed_at"])
    return held


def _take(assignment: Assignment, reason: str) -> str:
    if assignment.state == State.PROPOSED:
        assignment.delete()
        return reason.strip()
    if assignment.state not in LIVE:
        raise NotEditable(_("這一筆分派已經結束。"))
    if not reason.strip():
        raise NeedsReason
    assignment.state, assignment.reason = State.REMOVED, reason.strip()
    assignment.save(update_fields=["state", "reason", "changed_at"])
    return reason.strip()


def _lock(actor: Person, assignment_id: int) -> tuple[Round, Assignment]:
    """Lock the round of an assignment first, then the assignment: the order of every act on a round."""
    require_staff(actor)
    round_id = Assignment.objects.filter(pk=assignment_id).values_list("round_id", flat=True).first()
    if round_id is None:
        raise Http404
    found = rounds.lock(actor, round_id)
    _require_running(found)
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("case__school", "reviewer__person")
    assignment = rows.filter(pk=assignment_id).first()
    if assignment is None:
        raise Http404
    return found, assignment


def _case(found: Round, project_number: str) -> Case:
    case = rounds.cases_of(found).select_related("school").filter(project_number=project_number).first()
    if case is None:
        raise Http404
    return case


def _reviewer(reviewer_id: int) -> Reviewer:
    reviewer = Reviewer.objects.select_related("person").filter(pk=reviewer_id, is_active=True).first()
    if reviewer is None:
        raise Refused(_("請選擇在聘的委員。"))
    return reviewer


def _require_running(found: Round) -> None:
    if found.state == Round.State.CLOSED:
        raise NotEditable(_("這一輪已經結束。"))


def _require_free(reviewer: Reviewer, case: Case) -> None:
    reasons = reasons_of([reviewer], [case], call.now()).get((str(case.pk), str(reviewer.pk)))
    if reasons:
        raise InConflict(reviewer, case, reasons)


def _require_no_conflict(rows: Iterable[Assignment]) -> None:
    rows = list(rows)
    reviewers = list({one.reviewer_id: one.reviewer for one in rows}.values())
    reasons = reasons_of(reviewers, list({one.case_id: one.case for one in rows}.values()), call.now())
    for one in rows:
        found = reasons.get((str(one.case_id), str(one.reviewer_id)))
        if found:
            raise InConflict(one.reviewer, one.case, found)


def _tell(found: Round, reviewer: Reviewer, count: int, last: int, link: str) -> None:
    """Write a letter that names no proposal: mail is not a place for what only the signed in may read."""
    values = {"round": found, "count": count, "link": link, "name": reviewer.person.name}
    subject, body = compose("review_offer", reviewer.person.language, values)
    post(key=f"review_offer:{found.pk}:{reviewer.pk}:{last}", to=reviewer.person.email, subject=subject, body=body)


def _record(actor: Person, act: str, found: Round, reason: str, detail: Mapping[str, object]) -> None:
    record(actor=actor, action=f"assignment.{act}", subject=f"round:{found.pk}", reason=reason, detail=detail)
