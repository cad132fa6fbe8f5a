"""Whole proposals in the shape of the application file: complete and valid, before a scene spoils them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from proposals.management.sample.money import proposal_money, school_money
from proposals.management.sample.people import Crowd, member
from proposals.management.sample.registry import Lineage
from proposals.management.sample.texts import YEARS, Writer
from proposals.rules.form import every_section
from usr_portal.call.rules import digest
from usr_portal.call.rules.parameters import CallParameters
from usr_portal.call.services import in_force
from usr_portal.kernel.vocabulary import PlanType

Json = dict[str, Any]
Change = Callable[[Json], None]
PHASE = "（第二階段）"
SUSTAINABLE = {"international", "distinctive"}


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal of a scene: the lineage that it grows from (a letter), its type and basis, what is changed in it.

    `associates` are more associate PIs; `borrows` is a school (its code) whose PI is named here too.
    """

    lineage: str
    type: str
    basis: str
    ground: str = ""
    changes: tuple[Change, ...] = ()
    associates: int = 0
    borrows: str = ""


def title(plan: Plan, lineage: Lineage) -> str:
    """Give a proposal's title."""
    _county, township, site = lineage.place
    return f"{township[:-1]}{site}{lineage.theme.title}" + ("" if plan.basis == "new" else PHASE)


def proposal(number: str, plan: Plan, lineage: Lineage, crowd: Crowd, dice: Random) -> Json:
    """Give a complete proposal, with its scene's changes."""
    county, township, site = lineage.place
    theme, international = lineage.theme, plan.type == "international"
    writer = Writer(theme, f"{county}{township}{site}", dice)
    mapping: Json = {
        "id": number,
        "title": title(plan, lineage),
        "keywords_zh": list(theme.keywords_zh),
        "keywords_en": list(theme.keywords_en),
        "sites": [_site(county, township, site), _site(county, township, f"{site}活動中心", "other")],
        "sites_independent": True,
        "contact": _contact(lineage, number),
        "type": plan.type,
        "issue": [theme.issue],
        "sdgs": list(theme.sdgs),
        "sdg_relation": writer.text("sdg_relation"),
        "basis": _basis(plan, lineage),
        "team": _team(plan, lineage, crowd),
        "sections": _sections(plan.type, writer),
        **{kind: writer.by_year(kind) for kind in ("milestones", "checkpoints", "targets")},
        "sig_activities": dict.fromkeys(YEARS, 0 if plan.type == "sprout" else 1),
        "forums": dict.fromkeys(YEARS, 1 if international else 0),
        "disclosure": {"none": True, "resources": []},
        "ethics": {"practice_statement": True, "academic_statement": True, "topics": [], "practicability": None},
        "checklist": True,
        **proposal_money(plan.type, lineage.pi.key),
    }
    if international:
        mapping |= _international(writer)
        mapping["sites"].append({**_site("", "", "宇治川水岸", "other"), "country": "JP"})
    for change in plan.changes:
        change(mapping)
    return mapping


def _site(county: str, township: str, name: str, nature: str = "fixed") -> Json:
    return {"country": "TW", "nature": nature, "county": county, "township": township, "name": name}


def _contact(lineage: Lineage, number: str) -> Json:
    """Give the second of the team as the contact."""
    person = lineage.team[1]
    phone = f"02-2300-0000 分機 {int(number[-2:]) + 310}"
    return {
        "name": person.name,
        "unit": person.unit,
        "phone": phone,
        "email": f"usr{number[-2:]}@{lineage.school}.demo",
    }


def _basis(plan: Plan, lineage: Lineage) -> Json:
    if plan.basis != "new":
        return {"kind": plan.basis, "predecessors": [lineage.last], "new_ground": None, "ground": {}}
    return {"kind": "new", "predecessors": [], "new_ground": plan.ground, "ground": _ground(plan.ground, lineage)}


def _ground(ground: str, lineage: Lineage) -> Json:
    if ground == "A":
        return {"programme": "sprout_programme", "months": 18}
    if ground == "B":
        return {"person": lineage.pi.key}
    served = {"role": "pi", "central": True, "filed_at_school": True, "academic": True}
    first = {"title": "農村社區產業人力培育", "agency": "農業部", "from": "2021-01", "to": "2022-06", **served}
    second = {
        "title": "地方創生教學實踐研究",
        "agency": "國家科學及技術委員會",
        "from": "2022-08",
        "to": "2023-07",
        **served,
    }
    return {"person": lineage.pi.key, "projects": [first, second]}


def _team(plan: Plan, lineage: Lineage, crowd: Crowd) -> list[Json]:
    """Give the old team, its second now an associate, and a new co-PI; a new proposal keeps its PI alone."""
    pi, second, third = lineage.team
    fresh = crowd.somebody(lineage.school)
    team = [member(pi, "pi", lineage.school), member(fresh, "co_pi", lineage.school)]
    team += [member(crowd.somebody(lineage.school), "associate_pi", lineage.school) for _ in range(plan.associates)]
    if plan.basis != "new":
        team += [member(second, "associate_pi", lineage.school), member(third, "associate_pi", lineage.school)]
    return team


def _sections(plan_type: str, writer: Writer) -> dict[str, str]:
    """Write every text of the type's form."""
    asked = every_section(in_force())
    return {
        field.key: writer.text(field.key, field.title.zh)
        for section in digest.sections(PlanType(plan_type))
        for field in section.fields
        if field.key in asked
    }


def _international(writer: Writer) -> Json:
    agreement = {
        "partner": "京都府立大學（示範）",
        "country": "JP",
        "kind": "MOU",
        "partner_ok": True,
        "signed_on": "2024-05-02",
        "addendum_on": None,
        "signer_level_ok": True,
        "for_this_project": True,
        "still_valid_evidence": False,
    }
    keys = ("sdg17_plan", "intl_courses")
    return {"mous": [agreement], **{key: writer.text(key) for key in keys}}


def school_plan(parameters: CallParameters, writer: Writer, types: set[str]) -> Json:
    """Give a complete school plan."""
    titles = {field.key: field.title.zh for section in digest.school_sections() for field in section.fields}
    roles = {f"{kind}_role": writer.text(f"{kind}_role", titles[f"{kind}_role"]) for kind in SUSTAINABLE & types}
    return {
        "sections": {key: writer.text(key, titles[key]) for key in parameters.school_plan.sections},
        "evaluation_years": list(parameters.school_plan.evaluation_ran),
        "budget": school_money(),
        "checklist": True,
        **roles,
    }
