"""What waits for a person, by role: from the selectors of the apps, in a fixed number of statements."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.selectors import overview, workspace
from proposals.selectors.addresses import school_page
from review.rules.checking import is_due
from review.rules.standing import Stage
from review.selectors.corrections import due_of
from review.selectors.errands import appointments_of, replies_of, reviews_of
from review.selectors.numbers import numbers
from review.selectors.results import news
from review.selectors.waiting import counted
from usr_portal.accounts.models import Role
from usr_portal.dashboard import today
from usr_portal.dashboard.templatetags.portal import roc_short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from proposals.models import Proposal
    from review.selectors.numbers import Numbers
    from usr_portal.accounts.models import Person
    from usr_portal.dashboard.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to go to. `tag` is the class of its state, `state` its words."""

    title: str
    note: str
    url: str
    state: str = ""
    tag: str = ""


def tasks(person: Person, plan: Schedule | None) -> tuple[Task, ...]:
    """Give a person's tasks: what staff decide, then what the review asks of a reviewer or school, then drafts.

    `plan` is the calendar, None before a call is loaded.
    """
    return (
        *_staff(person, plan),
        *_reviewing(person),
        *_asked(person, plan),
        *_replying(person),
        *_attending(person, plan),
        *_told(person),
        *_writing(person, plan),
    )


def _staff(person: Person, plan: Schedule | None) -> Iterator[Task]:
    if not person.standing.is_staff:
        return
    found = numbers(person, plan.parameters.years) if plan else None
    if plan and found:
        for one in today.home_todos(person, counted(person, plan), found, plan):
            is_late = one.kind == today.LATE
            note = "" if one.number is None else ngettext("%(n)s 件", "%(n)s 件", one.number) % {"n": one.text}
            yield Task(one.title, note, one.url, _("逾期") if is_late else "", "blocking" if is_late else "")
    yield Task(_("總覽"), _whole(person, found), reverse("staff"))


def _whole(person: Person, found: Numbers | None) -> str:
    """Say where the call is: schools while they write, cases under review afterwards."""
    if found and found.cases:
        values = {"cases": found.cases, "open": sum(n for (_at, end), n in found.stages.items() if end == "open")}
        return _("審查案 %(cases)s 件，審查中 %(open)s 件。") % values
    text = _("已送出 %(sent)s 校，各計畫均完成 %(complete)s 校，撰寫中 %(writing)s 校，尚未開始 %(not_begun)s 校。")
    return text % overview.conditions(person)


def _asked(person: Person, plan: Schedule | None) -> Iterator[Task]:
    """What the data check asks of a person's schools and proposals: before all that can wait."""
    if plan is None or not (person.standing.is_window or Role.TEAM in person.standing.roles):
        return
    for due in due_of(person):
        values = {"number": due.number, "n": due.items, "due": roc_short(due.due_at)}
        note = ngettext(
            "%(number)s：%(n)s 項，最早 %(due)s 到期。", "%(number)s：%(n)s 項，最早 %(due)s 到期。", due.items
        )
        url, state = reverse("corrections", args=[due.number]), (_("待補正"), "waiting")
        if is_due(due.due_at, plan.now):
            state = _("逾期"), "blocking"
        yield Task(_("請補正：%(title)s") % {"title": due.title}, note % values, url, *state)


def _reviewing(person: Person) -> Iterator[Task]:
    """The rounds in which a reviewer has something to answer or to score."""
    if not person.standing.is_reviewer:
        return
    for one in reviews_of(person):
        due = roc_short(one.due_at) if one.due_at else "—"
        if not one.is_signed:
            url = reverse("review_statement", args=[one.round_id])
            note = _("簽署後才能接受與開啟案件；評分期限 %(due)s。") % {"due": due}
            yield Task(_("請簽署迴避及保密聲明：%(name)s") % {"name": one.name}, note, url, _("待簽署"), "waiting")
        values = {"offered": one.offered, "accepted": one.accepted, "due": due}
        note = _("待回覆 %(offered)s 件，待評分 %(accepted)s 件，期限 %(due)s。") % values
        yield Task(one.name, note, reverse("review"), _("審查中"), "waiting")


def _replying(person: Person) -> Iterator[Task]:
    """The questions of the reviewers that a school has not answered yet."""
    if not (person.standing.is_window or Role.TEAM in person.standing.roles):
        return
    for one in replies_of(person):
        note = _("%(number)s：%(due)s 截止。") % {"number": one.number, "due": roc_short(one.due_at)}
        url = reverse("proposal_replies", args=[one.number])
        yield Task(_("請回覆審查待釐清意見：%(title)s") % {"title": one.title}, note, url, _("待回覆"), "waiting")


