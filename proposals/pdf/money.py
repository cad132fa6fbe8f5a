"""Budget tables of a print: totals, shares against each limit, and every line by year."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from django.utils.translation import gettext as _

from budgets.rules import totals
from budgets.rules.totals import Reading, Sense, YearTotals
from budgets.rules.types import AbroadKind, AbroadPlan, BudgetPlan, Item, Line, Part, Source
from proposals.pdf.blocks import Block, Cell, Row, Table, Text, numbers, plain
from proposals.pdf.source import PdfSource
from usr_portal.call.rules.digest import budget_items
from usr_portal.kernel.money import HUNDRED
from usr_portal.kernel.vocabulary import PlanType

_ITEM_ORDER = {item: place for place, item in enumerate(Item)}
_PART_ORDER = {part: place for place, part in enumerate(Part)}


def totals_table(plan: BudgetPlan, plan_type: PlanType, source: PdfSource) -> Table:
    """Money by year: subsidy by kind, matching, total; for sustainable types also parts and funds raised outside."""
    years = totals.totals(plan, source.parameters.years)
    head = [_("年度"), _("經常門"), _("其中國際合作費用"), _("資本門"), _("補助款合計"), _("配合款"), _("總計")]
    if plan_type.is_sustainable:
        head += [_("對外募款")]
    rows = [Row((Cell(_("{year} 年").format(year=one.year)), *_amounts(one, plan_type))) for one in years]
    rows.append(Row((Cell(_("合計")), *_amounts(totals.overall(years), plan_type)), "total"))
    return Table(_("經費總表（單位：新臺幣元）"), _head(*head), tuple(rows))


def _amounts(one: YearTotals, plan_type: PlanType) -> tuple[Cell, ...]:
    abroad = one.items[Item.INTERNATIONAL_COOPERATION]
    outside = (one.external,) if plan_type.is_sustainable else ()
    return numbers(one.recurrent, abroad, one.items[Item.CAPITAL], one.subsidy, one.matching, one.total, *outside)


def _head(first: str, *rest: str) -> tuple[Cell, ...]:
    return (Cell(first), *(Cell(text, numeric=True) for text in rest))


def budget_blocks(plan: BudgetPlan, plan_type: PlanType, source: PdfSource) -> Iterator[Block]:
    """Give the whole chapter on money of a proposal."""
    yield totals_table(plan, plan_type, source)
    if plan_type.is_sustainable:
        yield _parts_table(plan, plan_type, source)
    yield _shares_table(plan, plan_type, source)
    for year in source.parameters.years:
        yield lines_table(plan.lines.get(year, ()), year, plan_type, source)
    if plan.personnel_reason:
        yield Text(_("人事費超過原則比例的理由"), plan.personnel_reason)
    if plan.abroad_plans:
        yield _abroad_table(plan.abroad_plans)


def _parts_table(plan: BudgetPlan, plan_type: PlanType, source: PdfSource) -> Table:
    years = totals.totals(plan, source.parameters.years)
    listed = [(_("{year} 年").format(year=one.year), one, "line") for one in years]
    listed.append((_("合計"), totals.overall(years), "total"))
    rows = tuple(
        Row((Cell(name), *numbers(*(one.parts[part] for part in Part), one.subsidy)), role)
        for name, one, role in listed
    )
    head = _head(_("年度"), *(part_label(part, plan_type) for part in Part), _("補助款合計"))
    return Table(_("兩部分補助款（單位：新臺幣元）"), head, rows)


def part_label(part: Part, plan_type: PlanType) -> str:
    """Name a part: the second one is called by its type."""
    if part is Part.DOMESTIC:
        return _("國內社會實踐")
    return _("國際合作規劃") if plan_type is PlanType.INTERNATIONAL else _("特色永續規劃")


def _shares_table(plan: BudgetPlan, plan_type: PlanType, source: PdfSource) -> Table:
    municipal = source.application.school.supervised_by == "municipality"
    gauges = totals.gauges(plan_type, source.parameters, municipal=municipal)
    readings = totals.readings(gauges, totals.totals(plan, source.parameters.years))
    rows = [_share_row(year, reading) for year, listed in readings.items() for reading in listed]
    head = (*plain(_("年度"), _("項目")), *numbers(_("金額"), _("限額"), _("占補助款")), Cell(_("檢核")))
    note = _("比例以各年度補助款為分母，無條件捨去至小數第二位顯示，檢核則以精確分數計算。")
    return Table(_("各項限額與比例（單位：新臺幣元）"), head, tuple(rows), note)


def _share_row(year: str, reading: Reading) -> Row:
    share = "—" if reading.share is None else f"{_cut(reading.share)}%"
    cells = plain(_("{year} 年").format(year=year), _(reading.gauge.label))
    return Row((*cells, *numbers(reading.amount, _limit(reading), share), Cell(_verdict(reading))))


def _limit(reading: Reading) -> str:
    if reading.limit is None:
        return "—"
    if reading.gauge.sense is Sense.MOST:
        return _("至多 {amount}").format(amount=f"{reading.limit:,}")
    return _("至少 {amount}").format(amount=f"{reading.limit:,}")


def _verdict(reading: Reading) -> str:
    if reading.limit is None:
        return "—"
    if reading.holds:
        return _("符合")
    if reading.gauge.advisory:
        return _("超過原則，另附理由")
    return _("超過") if reading.gauge.sense is Sense.MOST else _("不足")


def _cut(share: Fraction) -> str:
    hundredths = share.numerator * HUNDRED * HUNDRED // share.denominator
    return f"{hundredths // HUNDRED}.{hundredths % HUNDRED:02d}"


def lines_table(lines: tuple[Line, ...], year: str, plan_type: PlanType | None, source: PdfSource) -> Table:
    """List a year's lines by who pays and part, with subtotals by item; `plan_type` None: of the school plan."""
    rows: list[Row] = []
    for (paid_by, part), group in groupby(sorted(lines, key=_place), key=lambda line: (line.source, line.part)):
        rows += _group(tuple(group), _group_name(paid_by, part, plan_type), plan_type)
    if not rows:
        rows.append(Row((Cell(_("本年度沒有編列經費。"), span=4),)))
    head = (*plain(_("經費項目"), _("名稱"), _("計算方式與說明")), Cell(_("金額"), numeric=True))
    return Table(_("{year} 年經費明細（單位：新臺幣元）").format(year=year), head, tuple(rows))


