"""The columns of the list of proposals: what each is called, what it reads, what stands in it, how it is sorted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from review.facts.stage_scores import SCORED_STAGES
from review.models.cases import Outcome, Stage
from review.rules.figures import Figures
from usr_portal.kernel.ods import Cell
from usr_portal.kernel.vocabulary import BasisKind, Issue, PlanType
from usr_portal.schools.regions import region_of


class Kind(StrEnum):
    """How a column's values look."""

    TEXT = "text"
    COUNT = "count"
    MONEY = "money"
    SCORE = "score"
    TIME = "time"

    @property
    def is_number(self) -> bool:
        """Whether figures stand in it."""
        return self in {Kind.COUNT, Kind.MONEY, Kind.SCORE}


@dataclass(frozen=True, slots=True)
class StageScores:
    """What reviewers gave a case at a stage: how many were asked and have handed in, and the figures."""

    asked: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal of the list: what was read of its row, and its scores by stage."""

    held: Mapping[str, Any]
    scores: Mapping[str, StageScores] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `reads` are fields or expressions of the row, `order` the one that it is sorted by.

    A column of scores has a `stage` instead, and `figure` gives what it is sorted by; `whole` says that it needs every
    sheet of the stage.
    """

    key: str
    label: str | Promise
    kind: Kind
    value: Callable[[Line], Cell]
    reads: tuple[str, ...] = ()
    order: str = ""
    stage: str = ""
    figure: Callable[[StageScores], Decimal | int | None] | None = None
    whole: bool = False

    @property
    def group(self) -> str:
        """The heading that it stands under where columns are chosen."""
        return str(Stage(self.stage).label if self.stage else _("計畫"))

    @property
    def heading(self) -> str:
        """What stands above it: with the stage, where it is of one."""
        if not self.stage:
            return str(self.label)
        return gettext("{stage}：{figure}").format(stage=SHORT_STAGES[self.stage], figure=self.label)


DEFAULT = (
    *("number", "school", "title", "type", "asked", "condition", "stage", "outcome"),
    *("written_review.submitted", "written_review.mean"),
)
CONDITIONS: Mapping[str, str | Promise] = {
    "writing": _("撰寫中"),
    "complete": _("團隊已完成"),
    "taken": _("校窗口已收件"),
    "sent": _("已送出"),
}
SHORT_STAGES: Mapping[str, str | Promise] = {
    Stage.WRITTEN_REVIEW: _("書審"),
    Stage.PRESENTATION: _("簡報"),
    Stage.SITE_VISIT: _("訪查"),
}
OWNERSHIPS: Mapping[str, str | Promise] = {"公立": _("公立"), "私立": _("私立")}
SYSTEMS: Mapping[str, str | Promise] = {
    "一般": _("一般大學"),
    "技職": _("技職校院"),
    "師範": _("師範大學"),
    "空中大學": _("空中大學"),
}
SHORT_TYPES: Mapping[str, str | Promise] = {
    PlanType.SPROUT: _("萌芽型"),
    PlanType.DEEP: _("深耕型"),
    PlanType.INTERNATIONAL: _("國際合作型"),
    PlanType.DISTINCTIVE: _("特色永續型"),
}


@lru_cache(maxsize=8)
def columns(years: Sequence[str]) -> Mapping[str, Column]:
    """Give every column by key, in their order, for a call of these years (a tuple of ROC years as strings)."""
    return {one.key: one for one in (*_PROPOSAL, *_money(years), *_ENDS, *_scores(), *_LAST)}


def is_english() -> bool:
    """Whether the reader's language is English."""
    return (get_language() or "").startswith("en")


def _read(name: str) -> Callable[[Line], Cell]:
    def value(line: Line) -> Cell:
        found: Cell = line.held[name]
        return found

    return value


def _named(name: str, names: Mapping[str, str | Promise]) -> Callable[[Line], Cell]:
    return lambda line: str(names[held]) if (held := line.held[name]) in names else None


def _kept(name: str, names: Mapping[str, str | Promise]) -> Callable[[Line], Cell]:
    """The name of a value; the value itself where it has none."""
    return lambda line: str(names.get(line.held[name], line.held[name])) or None


def _label(name: str, kind: type[BasisKind]) -> Callable[[Line], Cell]:
    return lambda line: gettext(kind(line.held[name]).label) if line.held[name] else None


def _school(line: Line) -> Cell:
    name = "application__school__name_en" if is_english() else "application__school__name_zh"
    found: str = line.held[name]
    return found


def _region(line: Line) -> Cell:
    try:
        return gettext(region_of(line.held[_CITY]).label)
    except LookupError:
        return None


def _city(line: Line) -> Cell:
    return gettext(line.held[_CITY]) if line.held[_CITY] else None


def _condition(line: Line) -> Cell:
    return str(CONDITIONS["sent" if line.held["is_sent"] else line.held["state"]])


def _issue(line: Line) -> Cell:
    held = line.held["case__issue"] or next(iter(line.held["issues"]), None)
    return gettext(Issue(held).label) if held in set(Issue) else None


