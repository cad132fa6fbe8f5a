"""What the decision meeting may approve, and what is left of its pot: whole NT$ throughout (拾、二、（四）; 捌; 柒、二、（一）)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from review.rules.standing import Verdict
from usr_portal.call.rules.parameters import CallParameters
from usr_portal.kernel.findings import Finding, Severity
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.vocabulary import PlanType

DECIDING, CEILINGS, SCHOOL_PLAN = "拾、二、（四）", "捌", "柒、二、（一）"
SCHOOL = "school_plan"
"""Stands for a school's plan where sums are told apart by plan type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """What is to be said of one case, or of a school's plan (`plan_type` None).

    `subject` is the project number or the school's code; `verdict` None is not decided yet. `asked` and `approved` are
    whole NT$ by year; an approved year that was left open is None or not there.
    """

    subject: str
    plan_type: PlanType | None
    verdict: Verdict | None
    asked: Mapping[str, int] = field(hash=False)
    approved: Mapping[str, int | None] = field(hash=False)
    reason: str = ""

    @property
    def kind(self) -> str:
        """The plan type's key, or `SCHOOL`."""
        return self.plan_type.value if self.plan_type else SCHOOL


def cap_of(plan_type: PlanType | None, parameters: CallParameters) -> int:
    """Return the ceiling of a year in NT$: the plan type's (捌), or the school plan's (柒、二、（一）)."""
    return parameters.types[plan_type].cap if plan_type else parameters.school_plan.cap


def most(plan_type: PlanType | None, asked: Mapping[str, int], parameters: CallParameters) -> dict[str, int]:
    """Return the most that may be approved by year: never more than was asked, nor than the ceiling."""
    cap = cap_of(plan_type, parameters)
    return {year: min(asked.get(year, 0), cap) for year in parameters.years}


def judge(award: Award, parameters: CallParameters) -> tuple[Finding, ...]:
    """Return what is wrong with an award; nothing where it may stand."""
    by_verdict = {Verdict.FUND: _funded, Verdict.DECLINE: _declined, None: _open}
    return tuple(by_verdict[award.verdict](award, parameters))


def _open(award: Award, parameters: CallParameters) -> Iterator[Finding]:
    yield _fault(award, "AWARD-VERDICT", "verdict", gettext_noop("還沒有選決議。"), gettext_noop("請選補助或不補助。"))


def _funded(award: Award, parameters: CallParameters) -> Iterator[Finding]:
    typed = {year: award.approved.get(year) for year in parameters.years}
    for year, amount in typed.items():
        yield from _amount(award, year, amount, parameters)
    if all(amount == 0 for amount in typed.values()):
        yield _fault(award, "AWARD-SOMETHING", "verdict", gettext_noop("決議補助，但各年度核定金額都是 0。"), _DECIDE)


def _amount(award: Award, year: str, amount: int | None, parameters: CallParameters) -> Iterator[Finding]:
    values = {"year": year, "amount": f"{amount or 0:,}"}
    asked, cap = award.asked.get(year, 0), cap_of(award.plan_type, parameters)
    place = f"approved.{year}"
    if amount is None:
        text = gettext_noop("{year} 年的核定金額沒有填。")
        yield _fault(award, "AWARD-AMOUNT", place, text, gettext_noop("請填整數元；這一年不補助請填 0。"), **values)
    elif amount < 0:
        text = gettext_noop("{year} 年的核定金額不能是負數。")
        yield _fault(award, "AWARD-AMOUNT", place, text, gettext_noop("請填整數元；這一年不補助請填 0。"), **values)
    elif amount > asked:
        text = gettext_noop("{year} 年核定 {amount} 元，超過申請的 {asked} 元。")
        yield _fault(award, "AWARD-ASKED", place, text, _LOWER, **values, most=f"{asked:,}", asked=f"{asked:,}")
    elif amount > cap:
        text = gettext_noop("{year} 年核定 {amount} 元，超過年度上限 {cap} 元。")
        article = CEILINGS if award.plan_type else SCHOOL_PLAN
        yield _fault(award, "AWARD-CAP", place, text, _LOWER, article, **values, most=f"{cap:,}", cap=f"{cap:,}")


