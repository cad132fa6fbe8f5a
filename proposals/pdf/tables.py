"""Tables and facts of a proposal that are not money: sites, team, eligibility, agreements, plans by year, ethics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django_countries import countries

from eligibility.rules.types import Ground, MinistryProject, TeamMember
from proposals.pdf.blocks import Block, Cell, Facts, Goal, Goals, Row, Table, Ticks, numbers, plain
from proposals.pdf.source import PdfSource
from proposals.rules.application import Disclosure, Ethics, EthicsTopic, Mou, Proposal, Site, SiteNature
from usr_portal.kernel import roc
from usr_portal.kernel.vocabulary import BasisKind, Issue, NewGround, Sdg

NOTHING = "—"
COMMA = "、"


def sdg_goals(proposal: Proposal, title: str) -> Goals:
    """The main SDGs with number and name."""
    return Goals(title, tuple(Goal(number, _(Sdg(number).label)) for number in proposal.sdgs))


def issue_names(proposal: Proposal) -> str:
    """The issues, joined."""
    return COMMA.join(_(Issue(number).label) for number in proposal.issue) or NOTHING


def sites_table(sites: tuple[Site, ...], title: str) -> Table:
    """The field sites."""
    rows = tuple(Row(plain(_country(one.country), _nature(one), one.county, one.township, one.name)) for one in sites)
    head = plain(_("國家"), _("性質"), _("縣市"), _("鄉鎮市區"), _("場域名稱"))
    return Table(title, head, rows or (_none(5),))


def _nature(site: Site) -> str:
    if site.nature is None:
        return NOTHING
    return _("固定實踐場域") if site.nature is SiteNature.FIXED else _("其他性質場域")


def _country(code: str) -> str:
    if code == "TW":
        return _("臺灣")
    return str(countries.name(code)) or code or NOTHING


def _none(columns: int) -> Row:
    return Row((Cell(_("（未填）"), span=columns),))


def team_table(proposal: Proposal, source: PdfSource, title: str) -> Table:
    """The lead team, with unit, title and tasks where the portal knows them."""
    details = source.details.get(proposal.id, {})
    rows = tuple(Row(_member(one, details.get(one.person, {}), source)) for one in proposal.team)
    head = plain(_("角色"), _("姓名"), _("學校、單位與職稱"), _("相關經驗"), _("工作分工"))
    return Table(title, head, rows or (_none(5),), form="team")


def _member(member: TeamMember, details: Mapping[str, str], source: PdfSource) -> tuple[Cell, ...]:
    school = source.school_named(member.school) if member.school else _("校外（業界或社區）")
    president = _("（校長或副校長）") if member.president else ""
    belongs = " ".join(part for part in (school, details.get("unit"), details.get("title")) if part)
    known = (details.get(key) or NOTHING for key in ("experience", "tasks"))
    return plain(_(member.role.label), member.name or member.person, belongs + president, *known)


def contact_facts(proposal: Proposal, title: str) -> Facts:
    """Who answers for the proposal."""
    one = proposal.contact
    values = (one.name, one.unit, one.phone, one.email) if one else ("", "", "", "")
    names = (_("姓名"), _("單位與職稱"), _("電話"), _("電子郵件"))
    return Facts(title, tuple((name, value or NOTHING) for name, value in zip(names, values, strict=True)))


def basis_facts(proposal: Proposal, title: str) -> Facts:
    """What the proposal rests on."""
    basis = proposal.basis
    rows = [(_("提案資格"), _(basis.kind.label) if basis.kind else NOTHING)]
    if basis.kind is BasisKind.NEW and basis.new_ground:
        named = _("{letter}：{ground}")
        rows.append((_("新興計畫資格"), named.format(letter=basis.new_ground, ground=_(basis.new_ground.label))))
    return Facts(title, tuple(rows))


def predecessors_table(proposal: Proposal, source: PdfSource, title: str) -> Table:
    """The prior projects that the proposal names."""
    known = {one.id: one for one in source.application.registry}
    rows = []
    for key in proposal.basis.predecessors:
        prior = known.get(key)
        phase = _("第 {phase} 期").format(phase=prior.phase) if prior else NOTHING
        rows.append(
            Row(plain(key, prior.title if prior else NOTHING, phase, _(prior.type.label) if prior else NOTHING))
        )
    head = plain(_("前期計畫編號"), _("計畫名稱"), _("期別"), _("類型"))
    return Table(title, head, tuple(rows) or (Row((Cell(_("無前期計畫"), span=4),)),))


def ground_blocks(proposal: Proposal, letter: NewGround, title: str) -> Iterator[Block]:
    """The facts of a new sprout's ground, where it is this one."""
    basis = proposal.basis
    if basis.kind is not BasisKind.NEW or basis.new_ground is not letter:
        return
    if letter is NewGround.A:
        yield Facts(title, _own_years(basis.ground))
        return
    names = {member.person: member.name for member in proposal.team}
    person = basis.ground.person or ""
    yield Facts(title, ((_("人員"), names.get(person) or person or NOTHING),))
    if letter is NewGround.C:
        yield _ministry_table(basis.ground.projects)


