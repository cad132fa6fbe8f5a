"""The guided choice: what a prior project may become, by the rules themselves."""

from __future__ import annotations

import pytest

from eligibility.rules.paths import paths
from eligibility.rules.types import PriorProject
from tests.builders import CALL
from usr_portal.call.rules.digest import articles
from usr_portal.kernel.vocabulary import PlanType, PriorType

SCHOOL = "0999"


def project(
    type_: str, name: str = "P", phase: int = 3, predecessor: str | None = None, merged_into: str | None = None
) -> PriorProject:
    return PriorProject(name, SCHOOL, phase, PriorType(type_), "舊計畫", predecessor, merged_into)


def ways(
    prior: PriorProject, *others: PriorProject, school: str | None = None, taken: dict[str, str] | None = None
) -> list[str]:
    found = paths(prior, [prior, *others], CALL, school=school, taken=taken)
    assert [path.type for path in found] == list(PlanType)
    assert {path.article for path in found} <= set(articles())
    assert all(path.open == (not path.findings) and path.why.render() for path in found)
    return [f"{path.type} {path.basis}" for path in found if path.open]


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        ("sprout", ["sprout continuation", "deep advancement", "international advancement", "distinctive advancement"]),
        ("deep", ["deep continuation", "international advancement", "distinctive advancement"]),
        ("international", ["international continuation"]),
        ("distinctive", ["distinctive continuation"]),
        ("seed", []),
    ],
)
def test_of_phase_3(type_: str, expected: list[str]) -> None:
    assert ways(project(type_)) == expected


def test_two_phases_in_one_type_must_advance() -> None:
    prior = project("deep", predecessor="Q")
    assert ways(prior, project("deep", "Q", 2)) == ["international advancement", "distinctive advancement"]
    barred = paths(prior, [prior, project("deep", "Q", 2)], CALL)[1]
    assert [finding.rule for finding in barred.findings] == ["ELIG-MUST-ADVANCE"]
    assert "連續" in barred.why.render()


def test_a_lapsed_project_has_the_eligibility_of_then() -> None:
    prior = project("sprout", phase=2, predecessor="Q")
    assert ways(prior, project("seed", "Q", 1))[0] == "sprout continuation"
    assert ways(prior, project("sprout", "Q", 1))[0] == "deep advancement"


def test_merged_used_up_or_gone_on_leads_nowhere() -> None:
    assert ways(project("sprout", merged_into="Q")) == []
    assert ways(project("sprout"), taken={"P": "另一案"}) == []
    assert ways(project("sprout", phase=2), project("sprout", "Q", 3, predecessor="P")) == []
    assert ways(project("sprout"), school="0001") == []
