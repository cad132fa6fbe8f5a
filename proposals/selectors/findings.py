"""Findings as a person sees them: in their language, with the place to mend and the article."""

from __future__ import annotations

import re
from collections import defaultdict
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from proposals.facts import application_document
from proposals.models import Application, Proposal
from proposals.rules.judge import judge
from proposals.rules.supposing import outcome, suppose
from proposals.selectors.addresses import plan_page, school_page
from usr_portal.call.rules import digest
from usr_portal.call.services import moment
from usr_portal.kernel.findings import Finding, submittable
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from proposals.rules.application import Application as ApplicationDocument
    from proposals.rules.application import Proposal as ProposalDocument
    from proposals.rules.supposing import Supposition
    from usr_portal.call.services import Moment

UPLOAD = "upload"
_PLACE = re.compile(r"^proposals\[\d+\]\.?(.*)$")
_BUDGET = {"budget", "matching", "external", "personnel_reason", "abroad_plans", "international_focus"}
_ELIGIBILITY = {"basis", "new_ground", "ground", "predecessors"}


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding ready for a page. `url` is the place to mend; `section` and `field` say which page and field that is."""

    rule: str
    severity: str
    correctable: bool
    stops_sending: bool
    proposal: str | None
    path: str
    message: str
    fix: str
    article: str
    article_url: str
    url: str
    section: str
    field: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """An application judged at a moment: its document, all findings, and those of each proposal by its number."""

    document: ApplicationDocument
    moment: Moment
    raw: tuple[Finding, ...]
    findings: tuple[ShownFinding, ...]
    by_proposal: Mapping[str | None, tuple[ShownFinding, ...]] = field(default_factory=dict)

    @property
    def submittable(self) -> bool:
        """No blocking finding that is not correctable remains."""
        return submittable(self.raw)

    def of(self, number: str | None) -> tuple[ShownFinding, ...]:
        """Give the findings of one proposal, or (None) of the school."""
        return self.by_proposal.get(number, ())


def judged(application: Application, *, only: Iterable[int] | None = None) -> Judgement:
    """Judge the draft of an application now; the same rules as the file's and the sending's."""
    now = moment(UPLOAD, application.school_id)
    document = application_document(application, now.parameters, as_of=now.now, only=only)
    raw = judge(document, now.parameters)
    rows = {row.document_id or row.number: row for row in application.proposals.filter(removed_at=None)}
    shown = tuple(show(one, rows, application.school.code) for one in raw)
    grouped: dict[str | None, list[ShownFinding]] = defaultdict(list)
    for one in shown:
        grouped[one.proposal].append(one)
    return Judgement(document, now, raw, shown, {key: tuple(found) for key, found in grouped.items()})


@dataclass(frozen=True, slots=True)
class ShownOutcome:
    """What a supposition does to the findings of a school: those that come, those that go, and how many stay."""

    come: tuple[ShownFinding, ...]
    gone: tuple[ShownFinding, ...]
    stay: int


def document_of(judgement: Judgement, proposal: Proposal) -> ProposalDocument:
    """Give a proposal as the judged document has it."""
    wanted = proposal.document_id or proposal.number
    return next(one for one in judgement.document.proposals if one.id == wanted)


def supposed(judgement: Judgement, proposal: Proposal, supposition: Supposition) -> ShownOutcome:
    """Judge the same application with a proposal as it is supposed to be; nothing is written.

    A finding on a page that only the supposed type has leads nowhere yet: its `url` is "".
    """
    written = document_of(judgement, proposal)
    parameters = judgement.moment.parameters
    found = outcome(judgement.raw, judge(suppose(judgement.document, written.id, supposition), parameters))
    rows = {row.document_id or row.number: row for row in proposal.application.proposals.filter(removed_at=None)}
    code = proposal.application.school.code
    come = (show(one, _as_supposed(rows, written.id, supposition), code) for one in found.come)
    missing = _pages(supposition.plan_type) - _pages(written.type)
    reached = tuple(replace(one, url="") if one.section in missing else one for one in come)
    return ShownOutcome(reached, tuple(show(one, rows, code) for one in found.gone), len(found.stay))


def own(found: ShownOutcome, number: str) -> ShownOutcome:
    """Give of an outcome what a team may read: of its own proposal and of the school, not of other teams' proposals."""
    readable = {number, None}
    come = tuple(one for one in found.come if one.proposal in readable)
    return ShownOutcome(come, tuple(one for one in found.gone if one.proposal in readable), found.stay)


