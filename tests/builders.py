"""Builds application files for tests: one valid application with a proposal of each kind, and edits of it.

Proposals go by their ids: S continues a sprout, D advances a sprout to deep, X advances a deep to distinctive,
I continues an international one, N is a new sprout on ground B.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable
from typing import Any

from proposals.document import parse_object
from proposals.rules.application import Application
from proposals.rules.judge import judge
from usr_portal.call.rules.parameters import CallParameters, bundled
from usr_portal.kernel.findings import Finding, Severity

Json = dict[str, Any]
Edit = tuple[str, Any]

SCHOOL = "0999"
OTHER_SCHOOL = "0998"
YEARS = ("114", "115", "116")
IDS = ("S", "D", "X", "I", "N")
CALL: CallParameters = bundled("usr-4")


def by_year(value: object) -> Json:
    return {year: copy.deepcopy(value) for year in YEARS}


def line(amount: int, item: str = "operating", **more: object) -> Json:
    return {"item": item, "label": "明細", "part": "domestic", "source": "subsidy", "amount": amount, **more}


def prior(name: str, type_: str, phase: int = 3, **more: object) -> Json:
    member = {"person": f"teacher-{name}", "role": "pi", "months": 24}
    return {
        "id": name,
        "school": SCHOOL,
        "phase": phase,
        "type": type_,
        "title": f"{name} 舊計畫",
        "team": [member],
        **more,
    }


def member(person: str, role: str = "pi", school: str | None = SCHOOL, **more: object) -> Json:
    return {"person": person, "name": f"{person} 老師", "role": role, "school": school, "president": False, **more}


def mou(**more: object) -> Json:
    fine = {"partner_ok": True, "signer_level_ok": True, "for_this_project": True, "still_valid_evidence": False}
    return {
        "partner": "Kyoto",
        "country": "JP",
        "kind": "MOU",
        "signed_on": "2024-05-02",
        "addendum_on": None,
        **fine,
        **more,
    }


def basis(kind: str, *predecessors: str, **more: object) -> Json:
    return {"kind": kind, "predecessors": list(predecessors), "new_ground": None, "ground": {}, **more}


def _texts(type_: str) -> Json:
    parts = 8 if type_ == "international" else 6
    keys = ["summary", "relation", "issue_analysis", "organisation", "goals", "schedule", "indicators"]
    keys += [f"strategy_{number}" for number in range(1, parts + 1)] + [f"evaluation_{number}" for number in (1, 2, 3)]
    if type_ in {"international", "distinctive"}:
        keys += ["summary_second", "schedule_second", "indicators_second", "external_plan"]
    return dict.fromkeys(keys, "內容")


def _money(type_: str) -> Json:
    domestic = {"sprout": 3_500_000}.get(type_, 8_000_000)
    personnel = domestic * 2 // 5
    lines = [line(personnel, "personnel"), line(domestic - personnel)]
    if type_ in {"international", "distinctive"}:
        lines.append(line(3_000_000, part="second"))
    subsidy = sum(row["amount"] for row in lines)
    if type_ == "international":
        lines.append(line(50_000, part="second", source="matching"))
    grows = {"114": subsidy // 20, "115": subsidy // 20 + 1, "116": subsidy // 20 + 2}
    return {
        "budget": by_year(lines),
        "matching": by_year(subsidy // 10),
        "external": grows if type_ in {"international", "distinctive"} else by_year(0),
    }


def proposal(name: str, type_: str, basis_: Json, person: str, **more: object) -> Json:
    foreign = [{"country": "JP", "nature": "other", "county": "", "township": "", "name": "宇治"}]
    site = {"country": "TW", "nature": "fixed", "county": "花蓮縣", "township": "壽豐鄉", "name": "市集"}
    international = type_ == "international"
    new = basis_["kind"] == "new"
    return {
        "id": name,
        "title": f"{name} 新計畫",
        "keywords_zh": ["地方"],
        "keywords_en": ["place"],
        "sites": [site, *(foreign if international else [])],
        "sites_independent": True,
        "contact": {"name": "承辦", "unit": "", "phone": "03-0000000", "email": ""},
        "intl_courses": "兩門" if international else None,
        "type": type_,
        "issue": [1],
        "sdgs": [4, 8, 11],
        "sdg17_plan": "夥伴" if international else None,
        "sdg_relation": "關聯",
        "basis": basis_,
        "team": [member(person)],
        "sections": _texts(type_),
        "milestones": by_year(["里程碑"]),
        "checkpoints": by_year(["查核點"]),
        "targets": by_year(["目標值"]),
        "sig_activities": by_year(1 if type_ == "deep" else 0),
        "forums": by_year(1 if international else 0),
        "mous": [mou()] if international else [],
        "documents": ["closing_report", "eligibility_evidence"]
        if new
        else ["prior_results_report", "prior_relation_statement"],
        "disclosure": {"none": True, "resources": []},
        "ethics": {"practice_statement": True, "academic_statement": True, "topics": []},
        "abroad_plans": [],
        "international_focus": False,
        "checklist": True,
        **_money(type_),
        **more,
    }


def _registry() -> list[Json]:
    veteran = {"person": "teacher-N", "role": "co_pi", "months": 12}
    return [
        prior("old-S", "sprout"),
        prior("old-D", "sprout", predecessor="older-D"),
        prior("older-D", "sprout", phase=2),
        prior("old-X", "deep"),
        prior("old-I", "international"),
        prior("older-N", "deep", phase=2, school=OTHER_SCHOOL, team=[veteran]),
    ]


def document() -> Json:
    """A valid application of five proposals."""
    return {
        "format": "usr-application/1",
        "call": "usr-4",
        "as_of": "2024-08-20T12:00:00+08:00",
        "school": {
            "code": SCHOOL,
            "name": "示範大學",
            "kind": "university",
            "under_guidance": False,
            "supervised_by": "ministry",
            "has_usr_unit": True,
        },
        "registry": _registry(),
        "taken": [],
        "school_plan": {
            "sections": dict.fromkeys(CALL.school_plan.sections, "內容"),
            "evaluation_years": ["112", "116"],
            "international_role": "角色",
            "distinctive_role": "特色",
            "budget": by_year([line(2_000_000)]),
            "checklist": True,
        },
        "proposals": [
            proposal("S", "sprout", basis("continuation", "old-S"), "teacher-old-S"),
            proposal("D", "deep", basis("advancement", "old-D"), "teacher-old-D"),
            proposal("X", "distinctive", basis("advancement", "old-X"), "teacher-old-X"),
            proposal("I", "international", basis("continuation", "old-I"), "teacher-old-I"),
            proposal("N", "sprout", basis("new", new_ground="B", ground={"person": "teacher-N"}), "teacher-N"),
        ],
    }


def edited(edits: Iterable[Edit], base: Json | None = None) -> Json:
    """A copy of ``base`` with each (path, value) put in; a value that is a function gets the old value.

    A path starts at the file (``school.kind``) or at a proposal by its id (``S.budget.114``); ``[+]`` appends.
    """
    found = copy.deepcopy(base) if base is not None else document()
    for path, value in edits:
        _put(found, path, value)
    return found


def _put(base: Json, path: str, value: object) -> None:
    steps = re.findall(r"[^.\[\]]+", path)
    target: Any = base
    if steps[0] in IDS:
        name = steps.pop(0)
        target = next(entry for entry in base["proposals"] if entry["id"] == name)
    for step in steps[:-1]:
        target = target[int(step)] if isinstance(target, list) else target[step]
    if steps[-1] == "+":
        target.append(copy.deepcopy(value))
        return
    key: Any = int(steps[-1]) if isinstance(target, list) else steps[-1]
    target[key] = value(target[key]) if callable(value) else copy.deepcopy(value)


def application(*edits: Edit) -> Application:
    return parse_object(edited(edits))


def findings(*edits: Edit, base: Json | None = None) -> tuple[Finding, ...]:
    """The findings of the valid application with ``edits``."""
    return judge(parse_object(edited(edits, base)), CALL)


def raised(*edits: Edit, base: Json | None = None) -> list[tuple[str, str | None]]:
    """(rule, proposal) of the blocking and warning findings, each once."""
    serious = (found for found in findings(*edits, base=base) if found.severity is not Severity.JUDGEMENT)
    return list(dict.fromkeys((found.rule, found.proposal) for found in serious))


def text(base: Json) -> bytes:
    return json.dumps(base, ensure_ascii=False).encode()
