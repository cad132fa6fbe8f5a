"""The three grounds of a new sprout (柒、一、（一）1（2）)."""

from __future__ import annotations

from collections.abc import Iterator

from eligibility.rules.case import EligibilityCase
from eligibility.rules.types import MinistryProject
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.rulebook import Fault
from usr_portal.kernel.vocabulary import NewGround

_FIX_GROUND = Message(gettext_noop("請補正資格事實，或改選另一項新興計畫資格。"))


def ground_named(case: EligibilityCase) -> Iterator[Fault]:
    """ELIG-NEW-GROUND: a new sprout names one of the three grounds."""
    if case.claim.is_new_sprout and case.claim.basis.new_ground is None:
        yield Fault(
            "basis.new_ground",
            Message(gettext_noop("新興計畫須從三項資格（A、B、C）擇一，目前尚未選擇。")),
            Message(gettext_noop("請選擇一項新興計畫資格並填寫相關事實。")),
        )


def ground_a(case: EligibilityCase) -> Iterator[Fault]:
    """ELIG-NEW-A: the school ran it long enough, shows results, and nobody of the lead team was ever in USR."""
    if not _claims(case, NewGround.A):
        return
    yield from _run_by_school(case)
    if not case.claim.results_evidence:
        yield Fault(
            "documents",
            Message(gettext_noop("以資格 A 提案須附具體績效佐證，目前未附。")),
            Message(gettext_noop("請上傳自行推動期間的具體績效佐證。")),
        )
    yield from _veterans(case)


def _run_by_school(case: EligibilityCase) -> Iterator[Fault]:
    ground, least = case.claim.basis.ground, case.parameters.service.ground_a
    if ground.programme is None:
        yield Fault(
            "basis.ground.programme",
            Message(
                gettext_noop("以資格 A 提案須指明學校自行推動的來源：高教深耕善盡社會責任面向，或第三期育成種子計畫。")
            ),
            _FIX_GROUND,
        )
    months = ground.months or 0
    if months < least:
        yield Fault(
            "basis.ground.months",
            Message(
                gettext_noop("學校自行推動 {months} 個月，未達 {least} 個月。"), {"months": months, "least": least}
            ),
            _FIX_GROUND,
        )


def _veterans(case: EligibilityCase) -> Iterator[Fault]:
    """Find who of the lead team was ever in a USR project: any phase, school and role of the registry (reading 2)."""
    places = [place for place, member in enumerate(case.claim.team) if case.field.registry.roles_of(member.person)]
    if places:
        names = tuple(dict.fromkeys(case.claim.team[place].name or case.claim.team[place].person for place in places))
        yield Fault(
            f"team[{places[0]}]",
            Message(
                gettext_noop("資格 A 僅限未曾執行過 USR 計畫者；主持團隊中曾參與 USR 計畫者：{names}。"),
                {"names": names},
            ),
            Message(gettext_noop("曾任 USR 計畫主持團隊者請改以資格 B 提案，或調整主持團隊。")),
        )


def ground_b(case: EligibilityCase) -> Iterator[Fault]:
    """ELIG-NEW-B: the PI or a co-PI named served one USR project for at least a year, its roles added."""
    if not _claims(case, NewGround.B):
        return
    person, least = case.claim.basis.ground.person, case.parameters.service.ground_b
    leading = next((member for member in case.claim.team if member.person == person and member.role.leads), None)
    if person is None or leading is None:
        yield Fault(
            "basis.ground.person",
            Message(gettext_noop("以資格 B 提案須指明一位本案的計畫主持人或共同主持人，目前未指明或該員不是。")),
            _FIX_GROUND,
        )
        return
    months = max(_months_by_project(case, person).values(), default=0)
    if months < least:
        yield Fault(
            "basis.ground.person",
            Message(
                gettext_noop(
                    "{name}於單一 USR 計畫任主持人、共同主持人或協同主持人最長 {months} 個月，未達 {least} 個月。"
                ),
                {"name": leading.name or person, "months": months, "least": least},
            ),
            _FIX_GROUND,
        )


def _months_by_project(case: EligibilityCase, person: str) -> dict[str, int]:
    months: dict[str, int] = {}
    for project, member in case.field.registry.roles_of(person):
        months[project.id] = months.get(project.id, 0) + member.months
    return months


def ground_c(case: EligibilityCase) -> Iterator[Fault]:
    """ELIG-NEW-C: one of the lead team served central ministries' projects for at least two years in all."""
    if not _claims(case, NewGround.C):
        return
    ground, least = case.claim.basis.ground, case.parameters.service.ground_c
    member = next((member for member in case.claim.team if member.person == ground.person), None)
    if member is None:
        yield Fault(
            "basis.ground.person",
            Message(gettext_noop("以資格 C 提案須指明一位本案主持團隊成員，目前未指明或該員不在主持團隊。")),
            _FIX_GROUND,
        )
        return
    months = months_served(ground.projects)
    if months < least:
        yield Fault(
            "basis.ground.projects",
            Message(
                gettext_noop(
                    "{name}主持中央部會計畫累積 {months} 個月（重疊月份計一次；限中央部會、於學校立案、教學或研究性質），未達 {least} 個月。"
                ),
                {"name": member.name or member.person, "months": months, "least": least},
            ),
            _FIX_GROUND,
        )


def months_served(projects: tuple[MinistryProject, ...]) -> int:
    """Return the calendar months touched by the projects that count, a month once (reading 1)."""
    months, counted_to = 0, 0
    for begins, ends in sorted(span for project in projects for span in _counted(project)):
        months += max(0, ends + 1 - max(begins, counted_to))
        counted_to = max(counted_to, ends + 1)
    return months


def _counted(project: MinistryProject) -> Iterator[tuple[int, int]]:
    """Yield the first and last month of a project that counts; its months are not listed, for a file may claim ages."""
    counts = project.central and project.filed_at_school and project.academic and project.role is not None
    if counts and project.begins is not None and project.ends is not None:
        yield project.begins.ordinal, project.ends.ordinal


def ground_c_fits(case: EligibilityCase) -> Iterator[Fault]:
    """ELIG-NEW-C-FIT: whether those projects fit local practice and the theme is for people to judge."""
    if _claims(case, NewGround.C):
        yield Fault(
            "basis.ground.projects",
            Message(
                gettext_noop("以資格 C 提案：請判斷所列 {count} 件中央部會計畫是否符合在地實踐精神並契合提案主題。"),
                {"count": len(case.claim.basis.ground.projects)},
            ),
            Message(gettext_noop("請於佐證資料說明各計畫與在地實踐及本案主題的關係。")),
        )


def _claims(case: EligibilityCase, ground: NewGround) -> bool:
    return case.claim.is_new_sprout and case.claim.basis.new_ground is ground
