"""A call's parameters: the windows and figures that a new call changes without a change of code.

The dataclasses mirror ``call/parameters/usr-4.toml``, where each figure names its article; the same shape is kept as
JSON in the database, with times as ISO 8601 text.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Self
from zoneinfo import ZoneInfo

from usr_portal.call.rules.reading import plain, read, refuse
from usr_portal.kernel.messages import gettext_noop
from usr_portal.kernel.vocabulary import PlanType

BUNDLED = ("usr-4",)
WHOLE = 100


@dataclass(frozen=True, slots=True)
class Window:
    """A period in which something is open; both ends included to the second, both aware."""

    title: str
    opens_at: datetime
    closes_at: datetime
    article: str
    key: str = ""
    title_en: str = ""

    def named(self, lang: str) -> str:
        """Return the title in a language; Chinese where the call gives no English one."""
        return self.title_en if self.title_en and lang.lower().startswith("en") else self.title

    def placed(self, key: str, zone: ZoneInfo) -> Self:
        """Return the window under its key, with times that carry no offset read in ``zone``."""
        return replace(self, key=key, opens_at=_aware(self.opens_at, zone), closes_at=_aware(self.closes_at, zone))


@dataclass(frozen=True, slots=True)
class ApplicationFigures:
    """Counts of an application and a proposal (陸、二; 捌; 玖、三; 玖、四)."""

    max_proposals: int
    issues: int
    sdgs: int
    sdg_first: int
    sdg_last: int
    co_pis: int
    sig_activities: int
    sig_schools: int
    forums: int
    prior_results_until: date


@dataclass(frozen=True, slots=True)
class SchoolPlanFigures:
    """The school plan: subsidy a year, items it may hold, evaluation years, section keys (柒、二、（一）)."""

    cap: int
    items: tuple[str, ...]
    evaluation_ran: tuple[str, ...]
    evaluation_new: tuple[str, ...]
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypeFigures:
    """A plan type: subsidy a year (NT$), by part where it has two; personnel in percent; the form's parts."""

    cap: int
    personnel: int
    strategy_parts: int
    evaluation_parts: int
    cap_domestic: int | None = None
    cap_second: int | None = None


@dataclass(frozen=True, slots=True)
class BudgetFigures:
    """Shares in percent of a year's subsidy; ``part_time_monthly`` and ``largest_amount`` in NT$."""

    travel: int
    international: int
    matching: int
    municipal: int
    external_first: int
    part_time_monthly: int
    largest_amount: int


@dataclass(frozen=True, slots=True)
class ServiceMonths:
    """Months of service that the three grounds of a new sprout ask for."""

    ground_a: int
    ground_b: int
    ground_c: int


@dataclass(frozen=True, slots=True)
class MouFigures:
    """From which day an agreement counts as made for this phase (柒、二、（二）2（1）B.a)."""

    signed_from: date


@dataclass(frozen=True, slots=True)
class SimilarityFigures:
    """Ours: from how many percent of likeness staff are asked to look (玖、三、（四）)."""

    worth_a_look: int


@dataclass(frozen=True, slots=True)
class PaperFigures:
    """Ours, not the call's: how many papers of a proposal may stand, their megabytes, and those of all ever kept."""

    files: int = 60
    megabytes: int = 300
    kept_megabytes: int = 1_500


@dataclass(frozen=True, slots=True)
class WeightFigures:
    """Review weights in percent by part of the application (拾、二、（二）)."""

    ran_before: Mapping[str, int] = field(hash=False)
    new: Mapping[str, int] = field(hash=False)


@dataclass(frozen=True, slots=True)
class CallParameters:
    """Everything of a call that is data. ``years`` are ROC years as strings, in order."""

    call_id: str
    name: str
    name_en: str
    phase: int
    years: tuple[str, ...]
    timezone: str
    windows: Mapping[str, Window] = field(hash=False)
    application: ApplicationFigures
    school_plan: SchoolPlanFigures
    service: ServiceMonths
    mou: MouFigures
    similarity: SimilarityFigures
    types: Mapping[PlanType, TypeFigures] = field(hash=False)
    budget: BudgetFigures
    weights: WeightFigures
    papers: PaperFigures = PaperFigures()  # versions from before there was a limit have none

    @classmethod
    def load(cls, source: str | Mapping[str, object]) -> Self:
        """Read parameters from TOML text or from a mapping of the same shape.

        Raises ``UnreadableParametersError`` that names the key at fault; unknown keys are refused.
        """
        raw = _toml(source) if isinstance(source, str) else source
        parameters = read(cls, raw)
        zone = _zone(parameters.timezone)
        windows = {key: window.placed(key, zone) for key, window in parameters.windows.items()}
        parameters = replace(parameters, windows=windows)
        _check(parameters)
        return parameters

    def as_json(self) -> dict[str, object]:
        """Return the parameters as plain JSON values; ``load`` reads them back to an equal value."""
        table = plain(self)
        assert isinstance(table, dict)  # noqa: S101 - a dataclass is always a table
        return table

    @property
    def zone(self) -> ZoneInfo:
        """Where the call's clock hangs."""
        return ZoneInfo(self.timezone)

    @property
    def previous_phase(self) -> int:
        """The phase that proposals continue or advance from."""
        return self.phase - 1

    @property
    def deadline(self) -> datetime:
        """The last second of the upload window."""
        return self.window("upload").closes_at

    @property
    def deadline_day(self) -> date:
        """The deadline's day: the last one for the paper copy's postmark and for agreements (玖、二)."""
        return self.deadline.astimezone(self.zone).date()

    @property
    def first_year(self) -> str:
        """The first ROC year of the projects."""
        return self.years[0]

    def window(self, key: str) -> Window:
        """Return the window; raises ``LookupError`` where the call has none of that key."""
        return self.windows[key]

    def of_type(self, plan_type: PlanType) -> TypeFigures:
        """Return the figures of a plan type."""
        return self.types[plan_type]


@cache
def bundled(call_id: str) -> CallParameters:
    """Return the parameters that come with the portal; raises ``LookupError`` for an unknown call."""
    return CallParameters.load(bundled_text(call_id))


def bundled_text(call_id: str) -> str:
    """Return the TOML text of a bundled call; raises ``LookupError`` for an unknown call."""
    if call_id not in BUNDLED:
        raise LookupError(call_id)
    return files("usr_portal.call").joinpath("parameters", f"{call_id}.toml").read_text(encoding="utf-8")


def _aware(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def _toml(text: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        refuse("", gettext_noop("不是有效的 TOML：{detail}"), detail=str(error))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        refuse("timezone", gettext_noop("沒有這個時區：{name}"), name=name)


def _check(parameters: CallParameters) -> None:
    for key, window in parameters.windows.items():
        if window.closes_at < window.opens_at:
            refuse(f"windows.{key}", gettext_noop("結束時間早於開始時間"))
    if "upload" not in parameters.windows:
        refuse("windows.upload", gettext_noop("缺少這一項"))
    if not parameters.years:
        refuse("years", gettext_noop("至少要有一個年度"))
    for plan_type in PlanType:
        if plan_type not in parameters.types:
            refuse(f"types.{plan_type}", gettext_noop("缺少這一項"))
    for name in ("ran_before", "new"):
        if sum(getattr(parameters.weights, name).values()) != WHOLE:
            refuse(f"weights.{name}", gettext_noop("配分合計須為 100"))
