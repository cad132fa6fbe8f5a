"""A call's parameters are read strictly and survive the database's JSON."""

from __future__ import annotations

import copy
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from usr_portal.call.rules.parameters import CallParameters, PaperFigures, bundled, bundled_text
from usr_portal.call.rules.reading import UnreadableParametersError
from usr_portal.kernel.vocabulary import PlanType

CALL = bundled("usr-4")


def changed(path: str, value: object) -> dict[str, Any]:
    table = copy.deepcopy(CALL.as_json())
    target: Any = table
    *steps, last = path.split(".")
    for step in steps:
        target = target[step]
    if value is None:
        del target[last]
    else:
        target[last] = value
    return table


def refused(source: str | dict[str, Any]) -> UnreadableParametersError:
    with pytest.raises(UnreadableParametersError) as caught:
        CallParameters.load(source)
    assert caught.value.problem.render()
    return caught.value


def test_json_holds_the_same_parameters() -> None:
    assert CallParameters.load(json.loads(json.dumps(CALL.as_json()))) == CALL
    assert CallParameters.load(bundled_text("usr-4")) == CALL
    assert hash(CALL) == hash(CallParameters.load(CALL.as_json()))


def test_the_calls_own_figures() -> None:
    assert CALL.deadline == datetime(2024, 8, 30, 9, 0, tzinfo=UTC)
    assert CALL.deadline_day == date(2024, 8, 30)
    assert (CALL.previous_phase, CALL.first_year) == (3, "114")
    assert [CALL.of_type(plan_type).cap for plan_type in PlanType] == [3_500_000, 8_000_000, 11_000_000, 11_000_000]
    assert CALL.weights.ran_before == {"prior_results": 30, "school_plan": 20, "proposal": 50}
    assert CALL.weights.new == {"school_plan": 20, "proposal": 80}
    assert CALL.windows["written_review"].key == "written_review"


def test_a_version_from_before_there_was_a_limit_on_papers_is_read() -> None:
    assert CallParameters.load(changed("papers", None)).papers == PaperFigures() == CALL.papers


def test_a_time_with_an_offset_is_kept_as_that_moment() -> None:
    call = CallParameters.load(changed("windows.upload.closes_at", "2024-09-01T00:00:00+00:00"))
    assert call.deadline_day == date(2024, 9, 1)
    assert call.deadline.isoformat() == "2024-09-01T08:00:00+08:00"


def test_a_call_that_is_not_bundled_is_no_call() -> None:
    with pytest.raises(LookupError):
        bundled("../usr-4")
    with pytest.raises(LookupError):
        CALL.window("tea")


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("budget.travle", 6, "budget.travle"),
        ("budget.travel", None, "budget.travel"),
        ("budget.travel", "6", "budget.travel"),
        ("budget.travel", 6.0, "budget.travel"),
        ("application.co_pis", True, "application.co_pis"),
        ("application.prior_results_until", "2024-02-30", "application.prior_results_until"),
        ("years", "114", "years"),
        ("years", ["114", 115], "years.1"),
        ("years", [], "years"),
        ("types.grand", {"cap": 1}, "types.grand"),
        ("types.deep", None, "types.deep"),
        ("types", [], "types"),
        ("windows.upload", None, "windows.upload"),
        ("windows.upload.closes_at", "2024-08-01T00:00:00", "windows.upload"),
        ("windows.upload.opens_at", 5, "windows.upload.opens_at"),
        ("windows.upload.opens_at", "soon", "windows.upload.opens_at"),
        ("timezone", "Asia/Atlantis", "timezone"),
        ("weights.new", {"proposal": 99}, "weights.new"),
    ],
)
def test_what_does_not_fit_is_named(path: str, value: object, named: str) -> None:
    assert refused(changed(path, value)).path == named


def test_text_that_is_no_toml_is_refused() -> None:
    assert "TOML" in str(refused("years = ["))
