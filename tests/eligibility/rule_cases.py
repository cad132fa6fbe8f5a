"""Every rule of eligibility and of the lead team: what raises it, and the nearest that does not."""

from __future__ import annotations

from tests.builders import OTHER_SCHOOL, Edit, Json, basis, member, prior
from tests.eligibility import people_cases
from tests.rule_cases import RuleCase

OLDER_S = prior("older-S", "sprout", phase=2)
LINK_S: Edit = ("registry[0].predecessor", "older-S")
OLDER_X = prior("older-X", "deep", phase=2)
LINK_X: Edit = ("registry[3].predecessor", "older-X")


def register(*projects: Json) -> list[Edit]:
    return [("registry[+]", project) for project in projects]


def lapsed(type_: str = "sprout", **more: object) -> Json:
    return prior("lapsed", type_, phase=2, **more)


def carry_on(name: str, kind: str, *predecessors: str) -> list[Edit]:
    """Let ``name`` rest on ``predecessors``, of whom somebody is in the lead team."""
    return [(f"{name}.basis", basis(kind, *predecessors)), (f"{name}.merge_statement", "整併說明")]


BASIS = [
    RuleCase(
        "ELIG-BASIS",
        "not chosen",
        "S",
        [("S.basis.kind", None)],
        [("S.basis.kind", "continuation")],
        "proposals[0].basis.kind",
    ),
    RuleCase("ELIG-BASIS", "only a sprout can be new", "D", [("D.basis", basis("new"))], [("S.basis", basis("new"))]),
    RuleCase(
        "ELIG-BASIS",
        "a sprout does not advance",
        "S",
        carry_on("S", "advancement", "old-S"),
        carry_on("S", "continuation", "old-S"),
    ),
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
    RuleCase(
        "ELIG-PREDECESSOR", "none named", "S", carry_on("S", "continuation"), [], "proposals[0].basis.predecessors"
    ),
    RuleCase(
        "ELIG-PREDECESSOR",
        "unknown",
        "D",
        carry_on("D", "advancement", "nobody"),
        [],
        "proposals[1].basis.predecessors[0]",
    ),
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
        [
            *register(OLDER_X),
            LINK_X,
            *carry_on("D", "continuation", "old-X"),
            ("X.basis.predecessors", ["old-S"]),
            ("S.basis", basis("new")),
        ],
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
        [
            *register(lapsed(predecessor="first"), prior("first", "sprout", phase=1)),
            *carry_on("S", "continuation", "lapsed"),
        ],
        [
            *register(lapsed(predecessor="first"), prior("first", "seed", phase=1)),
            *carry_on("S", "continuation", "lapsed"),
        ],
        "proposals[0].basis.predecessors[0]",
    ),
    RuleCase(
        "ELIG-LAPSED",
        "advancing is what it must do",
        "S",
        [
            *register(lapsed(predecessor="first"), prior("first", "sprout", phase=1)),
            *carry_on("S", "continuation", "lapsed"),
        ],
        [
            *register(lapsed(predecessor="first"), prior("first", "sprout", phase=1)),
            *carry_on("D", "advancement", "lapsed"),
        ],
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
    RuleCase(
        "ELIG-MERGED-LEAD",
        "into one that is not known",
        "D",
        [("registry[1].merged_into", "gone")],
        [("registry[2].merged_into", "gone")],
    ),
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

CASES = [*BASIS, *PREDECESSORS, *CONTINUATION, *people_cases.CASES]
