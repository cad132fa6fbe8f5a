"""The lead team: one PI of the school, at most two co-PIs, one role a teacher (玖、三、（十）; 拾參、二、（三）)."""

from __future__ import annotations

from collections.abc import Iterator

from eligibility.rules.case import EligibilityCase, taker
from eligibility.rules.types import TeamMember
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.rulebook import Fault
from usr_portal.kernel.vocabulary import TeamRole


def one_pi(case: EligibilityCase) -> Iterator[Fault]:
    """TEAM-PI: exactly one PI, and of the applying school."""
    places = [place for place, member in enumerate(case.claim.team) if member.role is TeamRole.PI]
    if len(places) != 1:
        yield Fault(
            f"team[{places[1]}]" if places else "team",
            Message(gettext_noop("計畫主持人須恰為 1 人，目前有 {count} 人。"), {"count": len(places)}),
            Message(gettext_noop("請於主持團隊中指定 1 位計畫主持人。")),
        )
        return
    pi = case.claim.team[places[0]]
    if pi.school != case.field.school:
        yield Fault(
            f"team[{places[0]}]",
            Message(gettext_noop("計畫主持人{name}不屬於提案學校。"), {"name": _name(pi)}),
            Message(gettext_noop("請由提案學校的教師擔任計畫主持人；校外人士可任協同主持人。")),
        )


def few_co_pis(case: EligibilityCase) -> Iterator[Fault]:
    """TEAM-COPI-MAX: at most two co-PIs; associate PIs have no limit."""
    places = [place for place, member in enumerate(case.claim.team) if member.role is TeamRole.CO_PI]
    most = case.parameters.application.co_pis
    if len(places) > most:
        yield Fault(
            f"team[{places[most]}]",
            Message(gettext_noop("共同主持人 {count} 人，超過上限 {most} 人。"), {"count": len(places), "most": most}),
            Message(gettext_noop("請減少共同主持人；其餘人員可改列為協同主持人。")),
        )


def one_role(case: EligibilityCase) -> Iterator[Fault]:
    """TEAM-ONE-ROLE: nobody stands twice within a proposal, and no one with a school in two proposals.

    Each clashing proposal is told, once a person.
    """
    for person, places in _places(case).items():
        member = case.claim.team[places[0]]
        if len(places) > 1:
            yield Fault(
                f"team[{places[1]}]",
                Message(
                    gettext_noop("{name}在本案主持團隊中列了 {count} 次。"),
                    {"name": _name(member), "count": len(places)},
                ),
                Message(gettext_noop("請讓每人在主持團隊中只列一次、只擔任一個角色。")),
            )
        elif member.school is not None and (others := _elsewhere(case, person)):
            yield Fault(
                f"team[{places[0]}]",
                Message(
                    gettext_noop(
                        "{name}同時列於其他申請案的主持團隊：{others}；同一教師至多擔任 1 件計畫的主持人、共同主持人或協同主持人。"
                    ),
                    {"name": _name(member), "others": others},
                ),
                Message(gettext_noop("請只在一件申請案中保留該教師，或改請其他人選。")),
            )


def one_role_outside(case: EligibilityCase) -> Iterator[Fault]:
    """TEAM-ONE-ROLE-OUTSIDE: an industry expert or community person in two proposals; people judge it."""
    for person, places in _places(case).items():
        member = case.claim.team[places[0]]
        if member.school is None and (others := _elsewhere(case, person)):
            yield Fault(
                f"team[{places[0]}]",
                Message(
                    gettext_noop("業界或社區人士{name}同時列於其他申請案：{others}，請人工判斷。"),
                    {"name": _name(member), "others": others},
                ),
                Message(gettext_noop("請確認該員在各案的分工，必要時只列於一案。")),
            )


def co_pi_outside(case: EligibilityCase) -> Iterator[Fault]:
    """TEAM-COPI-OUTSIDE: a co-PI from outside the school, whom the call admits as associate PI; people judge it."""
    for place, member in enumerate(case.claim.team):
        if member.role is TeamRole.CO_PI and member.school != case.field.school:
            yield Fault(
                f"team[{place}]",
                Message(
                    gettext_noop("共同主持人{name}不屬於提案學校；須知所列校外人士的身分為協同主持人，請人工判斷。"),
                    {"name": _name(member)},
                ),
                Message(gettext_noop("請考慮將校外人士改列為協同主持人。")),
            )


def _places(case: EligibilityCase) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, member in enumerate(case.claim.team):
        places.setdefault(member.person, []).append(place)
    return places


def _elsewhere(case: EligibilityCase, person: str) -> tuple[str | Message, ...]:
    others = tuple(claim.title or claim.proposal for claim in case.others(case.field.engagements.get(person, ())))
    taken = case.field.taken_people.get(person)
    return others if taken is None else (*others, taker(taken))


def _name(member: TeamMember) -> str:
    return member.name or member.person
