"""Every rule of eligibility and of the lead team: what raises it, and the nearest that does not."""

from __future__ import annotations

from typing import Any

from tests.builders import OTHER_SCHOOL, SCHOOL, Edit, Json, basis, member, prior
from tests.rule_cases import RuleCase

OLDER_S = prior("older-S", "sprout", phase=2)
LINK_S: Edit = ("registry[0].predecessor", "older-S")
OLDER_X = prior("older-X", "deep", phase=2)
LINK_X: Edit = ("registry[3].predecessor", "older-X")


def register(*projects: Json) -> list[Edit]:
    return [("registry[+]", project) for project in projects]


def lapsed(type_: str = "sprout", **more: Any) -> Json:
    return prior("lapsed", type_, phase=2, **more)


def carry_on(name: str, kind: str, *predecessors: str) -> list[Edit]:
    """Let ``name`` rest on ``predecessors``, of whom somebody is in the lead team."""
    return [(f"{name}.basis", basis(kind, *predecessors)), (f"{name}.merge_statement", "整併說明")]


def served(first: str, last: str, **more: Any) -> Json:
    fine = {"central": True, "filed_at_school": True, "academic": True, "role": "co_pi"}
    return {"title": "部會計畫", "agency": "農業部", "from": first, "to": last, **fine, **more}


def on_ground(ground: str, **facts: Any) -> list[Edit]:
    return [("N.basis", basis("new", new_ground=ground, ground=facts))]


def ground_a(months: int | None = 12, programme: str | None = "sprout_programme") -> list[Edit]:
    papers = ["closing_report", "eligibility_evidence", "results_evidence"]
    return [*on_ground("A", programme=programme, months=months), ("N.team", [member("fresh")]), ("N.documents", papers)]


def ground_c(*projects: Json, person: str | None = "teacher-N") -> list[Edit]:
    return on_ground("C", person=person, projects=list(projects))


TWO_YEARS = served("2020-01", "2021-12")

BASIS = [
    RuleCase(
        "ELIG-BASIS", "not chosen", "S", [("S.basis.kind", None)], [("S.basis.kind", "continuation")], "proposals[0].basis.kind"
    ),
    RuleCase("ELIG-BASIS", "only a sprout can be new", "D", [("D.basis", basis("new"))], [("S.basis", basis("new"))]),
    RuleCase("ELIG-BASIS", "a sprout does not advance", "S", carry_on("S", "advancement", "old-S"), carry_on("S", "continuation", "old-S")),
    RuleCase("ELIG-BASIS", "a deep does not continue a sprout", "D", carry_on("D", "continuation", "old-D"), []),
    RuleCase("ELIG-BASIS", "a deep does not advance from a deep", "D", carry_on("D", "advancement", "old-X"), []),
    RuleCase(
        "ELIG-BASIS",
        "nothing goes down",
        "S",
        carry_on("S", "continuation", "old-X"),
        [("registry[3].type", "sprout"), *carry_on("S", "continuation", "old-X")],
    ),
    RuleCase(
        "ELIG-BASIS",
        "a sustainable type does not advance into the other",
        "X",
        carry_on("X", "advancement", "old-I"),
        carry_on("X", "advancement", "old-D"),
    ),
    RuleCase("ELIG-BASIS", "a continuation keeps the type", "X", carry_on("X", "continuation", "old-I"), []),
    RuleCase(
        "ELIG-BASIS",
        "a distinctive continues a distinctive",
        "X",
        carry_on("X", "continuation", "old-X"),
        [("registry[3].type", "distinctive"), *carry_on("X", "continuation", "old-X")],
    ),
    *(
        RuleCase(
            "ELIG-BASIS",
            f"{type_} leads nowhere",
            "D",
            [*register(lapsed(type_)), *carry_on("D", "advancement", "lapsed")],
            [*register(lapsed()), *carry_on("D", "advancement", "lapsed")],
        )
        for type_ in ("seed", "international_link")
    ),
    RuleCase(
        "ELIG-BASIS",
        "of several predecessors the highest leads",
        "D",
        carry_on("D", "advancement", "old-D", "old-I"),
        carry_on("X", "advancement", "old-D", "old-X"),
    ),
    RuleCase(
        "ELIG-BASIS",
        "a deep leads where a sprout is merged into it",
        "S",
        carry_on("S", "continuation", "old-S", "old-X"),
        [*register(prior("plain", "sprout")), *carry_on("S", "continuation", "old-S", "plain")],
    ),
]

