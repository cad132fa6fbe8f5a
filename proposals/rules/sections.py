"""Every section of the form is filled in; every year is planned (玖、四; 玖、三、（一）, （九）)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from budgets.rules.case import years_of
from proposals.rules.case import ProposalCase
from proposals.rules.form import sections
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.rulebook import Fault, forms
from usr_portal.kernel.vocabulary import PlanType

SECTION_NAMES = {
    "summary": gettext_noop("計畫摘要"),
    "relation": gettext_noop("與前期計畫之關聯或差異"),
    "issue_analysis": gettext_noop("議題分析與影響預估"),
    "organisation": gettext_noop("執行架構及推動組織"),
    "goals": gettext_noop("計畫推動目標"),
    "schedule": gettext_noop("執行期程與進度"),
    "indicators": gettext_noop("預期效益與績效指標"),
    "summary_second": gettext_noop("計畫摘要（第二部分）"),
    "schedule_second": gettext_noop("執行期程與進度（第二部分）"),
    "indicators_second": gettext_noop("預期效益與績效指標（第二部分）"),
    "external_plan": gettext_noop("外部資源挹注之規劃"),
}
_NUMBERED_NAMES = {
    "strategy": gettext_noop("執行策略與作法（第 {number} 項）"),
    "evaluation": gettext_noop("成效評估機制（第 {number} 項）"),
}
_NUMBERS = {
    "summary": "（二）",
    "relation": "（三）",
    "issue_analysis": "（四）",
    "organisation": "（五）",
    "goals": "（六）",
    "strategy": "（七）",
    "schedule": "（八）",
    "indicators": "（九）",
    "external_plan": "（九）",
    "evaluation": "（十）",
}
_STRATEGY_BELOW = {PlanType.SPROUT: "1（{number}）", PlanType.DEEP: "2（{number}）"}


def sections_filled_in(case: ProposalCase) -> Iterator[Fault]:
    """DOC-SECTIONS: every section of the form of its type is filled in."""
    for key in sections(case.plan_type, case.parameters):
        if not case.subject.sections.get(key, "").strip():
            name = section_name(key)
            yield Fault(
                f"sections.{key}",
                Message(gettext_noop("「{name}」尚未填寫。"), {"name": name}),
                Message(gettext_noop("請填寫「{name}」。"), {"name": name}),
                article=section_article(key, case.plan_type),
            )


def section_name(key: str) -> Message:
    """Return the name of a text of the form, by its key in the file."""
    base, _, number = key.partition("_")
    if number.isdigit():
        return Message(_NUMBERED_NAMES[base], {"number": number})
    return Message(SECTION_NAMES[key])


def section_article(key: str, plan_type: PlanType) -> str:
    """Return where the form of this type asks for the text."""
    base, _, number = key.partition("_")
    if not number.isdigit():
        return forms("玖、四、{form}" + _NUMBERS[key.removesuffix("_second")])[plan_type]
    below = _STRATEGY_BELOW.get(plan_type, "{number}") if base == "strategy" else "{number}"
    return forms("玖、四、{form}" + _NUMBERS[base])[plan_type] + below.format(number=number)


def every_year_planned(case: ProposalCase) -> Iterator[Fault]:
    """YEARS-ALL: milestones, checkpoints, targets and a subsidy for each year (玖、三、（一）; reading 7).

    One finding for each of the four; its path names the first year that lacks it.
    """
    subject = case.subject
    for place, texts, template, article in (
        ("milestones", subject.milestones, gettext_noop("缺 {years} 年的里程碑。"), "（六）"),
        ("checkpoints", subject.checkpoints, gettext_noop("缺 {years} 年的查核點。"), "（八）1"),
        ("targets", subject.targets, gettext_noop("缺 {years} 年的績效指標達成值。"), "（九）"),
    ):
        yield from _lacking(case, place, _without_text(texts, case.parameters.years), template, article)
    unfunded = tuple(year.year for year in years_of(subject.budget, case.parameters.years) if not year.asked)
    yield from _lacking(case, "budget", unfunded, gettext_noop("{years} 年未編列補助經費。"), "（十二）1")


def _without_text(texts: Mapping[str, tuple[str, ...]], years: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(year for year in years if not any(text.strip() for text in texts.get(year, ())))


def _lacking(case: ProposalCase, place: str, years: tuple[str, ...], template: str, article: str) -> Iterator[Fault]:
    if years:
        yield Fault(
            f"{place}.{years[0]}",
            Message(template, {"years": years}),
            Message(gettext_noop("請補齊 {years} 年的內容；各年度均須規劃。"), {"years": years}),
            article=forms("玖、四、{form}" + article)[case.plan_type],
        )


def forums_planned(case: ProposalCase) -> Iterator[Fault]:
    """FORUM-PLANNED: an international plan has one international USR forum each year."""
    least = case.parameters.application.forums
    short = tuple(year for year in case.parameters.years if case.subject.forums.get(year, 0) < least)
    if short:
        yield Fault(
            f"forums.{short[0]}",
            Message(
                gettext_noop("國際合作型計畫每年須辦理 {least} 場 USR 國際論壇；{years} 年未規劃。"),
                {"least": least, "years": short},
            ),
            Message(gettext_noop("請補上 {years} 年的 USR 國際論壇。"), {"years": short}),
        )