def _attending(person: Person, plan: Schedule | None) -> Iterator[Task]:
    """The presentations and visits that a school was told of."""
    if plan is None or not (person.standing.is_window or Role.TEAM in person.standing.roles):
        return
    for one in appointments_of(person, plan.now):
        is_visit = one.stage is Stage.SITE_VISIT
        title = _("實地訪查：%(title)s") if is_visit else _("簡報審查：%(title)s")
        values = {"number": one.number, "at": roc_short(one.starts_at), "place": one.place}
        note = _("%(number)s：%(at)s，%(place)s") % values
        yield Task(
            title % {"title": one.title}, note, reverse("proposal_schedule", args=[one.number]), _("已排定"), "done"
        )


def _told(person: Person) -> Iterator[Task]:
    """The results, once they were announced: of a window's schools, of a team's proposals."""
    if not (person.standing.is_window or Role.TEAM in person.standing.roles):
        return
    for one in news(person):
        if one.number:
            url, about = reverse("proposal_result", args=[one.number]), one.title
        else:
            url, about = school_page("school_results", one.school_code), one.school_name
        note = _("查看結果、核定經費、附帶條件與綜合審查意見，並下載通知書。")
        yield Task(_("審查結果已公告：%(about)s") % {"about": about}, note, url, _("已公告"), "done")


def _writing(person: Person, plan: Schedule | None) -> Iterator[Task]:
    standing = person.standing
    if not (standing.is_window or Role.TEAM in standing.roles):
        return
    proposals = list(workspace.own_proposals(person)[:100])
    if standing.is_window:
        yield from _schools(person, proposals, is_over=plan is not None and plan.upload.state == "after")
    for proposal in proposals:
        if getattr(proposal, "my_access", None):
            yield _proposal(proposal)


def _schools(person: Person, proposals: Iterable[Proposal], *, is_over: bool) -> Iterator[Task]:
    """The applications of a window's schools; `is_over` tells that the call's time to send them has passed."""
    applications = list(workspace.applications_of(person))
    states: dict[int, Counter[str]] = {one.pk: Counter() for one in applications}
    for proposal in proposals:
        if proposal.application_id in states:
            states[proposal.application_id][_condition(proposal)] += 1
    for application in applications:
        note, url = _next_step(states[application.pk], is_over=is_over), school_page("school", application.school.code)
        yield Task(_("%(school)s的申請") % {"school": application.school.name}, note, url)
    if len(applications) < len(person.standing.window_schools):
        yield Task(_("學校尚未開始申請"), _("開始後即可撰寫學校規劃、建立計畫並邀請團隊。"), reverse("proposals"))


def _next_step(states: Counter[str], *, is_over: bool) -> str:
    """Say what the window does next; of what was sent in time, nothing more than that."""
    if is_over and states["sent"]:
        return ngettext("已送出 %(n)s 件計畫。", "已送出 %(n)s 件計畫。", states["sent"]) % {"n": states["sent"]}
    if not states:
        return _("還沒有計畫：請先建立計畫並邀請團隊。")
    if states["complete"]:
        return _("有 %(n)s 件計畫已完成，等您收件或退件。") % {"n": states["complete"]}
    if states["writing"]:
        return _("%(n)s 件計畫還在撰寫中。") % {"n": states["writing"]}
    if states["sent"]:
        return _("已送出 %(n)s 件計畫；截止前可撤回後再送。") % {"n": states["sent"]}
    return _("各計畫都已收件，可以檢視檢核結果並送出。")


def _proposal(proposal: Proposal) -> Task:
    condition = _condition(proposal)
    state = _("已送出") if condition == "sent" else proposal.get_state_display()
    if condition == "writing" and proposal.asked:
        state, condition = (
            ngettext("退回：%(n)s 處待改", "退回：%(n)s 處待改", proposal.asked) % {"n": proposal.asked},
            "warning",
        )
    title = proposal.title or _("（尚未命名的計畫）")
    note = _("%(number)s，%(type)s") % {"number": proposal.number, "type": proposal.get_plan_type_display()}
    return Task(title, note, reverse("proposal", args=[proposal.number]), state, condition)


def _condition(proposal: Proposal) -> str:
    return "sent" if getattr(proposal, "is_sent", False) else proposal.state