PREDECESSORS = [
    RuleCase("ELIG-PREDECESSOR", "none named", "S", carry_on("S", "continuation"), [], "proposals[0].basis.predecessors"),
    RuleCase("ELIG-PREDECESSOR", "unknown", "D", carry_on("D", "advancement", "nobody"), [], "proposals[1].basis.predecessors[0]"),
    RuleCase(
        "ELIG-PREDECESSOR",
        "another school's",
        "S",
        [("registry[0].school", OTHER_SCHOOL)],
        [("N.basis.predecessors", ["older-N"])],
    ),
    RuleCase(
        "ELIG-PREDECESSOR",
        "of phase 2, but it went on",
        "D",
        carry_on("D", "advancement", "older-D"),
        [("registry[1].predecessor", None), *carry_on("D", "advancement", "older-D")],
    ),
    RuleCase(
        "ELIG-PREDECESSOR",
        "of phase 1",
        "D",
        [*register(lapsed()), ("registry[6].phase", 1), *carry_on("D", "advancement", "lapsed")],
        [*register(lapsed()), *carry_on("D", "advancement", "lapsed")],
    ),
    RuleCase(
        "ELIG-PREDECESSOR",
        "one of two",
        "D",
        carry_on("D", "advancement", "old-D", "nobody"),
        [],
        "proposals[1].basis.predecessors[1]",
    ),
    RuleCase(
        "ELIG-MUST-ADVANCE",
        "sprout in both phases",
        "S",
        [*register(OLDER_S), LINK_S],
        [*register({**OLDER_S, "type": "seed"}), LINK_S],
        "proposals[0].basis.predecessors[0]",
    ),
    RuleCase("ELIG-MUST-ADVANCE", "linked to nothing known", "S", [*register(OLDER_S), LINK_S], [LINK_S]),
    RuleCase(
        "ELIG-MUST-ADVANCE",
        "deep in both phases",
        "D",
        [*register(OLDER_X), LINK_X, *carry_on("D", "continuation", "old-X"), ("X.basis.predecessors", ["old-S"]), ("S.basis", basis("new"))],
        [*register(OLDER_X), LINK_X],
    ),
    RuleCase(
        "ELIG-MUST-ADVANCE",
        "a sustainable type may go on",
        "S",
        [*register(OLDER_S), LINK_S],
        [*register(prior("older-I", "international", phase=2)), ("registry[4].predecessor", "older-I")],
    ),
    RuleCase(
        "ELIG-MUST-ADVANCE",
        "each predecessor of the own type, not the lead alone",
        "S",
        [*register(OLDER_S, prior("plain", "sprout")), LINK_S, *carry_on("S", "continuation", "plain", "old-S")],
        [*register(OLDER_S, prior("plain", "sprout")), LINK_S, *carry_on("S", "continuation", "plain")],
        "proposals[0].basis.predecessors[1]",
    ),
    RuleCase(
        "ELIG-MUST-ADVANCE",
        "a merger's predecessor of another type is left out",
        "S",
        [*register(OLDER_S), LINK_S],
        [*register(OLDER_S), LINK_S, *carry_on("D", "continuation", "old-X", "old-S"), *carry_on("S", "continuation")],
    ),
    RuleCase(
        "ELIG-LAPSED",
        "sprout in phases 1 and 2",
        "S",
        [*register(lapsed(predecessor="first"), prior("first", "sprout", phase=1)), *carry_on("S", "continuation", "lapsed")],
        [*register(lapsed(predecessor="first"), prior("first", "seed", phase=1)), *carry_on("S", "continuation", "lapsed")],
        "proposals[0].basis.predecessors[0]",
    ),
    RuleCase(
        "ELIG-LAPSED",
        "advancing is what it must do",
        "S",
        [*register(lapsed(predecessor="first"), prior("first", "sprout", phase=1)), *carry_on("S", "continuation", "lapsed")],
        [*register(lapsed(predecessor="first"), prior("first", "sprout", phase=1)), *carry_on("D", "advancement", "lapsed")],
    ),
    RuleCase(
        "ELIG-ONE-SUCCESSOR",
        "two proposals",
        "S",
        carry_on("D", "advancement", "old-S"),
        [("N.basis.predecessors", ["old-S"])],
        "proposals[0].basis.predecessors[0]",
        everywhere=True,
    ),
    RuleCase(
        "ELIG-ONE-SUCCESSOR",
        "a merger uses up each",
        "X",
        carry_on("X", "advancement", "old-X", "old-S"),
        carry_on("X", "advancement", "old-X", "old-X"),
        "proposals[2].basis.predecessors[1]",
        everywhere=True,
    ),
    RuleCase(
        "ELIG-ONE-SUCCESSOR",
        "taken elsewhere",
        "I",
        [("taken[+]", {"predecessor": "old-I", "by": "某校"})],
        [("taken[+]", {"predecessor": "older-N", "by": "某校"})],
    ),
    RuleCase(
        "ELIG-MERGED-LEAD",
        "merged into another",
        "S",
        [("registry[0].merged_into", "old-X")],
        [*register(prior("part", "sprout", merged_into="old-S"))],
        "proposals[0].basis.predecessors[0]",
    ),
    RuleCase("ELIG-MERGED-LEAD", "into one that is not known", "D", [("registry[1].merged_into", "gone")], [("registry[2].merged_into", "gone")]),
]

