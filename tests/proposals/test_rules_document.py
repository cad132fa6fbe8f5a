"""The application file: what it refuses, by its path, and that nothing is lost on the way."""

from __future__ import annotations

import json
import unicodedata
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.rules.types import BudgetPlan
from proposals.document import DocumentError, dump, parse, parse_object
from proposals.rules.application import Application, Proposal, School, SchoolPlan
from tests.budgets.strategies import plans
from tests.builders import CALL, Edit, application, document, edited, text
from tests.eligibility.rule_cases import CASES as ELIGIBILITY_CASES
from tests.proposals.rule_cases import CASES as PROPOSAL_CASES
from tests.rule_cases import RuleCase
from usr_portal.kernel.vocabulary import PlanType


def refusal(source: str | bytes) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        parse(source)
    assert caught.value.message.render()
    return caught.value


def path_of(*edits: Edit) -> str:
    return refusal(text(edited(edits))).path


def with_raw(key: str, raw: str) -> str:
    """The file with ``raw`` written at the place of a proposal's external funds of 114."""
    return json.dumps(edited([(key, "HERE")])).replace('"HERE"', raw)


@given(st.sampled_from([*ELIGIBILITY_CASES, *PROPOSAL_CASES]))
@settings(max_examples=40)
def test_what_is_written_reads_back_equal(case: RuleCase) -> None:
    before = application(*case.raising)
    assert parse(json.dumps(dump(before))) == before


@given(plans)
@settings(max_examples=25)
def test_any_money_plan_reads_back_equal(money: BudgetPlan) -> None:
    proposal = Proposal(id="P", type=PlanType.DEEP, budget=money)
    raw = Application(call="usr-4", school=School("0001"), school_plan=SchoolPlan(), proposals=(proposal,))
    written = unicodedata.normalize("NFC", json.dumps(dump(raw), ensure_ascii=False))
    before = parse(written)
    assert dump(before) == json.loads(written)
    assert parse(json.dumps(dump(before))) == before


def test_a_file_that_was_written_is_written_alike_again() -> None:
    once = dump(application())
    assert dump(parse(json.dumps(once))) == once


def test_absent_keys_and_nulls_are_the_same() -> None:
    bare = {
        "format": "usr-application/1",
        "call": "usr-4",
        "school": {"code": "0001"},
        "proposals": [{"id": "P", "type": "deep"}],
    }
    full = dump(parse_object(bare))
    assert full["proposals"][0]["title"] is None
    assert parse_object(full) == parse_object(bare)


def test_text_is_normalised_and_line_breaks_stay() -> None:
    read = application(("S.title", "Cafe\u0301\r\n共好"), ("S.team[0].name", "e\u0301"))
    assert read.proposals[0].title == "Café\r\n共好"
    assert read.proposals[0].team[0].name == "é"


@pytest.mark.parametrize(
    ("written", "second"),
    [
        ("2024-08-30T17:00:00+08:00", "2024-08-30T17:00:00+08:00"),
        ("2024-08-30T09:00:00Z", "2024-08-30T17:00:00+08:00"),
        ("2024-08-30T17:00:00+0800", "2024-08-30T17:00:00+08:00"),
        ("2024-08-30T17:00", "2024-08-30T17:00:00+08:00"),
        ("2024-08-30T10:00:00+01:00", "2024-08-30T17:00:00+08:00"),
    ],
)
def test_times_carry_an_offset_or_are_taipei(written: str, second: str) -> None:
    assert application(("as_of", written)).as_of == datetime.fromisoformat(second)


@pytest.mark.parametrize(
    "raw",
    [
        "1e6",
        "1.0",
        "-0.5",
        '"1000"',
        "true",
        "NaN",
        "Infinity",
        "-Infinity",
        "1000000000001",
        "-1000000000001",
        "1" * 5000,
        "[]",
        "{}",
    ],
)
@pytest.mark.parametrize(
    ("key", "path"),
    [("S.external.114", "proposals[0].external.114"), ("S.budget.115[0].amount", "proposals[0].budget.115[0].amount")],
)
def test_an_amount_is_a_whole_number(key: str, path: str, raw: str) -> None:
    assert refusal(with_raw(key, raw)).path == path


@pytest.mark.parametrize("amount", [10**12, -(10**12), 0])
def test_the_largest_amounts_are_read(amount: int) -> None:
    assert application(("S.matching.114", amount)).proposals[0].budget.matching["114"] == amount


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("titel", "titel"),
        ("school.nmae", "school.nmae"),
        ("school_plan.sections.overview", "school_plan.sections.overview"),
        ("school_plan.budget.117", "school_plan.budget.117"),
        ("registry[1].team[0].month", "registry[1].team[0].month"),
        ("S.sections.strategy_9", "proposals[0].sections.strategy_9"),
        ("S.budget.113", "proposals[0].budget.113"),
        ("S.budget.114[1].price", "proposals[0].budget.114[1].price"),
        ("S.basis.ground.month", "proposals[0].basis.ground.month"),
        ("I.mous[0].signed", "proposals[3].mous[0].signed"),
        ("N.team[0].e-mail", "proposals[4].team[0].e-mail"),
    ],
)
def test_an_unknown_key_is_refused_by_name(key: str, path: str) -> None:
    error = refusal(text(edited([(key, None)])))
    assert error.path == path
    assert path.rsplit(".", 1)[-1] in error.message.render()


