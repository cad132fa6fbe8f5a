"""One case in the data check, as staff read it: its items with the facts side by side, corrections, paper copy, moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language

from eligibility.selectors.beside import facts_of
from proposals.rules.application import Proposal
from proposals.rules.catalogue import CATALOGUE
from proposals.selectors.sent import sending_of
from review.access import get_case_for_staff
from review.facts.documents import CaseDocument, CasePaper, composed
from review.facts.progress import last_postmarks, progress_of
from review.facts.registry import Alike, Pair, beside, most_alike
from review.facts.states import last_moves
from review.models import Case, Check, Correction, CorrectionLetter, PaperCopy, StageMove
from review.models.cases import Outcome, Stage
from review.rules.checking import Progress, is_due
from review.rules.differences import Piece, as_text, differences
from review.rules.targets import Target, suggested, targets
from usr_portal.accounts.models import Person
from usr_portal.call import services as call
from usr_portal.call.rules import digest
from usr_portal.call.services import Moment
from usr_portal.kernel import richtext, roc
from usr_portal.kernel.vocabulary import PlanType

SIDE_BY_SIDE, ALIKE, MINISTRY, OUTSIDE = "side_by_side", "alike", "ministry", "outside"
_SHOWN = {
    "ELIG-OVERLAP": SIDE_BY_SIDE,
    "ELIG-SIMILAR": ALIKE,
    "ELIG-NEW-C-FIT": MINISTRY,
    "TEAM-ONE-ROLE-OUTSIDE": OUTSIDE,
    "TEAM-COPI-OUTSIDE": OUTSIDE,
}
_TITLES = {entry.id: entry.title for entry in CATALOGUE}
_EVIDENCE = {
    "ELIG-OVERLAP": ("prior_results_report", "prior_relation_statement"),
    "ELIG-SIMILAR": ("prior_relation_statement", "other"),
    "ELIG-NEW-C-FIT": ("eligibility_evidence", "closing_report"),
    "DOC-PRIOR-RESULTS": ("prior_results_report", "prior_relation_statement"),
    "DOC-CLOSING-REPORT": ("closing_report",),
    "DOC-ELIGIBILITY": ("eligibility_evidence", "results_evidence"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """An item to judge. `shows` names the facts that stand beside it; `mended_by` are items to ask for."""

    check: Check
    title: str
    article_slug: str
    shows: str
    papers: tuple[CasePaper, ...]
    mended_by: tuple[Target, ...]

    @property
    def place(self) -> str:
        """Its anchor on the page."""
        return f"check-{self.check.pk}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A correction with what changed; `pieces` only where a field was answered."""

    correction: Correction
    is_overdue: bool
    pieces: tuple[Piece, ...]

    @property
    def place(self) -> str:
        """Its anchor on the page."""
        return f"correction-{self.correction.pk}"