CONTINUATION = [
    RuleCase(
        "ELIG-LEADER-CARRIES-ON",
        "an associate PI is not enough",
        "S",
        [("S.team", [member("new-pi"), member("teacher-old-S", "associate_pi")])],
        [("S.team", [member("new-pi"), member("teacher-old-S", "co_pi")])],
        "proposals[0].team",
    ),
    RuleCase(
        "ELIG-LEADER-CARRIES-ON",
        "any role before",
        "S",
        [("registry[0].team", [])],
        [("registry[0].team", [{"person": "teacher-old-S", "role": "associate_pi", "months": 1}])],
    ),
    RuleCase(
        "ELIG-LEADER-CARRIES-ON",
        "of continuations alone",
        "S",
        [("S.team", [member("new-pi")])],
        [("D.team", [member("new-pi")])],
    ),
    RuleCase(
        "ELIG-LEADER-CARRIES-ON",
        "of the lead alone",
        "S",
        [*register(prior("plain", "sprout")), *carry_on("S", "continuation", "plain", "old-S")],
        [*register(prior("plain", "sprout")), *carry_on("S", "continuation", "old-S", "plain")],
    ),
    RuleCase(
        "ELIG-OVERLAP",
        "each continuation",
        "S",
        [],
        [("S.basis.predecessors", ["nobody"])],
        "proposals[0].title",
        everywhere=True,
    ),
]