def test_a_typing_error_in_the_call_is_told_as_such() -> None:
    error = refusal('{"format": "usr-application/1", "cal": "usr-4"}')
    assert error.path == "cal"


@pytest.mark.parametrize(
    ("edit", "path"),
    [
        (("format", "usr-application/2"), "format"),
        (("format", None), "format"),
        (("call", "usr-9"), "call"),
        (("call", ["usr-4"]), "call"),
        (("call", None), "call"),
        (("as_of", "2024-02-30T00:00:00"), "as_of"),
        (("as_of", "2024-08-30"), "as_of"),
        (("as_of", "0001-01-01T00:00:00+23:59"), "as_of"),
        (("as_of", 5), "as_of"),
        (("school", None), "school.code"),
        (("school", []), "school"),
        (("school.code", " "), "school.code"),
        (("school.kind", "college"), "school.kind"),
        (("school.under_guidance", "no"), "school.under_guidance"),
        (("school.has_usr_unit", 1), "school.has_usr_unit"),
        (("registry[0].phase", 4), "registry[0].phase"),
        (("registry[0].phase", None), "registry[0].phase"),
        (("registry[0].type", "grand"), "registry[0].type"),
        (("registry[2].id", "old-S"), "registry[2].id"),
        (("registry[0].team[0].role", None), "registry[0].team[0].role"),
        (("registry[1]", None), "registry[1]"),
        (("proposals", {}), "proposals"),
        (("proposals[3].id", "S"), "proposals[3].id"),
        (("S.id", None), "proposals[0].id"),
        (("S.type", None), "proposals[0].type"),
        (("S.type", ["sprout"]), "proposals[0].type"),
        (("S.title", 5), "proposals[0].title"),
        (("S.title", ["很深"]), "proposals[0].title"),
        (("S.keywords_zh", "地方"), "proposals[0].keywords_zh"),
        (("S.issue", [7]), "proposals[0].issue[0]"),
        (("S.sdgs", [1, 18]), "proposals[0].sdgs[1]"),
        (("S.sdgs", [1, True]), "proposals[0].sdgs[1]"),
        (("S.sdgs", [None]), "proposals[0].sdgs[0]"),
        (("S.contact", []), "proposals[0].contact"),
        (("S.documents", ["diploma"]), "proposals[0].documents[0]"),
        (("S.ethics.topics", ["war"]), "proposals[0].ethics.topics[0]"),
        (("S.milestones.114", "一"), "proposals[0].milestones.114"),
        (("S.sections.summary", {}), "proposals[0].sections.summary"),
        (("S.budget.114[0].item", None), "proposals[0].budget.114[0].item"),
        (("S.budget.114[0].source", None), "proposals[0].budget.114[0].source"),
        (("S.budget.114[0].amount", None), "proposals[0].budget.114[0].amount"),
        (("S.abroad_plans", [{"year": "一一四"}]), "proposals[0].abroad_plans[0].year"),
        (("I.mous[0].signed_on", "2024-02-30"), "proposals[3].mous[0].signed_on"),
        (("I.mous[0].signed_on", "20240228"), "proposals[3].mous[0].signed_on"),
        (("N.basis.ground.projects", [{"from": "2024-13"}]), "proposals[4].basis.ground.projects[0].from"),
        (("N.basis.ground.projects", [{"to": "0000-01"}]), "proposals[4].basis.ground.projects[0].to"),
        (("N.basis.ground.projects", [{"to": "2024-1"}]), "proposals[4].basis.ground.projects[0].to"),
    ],
)
def test_what_does_not_have_the_form_is_refused_at_its_path(edit: Edit, path: str) -> None:
    assert path_of(edit) == path


@pytest.mark.parametrize("character", ["\x00", "\t", "\x1b", "\x7f", "\x85", "\ud800"])
def test_control_characters_are_refused(character: str) -> None:
    source = json.dumps(edited([("S.title", f"溪{character}流")]))
    assert refusal(source).path == "proposals[0].title"


def test_a_key_written_twice_is_refused() -> None:
    source = json.dumps(document()).replace(
        '"kind": "university"', '"kind": "university", "kind": "open_university"', 1
    )
    assert refusal(source).path == "school.kind"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"", "第 1 行"),
        (b'{\n"format": }', "第 2 行"),
        (b'\xef\xbb\xbf{"format": "usr-application/1"}', "BOM"),
        (b'{"format":\n\n"\xa4\xa4"}', "第 3 行"),
        ("[]", "物件"),
        ("null", "物件"),
        (json.dumps(document()) + "}", "第 1 行"),
        ("[" * 100_000, "層"),
        ('{"format": "usr-application/1", "call": "usr-4", "school": ' + '{"a":' * 5_000 + "1" + "}" * 5_001, "層"),
    ],
    ids=["empty", "broken", "bom", "big5", "list", "null", "more after the end", "deep list", "deep object"],
)
def test_what_is_no_json_is_refused_with_its_line(source: str | bytes, said: str) -> None:
    error = refusal(source)
    assert said in str(error)


def test_a_nesting_deeper_than_the_format_is_refused_where_it_begins() -> None:
    assert path_of(("S.title", {"a": {"b": []}})) == "proposals[0].title"


def test_other_parameters_can_be_given() -> None:
    assert parse_object(document(), CALL) == application()
    with pytest.raises(DocumentError, match="call"):
        parse_object({**document(), "call": "usr-5"}, CALL)
    assert dump(application(), CALL) == dump(application())
