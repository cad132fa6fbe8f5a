"""Cases of the rules that read single lines, and of the school plan's budget."""

from __future__ import annotations

from tests.builders import OTHER_SCHOOL, Edit, Json, line, member
from tests.rule_cases import RuleCase


def more(amount: int) -> Edit:
    """Add to the first line of S in 115."""
    return ("S.budget.115[0].amount", lambda old: old + amount)


def fee(person: str, source: str = "subsidy", **more: object) -> Json:
    return line(10_000, "personnel", person=person, host_fee=True, source=source, **more)


def swapped(name: str, year: str, extra: Json) -> list[Edit]:
    """Put ``extra`` in and take its amount from the second line, so that the subsidy stays."""
    return [(f"{name}.budget.{year}[1].amount", lambda old: old - extra["amount"]), (f"{name}.budget.{year}[+]", extra)]


def outside(role: str, school: str | None) -> Edit:
    return ("S.team[+]", member("guest", role, school))


PRESIDENT: Edit = ("S.team[+]", member("chief", "associate_pi", president=True))

CASES = [
    RuleCase(
        "BUDGET-PRESIDENT",
        "from the subsidy",
        "S",
        [PRESIDENT, *swapped("S", "114", fee("chief"))],
        [PRESIDENT, *swapped("S", "114", fee("teacher-old-S"))],
        "proposals[0].budget.114",
    ),
    RuleCase(
        "BUDGET-PRESIDENT",
        "from matching too",
        "S",
        [PRESIDENT, ("S.budget.116[+]", fee("chief", "matching"))],
        [PRESIDENT, ("S.budget.116[+]", line(10_000, "personnel", person="chief", source="matching"))],
        "proposals[0].budget.116",
    ),
    RuleCase(
        "BUDGET-OUTSIDE-ASSOCIATE",
        "another school's teacher",
        "S",
        [outside("associate_pi", OTHER_SCHOOL), *swapped("S", "114", fee("guest"))],
        [outside("associate_pi", OTHER_SCHOOL), ("S.budget.114[+]", fee("guest", "matching"))],
        "proposals[0].budget.114",
    ),
    RuleCase(
        "BUDGET-OUTSIDE-ASSOCIATE",
        "a community person",
        "S",
        [outside("associate_pi", None), *swapped("S", "114", fee("guest"))],
        [outside("co_pi", None), *swapped("S", "114", fee("guest"))],
    ),
    RuleCase(
        "BUDGET-PART-TIME-MIN",
        "under 6,000",
        "S",
        swapped("S", "115", line(5_999, "personnel", monthly=5_999, months=1, part_time=True)),
        swapped("S", "115", line(6_000, "personnel", monthly=6_000, months=1, part_time=True)),
        "proposals[0].budget.115",
    ),
    RuleCase(
        "BUDGET-PART-TIME-MIN",
        "students alone, paid by whom it may",
        "S",
        [("S.budget.115[+]", line(10, source="matching", monthly=5, months=2, part_time=True))],
        [("S.budget.115[+]", line(10, source="matching", monthly=5, months=2))],
    ),
    RuleCase(
        "BUDGET-PART-TIME-MIN",
        "the school plan's lines",
        None,
        [("school_plan.budget.114[+]", line(10, source="matching", monthly=5, months=2, part_time=True))],
        [("school_plan.budget.114[+]", line(6_000, source="matching", monthly=6_000, months=1, part_time=True))],
        "school_plan.budget.114",
    ),
    RuleCase(
        "BUDGET-SUM",
        "negative",
        "S",
        [("S.budget.116[+]", line(-1))],
        [("S.budget.116[+]", line(0))],
        "proposals[0].budget.116",
    ),
    RuleCase(
        "BUDGET-SUM",
        "quantity × unit price",
        "S",
        swapped("S", "114", line(1_001, quantity=10, unit_price=100)),
        swapped("S", "114", line(1_000, quantity=10, unit_price=100)),
    ),
    RuleCase(
        "BUDGET-SUM",
        "monthly × months",
        "S",
        swapped("S", "114", line(70_000, monthly=6_000, months=12)),
        swapped("S", "114", line(72_000, monthly=6_000, months=12)),
    ),
    RuleCase(
        "BUDGET-SUM",
        "one factor alone says nothing",
        "S",
        swapped("S", "114", line(70_000, monthly=0, months=12)),
        swapped("S", "114", line(70_000, quantity=3)),
    ),
    RuleCase(
        "BUDGET-SUM",
        "a second part in a deep one",
        "D",
        swapped("D", "115", line(1, part="second")),
        swapped("D", "115", line(1)),
        "proposals[1].budget.115",
    ),
    RuleCase(
        "BUDGET-SUM",
        "matching lines above the matching",
        "S",
        [("S.budget.114[+]", line(350_001, source="matching"))],
        [("S.budget.114[+]", line(350_000, source="matching"))],
    ),
    RuleCase(
        "BUDGET-SUM",
        "the school plan's lines, not its matching",
        None,
        [("school_plan.budget.115[+]", line(-1))],
        [("school_plan.budget.115[+]", line(9_000_000, source="matching"))],
        "school_plan.budget.115",
    ),
    RuleCase(
        "SCHOOL-PLAN-CAP",
        "over 2,000,000",
        None,
        [("school_plan.budget.115[0].amount", 2_000_001)],
        [("school_plan.budget.115[+]", line(1, source="matching"))],
        "school_plan.budget.115",
    ),
    RuleCase(
        "SCHOOL-PLAN-OPERATING-ONLY",
        "personnel",
        None,
        [("school_plan.budget.116[0].item", "personnel")],
        [("school_plan.budget.116[+]", line(5, "personnel", source="matching"))],
        "school_plan.budget.116",
    ),
    RuleCase(
        "SCHOOL-PLAN-OPERATING-ONLY",
        "sundry is no operating line",
        None,
        [("school_plan.budget.116", [line(1, "sundry", label=None)])],
        [("school_plan.budget.116", [line(0, "sundry")])],
    ),
]