def _own_years(ground: Ground) -> tuple[tuple[str, str], ...]:
    months = NOTHING if ground.months is None else _("{count} 個月").format(count=ground.months)
    programme = _(ground.programme.label) if ground.programme else NOTHING
    return ((_("計畫來源"), programme), (_("推動期間"), months))


def _ministry_table(projects: tuple[MinistryProject, ...]) -> Table:
    rows = tuple(
        Row(
            plain(
                one.title,
                one.agency,
                _(one.role.label) if one.role else NOTHING,
                f"{one.begins or NOTHING} ～ {one.ends or NOTHING}",
                tick(ticked=one.central),
                tick(ticked=one.filed_at_school),
                tick(ticked=one.academic),
            )
        )
        for one in projects
    )
    head = (_("計畫名稱"), _("委託或補助機關"), _("角色"), _("期間"), _("中央部會"), _("校內立案"), _("教研性質"))
    return Table(_("中央部會計畫"), plain(*head), rows or (_none(7),))


def tick(*, ticked: bool) -> str:
    """A box, ticked or not."""
    return "☑" if ticked else "□"


def mous_table(mous: tuple[Mou, ...], title: str) -> Table:
    """The agreements with what was declared of each."""
    head = (_("合作對象"), _("種類"), _("簽署日"), _("附加條文"), _("聲明"))
    return Table(title, plain(*head), tuple(Row(_mou(one)) for one in mous) or (_none(5),), form="mous")


def _mou(one: Mou) -> tuple[Cell, ...]:
    partner = _("{partner}（{country}）").format(partner=one.partner or NOTHING, country=_country(one.country))
    days = (roc.short_date(day) if day else NOTHING for day in (one.signed_on, one.addendum_on))
    declared = {
        _("對象資格"): one.partner_ok,
        _("簽署層級"): one.signer_level_ok,
        _("以本計畫為前提"): one.for_this_project,
        _("仍有效佐證"): one.still_valid_evidence,
    }
    said = "　".join(f"{tick(ticked=ticked)}\u00a0{name}" for name, ticked in declared.items())
    return plain(partner, one.kind.value if one.kind else NOTHING, *days, said)


def yearly_table(texts: Mapping[str, tuple[str, ...]], source: PdfSource, title: str) -> Table:
    """Short texts by year, numbered within each."""
    rows = []
    for year in source.parameters.years:
        listed = texts.get(year, ())
        name = _("{year} 年").format(year=year)
        rows += [Row((Cell(name), *numbers(place), Cell(text))) for place, text in enumerate(listed, 1)]
        if not listed:
            rows.append(Row((Cell(name), *numbers(NOTHING), Cell(_("（未填）")))))
    return Table(title, (Cell(_("年度")), *numbers(_("序")), Cell(_("內容"))), tuple(rows), form="yearly")


def counts_table(counts: Mapping[str, int], source: PdfSource, title: str) -> Table:
    """Numbers by year."""
    years = source.parameters.years
    head = (Cell(_("項目")), *numbers(*(_("{year} 年").format(year=year) for year in years)))
    return Table(title, head, (Row((Cell(title), *numbers(*(counts.get(year, NOTHING) for year in years)))),))


def disclosure_block(disclosure: Disclosure, title: str) -> Block:
    """The external resources, or the declaration that there are none."""
    if disclosure.none:
        return Ticks(title, ((True, _("本計畫沒有其他外部資源。")),))
    rows = tuple(
        Row((Cell(one.source), *numbers(NOTHING if one.amount is None else one.amount))) for one in disclosure.resources
    )
    head = (Cell(_("來源")), *numbers(_("金額（新臺幣元）")))
    return Table(title, head, rows or (_none(2),))


def topics_ticks(ethics: Ethics, title: str) -> Ticks:
    """Every topic that may be touched, ticked where it is."""
    return Ticks(title, tuple((topic in ethics.topics, _(topic.label)) for topic in EthicsTopic))