def _sdgs(line: Line) -> Cell:
    held = line.held["sdgs"] if line.held["case__sdgs"] is None else line.held["case__sdgs"]
    return "、".join(str(goal) for goal in held) or None


def _updated(line: Line) -> Cell:
    return timezone.localtime(line.held["updated_at"]).replace(tzinfo=None, microsecond=0)


_STAGES: Mapping[str, str | Promise] = dict(Stage.choices)
_OUTCOMES: Mapping[str, str | Promise] = dict(Outcome.choices)
_TEXT = Kind.TEXT
_CODE = "application__school__code"
_OWNERSHIP = "application__school__ownership"
_SYSTEM = "application__school__system"
_CITY = "application__school__city"
_NAMES = ("application__school__name_zh", "application__school__name_en")

_PROPOSAL = (
    Column("number", _("案號"), _TEXT, _read("number"), (), "number"),
    Column("project_number", _("計畫編號"), _TEXT, _read("case__project_number"), (), "case__project_number"),
    Column("school_code", _("學校代碼"), _TEXT, _read(_CODE), (_CODE,), _CODE),
    Column("school", _("學校"), _TEXT, _school, _NAMES, "school_name"),
    Column("ownership", _("公私立"), _TEXT, _kept(_OWNERSHIP, OWNERSHIPS), (_OWNERSHIP,), _OWNERSHIP),
    Column("system", _("體系"), _TEXT, _kept(_SYSTEM, SYSTEMS), (_SYSTEM,), _SYSTEM),
    Column("region", _("區域"), _TEXT, _region, (_CITY,), "region_place"),
    Column("city", _("縣市"), _TEXT, _city, (_CITY,), _CITY),
    Column("title", _("計畫名稱"), _TEXT, _read("shown_title"), ("shown_title",), "shown_title"),
    Column("type", _("類型"), _TEXT, _named("shown_type", SHORT_TYPES), ("shown_type",), "type_place"),
    Column("basis", _("提案資格"), _TEXT, _label("shown_basis", BasisKind), ("shown_basis",), "shown_basis"),
    Column("issue", _("重點議題"), _TEXT, _issue, ("case__issue", "issues"), "first_issue"),
    Column("sdgs", _("主要 SDGs"), _TEXT, _sdgs, ("case__sdgs", "sdgs"), "first_sdg"),
    Column("pi", _("計畫主持人"), _TEXT, _read("pi"), ("pi",), "pi"),
)
_ENDS = (
    Column("condition", _("狀態"), _TEXT, _condition, ("state", "is_sent"), "condition_place"),
    Column("stage", _("審查階段"), _TEXT, _named("case__stage", _STAGES), ("case__stage",), "stage_place"),
    Column("outcome", _("審查結果"), _TEXT, _named("case__outcome", _OUTCOMES), ("case__outcome",), "outcome_place"),
)
_LAST = (
    Column("approved", _("核定總額"), Kind.MONEY, _read("approved"), ("approved",), "approved"),
    Column("updated", _("最後更新"), Kind.TIME, _updated, ("updated_at",), "updated_at"),
)


def _money(years: Sequence[str]) -> Iterator[Column]:
    for year in years:
        name = f"asked_{year}"
        yield Column(name, format_lazy(_("{year} 年申請"), year=year), Kind.MONEY, _read(name), (name,), name)
    yield Column("asked", _("申請總額"), Kind.MONEY, _read("asked"), ("asked",), "asked")


_FIGURES: tuple[tuple[str, str | Promise, Kind, Callable[[StageScores], Decimal | int | None], bool], ...] = (
    ("submitted", _("已評份數"), Kind.COUNT, lambda held: held.figures.count, False),
    ("asked", _("委員數"), Kind.COUNT, lambda held: held.asked, False),
    ("mean", _("平均"), Kind.SCORE, lambda held: held.figures.mean, False),
    ("trimmed", _("去頭尾平均"), Kind.SCORE, lambda held: held.figures.trimmed_mean, False),
    ("spread", _("差距"), Kind.SCORE, lambda held: held.figures.spread, False),
    ("rank_sum", _("序位和"), Kind.COUNT, lambda held: held.figures.rank_sum, True),
    ("standardised", _("標準化總分"), Kind.SCORE, lambda held: held.figures.standardised_sum, True),
    ("standardised_mean", _("標準化平均"), Kind.SCORE, lambda held: held.figures.standardised_mean, True),
)


def _scores() -> Iterator[Column]:
    for stage in SCORED_STAGES:
        for name, label, kind, figure, whole in _FIGURES:
            value = _scored(stage, figure)
            yield Column(f"{stage}.{name}", label, kind, value, stage=stage.value, figure=figure, whole=whole)


def _scored(stage: str, figure: Callable[[StageScores], Decimal | int | None]) -> Callable[[Line], Cell]:
    return lambda line: figure(line.scores[stage]) if stage in line.scores else None
