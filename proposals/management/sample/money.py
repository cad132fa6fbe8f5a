"""Budgets as a careful team would write them: usual lines, whole NT$, shares within the call's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proposals.management.sample.texts import YEARS

Json = dict[str, Any]
SHARE_TRAVEL = 30_000  # for one of sprout and deep
DOMESTIC = {"sprout": 3_200_000, "deep": 6_500_000, "international": 7_200_000, "distinctive": 7_600_000}
SECOND = 2_800_000


def line(item: str, label: str, amount: int, **more: Any) -> Json:  # noqa: ANN401 - JSON
    """Give one line."""
    return {"item": item, "label": label, "amount": amount, "part": "domestic", "source": "subsidy", **more}


def times(item: str, label: str, quantity: int, unit_price: int, **more: Any) -> Json:  # noqa: ANN401 - JSON
    """Give a line of so many at such a price."""
    return line(item, label, quantity * unit_price, quantity=quantity, unit_price=unit_price, **more)


def monthly(label: str, a_month: int, months: int = 12, **more: Any) -> Json:  # noqa: ANN401 - JSON
    """Give a line of personnel paid by the month."""
    return line("personnel", label, a_month * months, monthly=a_month, months=months, **more)


def proposal_money(plan_type: str, pi: str) -> Json:
    """Give the money members of a proposal of a type; `pi` draws the PI fee."""
    lines = _domestic(plan_type, pi) + (_second(plan_type) if plan_type in {"international", "distinctive"} else [])
    subsidy = sum(row["amount"] for row in lines)
    matching = [times("operating", "學校配合：場域交通費", 40, 5_000, source="matching")]
    if plan_type == "international":
        matching.append(
            line("international_cooperation", "學校配合：國際活動", 200_000, part="second", source="matching")
        )
    return {
        "budget": {year: [dict(row) for row in lines + matching] for year in YEARS},
        "matching": dict.fromkeys(YEARS, subsidy * 12 // 100),
        "external": _external(plan_type, subsidy),
        "abroad_plans": _abroad(plan_type),
        "international_focus": plan_type == "distinctive",
    }


def _domestic(plan_type: str, pi: str) -> list[Json]:
    big = plan_type != "sprout"
    rows = [
        monthly("計畫主持人費", 10_000, person=pi, host_fee=True),
        monthly("專案經理", 46_000),
        monthly("教學助理（學生兼任）", 6_000, part_time=True),
        line("personnel", "勞健保及退休金", 126_000),
        times("operating", "講座鐘點費", 60, 2_000),
        times("operating", "出席費", 40, 2_500),
        times("operating", "國內差旅費", 120, 1_200),
        times("operating", "膳宿費", 1_000, 120),
        line("operating", "場地使用費", 180_000),
        line("sundry", "雜支", 60_000),
        line("travel_abroad", "海外案例考察", SHARE_TRAVEL)
        if plan_type in {"sprout", "deep"}
        else line("operating", "印刷費", SHARE_TRAVEL),
    ]
    if big:
        rows += [monthly("專任助理", 42_000), monthly("專案教學人員", 64_000)]
        rows.append(line("capital", "場域展示與監測設備", 350_000, reason="閒置倉庫改作學習基地所需"))
    return [*rows, *_rest(DOMESTIC[plan_type] - sum(row["amount"] for row in rows))]


def _rest(amount: int) -> list[Json]:
    """Spread what is left over usual operating lines, in thousands; the last takes the remainder."""
    shares = {"工讀費": 24, "租車費": 15, "印刷費": 10, "課程與工作坊費": 22, "場域調查費": 14}
    rows = [line("operating", label, amount * share // 100 // 1_000 * 1_000) for label, share in shares.items()]
    return [*rows, line("operating", "材料費", amount - sum(row["amount"] for row in rows))]


def _second(plan_type: str) -> list[Json]:
    abroad = [
        line("international_cooperation", "國外活動差旅", 480_000, part="second"),
        line("international_cooperation", "國外學者來臺費用", 240_000, part="second"),
    ]
    label = "國際共學課程" if plan_type == "international" else "跨校推廣與地方學研究"
    rest = SECOND - sum(row["amount"] for row in abroad)
    return [*abroad, line("operating", label, rest, part="second")]


def _external(plan_type: str, subsidy: int) -> Mapping[str, int]:
    if plan_type not in {"international", "distinctive"}:
        return dict.fromkeys(YEARS, 0)
    return {year: subsidy * (60 + 10 * place) // 1000 for place, year in enumerate(YEARS)}


def _abroad(plan_type: str) -> list[Json]:
    visit = {"kind": "visit", "place": "日本京都府宇治市", "activity": "水岸社區共同工作坊", "days": 6, "people": 8}
    invite = {
        "kind": "invite",
        "activity": "場域評估與公開講座",
        "days": 5,
        "people": 2,
        "invitee": "海外姊妹校教授二名",
    }
    rows = [visit] if plan_type in {"sprout", "deep"} else [visit, invite]
    return [{"year": year, "place": "", "invitee": "", **row} for year in YEARS for row in rows]


def school_money() -> Json:
    """Give the school plan's budget: operating expenses only."""
    rows = [
        times("operating", "出席費", 60, 2_500),
        times("operating", "講座鐘點費", 100, 2_000),
        line("operating", "校級平臺維運", 700_000),
        line("operating", "成效評估調查", 600_000),
        line("operating", "印刷費", 150_000),
    ]
    return {year: [dict(row) for row in rows] for year in YEARS}