def _place(line: Line) -> tuple[bool, int, int]:
    return line.source is Source.MATCHING, _PART_ORDER[line.part], _ITEM_ORDER[line.item]


def _group_name(paid_by: Source, part: Part, plan_type: PlanType | None) -> str:
    payer = _("補助款") if paid_by is Source.SUBSIDY else _("學校配合款")
    if plan_type is None or not plan_type.is_sustainable:
        return payer
    return _("{payer}：{part}").format(payer=payer, part=part_label(part, plan_type))


def _group(lines: tuple[Line, ...], name: str, plan_type: PlanType | None) -> Iterator[Row]:
    names = item_names(plan_type)
    yield Row((Cell(name, span=4),), "group")
    for item, group in groupby(lines, key=lambda line: line.item):
        listed = tuple(group)
        for line in listed:
            yield Row((*plain(names[item], line.label, _reckoning(line)), *numbers(line.amount)))
        subtotal = _("{item}小計").format(item=names[item])
        yield Row((Cell(subtotal, span=3), *numbers(sum(line.amount for line in listed))), "subtotal")
    whole = _("{group}合計").format(group=name)
    yield Row((Cell(whole, span=3), *numbers(sum(line.amount for line in lines))), "total")


def item_names(plan_type: PlanType | None) -> dict[Item, str]:
    """Name the items as the form of a type does, with every other item under its common name."""
    common = {
        Item.PERSONNEL: _("人事費"),
        Item.OPERATING: _("業務費"),
        Item.SUNDRY: _("雜費"),
        Item.TRAVEL_ABROAD: _("國外差旅費"),
        Item.INTERNATIONAL_COOPERATION: _("國際合作費用"),
        Item.CAPITAL: _("資本門（設備）"),
    }
    return common | {Item(item.key): item.title("zh") for item in budget_items(plan_type)}


def _reckoning(line: Line) -> str:
    parts = []
    if line.quantity is not None and line.unit_price is not None:
        parts.append(f"{line.quantity:,} × {line.unit_price:,}")
    if line.monthly is not None and line.months is not None:
        per_month = _("每月 {monthly} × {months} 個月")
        parts.append(per_month.format(monthly=f"{line.monthly:,}", months=line.months))
    if line.part_time:
        parts.append(_("學生兼任"))
    if line.host_fee:
        parts.append(_("主持費"))
    return "；".join([*parts, *([line.reason] if line.reason else [])])


def _abroad_table(plans: tuple[AbroadPlan, ...]) -> Table:
    head = (
        *plain(_("年度"), _("性質"), _("地點"), _("活動內容")),
        *numbers(_("天數"), _("人數")),
        Cell(_("邀請對象")),
    )
    rows = tuple(
        Row(
            (
                *plain(plan.year, _abroad_kind(plan.kind), plan.place, plan.activity),
                *numbers(_count(plan.days), _count(plan.people)),
                Cell(plan.invitee),
            )
        )
        for plan in plans
    )
    return Table(_("國外活動與邀訪規劃"), head, rows)


def _abroad_kind(kind: AbroadKind | None) -> str:
    return {AbroadKind.VISIT: _("出國"), AbroadKind.INVITE: _("邀訪")}[kind] if kind else "—"


def _count(number: int | None) -> str:
    return "—" if number is None else f"{number:,}"
