"""The staff's charts: proposals by stage, type, issue, goal, region and kind of school."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from review.rules.standing import Outcome, Stage
from review.rules.visibility import for_staff
from review.selectors.columns import OWNERSHIPS, SYSTEMS
from review.selectors.filters import OTHERS
from review.selectors.numbers import Count
from usr_portal.dashboard import charts, links
from usr_portal.dashboard.charts import Chart, Row
from usr_portal.kernel.vocabulary import Issue, PlanType, Sdg
from usr_portal.schools.regions import Region, region_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.utils.functional import Promise

    from review.selectors.numbers import Numbers

ENDS = (Outcome.STOPPED, Outcome.NOT_PASSED, Outcome.FUNDED, Outcome.NOT_FUNDED)
NONE = Count()


def stages(found: Numbers) -> Chart:
    """Draw where the cases stand: by stage those that go on, by outcome those whose way has ended."""
    going = [
        Row(_label(stage, Outcome.OPEN), number, links.proposals(stage=stage.value, outcome="open"))
        for stage in Stage
        if (number := found.stages.get((stage.value, "open"), 0)) or stage is not Stage.ANNOUNCEMENT
    ]
    ended = [
        Row(_end(outcome), number, links.proposals(outcome=outcome.value), kind="ended")
        for outcome in ENDS
        if (number := sum(n for (_stage, at), n in found.stages.items() if at == outcome))
    ]
    return charts.draw(_("審查階段與結果"), "stage", [*going, *ended])


def conditions(found: Numbers) -> Chart:
    """Draw how far the writing of the proposals is."""
    held = found.by["condition"]
    names = {
        "writing": _("撰寫中"),
        "complete": _("團隊已完成"),
        "taken": _("校窗口已收件"),
        "sent": _("已送出"),
    }
    rows = [
        Row(name, held.get(key, NONE).proposals, links.proposals(condition=key), kind="sent" if key == "sent" else "")
        for key, name in names.items()
    ]
    return charts.draw(_("撰寫進度"), "condition", rows)


def distribution(found: Numbers) -> tuple[Chart, ...]:
    """Draw what the proposals are about and where they come from; the darker part of a bar was sent."""
    by = found.by
    issues = {str(one.value): f"{one.value} {_(one.label)}" for one in Issue}
    goals = {str(one.value): f"{one.value} {_(one.label)}" for one in Sdg}
    return (
        _chart(_("計畫類型"), "type", {one.value: _(one.label) for one in PlanType}, by["type"]),
        _chart(_("重點議題"), "issue", issues, by["issue"]),
        _chart(_("學校所在區域"), "region", {one.value: _(one.label) for one in Region}, _regions(by["city"])),
        _chart(_("學校公私立"), "ownership", OWNERSHIPS, by["ownership"]),
        _chart(
            _("學校體系"), "system", {key: name for key, name in SYSTEMS.items() if key in by["system"]}, by["system"]
        ),
        _chart(_("主要 SDGs"), "sdg", goals, by["sdg"]),
    )


def _chart(title: str, key: str, names: Mapping[str, str | Promise], held: Mapping[str, Count]) -> Chart:
    rows = [_row(str(name), held.get(value, NONE), {key: value}) for value, name in names.items()]
    return charts.draw(title, key, [*rows, *_others(key, names, held)], part=_("其中已送出"))


def _row(name: str, count: Count, wanted: dict[str, str | int]) -> Row:
    return Row(
        name,
        count.proposals,
        links.proposals(**wanted),
        part=count.sent,
        part_url=links.proposals(**wanted, condition="sent"),
    )


def _others(key: str, names: Mapping[str, str | Promise], held: Mapping[str, Count]) -> Iterator[Row]:
    """What has no name here: an issue that is not chosen yet leads to its list, what else there may be has none."""
    left = [count for value, count in held.items() if value not in names]
    if not left:
        return
    together = Count(sum(one.proposals for one in left), sum(one.sent for one in left))
    name = _("其他或尚未選定")
    yield _row(name, together, {key: OTHERS}) if key == "issue" else Row(name, together.proposals, part=together.sent)


def _regions(cities: Mapping[str, Count]) -> dict[str, Count]:
    found: dict[str, Count] = {}
    for city, count in cities.items():
        region = _region(city)
        known = found.get(region, NONE)
        found[region] = Count(known.proposals + count.proposals, known.sent + count.sent)
    return found


def _region(city: str) -> str:
    try:
        return region_of(city).value
    except LookupError:
        return ""


def _label(stage: Stage, outcome: Outcome) -> str:
    return for_staff(stage, outcome).render(_)


def _end(outcome: Outcome) -> str:
    return {
        Outcome.STOPPED: _("資料檢核未通過"),
        Outcome.NOT_PASSED: _("審查未通過"),
        Outcome.FUNDED: _("核定補助"),
        Outcome.NOT_FUNDED: _("未獲補助"),
    }[outcome]