@dataclass(frozen=True, slots=True)
class Ticked:
    """A line of the submitted checklist, with what the check of the sending said of its rules."""

    words: str
    ticked: bool
    rules: tuple[str, ...]
    raised: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands beside the items: predecessors and likenesses, the proposal itself."""

    proposal: Proposal
    summary: str
    pairs: tuple[Pair, ...]
    alike: tuple[Alike, ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CheckPage:
    """Everything on the page of one case."""

    case: Case
    number: str
    in_check: bool
    is_in_force: bool
    items: tuple[Item, ...]
    facts: Facts
    corrections: tuple[Asked, ...]
    papers: tuple[CasePaper, ...]
    checklist: tuple[Ticked, ...]
    copy: PaperCopy | None
    last_postmark: date
    progress: Progress
    window: Moment
    targets: tuple[Target, ...]
    moves: tuple[StageMove, ...]
    undoable: StageMove | None
    letters: tuple[CorrectionLetter, ...]

    @property
    def last_postmark_named(self) -> str:
        """The last day of a good postmark, as this reader writes days."""
        english = (get_language() or "").startswith("en")
        return self.last_postmark.isoformat() if english else roc.short_date(self.last_postmark)


def check_page(person: Person, project_number: str) -> CheckPage:
    """Read the page of a case for staff, or raise `Http404`; some twenty statements whatever the case holds."""
    case = get_case_for_staff(person, project_number)
    people = ("paper", "asked_by", "answered_by", "closed_by")
    corrections = list(Correction.objects.filter(case=case).select_related(*people).order_by("pk"))
    accepted = [one for one in corrections if one.state == Correction.State.ACCEPTED]
    document = composed(sending_of(case.submitted_id), sorted(accepted, key=lambda one: (one.closed_at, one.pk)))
    checks = list(Check.objects.filter(case=case).select_related("decided_by").order_by("pk"))
    window = call.moment("data_check", case.school_id)
    plan_type = PlanType(case.plan_type)
    return CheckPage(
        case=case,
        number=document.sending.number,
        in_check=case.stage == Stage.DATA_CHECK and case.outcome == Outcome.OPEN,
        is_in_force=document.sending.in_force,
        items=tuple(_item(check, plan_type, document) for check in checks),
        facts=_facts(case, document, {check.rule for check in checks}),
        corrections=tuple(_asked(one, window) for one in corrections),
        papers=document.papers,
        checklist=tuple(_checklist(plan_type, document)),
        copy=PaperCopy.objects.filter(submission=document.sending.submission_id).select_related("recorded_by").first(),
        last_postmark=last_postmarks([case.school_id])[case.school_id],
        progress=progress_of([case.pk], window.now)[case.pk],
        window=window,
        targets=targets(plan_type),
        moves=tuple(StageMove.objects.filter(case=case).select_related("actor", "undoes")),
        undoable=last_moves([case.pk]).get(case.pk),
        letters=tuple(CorrectionLetter.objects.filter(school=case.school_id).select_related("made_by")),
    )


def _item(check: Check, plan_type: PlanType, document: CaseDocument) -> Item:
    kinds = _EVIDENCE.get(check.rule, ())
    return Item(
        check=check,
        title=_TITLES.get(check.rule, check.rule),
        article_slug=digest.article(check.finding["article"]).slug,
        shows=_SHOWN.get(check.rule, ""),
        papers=tuple(paper for paper in document.papers if paper.kind in kinds),
        mended_by=suggested(plan_type, check.finding),
    )


def _facts(case: Case, document: CaseDocument, rules: set[str]) -> Facts:
    """Read what the items at hand need, and no more."""
    proposal = document.proposal
    own = proposal.basis.predecessors
    priors = facts_of(own) if own and "ELIG-OVERLAP" in rules else {}
    return Facts(
        proposal=proposal,
        summary=richtext.plain(proposal.sections.get("summary", "")),
        pairs=tuple(beside(proposal, priors[key]) for key in own if key in priors),
        alike=most_alike(case, proposal.title, own) if "ELIG-SIMILAR" in rules else (),
        names={member.person: member.name or member.person for member in proposal.team},
    )


def _asked(correction: Correction, window: Moment) -> Asked:
    is_field = "value" in correction.after
    before, after = correction.before.get("value"), correction.after.get("value")
    return Asked(
        correction=correction,
        is_overdue=correction.state == Correction.State.ASKED and is_due(correction.due_at, window.now),
        pieces=differences(as_text(before), as_text(after)) if is_field else (),
    )


def _checklist(plan_type: PlanType, document: CaseDocument) -> Iterable[Ticked]:
    """Give the checklist as it was sent: it could only be sent ticked, so the document keeps one answer for it all."""
    language = get_language() or ""
    raised = _raised(document.sending.findings, document.proposal.id)
    for line in digest.checklist(plan_type):
        yield Ticked(
            line.words(language), document.proposal.checklist, line.rules, raised=bool(raised.intersection(line.rules))
        )


def _raised(findings: Iterable[Mapping[str, Any]], proposal: str) -> set[str]:
    return {one["rule"] for one in findings if one["proposal"] == proposal}
