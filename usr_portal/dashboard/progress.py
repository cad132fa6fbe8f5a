"""How far the data check, the replies, the presentations and visits are: rows of a table, every number with its list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from proposals.selectors import overview
from review.rules.standing import Stage
from review.rules.talks import REPLIES
from review.selectors.waiting import LABELS
from usr_portal.dashboard import charts, links

if TYPE_CHECKING:
    from review.selectors.numbers import Numbers
    from review.selectors.waiting import Counted


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its name and its list."""

    label: str
    number: int
    url: str

    @property
    def text(self) -> str:
        """As it is shown."""
        return f"{self.number:,}"

    @property
    def name(self) -> str:
        """The link as it is read aloud."""
        return charts.pieces(self.label, self.number)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far something is: `done` of `total`, with the numbers that say more, and the page where one works on it."""

    title: str
    url: str
    done: int
    total: int
    figures: tuple[Figure, ...]

    @property
    def most(self) -> int:
        """The length of the whole bar."""
        return self.total or 1

    @property
    def share(self) -> str:
        """As it is said beside the bar."""
        return _("%(done)s／%(total)s 件") % {"done": f"{self.done:,}", "total": f"{self.total:,}"}


def school_conditions() -> dict[str, str]:
    """Give the names of what `proposals.selectors.overview.conditions` counts schools by."""
    return {
        overview.NOT_BEGUN: _("尚未開始"),
        overview.WRITING: _("撰寫中"),
        overview.COMPLETE: _("各計畫均完成"),
        overview.SENT: _("已送出"),
    }


def data_check(found: Counted, numbers: Numbers) -> Progress:
    """Say how far the data check is."""
    names = {
        "open": _("有待判斷項目"),
        "asked": _("等學校補正"),
        "answered": _("學校已補正，待審"),
        "overdue": _("補正逾期"),
        "no_paper": _("紙本未登錄"),
        "done": _("各項已判斷"),
        "stopped": _("不進入審查"),
        "passed": _("已完成資料檢核"),
    }
    figures = tuple(Figure(name, found.checks[key], links.checks(key)) for key, name in names.items())
    over = found.checks["stopped"] + found.checks["passed"]
    return Progress(_("資料檢核"), reverse("staff_check"), over, numbers.cases, figures)


def replies(found: Counted, numbers: Numbers) -> tuple[Progress, ...]:
    """Say how far the replies of each stage are, where there is one under way."""
    titles = {Stage.WRITTEN_REPLY: _("書審待釐清回覆"), Stage.PRESENTATION_REPLY: _("簡報待釐清回覆")}
    keys = ("reply_unreleased", "reply_missing", "reply_overdue", "reply_answered")
    return tuple(
        Progress(
            titles[stage],
            reverse("schedule_replies", args=[stage.value]),
            found.of("reply_answered", stage),
            total,
            tuple(_figure(found, key, stage) for key in keys),
        )
        for stage in REPLIES
        if (total := numbers.stages.get((stage.value, "open"), 0))
    )


def _figure(found: Counted, key: str, stage: Stage) -> Figure:
    return Figure(_(LABELS[key]), found.of(key, stage), links.proposals(waiting=key, stage=stage.value))
