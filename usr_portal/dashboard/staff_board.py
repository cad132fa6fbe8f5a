"""What staff open in the morning: everything their page shows, read in a fixed number of statements and prepared once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from proposals.selectors import overview
from review.selectors.numbers import numbers
from review.selectors.reviewing import round_progress, slowest_reviewers
from review.selectors.waiting import counted
from usr_portal.dashboard import distribution, money, progress, schedule, timeline, today

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


@dataclass(frozen=True, slots=True)
class Round:
    """A round that is prepared or running; `is_late`: its time is over."""

    progress: RoundProgress
    is_late: bool


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
    rounds: tuple[Round, ...]
    slowest: tuple[ReviewerProgress, ...]
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
        rounds=tuple(Round(one, one.is_open and one.is_late(plan.now)) for one in rounds),
        slowest=tuple(slowest_reviewers(person, plan.now)),
        schools=None if in_review else overview.conditions(person),
    )


def _late(window: ShownWindow, left: tuple[Todo, ...]) -> tuple[Todo, ...]:
    """What is left of a window that is not over for most schools yet is no delay of the calendar."""
    return left if window.state == "after" else ()