GROUNDS = [
    RuleCase(
        "ELIG-NEW-GROUND",
        "none named",
        "N",
        [("N.basis.new_ground", None)],
        [("D.basis", basis("new"))],
        "proposals[4].basis.new_ground",
    ),
    RuleCase("ELIG-NEW-A", "eleven months", "N", ground_a(11), ground_a(12), "proposals[4].basis.ground.months"),
    RuleCase("ELIG-NEW-A", "months not given", "N", ground_a(None), ground_a(13)),
    RuleCase("ELIG-NEW-A", "no programme", "N", ground_a(programme=None), ground_a(programme="incubation_seed")),
    RuleCase(
        "ELIG-NEW-A",
        "no evidence of results",
        "N",
        [*ground_a(), ("N.documents", ["closing_report", "eligibility_evidence"])],
        ground_a(),
        "proposals[4].documents",
    ),
    RuleCase(
        "ELIG-NEW-A",
        "somebody was in a USR project of any phase and school",
        "N",
        [*ground_a(), ("N.team[+]", member("teacher-N", "associate_pi", name=None))],
        [*ground_a(), ("N.team[+]", member("fresh-too", "associate_pi"))],
        "proposals[4].team[1]",
    ),
    RuleCase("ELIG-NEW-A", "of ground A alone", "N", on_ground("A"), on_ground("B", person="teacher-N")),
    RuleCase(
        "ELIG-NEW-B",
        "eleven months",
        "N",
        [("registry[5].team[0].months", 11)],
        [("registry[5].team[0].months", 12)],
        "proposals[4].basis.ground.person",
    ),
    RuleCase(
        "ELIG-NEW-B",
        "roles are added within one project",
        "N",
        [
            ("registry[5].team[0].months", 6),
            *register(prior("more", "sprout", phase=1, team=[{"person": "teacher-N", "role": "pi", "months": 6}])),
        ],
        [("registry[5].team[0].months", 6), ("registry[5].team[+]", {"person": "teacher-N", "role": "associate_pi", "months": 6})],
    ),
    RuleCase("ELIG-NEW-B", "nobody named", "N", on_ground("B"), on_ground("B", person="teacher-N")),
    RuleCase(
        "ELIG-NEW-B",
        "an associate PI of now",
        "N",
        [("N.team", [member("fresh"), member("teacher-N", "associate_pi")])],
        [("N.team", [member("fresh"), member("teacher-N", "co_pi")])],
    ),
    RuleCase("ELIG-NEW-B", "never served", "N", [("registry[5].team", [])], []),
    RuleCase(
        "ELIG-NEW-C",
        "twenty-three months",
        "N",
        ground_c(served("2020-01", "2021-11")),
        ground_c(TWO_YEARS),
        "proposals[4].basis.ground.projects",
    ),
    RuleCase(
        "ELIG-NEW-C",
        "overlapping months count once",
        "N",
        ground_c(served("2020-01", "2021-06"), served("2021-01", "2021-11")),
        ground_c(served("2020-01", "2021-06"), served("2021-01", "2021-11"), served("2023-03", "2023-03")),
    ),
    *(
        RuleCase("ELIG-NEW-C", f"{key} is not so", "N", ground_c({**TWO_YEARS, key: value}), ground_c(TWO_YEARS))
        for key, value in (("central", False), ("filed_at_school", None), ("academic", False), ("role", None), ("from", None), ("to", None))
    ),
    RuleCase("ELIG-NEW-C", "ends before it begins", "N", ground_c(served("2022-01", "2019-12")), ground_c(TWO_YEARS)),
    RuleCase(
        "ELIG-NEW-C",
        "not of the team",
        "N",
        ground_c(TWO_YEARS, person="stranger"),
        [*ground_c(TWO_YEARS, person="helper"), ("N.team[+]", member("helper", "associate_pi", None))],
        "proposals[4].basis.ground.person",
    ),
    RuleCase("ELIG-NEW-C-FIT", "each ground C", "N", ground_c(TWO_YEARS), on_ground("B", person="teacher-N")),
]

SIMILAR = [
    RuleCase(
        "ELIG-SIMILAR",
        "like another school's project",
        "N",
        [("N.title", "地方創生共好計畫"), ("registry[5].title", "地方創生共好之計畫")],
        [("N.title", "地方創生共好計畫"), ("registry[5].title", "水稻生產履歷")],
        "proposals[4].title",
    ),
    RuleCase(
        "ELIG-SIMILAR",
        "its own predecessor and the phases before are meant to be alike",
        "N",
        [("N.title", "溪流與山林的孩子"), ("registry[2].title", "溪流與山林的孩子")],
        [("D.title", "溪流與山林的孩子"), ("registry[1].title", "溪流與山林的孩子"), ("registry[2].title", "溪流與山林的孩子")],
    ),
    RuleCase(
        "SAME-CASE",
        "one of each category",
        "D",
        [("D.title", "Ｒiver 共好！計畫"), ("X.title", "river共好計畫")],
        [("D.title", "Ｒiver 共好！計畫"), ("S.title", "river共好計畫")],
        "proposals[1].title",
        everywhere=True,
    ),
    RuleCase("SAME-CASE", "both sustainable", "X", [("X.title", "甲"), ("S.title", "甲")], [("X.title", "甲"), ("I.title", "甲")], everywhere=True),
    RuleCase("SAME-CASE", "without a title", "X", [("X.title", "甲"), ("S.title", "甲")], [("X.title", None), ("S.title", "、")], everywhere=True),
]

