"""Cases of a new sprout's grounds, of likeness and of the lead team."""

from __future__ import annotations

from tests.builders import OTHER_SCHOOL, SCHOOL, Edit, Json, basis, member, prior
from tests.rule_cases import RuleCase


def served(first: str, last: str, **more: object) -> Json:
    fine = {"central": True, "filed_at_school": True, "academic": True, "role": "co_pi"}
    return {"title": "部會計畫", "agency": "農業部", "from": first, "to": last, **fine, **more}


def on_ground(ground: str, **facts: object) -> list[Edit]:
    return [("N.basis", basis("new", new_ground=ground, ground=facts))]


def ground_a(months: int | None = 12, programme: str | None = "sprout_programme") -> list[Edit]:
    papers = ["closing_report", "eligibility_evidence", "results_evidence"]
    return [*on_ground("A", programme=programme, months=months), ("N.team", [member("fresh")]), ("N.documents", papers)]


def ground_c(*projects: Json, person: str | None = "teacher-N") -> list[Edit]:
    return on_ground("C", person=person, projects=list(projects))


TWO_YEARS = served("2020-01", "2021-12")

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
            (
                "registry[+]",
                prior("more", "sprout", phase=1, team=[{"person": "teacher-N", "role": "pi", "months": 6}]),
            ),
        ],
        [
            ("registry[5].team[0].months", 6),
            ("registry[5].team[+]", {"person": "teacher-N", "role": "associate_pi", "months": 6}),
        ],
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
        for key, value in (
            ("central", False),
            ("filed_at_school", None),
            ("academic", False),
            ("role", None),
            ("from", None),
            ("to", None),
        )
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
        [
            ("D.title", "溪流與山林的孩子"),
            ("registry[1].title", "溪流與山林的孩子"),
            ("registry[2].title", "溪流與山林的孩子"),
        ],
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
    RuleCase(
        "SAME-CASE",
        "both sustainable",
        "X",
        [("X.title", "甲"), ("S.title", "甲")],
        [("X.title", "甲"), ("I.title", "甲")],
        everywhere=True,
    ),
    RuleCase(
        "SAME-CASE",
        "without a title",
        "X",
        [("X.title", "甲"), ("S.title", "甲")],
        [("X.title", None), ("S.title", "、")],
        everywhere=True,
    ),
]

TEAM = [
    RuleCase("TEAM-PI", "none", "S", [("S.team[0].role", "co_pi")], [], "proposals[0].team"),
    RuleCase("TEAM-PI", "nobody at all", "D", [("D.team", [])], [], "proposals[1].team"),
    RuleCase(
        "TEAM-PI",
        "two",
        "S",
        [("S.team[+]", member("second"))],
        [("S.team[+]", member("second", "co_pi"))],
        "proposals[0].team[1]",
    ),
    RuleCase(
        "TEAM-PI",
        "of another school",
        "S",
        [("S.team[0].school", OTHER_SCHOOL)],
        [("S.team[0].school", SCHOOL)],
        "proposals[0].team[0]",
    ),
    RuleCase("TEAM-PI", "of no school", "S", [("S.team[0].school", None)], []),
    RuleCase(
        "TEAM-COPI-MAX",
        "three",
        "S",
        [("S.team[+]", member(name, "co_pi")) for name in "abc"],
        [
            *(("S.team[+]", member(name, "co_pi")) for name in "ab"),
            *(("S.team[+]", member(name, "associate_pi")) for name in "cdefg"),
        ],
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
        "TEAM-ONE-ROLE-OUTSIDE",
        "in two, and twice in one of them",
        "S",
        [(f"{name}.team[+]", member("guest", "associate_pi", None)) for name in "SSD"],
        [(f"{name}.team[+]", member("guest", "associate_pi", None)) for name in "SS"],
        everywhere=True,
    ),
    RuleCase(
        "TEAM-COPI-OUTSIDE",
        "of another school",
        "S",
        [("S.team[+]", member("guest", "co_pi", OTHER_SCHOOL))],
        [("S.team[+]", member("guest", "associate_pi", OTHER_SCHOOL))],
        "proposals[0].team[1]",
    ),
    RuleCase(
        "TEAM-COPI-OUTSIDE",
        "of no school",
        "S",
        [("S.team[+]", member("guest", "co_pi", None))],
        [("S.team[+]", member("own", "co_pi"))],
    ),
]

CASES = [*GROUNDS, *SIMILAR, *TEAM]
