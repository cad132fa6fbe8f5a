"""Versions of the call as staff read them: labelled figures, and what a version changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from usr_portal.call.models import CallVersion, WindowExtension
from usr_portal.call.rules import changes, digest
from usr_portal.call.rules.parameters import CallParameters
from usr_portal.dashboard.templatetags.portal import roc_seconds
from usr_portal.kernel import roc
from usr_portal.kernel.messages import gettext_noop
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import Promise

SHOWN = 50
COLON = gettext_noop("：")
COMMA = gettext_noop("、")
_TYPE_ORDER = list(PlanType)

GROUPS: dict[str, Promise] = {
    "application": _("申請案與計畫"),
    "school_plan": _("學校規劃"),
    "service": _("新興計畫資格年資"),
    "mou": _("合作備忘錄"),
    "similarity": _("相似度提示"),
    "papers": _("每案上傳文件（系統自訂）"),
    "types": _("各類型"),
    "budget": _("經費比率與標準"),
    "weights": _("審查配分"),
}
LABELS: dict[str, Promise] = {
    "max_proposals": _("每校計畫件數上限"),
    "issues": _("每案重點議題數"),
    "sdgs": _("每案主要 SDGs 數"),
    "sdg_first": _("可選 SDGs 起號"),
    "sdg_last": _("可選 SDGs 迄號"),
    "co_pis": _("共同主持人上限"),
    "sig_activities": _("每年 SIG 活動次數下限"),
    "sig_schools": _("SIG 活動參與校數下限"),
    "forums": _("每年國際論壇次數下限"),
    "prior_results_until": _("前期成果計至"),
    "cap": _("每年補助上限（元）"),
    "cap_domestic": _("國內社會實踐每年上限（元）"),
    "cap_second": _("第二部分每年上限（元）"),
    "personnel": _("人事費上限（％）"),
    "strategy_parts": _("執行策略項數"),
    "evaluation_parts": _("成效評估項數"),
    "items": _("可編列項目"),
    "evaluation_ran": _("成效評估年度（曾執行前期計畫）"),
    "evaluation_new": _("成效評估年度（未曾執行）"),
    "sections": _("應填章節"),
    "ground_a": _("資格 A（月）"),
    "ground_b": _("資格 B（月）"),
    "ground_c": _("資格 C（月）"),
    "signed_from": _("簽署日不早於"),
    "worth_a_look": _("提示門檻（％）"),
    "files": _("檔案數上限"),
    "megabytes": _("檔案合計上限（MB）"),
    "kept_megabytes": _("連同已替換檔案合計上限（MB）"),
    "travel": _("國外差旅費上限（％）"),
    "international": _("國際合作費用上限（％）"),
    "matching": _("配合款下限（％）"),
    "municipal": _("直轄市、縣（市）立學校補助比率上限（％）"),
    "external_first": _("第一年外部募款下限（％）"),
    "part_time_monthly": _("兼任學生每月下限（元）"),
    "largest_amount": _("可填金額上限（元）"),
    "prior_results": _("前期成果（％）"),
    "proposal": _("個案計畫（％）"),
    "operating": _("業務費"),
    "school_plan": _("學校規劃（％）"),
    "ran_before": _("延續及進階計畫"),
    "new": _("新興計畫"),
    "opens_at": _("開始"),
    "closes_at": _("截止"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One parameter with its label and its value as text."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Group:
    """Parameters that belong together."""

    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One value that a version changed."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """One version with what it changed against the one before it."""

    version: CallVersion
    changes: tuple[ShownChange, ...]


def history() -> tuple[ShownVersion, ...]:
    """Give the newest versions, newest first, each with its changes, in one statement."""
    query = CallVersion.objects.filter(call_id=settings.USR_CALL).select_related("created_by")
    rows = list(query.order_by("-version")[: SHOWN + 1])
    pairs = zip(rows, [*rows[1:], None], strict=True)
    return tuple(ShownVersion(row, changed(before, row)) for row, before in pairs)[:SHOWN]


def version_of(number: int) -> ShownVersion | None:
    """Give one version by its number, or None."""
    query = CallVersion.objects.filter(call_id=settings.USR_CALL, version__in=(number, number - 1))
    rows = {row.version: row for row in query.select_related("created_by")}
    return ShownVersion(rows[number], changed(rows.get(number - 1), rows[number])) if number in rows else None


def changed(before: CallVersion | None, after: CallVersion) -> tuple[ShownChange, ...]:
    """Give what one version changed; nothing for the first."""
    if before is None:
        return ()
    found = changes.differences(before.parameters, after.parameters)
    titles = _titles(after.parameters)
    return tuple(ShownChange(_label(one.path, titles), _text(one.before), _text(one.after)) for one in found)


def groups(parameters: CallParameters) -> tuple[Group, ...]:
    """Give a version's figures, all but the windows, in the order of the file."""
    table = parameters.as_json()
    return tuple(Group(str(title), tuple(_figures(table[key], key, ""))) for key, title in GROUPS.items())


def extensions() -> list[WindowExtension]:
    """Give the extensions, newest first; a later row of the same school and window replaces an earlier one."""
    rows = WindowExtension.objects.filter(call_id=settings.USR_CALL).select_related("school", "granted_by")
    return list(rows.order_by("-granted_at", "-pk")[:200])


def extended_to(window: str) -> list[datetime]:
    """Give the ends in force that schools were granted in one window."""
    rows = WindowExtension.objects.filter(call_id=settings.USR_CALL, window=window).order_by("granted_at", "pk")
    return list(dict(rows.values_list("school_id", "closes_at")).values())


def _titles(parameters: Mapping[str, object]) -> dict[str, str]:
    lang = get_language() or ""
    return {key: window.named(lang) for key, window in CallParameters.load(parameters).windows.items()}


def _figures(value: object, parent: str, prefix: str) -> Iterable[Figure]:
    if not isinstance(value, Mapping):
        return
    for key in sorted(value, key=_TYPE_ORDER.index) if parent == "types" else value:
        label, part = f"{prefix}{_name(key, parent)}", value[key]
        if isinstance(part, Mapping):
            yield from _figures(part, key, f"{label}{gettext(COLON)}")
        else:
            yield Figure(label, _text(part))


def _label(path: str, titles: Mapping[str, str]) -> str:
    parts = path.split(".")
    named = zip(parts, ["", *parts], strict=False)
    return gettext(COLON).join(titles.get(part) or _name(part, parent) for part, parent in named if part != "windows")


def _name(key: str, parent: str) -> str:
    if parent == "types":
        return gettext(PlanType(key).label)
    return str((LABELS.get(key) if parent else GROUPS.get(key)) or key)


@cache
def _sections() -> Mapping[str, digest.Words]:
    return {field.key: field.title for section in digest.school_sections() for field in section.fields}


def _text(value: object) -> str:
    if value is None:
        return "—"
    if isinstance(value, list):
        return gettext(COMMA).join(_part(str(part)) for part in value)
    if isinstance(value, int):
        return f"{value:,}"
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)
    if moment.tzinfo:
        return roc_seconds(moment)
    return str(value) if (get_language() or "").startswith("en") else roc.short_date(moment.date())


def _part(key: str) -> str:
    title = _sections().get(key)
    return title(get_language() or "") if title else str(LABELS.get(key) or key)