def _declined(award: Award, parameters: CallParameters) -> Iterator[Finding]:
    if any(amount for amount in award.approved.values()):
        text = gettext_noop("決議不補助，但填了核定金額。")
        yield _fault(award, "AWARD-NOTHING", "verdict", text, gettext_noop("請清除核定金額，或改為補助。"))
    if not award.reason.strip():
        text = gettext_noop("決議不補助，沒有寫明理由。")
        yield _fault(award, "AWARD-REASON", "reason", text, gettext_noop("請寫明理由；會議紀錄以此為準。"))


_LOWER = gettext_noop("請減至 {most} 元以下。")
_DECIDE = gettext_noop("請填至少一年的核定金額，或改為不補助。")


def _fault(
    award: Award, rule: str, path: str, text: str, fix: str, article: str = DECIDING, **values: object
) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.BLOCKING,
        proposal=award.subject,
        path=path,
        article=article,
        message=Message(text, values),
        fix=Message(fix, values),
    )


@dataclass(frozen=True, slots=True)
class Share:
    """What a group of cases asks and is given: how many, how many funded, whole NT$ by year in the call's order."""

    count: int
    funded: int
    asked: Mapping[str, int] = field(hash=False)
    approved: Mapping[str, int] = field(hash=False)

    @property
    def total_asked(self) -> int:
        """The sum asked over the years."""
        return sum(self.asked.values())

    @property
    def total_approved(self) -> int:
        """The sum approved over the years."""
        return sum(self.approved.values())


def shares(awards: Iterable[Award], years: Sequence[str]) -> dict[str, Share]:
    """Return the sums of awards by kind (plan type, or `SCHOOL`), in the order in which the kinds first come."""
    groups: dict[str, list[Award]] = {}
    for award in awards:
        groups.setdefault(award.kind, []).append(award)
    return {kind: share(mine, years) for kind, mine in groups.items()}


def share(awards: Sequence[Award], years: Sequence[str]) -> Share:
    """Return the sums of some awards; nothing counts as approved where the verdict is to decline."""
    funded = [award for award in awards if award.verdict is Verdict.FUND]
    return Share(
        len(awards),
        len(funded),
        {year: sum(award.asked.get(year, 0) for award in awards) for year in years},
        {year: sum(award.approved.get(year) or 0 for award in funded) for year in years},
    )


@dataclass(frozen=True, slots=True)
class Pot:
    """One year of a meeting's pot: what there is, what is approved of it; whole NT$."""

    year: str
    amount: int
    approved: int

    @property
    def left(self) -> int:
        """What is left; below 0 where too much was approved."""
        return self.amount - self.approved

    @property
    def is_over(self) -> bool:
        """Whether more is approved than there is."""
        return self.left < 0

    @property
    def over(self) -> int:
        """By how much too much was approved; 0 where it was not."""
        return max(0, -self.left)


def pots(pot: Mapping[str, int], approved: Mapping[str, int], years: Sequence[str]) -> tuple[Pot, ...]:
    """Return the pot of each year; a year that the meeting has nothing for has 0."""
    return tuple(Pot(year, pot.get(year, 0), approved.get(year, 0)) for year in years)


def overdrawn(found: Iterable[Pot]) -> tuple[Message, ...]:
    """Return what to say of each year whose pot does not suffice."""
    text = gettext_noop("{year} 年核定合計 {approved} 元，超過可核配經費 {amount} 元（多 {over} 元）。")
    return tuple(
        Message(
            text,
            {
                "year": one.year,
                "approved": f"{one.approved:,}",
                "amount": f"{one.amount:,}",
                "over": f"{one.over:,}",
            },
        )
        for one in found
        if one.is_over
    )
