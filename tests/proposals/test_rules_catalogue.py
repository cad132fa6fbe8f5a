"""Every rule of the catalogue has its article, its severity and its test."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from proposals.rules.catalogue import CATALOGUE, ORDER, Entry
from proposals.rules.judge import judge
from tests.budgets.rule_cases import CASES as BUDGET_CASES
from tests.builders import CALL, application, findings
from tests.eligibility.rule_cases import CASES as ELIGIBILITY_CASES
from tests.proposals.rule_cases import CASES as PROPOSAL_CASES
from tests.rule_cases import RuleCase
from usr_portal.call.rules.digest import articles
from usr_portal.kernel.findings import Severity

CASES = [*BUDGET_CASES, *ELIGIBILITY_CASES, *PROPOSAL_CASES]
CORRECTABLE = {"DOC-PRIOR-RESULTS", "DOC-CLOSING-REPORT", "DOC-ELIGIBILITY"}
WARNINGS = {"SCHOOL-USR-UNIT", "ETHICS-IRB", "BUDGET-PERSONNEL", "BUDGET-PERSONNEL-REASON"}
JUDGEMENTS = {
    "PAPER-COPY",
    "ELIG-OVERLAP",
    "ELIG-NEW-C-FIT",
    "ELIG-SIMILAR",
    "TEAM-ONE-ROLE-OUTSIDE",
    "TEAM-COPI-OUTSIDE",
    "BUDGET-TRAVEL-SUSTAINABLE",
}
# Shapes the lead of a merger and raises nothing itself; its cases are those of ELIG-BASIS with several predecessors.
SILENT = {"ELIG-MERGE-HIGHEST"}


def test_the_catalogue_lists_each_rule_once_in_its_order() -> None:
    assert [entry.id for entry in CATALOGUE] == list(ORDER)
    assert max(Counter(ORDER).values()) == 1
    assert len(ORDER) == 74


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.id)
def test_a_rule_has_a_title_an_article_of_the_call_and_a_test(entry: Entry) -> None:
    assert re.search(r"[\u4e00-\u9fff]", entry.title)
    assert entry.articles
    assert all(article in articles() for article in entry.articles)
    assert entry.id in SILENT or any(case.rule == entry.id for case in CASES)


def test_severities_are_the_calls() -> None:
    by_severity = {severity: {entry.id for entry in CATALOGUE if entry.severity is severity} for severity in Severity}
    assert by_severity[Severity.WARNING] == WARNINGS
    assert by_severity[Severity.JUDGEMENT] == JUDGEMENTS
    assert {entry.id for entry in CATALOGUE if entry.correctable} == CORRECTABLE


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings_cite_the_digest_are_reported_once_a_place_and_come_in_order(case: RuleCase) -> None:
    found = findings(*case.raising)
    assert {finding.article for finding in found} <= set(articles())
    assert max(Counter((finding.rule, finding.proposal, finding.path) for finding in found).values()) == 1
    edited = application(*case.raising)
    owners = [None, *(proposal.id for proposal in edited.proposals)]
    places = [(owners.index(finding.proposal), ORDER.index(finding.rule)) for finding in found]
    assert places == sorted(places)
    assert judge(edited, CALL) == found
