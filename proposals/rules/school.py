"""Rules that the school answers for (肆; 柒、二、（一）; 捌; 玖)."""

from __future__ import annotations

from collections.abc import Iterator

from proposals.rules.application import SchoolKind
from proposals.rules.case import SchoolCase
from usr_portal.call.rules import calendar
from usr_portal.kernel import roc
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.rulebook import Fault
from usr_portal.kernel.vocabulary import PlanType


def school_eligible(case: SchoolCase) -> Iterator[Fault]:
    """SCHOOL-ELIGIBLE: no open university, no school under special guidance (肆)."""
    school = case.application.school
    fix = Message(gettext_noop("請向推動中心確認學校的申請資格。"))
    if school.kind is SchoolKind.OPEN_UNIVERSITY:
        yield Fault("school.kind", Message(gettext_noop("空中大學不在補助對象之內。")), fix)
    if school.under_guidance:
        yield Fault("school.under_guidance", Message(gettext_noop("專案輔導學校不在補助對象之內。")), fix)


def has_proposals(case: SchoolCase) -> Iterator[Fault]:
    """SCHOOL-HAS-PLAN: an application holds at least one proposal (柒、二、（一）)."""
    if not case.application.proposals:
        yield Fault(
            "proposals",
            Message(gettext_noop("申請案中沒有任何個案計畫。")),
            Message(gettext_noop("請至少納入一件個案計畫再送出。")),
        )


def few_proposals(case: SchoolCase) -> Iterator[Fault]:
    """SCHOOL-MAX-PLANS: no more proposals than the call admits, all types together (捌; 玖、三、（一）)."""
    count, most = len(case.application.proposals), case.parameters.application.max_proposals
    if count > most:
        yield Fault(
            "proposals",
            Message(gettext_noop("共提出 {count} 件計畫，超過每校上限 {most} 件。"), {"count": count, "most": most}),
            Message(gettext_noop("請撤下 {over} 件計畫。"), {"over": count - most}),
        )


def has_usr_unit(case: SchoolCase) -> Iterator[Fault]:
    """SCHOOL-USR-UNIT: a school without a USR unit may apply and sets one up once approved (玖、三、（二）)."""
    if not case.application.school.has_usr_unit:
        yield Fault(
            "school.has_usr_unit",
            Message(gettext_noop("學校尚未於校務規程成立校級USR專責單位；計畫核定後即須成立。")),
            Message(gettext_noop("請預作準備，並於核定後完成校務規程的修訂。")),
        )


def window_open(case: SchoolCase) -> Iterator[Fault]:
    """WINDOW-OPEN: the upload window is open at ``as_of``, both ends included (玖、二). Not judged without a moment."""
    now = case.application.as_of
    window = case.parameters.window("upload")
    if now is None or calendar.is_open(window.opens_at, window.closes_at, now):
        return
    yield Fault(
        "as_of",
        Message(
            gettext_noop("上傳期間為 {opens} 至 {closes}；{now} 不在期間內。"),
            {
                "opens": roc.Told(window.opens_at),
                "closes": roc.Told(window.closes_at),
                "now": roc.ToldToTheSecond(now),
            },
        ),
        Message(gettext_noop("請於上傳期間內送出；逾期不受理。")),
    )


def paper_copy(case: SchoolCase) -> Iterator[Fault]:
    """PAPER-COPY: staff record the postmark of the paper copy, where there is anything to post (玖、二; reading 6)."""
    if case.application.proposals:
        yield Fault(
            "proposals",
            Message(
                gettext_noop("紙本計畫書 1 式 1 份須於{day}前寄出，以郵戳為憑；請登錄郵戳日期。"),
                {"day": roc.Told(case.parameters.deadline_day)},
            ),
            Message(gettext_noop("請列印膠裝後，於期限內寄送教育部。")),
        )


def sig_planned(case: SchoolCase) -> Iterator[Fault]:
    """SIG-PLANNED: in each year the deep and higher proposals together plan one SIG activity (玖、四; note 4)."""
    concerned = case.of_types(PlanType.DEEP, PlanType.INTERNATIONAL, PlanType.DISTINCTIVE)
    least = case.parameters.application.sig_activities
    for year in case.parameters.years if concerned else ():
        count = sum(proposal.sig_activities.get(year, 0) for _, proposal in concerned)
        if count < least:
            lowest = min((proposal.type for _, proposal in concerned), key=tuple(_SIG_ARTICLES).index)
            yield Fault(
                f"proposals[{concerned[0][0]}].sig_activities.{year}",
                Message(
                    gettext_noop(
                        "{year} 年深耕型以上各計畫共規劃 {count} 場 {schools} 校以上的SIG活動或培力工作坊，至少須 {least} 場。"
                    ),
                    {"year": year, "count": count, "schools": case.parameters.application.sig_schools, "least": least},
                ),
                Message(
                    gettext_noop(
                        "請於其中一件計畫補上 {year} 年的SIG活動或培力工作坊（含主協辦共 {schools} 校以上）。"
                    ),
                    {"year": year, "schools": case.parameters.application.sig_schools},
                ),
                article=_SIG_ARTICLES[lowest],
            )
            return


_SIG_ARTICLES = {
    PlanType.DEEP: "玖、四、大學特色類（七）2（4）",
    PlanType.INTERNATIONAL: "玖、四、國際合作型（七）1",
    PlanType.DISTINCTIVE: "玖、四、特色永續型（七）4",
}
