"""The whole catalogue: every rule of the call in its order, from all rooms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from budgets.rules import catalogue as budgets
from eligibility.rules import catalogue as eligibility
from proposals.rules.basics import basics_complete, proposal_checklist, resources_disclosed, sites_independent
from proposals.rules.case import ProposalCase, SchoolCase
from proposals.rules.documents import (
    closing_report,
    eligibility_evidence,
    international_courses,
    merge_explained,
    prior_results,
)
from proposals.rules.ethics import ethics_review, ethics_stated
from proposals.rules.issue import one_issue, relation_explained, sdg17_planned, three_sdgs
from proposals.rules.mou import has_mou, mou_is_fresh
from proposals.rules.school import (
    few_proposals,
    has_proposals,
    has_usr_unit,
    paper_copy,
    school_eligible,
    sig_planned,
    window_open,
)
from proposals.rules.school_plan import (
    distinctive_role,
    evaluation_years,
    international_role,
    plan_filled_in,
    school_checklist,
)
from proposals.rules.sections import every_year_planned, forums_planned, sections_filled_in
from usr_portal.kernel.findings import Severity
from usr_portal.kernel.messages import gettext_noop
from usr_portal.kernel.rulebook import Rule, forms
from usr_portal.kernel.vocabulary import PlanType

_BLOCKING, _WARNING, _JUDGEMENT = Severity.BLOCKING, Severity.WARNING, Severity.JUDGEMENT
_INTERNATIONAL = frozenset({PlanType.INTERNATIONAL})
_MOU = "柒、二、（二）2（1）B"
_PRIOR_RESULTS = "玖、三、（九）"
_FIRST = forms("玖、四、{form}（一）")

SCHOOL_RULES: tuple[Rule[SchoolCase], ...] = (
    Rule("SCHOOL-ELIGIBLE", _BLOCKING, gettext_noop("學校為補助對象"), "肆", school_eligible),
    Rule("SCHOOL-HAS-PLAN", _BLOCKING, gettext_noop("至少一件個案計畫"), "柒、二、（一）", has_proposals),
    Rule("SCHOOL-MAX-PLANS", _BLOCKING, gettext_noop("每校件數上限"), "捌", few_proposals),
    Rule("SCHOOL-PLAN-REQUIRED", _BLOCKING, gettext_noop("校務發展規劃各節完整"), "柒、二、（一）", plan_filled_in),
    Rule("SCHOOL-USR-UNIT", _WARNING, gettext_noop("校級USR專責單位"), "玖、三、（二）", has_usr_unit),
    Rule(
        "SCHOOL-EVALUATION-YEARS",
        _BLOCKING,
        gettext_noop("成效評估機制的年度"),
        "柒、二、（一）3（1）",
        evaluation_years,
    ),
    Rule(
        "SIG-PLANNED",
        _BLOCKING,
        gettext_noop("每年跨校SIG活動或培力工作坊"),
        "玖、四、大學特色類（七）2（4）",
        sig_planned,
    ),
    Rule(
        "SCHOOL-INTL-ROLE",
        _BLOCKING,
        gettext_noop("國際人才培育的角色與規劃"),
        "玖、四、第一部分（二）3（2）",
        international_role,
    ),
    Rule(
        "SCHOOL-DISTINCTIVE-ROLE",
        _BLOCKING,
        gettext_noop("議題成為學校教研特色"),
        "玖、四、第一部分（二）3（3）",
        distinctive_role,
    ),
    Rule(
        "CHECKLIST-TICKED", _BLOCKING, gettext_noop("資料檢核表逐項勾選"), "玖、四、第一部分（五）1", school_checklist
    ),
    Rule("WINDOW-OPEN", _BLOCKING, gettext_noop("於上傳期間內"), "玖、二", window_open),
    Rule("PAPER-COPY", _JUDGEMENT, gettext_noop("紙本計畫書郵戳"), "玖、二", paper_copy),
)

RULES: tuple[Rule[ProposalCase], ...] = (
    Rule(
        "CHECKLIST-TICKED",
        _BLOCKING,
        gettext_noop("資料檢核表逐項勾選"),
        forms("玖、四、{form}（十三）1"),
        proposal_checklist,
    ),
    Rule("ISSUE-ONE", _BLOCKING, gettext_noop("一項重點議題"), "陸、二", one_issue),
    Rule("SDG-THREE", _BLOCKING, gettext_noop("三項主要 SDGs"), "陸、二", three_sdgs),
    Rule("SDG-17-PLAN", _BLOCKING, gettext_noop("SDGs 第 17 項工作規劃"), "陸、二", sdg17_planned, _INTERNATIONAL),
    Rule("SDG-RELATION", _BLOCKING, gettext_noop("議題及 SDGs 與計畫的關聯"), "陸、二", relation_explained),
    Rule("DISCLOSURE", _BLOCKING, gettext_noop("外部資源揭露"), "玖、三、（四）", resources_disclosed),
    Rule(
        "DOC-PRIOR-RESULTS", _BLOCKING, gettext_noop("前期階段性成果"), _PRIOR_RESULTS, prior_results, correctable=True
    ),
    Rule("DOC-MERGE", _BLOCKING, gettext_noop("併案說明"), forms("玖、四、{form}（三）"), merge_explained),
    Rule("DOC-BASICS", _BLOCKING, gettext_noop("基本資料完整"), _FIRST, basics_complete),
    Rule("SITE-INDEPENDENT", _BLOCKING, gettext_noop("實踐場域獨立"), "玖、四、大學特色類（一）註2", sites_independent),
    Rule("DOC-INTL-COURSE", _BLOCKING, gettext_noop("國際正式課程"), _MOU, international_courses, _INTERNATIONAL),
    Rule(
        "DOC-CLOSING-REPORT",
        _BLOCKING,
        gettext_noop("前期結案報告"),
        "柒、二、（二）1（1）A",
        closing_report,
        correctable=True,
    ),
    Rule("DOC-ELIGIBILITY", _BLOCKING, gettext_noop("提案資格佐證"), _FIRST, eligibility_evidence, correctable=True),
    Rule("DOC-MOU", _BLOCKING, gettext_noop("國外夥伴 MOU 或 MOA"), _MOU, has_mou, _INTERNATIONAL),
    Rule("DOC-MOU-FRESH", _BLOCKING, gettext_noop("MOU 或 MOA 為新簽"), _MOU + ".a", mou_is_fresh, _INTERNATIONAL),
    Rule("DOC-SECTIONS", _BLOCKING, gettext_noop("各節完整"), "玖、四", sections_filled_in),
    Rule("DOC-ETHICS", _BLOCKING, gettext_noop("倫理聲明"), _FIRST, ethics_stated),
    Rule("ETHICS-IRB", _WARNING, gettext_noop("研究倫理審查"), forms("玖、四、{form}（十一）2"), ethics_review),
    Rule("YEARS-ALL", _BLOCKING, gettext_noop("各年度均有規劃"), "玖、三、（一）", every_year_planned),
    Rule(
        "FORUM-PLANNED",
        _BLOCKING,
        gettext_noop("每年 USR 國際論壇"),
        "玖、四、國際合作型（七）4",
        forums_planned,
        _INTERNATIONAL,
    ),
)

ORDER = (
    *("SCHOOL-ELIGIBLE", "SCHOOL-HAS-PLAN", "SCHOOL-MAX-PLANS", "SCHOOL-PLAN-REQUIRED", "SCHOOL-PLAN-CAP"),
    *("SCHOOL-PLAN-OPERATING-ONLY", "SCHOOL-USR-UNIT", "SCHOOL-EVALUATION-YEARS", "SIG-PLANNED", "SCHOOL-INTL-ROLE"),
    *("SCHOOL-DISTINCTIVE-ROLE", "CHECKLIST-TICKED", "WINDOW-OPEN", "PAPER-COPY"),
    *("ISSUE-ONE", "SDG-THREE", "SDG-17-PLAN", "SDG-RELATION"),
    *("ELIG-BASIS", "ELIG-PREDECESSOR", "ELIG-MUST-ADVANCE", "ELIG-LAPSED", "ELIG-ONE-SUCCESSOR", "ELIG-MERGED-LEAD"),
    *("ELIG-MERGE-HIGHEST", "ELIG-LEADER-CARRIES-ON", "ELIG-OVERLAP", "ELIG-NEW-GROUND", "ELIG-NEW-A", "ELIG-NEW-B"),
    *("ELIG-NEW-C", "ELIG-NEW-C-FIT", "ELIG-SIMILAR", "DISCLOSURE", "SAME-CASE"),
    *("TEAM-PI", "TEAM-COPI-MAX", "TEAM-ONE-ROLE", "TEAM-ONE-ROLE-OUTSIDE", "TEAM-COPI-OUTSIDE"),
    *("DOC-PRIOR-RESULTS", "DOC-MERGE", "DOC-BASICS", "SITE-INDEPENDENT", "DOC-INTL-COURSE", "DOC-CLOSING-REPORT"),
    *("DOC-ELIGIBILITY", "DOC-MOU", "DOC-MOU-FRESH", "DOC-SECTIONS", "DOC-ETHICS", "ETHICS-IRB", "YEARS-ALL"),
    "FORUM-PLANNED",
    *("BUDGET-CAP", "BUDGET-PART-CAP", "BUDGET-PARTS-BOTH", "BUDGET-PERSONNEL", "BUDGET-PERSONNEL-REASON"),
    *("BUDGET-TRAVEL", "BUDGET-INTL", "BUDGET-ABROAD-PLAN", "BUDGET-INTL-FOCUS", "BUDGET-WRONG-ITEM"),
    *("BUDGET-TRAVEL-SUSTAINABLE", "BUDGET-MATCHING", "BUDGET-MATCHING-INTL", "BUDGET-MUNICIPAL", "BUDGET-CAPITAL"),
    *("BUDGET-EXTERNAL", "BUDGET-PRESIDENT", "BUDGET-OUTSIDE-ASSOCIATE", "BUDGET-PART-TIME-MIN", "BUDGET-SUM"),
)
PLACE = {rule: place for place, rule in enumerate(ORDER)}


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule as the catalogue lists it; ``articles`` are all the places in the call that it may cite."""

    id: str
    severity: Severity
    title: str
    articles: tuple[str, ...]
    correctable: bool = False


def _entries(rules: Iterable[Rule[Any]]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for rule in rules:
        cited = (rule.articles,) if isinstance(rule.articles, str) else tuple(rule.articles.values())
        earlier = found[rule.id].articles if rule.id in found else ()
        articles = tuple(dict.fromkeys((*earlier, *cited)))
        found[rule.id] = Entry(rule.id, rule.severity, rule.title, articles, rule.correctable)
    return found


# Of several predecessors the highest leads: it shapes EligibilityCase.lead and raises nothing itself.
_SHAPING = Entry("ELIG-MERGE-HIGHEST", _BLOCKING, gettext_noop("併案以較高類型為主案"), ("玖、三、（八）",))
_BY_ID = {
    **_entries((*SCHOOL_RULES, *budgets.SCHOOL_RULES, *eligibility.RULES, *RULES, *budgets.RULES)),
    _SHAPING.id: _SHAPING,
}

CATALOGUE: tuple[Entry, ...] = tuple(_BY_ID[rule] for rule in ORDER)
