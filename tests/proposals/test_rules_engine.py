"""What holds of judging as a whole, whatever the application."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from proposals.document import parse_object
from proposals.rules.judge import judge
from tests.budgets.rule_cases import CASES as BUDGET_CASES
from tests.builders import CALL, Edit, Json, basis, edited, findings, member, mou, prior, proposal, raised
from tests.eligibility.rule_cases import CASES as ELIGIBILITY_CASES
from tests.proposals.rule_cases import CASES as PROPOSAL_CASES
from tests.rule_cases import RuleCase
from usr_portal.kernel.findings import Finding, submittable

CASES = [*BUDGET_CASES, *ELIGIBILITY_CASES, *PROPOSAL_CASES]
# Rules of the school look at all proposals; these clash across proposals by their nature.
SHARING = {"TEAM-ONE-ROLE", "TEAM-ONE-ROLE-OUTSIDE", "ELIG-ONE-SUCCESSOR", "SAME-CASE", "ELIG-SIMILAR"}

cases = st.sampled_from(CASES)


def without_place(found: Finding, ids: list[str]) -> tuple[object, ...]:
    """A finding whose path names its proposal by id, not by place."""
    path = found.path
    for place, name in enumerate(ids):
        path = path.replace(f"proposals[{place}]", name)
    return (found.rule, found.proposal, path, found.article, found.correctable)


def judged(base: Json) -> set[tuple[object, ...]]:
    ids = [entry["id"] for entry in base["proposals"] or []]
    return {without_place(found, ids) for found in judge(parse_object(base), CALL)}


def test_the_valid_application_is_submittable() -> None:
    assert raised() == []
    assert submittable(findings())


def test_an_empty_draft_is_judged() -> None:
    bare = {
        "format": "usr-application/1",
        "call": "usr-4",
        "school": {"code": "0001"},
        "proposals": [{"id": "P", "type": "international"}],
    }
    rules = {found.rule for found in judge(parse_object(bare), CALL)}
    assert {
        "ELIG-BASIS",
        "TEAM-PI",
        "DOC-MOU",
        "DOC-SECTIONS",
        "YEARS-ALL",
        "SCHOOL-PLAN-REQUIRED",
        "DISCLOSURE",
    } <= rules
    assert "WINDOW-OPEN" not in rules


def test_only_correctable_findings_leave_it_submittable() -> None:
    assert submittable(findings(("N.documents", [])))
    assert raised(("N.documents", [])) == [("DOC-CLOSING-REPORT", "N"), ("DOC-ELIGIBILITY", "N")]
    assert not submittable(findings(("N.documents", []), ("N.checklist", False)))
    assert submittable(findings(("school.has_usr_unit", False)))


@settings(max_examples=30)
@given(st.permutations(range(5)), cases)
def test_the_order_of_proposals_changes_nothing(order: list[int], case: RuleCase) -> None:
    base = edited(case.raising)
    assume(len(base["proposals"] or []) == 5)
    shuffled = {**base, "proposals": [base["proposals"][place] for place in order]}
    # SIG-PLANNED is the school's: its path names the first proposal concerned, whichever that is.
    assert {row for row in judged(base) if row[0] != "SIG-PLANNED"} == {
        row for row in judged(shuffled) if row[0] != "SIG-PLANNED"
    }


@settings(max_examples=30)
@given(st.permutations(range(7)), cases)
def test_the_order_of_the_registry_changes_nothing(order: list[int], case: RuleCase) -> None:
    base = edited(case.raising)
    registry = base["registry"]
    shuffled = {**base, "registry": [registry[place] for place in order if place < len(registry)] + registry[7:]}
    assert judged(base) == judged(shuffled)


def newcomer(plan_type: str) -> Json:
    """A valid proposal that shares nothing with the others."""
    rests = (
        basis("new", new_ground="B", ground={"person": "teacher-new"})
        if plan_type == "sprout"
        else basis("advancement", "new-prior")
    )
    return proposal("NEW", plan_type, rests, "teacher-new", title="完全不同的題目")


@settings(max_examples=40)
@given(st.sampled_from(["sprout", "deep", "international", "distinctive"]), cases)
def test_a_valid_proposal_more_adds_no_finding_to_another(plan_type: str, case: RuleCase) -> None:
    base = edited(case.raising)
    served = [{"person": "teacher-new", "role": "pi", "months": 36}]
    base["registry"].append(prior("new-prior", "sprout", phase=2, title="無關之名", team=served))
    before = {row for row in judged(base) if row[1] is not None and row[0] not in SHARING}
    larger = {**base, "proposals": [*(base["proposals"] or []), newcomer(plan_type)]}
    after = {row for row in judged(larger) if row[1] is not None and row[0] not in SHARING}
    assert {row for row in after if row[1] != "NEW"} == before
    if base["school"]["supervised_by"] == "ministry":
        assert {row[0] for row in after if row[1] == "NEW"} <= {"ELIG-OVERLAP"}


@pytest.mark.parametrize("rule", ["TEAM-ONE-ROLE", "ELIG-ONE-SUCCESSOR", "SAME-CASE"])
def test_each_of_two_that_clash_is_told(rule: str) -> None:
    clashes: dict[str, list[Edit]] = {
        "TEAM-ONE-ROLE": [("S.team[+]", member("busy", "co_pi")), ("I.team[+]", member("busy", "associate_pi"))],
        "ELIG-ONE-SUCCESSOR": [("I.basis.predecessors", ["old-I", "old-S"]), ("I.merge_statement", "整併")],
        "SAME-CASE": [("I.title", "同一案"), ("S.title", "同一 案")],
    }
    assert raised(*clashes[rule]) == [(rule, "S"), (rule, "I")]


def test_a_clash_with_what_others_took_is_the_proposals_own() -> None:
    taken = [{"person": "teacher-old-S", "by": "甲校"}, {"predecessor": "old-D", "by": "乙校"}]
    assert raised(("taken", taken)) == [("TEAM-ONE-ROLE", "S"), ("ELIG-ONE-SUCCESSOR", "D")]


def test_a_predecessor_not_known_leaves_the_rules_that_need_it_unjudged() -> None:
    strangers = [("S.basis.predecessors", ["nobody"]), ("S.team", [member("new-pi")])]
    assert raised(*strangers) == [("ELIG-PREDECESSOR", "S")]


def test_the_mou_rules_speak_one_at_a_time() -> None:
    assert raised(("I.mous", [mou(signed_on="2001-01-01", partner_ok=False)])) == [("DOC-MOU", "I")]
    assert raised(("I.mous", [mou(signed_on="2001-01-01")])) == [("DOC-MOU-FRESH", "I")]


def test_a_year_without_subsidy_is_judged_for_no_share() -> None:
    assert raised(("X.budget.115", []), ("X.matching.115", 0), ("X.external.115", 0)) == [("YEARS-ALL", "X")]


def test_every_article_of_sig_goes_by_the_lowest_type_concerned() -> None:
    articles = []
    for gone in (["D"], ["D", "I"], []):
        base = edited([("D.sig_activities", {})])
        base["proposals"] = [entry for entry in base["proposals"] if entry["id"] not in gone]
        articles += [found.article for found in judge(parse_object(base), CALL) if found.rule == "SIG-PLANNED"]
    assert articles == ["玖、四、國際合作型（七）1", "玖、四、特色永續型（七）4", "玖、四、大學特色類（七）2（4）"]
