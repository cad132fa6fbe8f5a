from __future__ import annotations

import pytest

from tests.proposals.rule_cases import CASES
from tests.rule_cases import RuleCase, assert_raises_and_passes


@pytest.mark.parametrize("case", CASES, ids=str)
def test_raises_and_the_nearest_does_not(case: RuleCase) -> None:
    assert_raises_and_passes(case)