def _as_supposed(rows: Mapping[str, Proposal], document_id: str, supposition: Supposition) -> Mapping[str, Proposal]:
    """Give the rows with the proposal's type as supposed, so that a finding leads to the page it would stand on."""
    row = copy(rows[document_id])
    row.plan_type = supposition.plan_type
    return {**rows, document_id: row}


def show(finding: Finding, rows: Mapping[str, Proposal], school_code: str) -> ShownFinding:
    """Turn a finding into what a page shows; `rows` are the proposals by their id in the document."""
    row = rows.get(finding.proposal) if finding.proposal else None
    section, name = _place(finding.path, PlanType(row.plan_type) if row else None)
    return ShownFinding(
        rule=finding.rule,
        severity=finding.severity.value,
        correctable=finding.correctable,
        stops_sending=finding.stops_sending,
        proposal=row.number if row else None,
        path=finding.path,
        message=finding.message.render(gettext),
        fix=finding.fix.render(gettext),
        article=finding.article,
        article_url=reverse("article", args=[digest.article(finding.article).slug]),
        url=_url(section, name, row, school_code),
        section=section,
        field=name,
    )


def counts(findings: Iterable[ShownFinding]) -> dict[str, int]:
    """Count what blocks, what may be corrected, warnings, and what is left to judgement."""
    found = {"blocking": 0, "correctable": 0, "warning": 0, "judgement": 0}
    for one in findings:
        key = "correctable" if one.correctable else one.severity
        found[key] += 1
    return found


def _place(path: str, plan_type: PlanType | None) -> tuple[str, str]:
    """Give the page (section key) and the field of a path in the document."""
    inside = _PLACE.match(path)
    names = re.split(r"[.\[]", inside[1] if inside else path)
    if plan_type is None:
        return _school_place(names)
    name = names[1] if names[0] in {"sections", "ethics"} and len(names) > 1 else names[0]
    if name in _BUDGET:
        return "budget", name
    if name in _ELIGIBILITY:
        inner = names[1] if len(names) > 1 and names[0] == "basis" else "basis"
        return "eligibility", {"predecessors": "predecessors", "new_ground": "new_ground"}.get(inner, "basis")
    if name == "documents":
        return "papers", name
    return _section_of(plan_type).get(name, ""), name


def _school_place(names: list[str]) -> tuple[str, str]:
    if names[0] != "school_plan" or len(names) == 1:
        return "", names[0]
    name = names[2] if names[1] == "sections" and len(names) > 2 else names[1]  # noqa: PLR2004 - school_plan.sections.key
    if name == "budget":
        return "budget", name
    sections = {one.key: section.key for section in digest.school_sections() for one in section.fields}
    return sections.get("school_checklist" if name == "checklist" else name, ""), name


@cache
def _section_of(plan_type: PlanType) -> dict[str, str]:
    return {one.key: section.key for section in digest.sections(plan_type) for one in section.fields}


def _pages(plan_type: PlanType) -> set[str]:
    return {section.key for section in digest.sections(plan_type)}


def _url(section: str, name: str, row: Proposal | None, school_code: str) -> str:
    if row is None:
        return _school_url(section, name, school_code)
    pages = {
        "": reverse("proposal", args=[row.number]),
        "budget": f"{reverse('proposal_budget', args=[row.number])}#{name}",
        "papers": reverse("proposal_papers", args=[row.number]),
    }
    return pages.get(section) or f"{reverse('proposal_edit', args=[row.number, section])}#field-{name}"


def _school_url(section: str, name: str, school_code: str) -> str:
    pages = {"": school_page("school", school_code), "budget": plan_page(school_code, "budget")}
    return pages.get(section) or f"{plan_page(school_code, section)}#field-{name}"
