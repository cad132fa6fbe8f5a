"""What staff open in the morning: everything their page shows, read in a fixed number of statements and prepared once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from proposals.selectors import overview
from review.selectors.numbers import numbers
from review.selectors.reviewing import round_progress, slowest_reviewers
from review.selectors.waiting import counted
from usr_portal.dashboard import distribution, money, progress, schedule, timeline, today
from usr_portal.dashboard.templatetags.portal import roc_short

if TYPE_CHECKING:
    from collections.abc import Mapping

    from review.selectors.numbers import Numbers
    from review.selectors.reviewing import ReviewerProgress, RoundProgress
    from usr_portal.accounts.models import Person
    from usr_portal.dashboard.charts import Chart
    from usr_portal.dashboard.money import Money
    from usr_portal.dashboard.progress import Progress
    from usr_portal.dashboard.schedule import Schedule, ShownWindow
    from usr_portal.dashboard.timeline import Timeline
    from usr_portal.dashboard.today import Todo


@dataclass(frozen=True, slots=True)
class WindowLine:
    """A window of the calendar with what is left of it."""

    window: ShownWindow
    late: tuple[Todo, ...]

    @property
    def state(self) -> str:
        """`before`, `open`, `after`, or `late`: over, and something is left."""
        return "late" if self.late else self.window.state.value

    @property
    def opens(self) -> str:
        """When it begins, as it is shown."""
        return roc_short(self.window.opens_at)

    @property
    def closes(self) -> str:
        """When it ends, as it is shown."""
        return roc_short(self.window.closes_at)

    @property
    def told(self) -> str:
        """Its state in words."""
        words = {"before": _("尚未開始"), "open": _("開放中"), "after": _("已結束"), "late": _("已結束，尚有未完成")}
        return words[self.state]

    @property
    def tag(self) -> str:
        """The class of its state's tag."""
        return "blocking" if self.late else self.state


@dataclass(frozen=True, slots=True)
class Figures:
    """A round that is prepared or running, or one of its reviewers: numbers by heading, and where each leads.

    `url` is where the name leads, `at` what stands beside it (a time, or the round's name) and where that leads.
    """

    name: str
    url: str
    at: str
    at_url: str
    numbers: tuple[tuple[str, str, str], ...]
    done: int
    due: int
    is_late: bool
    is_preparing: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """The page. Before there are cases it tells of the writing (`schools` by condition), afterwards of the review."""

    schedule: Schedule
    timeline: Timeline
    windows: tuple[WindowLine, ...]
    todos: tuple[Todo, ...]
    numbers: Numbers
    stages: Chart
    distribution: tuple[Chart, ...]
    money: Money
    progress: tuple[Progress, ...]
    rounds: tuple[Figures, ...]
    slowest: tuple[Figures, ...]
    schools: Mapping[str, int] | None

    @property
    def in_review(self) -> bool:
        """Whether there are cases."""
        return self.schools is None


def read(person: Person) -> Board | None:
    """Read the page for staff: nine statements while the proposals are written, seven in the review; one more in the demo.

    None where no call is loaded; `Http404` for anyone but staff.
    """
    plan = schedule.read()
    if plan is None:
        return None
    waiting, found = counted(person, plan), numbers(person, plan.parameters.years)
    rounds = [one for one in round_progress(person) if one.is_open or one.is_preparing]
    windows = tuple(WindowLine(window, _late(window, today.late_of(waiting, window.key))) for window in plan.windows)
    years = plan.parameters.years
    in_review = found.cases > 0
    return Board(
        schedule=plan,
        timeline=timeline.draw(plan.windows, plan.now, {one.window.key for one in windows if one.late}),
        windows=windows,
        todos=(*today.failed(person), *today.todos(waiting, found, rounds, plan)),
        numbers=found,
        stages=distribution.stages(found) if in_review else distribution.conditions(found),
        distribution=distribution.distribution(found),
        money=money.reviewed(found, years) if in_review else money.written(overview.asked(person), years),
        progress=(progress.data_check(waiting, found), *progress.replies(waiting, found)) if in_review else (),
        rounds=tuple(_round(one, plan) for one in rounds),
        slowest=tuple(_reviewer(one) for one in slowest_reviewers(person, plan.now)),
        schools=None if in_review else overview.conditions(person),
    )


def _late(window: ShownWindow, left: tuple[Todo, ...]) -> tuple[Todo, ...]:
    """What is left of a window that is not over for most schools yet is no delay of the calendar."""
    return left if window.state == "after" else ()


def _round(one: RoundProgress, plan: Schedule) -> Figures:
    url, progress_url = reverse("panels_round", args=[one.pk]), reverse("panels_progress", args=[one.pk])
    held = ((_("案件"), one.cases, url), (_("委員"), one.reviewers, progress_url), *_sheets(one, progress_url))
    return Figures(
        name=one.name,
        url=url,
        at=roc_short(one.due_at) or "—",
        at_url="",
        numbers=tuple((label, f"{number:,}", to) for label, number, to in held),
        done=one.submitted,
        due=one.due or 1,
        is_late=one.is_open and one.is_late(plan.now),
        is_preparing=one.is_preparing,
    )


def _reviewer(one: ReviewerProgress) -> Figures:
    url = reverse("panels_reviewer", args=[one.pk])
    held = (*_sheets(one, url), (_("逾期"), one.late, url))
    return Figures(
        name=one.name,
        url=url,
        at=one.round_name,
        at_url=reverse("panels_progress", args=[one.round_id]),
        numbers=tuple((label, f"{number:,}", to) for label, number, to in held),
        done=one.submitted,
        due=one.due or 1,
        is_late=one.late > 0,
    )


def _sheets(one: RoundProgress | ReviewerProgress, url: str) -> tuple[tuple[str, int, str], ...]:
    return (_("待回覆"), one.offered, url), (_("評分中"), one.accepted, url), (_("已送出"), one.submitted, url)
