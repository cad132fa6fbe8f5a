"""Every budget rule: what raises it, and the nearest that does not."""

from __future__ import annotations

from tests.budgets import line_cases
from tests.budgets.line_cases import swapped
from tests.builders import Edit, Json, by_year, line
from tests.rule_cases import RuleCase

INTL = "international_cooperation"
ABROAD = "travel_abroad"
VISIT = {"year": "114", "kind": "visit", "place": "京都", "activity": "交流", "days": 5, "people": 3, "invitee": None}
INVITE = {
    "year": "114",
    "kind": "invite",
    "place": None,
    "activity": "講學",
    "days": 3,
    "people": None,
    "invitee": "教授",
}


def more(amount: int) -> Edit:
    """Add to the first line of S in 115."""
    return ("S.budget.115[0].amount", lambda old: old + amount)


def abroad(name: str, item: str, amount: int, *plans: Json, rest: int = 1_000_000) -> list[Edit]:
    """Let ``name`` ask for ``amount`` of an item in 114 and for ``rest`` of others, with plans for it."""
    lines = [line(rest - amount), line(amount, item)]
    return [(f"{name}.budget.114", lines), (f"{name}.external.114", 50_000), (f"{name}.abroad_plans", list(plans))]


CASES = [
    RuleCase("BUDGET-CAP", "sprout", "S", [more(1)], [more(0)], "proposals[0].budget.115"),
    RuleCase("BUDGET-CAP", "deep", "D", [("D.budget.116[0].amount", 3_200_001)], [], "proposals[1].budget.116"),
    RuleCase(
        "BUDGET-CAP",
        "both parts count, of a characteristic plan too",
        "S",
        [("S.budget.114[+]", line(1, part="second"))],
        [("S.budget.114[+]", line(1, source="matching"))],
        "proposals[0].budget.114",
    ),
    RuleCase("BUDGET-CAP", "distinctive", "X", [("X.budget.114[2].amount", 3_000_001)], [], "proposals[2].budget.114"),
    RuleCase(
        "BUDGET-CAP",
        "the first year is named",
        "S",
        [("S.budget.116[+]", line(1)), more(1)],
        [],
        "proposals[0].budget.115",
    ),
    RuleCase(
        "BUDGET-PART-CAP",
        "domestic",
        "X",
        [("X.budget.115[0].amount", 3_200_001), ("X.budget.115[2].amount", 2_999_999)],
        [("X.budget.115[0].amount", 3_199_999)],
        "proposals[2].budget.115",
    ),
    RuleCase(
        "BUDGET-PART-CAP",
        "second",
        "I",
        [("I.budget.114[2].amount", 3_000_001), ("I.budget.114[1].amount", 4_799_999)],
        [],
        "proposals[3].budget.114",
    ),
    RuleCase(
        "BUDGET-PARTS-BOTH",
        "no second part",
        "X",
        [(f"X.budget.{year}[2].part", "domestic") for year in ("114", "115", "116")],
        [(f"X.budget.{year}[2].part", "domestic") for year in ("114", "115")],
        "proposals[2].budget.114",
    ),
    RuleCase(
        "BUDGET-PARTS-BOTH",
        "matching is not the subsidy",
        "X",
        [("X.budget", by_year([line(100), line(100, part="second", source="matching")]))],
        [("X.budget", by_year([line(100), line(1, part="second")]))],
    ),
    RuleCase(
        "BUDGET-PERSONNEL",
        "sprout over 60 %",
        "S",
        [("S.budget.114", [line(2_100_001, "personnel"), line(1_399_999)])],
        [("S.budget.114", [line(2_100_000, "personnel"), line(1_400_000)])],
        "proposals[0].budget.114",
    ),
    RuleCase(
        "BUDGET-PERSONNEL",
        "deep over 50 %, justified or not",
        "D",
        [("D.budget.116", [line(4_000_001, "personnel"), line(3_999_999)]), ("D.personnel_reason", "專案教師")],
        [("D.budget.116", [line(4_000_000, "personnel"), line(4_000_000)])],
        "proposals[1].budget.116",
    ),
    RuleCase(
        "BUDGET-PERSONNEL",
        "the subsidy's personnel alone",
        "D",
        [("D.budget.116", [line(501, "personnel"), line(499)])],
        [("D.budget.116", [line(500, "personnel"), line(500), line(300, "personnel", source="matching")])],
    ),
    RuleCase(
        "BUDGET-PERSONNEL-REASON",
        "no reason",
        "S",
        [("S.budget.114", [line(601, "personnel"), line(399)]), ("S.personnel_reason", " \n")],
        [("S.budget.114", [line(601, "personnel"), line(399)]), ("S.personnel_reason", "專案經理兩名")],
        "proposals[0].personnel_reason",
    ),
    RuleCase(
        "BUDGET-TRAVEL",
        "over 6 %",
        "D",
        abroad("D", ABROAD, 60_001, VISIT),
        abroad("D", ABROAD, 60_000, VISIT),
        "proposals[1].budget.114",
    ),
    RuleCase("BUDGET-TRAVEL", "any type", "X", abroad("X", ABROAD, 60_001, VISIT), abroad("X", ABROAD, 60_000, VISIT)),
    RuleCase(
        "BUDGET-INTL",
        "over 15 %",
        "I",
        abroad("I", INTL, 150_001, VISIT),
        abroad("I", INTL, 150_000, VISIT),
        "proposals[3].budget.114",
    ),
    RuleCase(
        "BUDGET-INTL", "not of a deep one", "X", abroad("X", INTL, 150_001, VISIT), abroad("D", INTL, 150_001, VISIT)
    ),
    RuleCase(
        "BUDGET-ABROAD-PLAN",
        "none",
        "D",
        abroad("D", ABROAD, 10),
        abroad("D", ABROAD, 10, VISIT),
        "proposals[1].budget.114",
    ),
    RuleCase(
        "BUDGET-ABROAD-PLAN",
        "of another year",
        "I",
        abroad("I", INTL, 10, {**VISIT, "year": "115"}),
        abroad("I", INTL, 10, VISIT),
    ),
    *(
        RuleCase(
            "BUDGET-ABROAD-PLAN",
            f"{key} empty",
            "I",
            abroad("I", INTL, 10, {**VISIT, key: empty}),
            abroad("I", INTL, 10, VISIT),
        )
        for key, empty in (("place", " "), ("activity", None), ("days", None), ("people", 0), ("kind", None))
    ),
    *(
        RuleCase(
            "BUDGET-ABROAD-PLAN",
            f"{key} empty",
            "I",
            abroad("I", INTL, 10, {**INVITE, key: empty}),
            abroad("I", INTL, 10, INVITE),
        )
        for key, empty in (("invitee", ""), ("activity", ""), ("days", None))
    ),
    RuleCase(
        "BUDGET-ABROAD-PLAN",
        "an invitation does not serve a deep one",
        "D",
        abroad("D", ABROAD, 10, INVITE),
        abroad("D", ABROAD, 10, INVITE, VISIT),
    ),
    RuleCase("BUDGET-ABROAD-PLAN", "a line of 0 is no cost", "S", abroad("S", ABROAD, 1), abroad("S", ABROAD, 0)),
    RuleCase(
        "BUDGET-INTL-FOCUS",
        "not a focus",
        "X",
        abroad("X", INTL, 10, VISIT),
        [*abroad("X", INTL, 10, VISIT), ("X.international_focus", True)],
        "proposals[2].budget.114",
    ),
    RuleCase(
        "BUDGET-INTL-FOCUS",
        "subsidy alone",
        "X",
        abroad("X", INTL, 1),
        [("X.budget.114[+]", line(1, INTL, source="matching"))],
    ),
    RuleCase(
        "BUDGET-WRONG-ITEM",
        "sprout",
        "S",
        abroad("S", INTL, 10, VISIT),
        abroad("S", ABROAD, 10, VISIT),
        "proposals[0].budget.114",
    ),
    RuleCase("BUDGET-WRONG-ITEM", "deep", "D", abroad("D", INTL, 10, VISIT), abroad("I", INTL, 10, VISIT)),
    RuleCase(
        "BUDGET-TRAVEL-SUSTAINABLE",
        "international",
        "I",
        abroad("I", ABROAD, 10, VISIT),
        abroad("I", INTL, 10, VISIT),
        "proposals[3].budget.114",
    ),
    RuleCase(
        "BUDGET-TRAVEL-SUSTAINABLE",
        "not of a deep one",
        "X",
        abroad("X", ABROAD, 10, VISIT),
        abroad("D", ABROAD, 10, VISIT),
    ),
    RuleCase(
        "BUDGET-MATCHING",
        "under 10 %",
        "S",
        [("S.matching.115", 349_999)],
        [("S.matching.115", 350_000)],
        "proposals[0].matching.115",
    ),
    RuleCase(
        "BUDGET-MATCHING", "of each year", "D", [("D.matching", {"114": 9_000_000})], [], "proposals[1].matching.115"
    ),
    RuleCase(
        "BUDGET-MATCHING-INTL",
        "no matching line abroad",
        "I",
        [(f"I.budget.{year}[3].part", "domestic") for year in ("114", "115", "116")],
        [(f"I.budget.{year}[3].part", "domestic") for year in ("114", "115")],
        "proposals[3].budget.114",
    ),
    RuleCase(
        "BUDGET-MATCHING-INTL",
        "by item",
        "I",
        [("I.budget", by_year([line(100), line(5, INTL)]))],
        [("I.budget", by_year([line(100), line(5, INTL, source="matching")]))],
    ),
    RuleCase(
        "BUDGET-MUNICIPAL",
        "over 90 %",
        "S",
        [("school.supervised_by", "municipality"), ("S.matching", by_year(388_888))],
        [("school.supervised_by", "municipality"), ("S.matching", by_year(388_889))],
        "proposals[0].matching.114",
        everywhere=True,
    ),
    RuleCase(
        "BUDGET-MUNICIPAL",
        "of local governments alone",
        "S",
        [("school.supervised_by", "municipality")],
        [],
        everywhere=True,
    ),
    RuleCase(
        "BUDGET-MUNICIPAL",
        "negative matching",
        "S",
        [("school.supervised_by", "municipality"), ("S.matching.114", -3_500_000)],
        [],
        "proposals[0].matching.114",
        everywhere=True,
    ),
    RuleCase(
        "BUDGET-CAPITAL",
        "sprout",
        "S",
        swapped("S", "115", line(1, "capital", reason="整修")),
        [("S.budget.115[+]", line(1, "capital", source="matching"))],
        "proposals[0].budget.115",
    ),
    RuleCase(
        "BUDGET-CAPITAL",
        "without a reason",
        "D",
        swapped("D", "116", line(1, "capital", reason=" ")),
        swapped("D", "116", line(1, "capital", reason="閒置空間再利用")),
        "proposals[1].budget.116",
    ),
    RuleCase(
        "BUDGET-EXTERNAL",
        "under 5 %",
        "X",
        [("X.external.114", 549_999)],
        [("X.external.114", 550_000)],
        "proposals[2].external.114",
    ),
    RuleCase(
        "BUDGET-EXTERNAL",
        "does not grow",
        "X",
        [("X.external.115", 550_000)],
        [("X.external.115", 550_001)],
        "proposals[2].external.115",
    ),
    RuleCase(
        "BUDGET-EXTERNAL",
        "the share, not the amount",
        "I",
        [("I.budget.115[1].amount", 1_000_000), ("I.budget.116[1].amount", 4_000_000), ("I.external.115", 720_000)],
        [("I.external.116", 600_000)],
        "proposals[3].external.116",
    ),
    RuleCase(
        "BUDGET-EXTERNAL",
        "a year without subsidy is passed over",
        "X",
        [("X.budget.115", []), ("X.external", {"114": 600_000, "116": 600_000})],
        [("X.budget.115", []), ("X.external", {"114": 600_000, "116": 600_001})],
        "proposals[2].external.116",
    ),
    *line_cases.CASES,
]
