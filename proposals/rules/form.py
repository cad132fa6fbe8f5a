"""The sections of each type's form, by their keys in the application file (玖、四)."""

from __future__ import annotations

from functools import lru_cache

from usr_portal.call.rules.parameters import CallParameters
from usr_portal.kernel.vocabulary import PlanType

_BEFORE_STRATEGY = ("summary", "relation", "issue_analysis", "organisation", "goals")
_AFTER_STRATEGY = ("schedule", "indicators")
_SECOND_PART = ("summary_second", "schedule_second", "indicators_second", "external_plan")


def sections(plan_type: PlanType, parameters: CallParameters) -> tuple[str, ...]:
    """Return the keys of the texts that a proposal of this type has, in the form's order."""
    return _sections(plan_type, *_parts(plan_type, parameters))


def every_section(parameters: CallParameters) -> tuple[str, ...]:
    """Return the keys of all types' texts, each once: what a draft may hold after a change of type."""
    return tuple(dict.fromkeys(key for plan_type in PlanType for key in sections(plan_type, parameters)))


def _parts(plan_type: PlanType, parameters: CallParameters) -> tuple[int, int]:
    figures = parameters.of_type(plan_type)
    return figures.strategy_parts, figures.evaluation_parts


@lru_cache(maxsize=64)
def _sections(plan_type: PlanType, strategy_parts: int, evaluation_parts: int) -> tuple[str, ...]:
    return (
        *_BEFORE_STRATEGY,
        *_numbered("strategy", strategy_parts),
        *_AFTER_STRATEGY,
        *_numbered("evaluation", evaluation_parts),
        *(_SECOND_PART if plan_type.is_sustainable else ()),
    )


def _numbered(name: str, count: int) -> tuple[str, ...]:
    return tuple(f"{name}_{number}" for number in range(1, count + 1))