TEAM = [
    RuleCase("TEAM-PI", "none", "S", [("S.team[0].role", "co_pi")], [], "proposals[0].team"),
    RuleCase("TEAM-PI", "nobody at all", "D", [("D.team", [])], [], "proposals[1].team"),
    RuleCase("TEAM-PI", "two", "S", [("S.team[+]", member("second"))], [("S.team[+]", member("second", "co_pi"))], "proposals[0].team[1]"),
    RuleCase("TEAM-PI", "of another school", "S", [("S.team[0].school", OTHER_SCHOOL)], [("S.team[0].school", SCHOOL)], "proposals[0].team[0]"),
    RuleCase("TEAM-PI", "of no school", "S", [("S.team[0].school", None)], []),
    RuleCase(
        "TEAM-COPI-MAX",
        "three",
        "S",
        [("S.team[+]", member(name, "co_pi")) for name in "abc"],
        [*(("S.team[+]", member(name, "co_pi")) for name in "ab"), *(("S.team[+]", member(name, "associate_pi")) for name in "cdefg")],
        "proposals[0].team[3]",
    ),
    RuleCase(
        "TEAM-ONE-ROLE",
        "in two proposals",
        "S",
        [("S.team[+]", member("busy", "associate_pi")), ("D.team[+]", member("busy", "co_pi"))],
        [("S.team[+]", member("busy", "associate_pi")), ("D.team[+]", member("other", "co_pi"))],
        "proposals[0].team[1]",
        everywhere=True,
    ),
    RuleCase(
        "TEAM-ONE-ROLE",
        "another school's teacher",
        "D",
        [(f"{name}.team[+]", member("busy", "associate_pi", OTHER_SCHOOL)) for name in "SD"],
        [(f"{name}.team[+]", member("busy", "associate_pi", None)) for name in "SD"],
        everywhere=True,
    ),
    RuleCase(
        "TEAM-ONE-ROLE",
        "in another school's application",
        "S",
        [("taken[+]", {"person": "teacher-old-S", "by": "某校"})],
        [("taken[+]", {"person": "stranger", "by": "某校"})],
        "proposals[0].team[0]",
    ),
    RuleCase(
        "TEAM-ONE-ROLE",
        "twice within one, whoever it is",
        "S",
        [("S.team[+]", member("guest", "associate_pi", None)), ("S.team[+]", member("guest", "co_pi", None))],
        [("S.team[+]", member("guest", "associate_pi", None)), ("S.team[+]", member("ghost", "co_pi", None))],
        "proposals[0].team[2]",
    ),
    RuleCase(
        "TEAM-ONE-ROLE-OUTSIDE",
        "a community person in two",
        "S",
        [(f"{name}.team[+]", member("guest", "associate_pi", None)) for name in "SD"],
        [(f"{name}.team[+]", member("guest", "associate_pi", OTHER_SCHOOL)) for name in "SD"],
        "proposals[0].team[1]",
        everywhere=True,
    ),
    RuleCase(
        "TEAM-ONE-ROLE-OUTSIDE",
        "in another school's application",
        "S",
        [("S.team[+]", member("guest", "associate_pi", None)), ("taken[+]", {"person": "guest", "by": "某校"})],
        [("S.team[+]", member("guest", "associate_pi", None))],
    ),
    RuleCase(
        "TEAM-COPI-OUTSIDE",
        "of another school",
        "S",
        [("S.team[+]", member("guest", "co_pi", OTHER_SCHOOL))],
        [("S.team[+]", member("guest", "associate_pi", OTHER_SCHOOL))],
        "proposals[0].team[1]",
    ),
    RuleCase("TEAM-COPI-OUTSIDE", "of no school", "S", [("S.team[+]", member("guest", "co_pi", None))], [("S.team[+]", member("own", "co_pi"))]),
]

CASES = [*BASIS, *PREDECESSORS, *CONTINUATION, *GROUNDS, *SIMILAR, *TEAM]
