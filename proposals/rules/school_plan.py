"""The school plan: its sections, evaluation years, and what its proposals' types ask of it (柒、二、（一）; 玖、四)."""

from __future__ import annotations

from collections.abc import Iterator

from proposals.rules.case import SchoolCase
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.rulebook import Fault
from usr_portal.kernel.vocabulary import PlanType

_PART_ONE = "玖、四、第一部分"
# Where the form of part one asks for each section.
SECTION_ARTICLES = {
    "governance_planning": f"{_PART_ONE}（二）1",
    "governance_support": f"{_PART_ONE}（二）2",
    "governance_talent": f"{_PART_ONE}（二）3",
    "governance_coordination": f"{_PART_ONE}（二）4",
    "governance_resources": f"{_PART_ONE}（二）5",
    "incubation_system": f"{_PART_ONE}（三）1",
    "incubation_selection": f"{_PART_ONE}（三）2",
    "incubation_teaching": f"{_PART_ONE}（三）3",
    "evaluation_unit": f"{_PART_ONE}（四）4",
    "evaluation_scope": f"{_PART_ONE}（四）5",
    "evaluation_methods": f"{_PART_ONE}（四）3",
    "evaluation_stakeholders": f"{_PART_ONE}（四）6",
}
SECTION_NAMES = {
    "governance_planning": gettext_noop("整體規劃與資源投入"),
    "governance_support": gettext_noop("支持USR之制度與措施"),
    "governance_talent": gettext_noop("人才培育的永續機制與作法"),
    "governance_coordination": gettext_noop("校級整合與協調機制"),
    "governance_resources": gettext_noop("外部資源鏈結機制與作法"),
    "incubation_system": gettext_noop("育成輔導制度與永續推動"),
    "incubation_selection": gettext_noop("篩選、育成輔導及進退場機制"),
    "incubation_teaching": gettext_noop("教學創新推動與教師社群"),
    "evaluation_unit": gettext_noop("成效評估主責單位"),
    "evaluation_scope": gettext_noop("評估範圍、面向與指標"),
    "evaluation_methods": gettext_noop("評估方法"),
    "evaluation_stakeholders": gettext_noop("各類型利害關係人調查"),
}


def plan_filled_in(case: SchoolCase) -> Iterator[Fault]:
    """SCHOOL-PLAN-REQUIRED: each section of the school plan is filled in; the overview is computed."""
    texts = case.application.school_plan.sections
    for key in case.parameters.school_plan.sections:
        if not texts.get(key, "").strip():
            name = Message(SECTION_NAMES.get(key, key))
            yield Fault(
                f"school_plan.sections.{key}",
                Message(gettext_noop("校務發展規劃的「{name}」尚未填寫。"), {"name": name}),
                Message(gettext_noop("請填寫「{name}」。"), {"name": name}),
                article=SECTION_ARTICLES.get(key),
            )


def evaluation_years(case: SchoolCase) -> Iterator[Fault]:
    """SCHOOL-EVALUATION-YEARS: exactly from phase 3 on where the school ran a phase-3 project, else phase 4's years."""
    figures = case.parameters.school_plan
    ran = case.registry.ran_phase(case.application.school.code, case.parameters.previous_phase)
    expected = figures.evaluation_ran if ran else figures.evaluation_new
    given = case.application.school_plan.evaluation_years
    if given == expected:
        return
    template = (
        gettext_noop("學校曾執行第 {phase} 期計畫，成效評估機制的年度須為 {expected} 年，目前為 {given}。")
        if ran
        else gettext_noop("學校未曾執行第 {phase} 期計畫，成效評估機制的年度須為 {expected} 年，目前為 {given}。")
    )
    years = "-".join(expected)
    yield Fault(
        "school_plan.evaluation_years",
        Message(
            template, {"phase": case.parameters.previous_phase, "expected": years, "given": "-".join(given) or "—"}
        ),
        Message(gettext_noop("請將成效評估年度改為 {expected} 年。"), {"expected": years}),
        article="柒、二、（一）3（1）A" if ran else "柒、二、（一）3（1）C",
    )


def international_role(case: SchoolCase) -> Iterator[Fault]:
    """SCHOOL-INTL-ROLE: with an international proposal the plan states the role in training talent."""
    if case.of_types(PlanType.INTERNATIONAL) and not case.application.school_plan.international_role.strip():
        yield Fault(
            "school_plan.international_role",
            Message(
                gettext_noop(
                    "提案含國際合作型計畫，校務發展規劃須說明國際人才培育及全球永續發展的角色定位與工作規劃，目前未填。"
                )
            ),
            Message(gettext_noop("請於人才培育一節補上國際合作型計畫的角色定位與工作規劃。")),
        )


def distinctive_role(case: SchoolCase) -> Iterator[Fault]:
    """SCHOOL-DISTINCTIVE-ROLE: with a distinctive proposal the plan states how its issue becomes the school's own."""
    if case.of_types(PlanType.DISTINCTIVE) and not case.application.school_plan.distinctive_role.strip():
        yield Fault(
            "school_plan.distinctive_role",
            Message(gettext_noop("提案含特色永續型計畫，校務發展規劃須說明其議題如何成為學校教研發展特色，目前未填。")),
            Message(gettext_noop("請於人才培育一節補上特色永續型計畫議題的教研發展規劃。")),
        )


def school_checklist(case: SchoolCase) -> Iterator[Fault]:
    """CHECKLIST-TICKED, for the school's own checklist."""
    if not case.application.school_plan.checklist:
        yield Fault(
            "school_plan.checklist",
            Message(gettext_noop("學校申請資料檢核表尚未逐項勾選。")),
            Message(gettext_noop("請逐項核對並勾選學校申請資料檢核表。")),
        )
