"""The budget's rules, each with its severity and its place in the call."""

from __future__ import annotations

from budgets.rules.capital import capital_items
from budgets.rules.case import BudgetCase
from budgets.rules.ceilings import (
    both_parts,
    school_plan_operating_only,
    school_plan_within_cap,
    within_cap,
    within_part_caps,
)
from budgets.rules.fundraising import external_funds
from budgets.rules.items import international_is_focus, no_international, plan_for_abroad, travel_by_analogy
from budgets.rules.lines import outside_associate_by_matching, part_time_minimum, president_draws_none, sums
from budgets.rules.matching import enough_matching, matching_abroad, municipal_share
from budgets.rules.shares import international_share, personnel_reason, personnel_share, travel_share
from usr_portal.kernel.findings import Severity
from usr_portal.kernel.messages import gettext_noop
from usr_portal.kernel.rulebook import Rule, forms
from usr_portal.kernel.vocabulary import PlanType

_BLOCKING, _WARNING, _JUDGEMENT = Severity.BLOCKING, Severity.WARNING, Severity.JUDGEMENT
_SUSTAINABLE = frozenset({PlanType.INTERNATIONAL, PlanType.DISTINCTIVE})
_CHARACTERISTIC = frozenset({PlanType.SPROUT, PlanType.DEEP})
_INTERNATIONAL = frozenset({PlanType.INTERNATIONAL})
_DISTINCTIVE = frozenset({PlanType.DISTINCTIVE})
_PARTS: dict[PlanType | None, str] = {PlanType.INTERNATIONAL: "捌、二、（一）", PlanType.DISTINCTIVE: "捌、二、（二）"}
_CAPS: dict[PlanType | None, str] = {
    PlanType.SPROUT: "捌、一、（一）",
    PlanType.DEEP: "捌、一、（二）",
    PlanType.INTERNATIONAL: "捌、二、（一）3",
    PlanType.DISTINCTIVE: "捌、二、（二）3",
}
_CAPITAL: dict[PlanType | None, str] = {
    PlanType.SPROUT: "拾參、四",
    PlanType.DEEP: "玖、四、大學特色類（十二）6",
    PlanType.INTERNATIONAL: "拾參、四",
    PlanType.DISTINCTIVE: "拾參、四",
}

_FORM_PERSONNEL = forms("玖、四、{form}（十二）3")

# Judged on the school plan's budget; its finding has no proposal.
SCHOOL_RULES: tuple[Rule[BudgetCase], ...] = (
    Rule(
        "SCHOOL-PLAN-CAP", _BLOCKING, gettext_noop("校務發展規劃每年補助上限"), "柒、二、（一）", school_plan_within_cap
    ),
    Rule(
        "SCHOOL-PLAN-OPERATING-ONLY",
        _BLOCKING,
        gettext_noop("校務發展規劃限編業務費"),
        "拾參、一",
        school_plan_operating_only,
    ),
)
# Judged on the school plan's budget as well as on proposals'.
PART_TIME_MIN = Rule(
    "BUDGET-PART-TIME-MIN", _BLOCKING, gettext_noop("學生兼任人員每月最低金額"), "拾參、六、（二）", part_time_minimum
)
SUM = Rule(
    "BUDGET-SUM", _BLOCKING, gettext_noop("金額正確"), {**forms("玖、四、{form}（十二）1"), None: "拾參、一"}, sums
)

RULES: tuple[Rule[BudgetCase], ...] = (
    Rule("BUDGET-CAP", _BLOCKING, gettext_noop("每年補助上限"), _CAPS, within_cap),
    Rule(
        "BUDGET-PART-CAP",
        _BLOCKING,
        gettext_noop("兩部分各自的每年補助上限"),
        {t: f"{a}2" for t, a in _PARTS.items()},
        within_part_caps,
        _SUSTAINABLE,
    ),
    Rule(
        "BUDGET-PARTS-BOTH",
        _BLOCKING,
        gettext_noop("兩部分均編列經費"),
        {t: f"{a}1" for t, a in _PARTS.items()},
        both_parts,
        _SUSTAINABLE,
    ),
    Rule("BUDGET-PERSONNEL", _WARNING, gettext_noop("人事費比率"), _FORM_PERSONNEL, personnel_share),
    Rule(
        "BUDGET-PERSONNEL-REASON", _WARNING, gettext_noop("人事費超過原則比率的理由"), _FORM_PERSONNEL, personnel_reason
    ),
    Rule("BUDGET-TRAVEL", _BLOCKING, gettext_noop("國外差旅費比率"), "玖、四、大學特色類（十二）4", travel_share),
    Rule(
        "BUDGET-INTL",
        _BLOCKING,
        gettext_noop("國際合作費用比率"),
        forms("玖、四、{form}（十二）4"),
        international_share,
        _SUSTAINABLE,
    ),
    Rule(
        "BUDGET-ABROAD-PLAN",
        _BLOCKING,
        gettext_noop("國外費用附完整規劃"),
        forms("玖、四、{form}（八）2"),
        plan_for_abroad,
    ),
    Rule(
        "BUDGET-INTL-FOCUS",
        _BLOCKING,
        gettext_noop("國際合作費用限發展重點"),
        "玖、四、特色永續型（十二）4",
        international_is_focus,
        _DISTINCTIVE,
    ),
    Rule(
        "BUDGET-WRONG-ITEM",
        _BLOCKING,
        gettext_noop("大學特色類不編國際合作費用"),
        "拾參、八、（一）",
        no_international,
        _CHARACTERISTIC,
    ),
    Rule(
        "BUDGET-TRAVEL-SUSTAINABLE",
        _JUDGEMENT,
        gettext_noop("永續發展類編列國外差旅費"),
        "拾參、八",
        travel_by_analogy,
        _SUSTAINABLE,
    ),
    Rule(
        "BUDGET-MATCHING", _BLOCKING, gettext_noop("學校配合款比率"), forms("玖、四、{form}（十二）5"), enough_matching
    ),
    Rule(
        "BUDGET-MATCHING-INTL",
        _BLOCKING,
        gettext_noop("配合款涵蓋國際活動"),
        "玖、四、國際合作型（十二）5",
        matching_abroad,
        _INTERNATIONAL,
    ),
    Rule("BUDGET-MUNICIPAL", _BLOCKING, gettext_noop("地方政府主管學校的補助比率"), "拾肆、三", municipal_share),
    Rule("BUDGET-CAPITAL", _BLOCKING, gettext_noop("資本門"), _CAPITAL, capital_items),
    Rule(
        "BUDGET-EXTERNAL",
        _BLOCKING,
        gettext_noop("對外募款比率"),
        forms("玖、四、{form}（九）"),
        external_funds,
        _SUSTAINABLE,
    ),
    Rule(
        "BUDGET-PRESIDENT",
        _BLOCKING,
        gettext_noop("校長、副校長不支領主持費"),
        "拾參、二、（二）",
        president_draws_none,
    ),
    Rule(
        "BUDGET-OUTSIDE-ASSOCIATE",
        _BLOCKING,
        gettext_noop("校外協同主持人由配合款支應"),
        "拾參、二、（三）",
        outside_associate_by_matching,
    ),
    PART_TIME_MIN,
    SUM,
)
