"""What a school can be asked to mend, and where it stands in the document."""

from __future__ import annotations

import pytest

from proposals.document import dump, parse_object
from review.rules.targets import suggested, target, targets, value_of, with_value
from tests.builders import CALL, document
from usr_portal.kernel.vocabulary import PlanType

SPROUT = dump(parse_object(document()), CALL)["proposals"][0]


@pytest.mark.parametrize("plan_type", list(PlanType))
def test_every_type_has_papers_and_fields_each_once(plan_type: PlanType) -> None:
    keys = [one.key for one in targets(plan_type)]
    assert len(keys) == len(set(keys))
    assert {"paper:prior_results_report", "paper:other", "field:basics.contact", "field:summary.summary"} <= set(keys)
    assert ("paper:mou" in keys) == (plan_type is PlanType.INTERNATIONAL)


@pytest.mark.parametrize(
    "key", ["field:basics.title", "field:team.team", "field:budget.budget", "field:eligibility.basis"]
)
def test_what_the_claim_rests_on_cannot_be_asked_for(key: str) -> None:
    with pytest.raises(LookupError):
        target(PlanType.SPROUT, key)


@pytest.mark.parametrize("field", ["keywords_zh", "summary", "practicability", "contact"])
def test_a_field_is_put_where_it_stood_and_nowhere_else(field: str) -> None:
    changed = with_value(SPROUT, field, "新")

    assert value_of(changed, field) == "新"
    assert with_value(changed, field, value_of(SPROUT, field)) == SPROUT
    assert value_of(SPROUT, field) != "新"


def test_every_field_that_can_be_asked_for_is_read_back_from_the_document() -> None:
    for one in targets(PlanType.SPROUT):
        if not one.is_paper and one.kind != "merge_statement":
            value = value_of(SPROUT, one.kind)
            read = parse_object({**document(), "proposals": [with_value(SPROUT, one.kind, value)]})
            assert len(read.proposals) == 1


def test_the_papers_that_would_mend_a_finding_are_offered() -> None:
    found = suggested(PlanType.SPROUT, {"rule": "DOC-PRIOR-RESULTS"})
    assert [one.kind for one in found] == ["prior_results_report", "prior_relation_statement"]
    assert suggested(PlanType.SPROUT, {"rule": "ELIG-SIMILAR"}) == ()


def test_an_item_is_found_by_its_key() -> None:
    found = target(PlanType.INTERNATIONAL, "paper:mou")
    assert (found.kind, found.is_paper) == ("mou", True)
    assert target(PlanType.SPROUT, "field:basics.contact").kind == "contact"
