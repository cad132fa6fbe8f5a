"""Cases of the rules that the school answers for."""

from __future__ import annotations

from tests.builders import CALL, OTHER_SCHOOL, Edit, prior, proposal
from tests.builders import basis as basis_of
from tests.rule_cases import RuleCase


def without(*names: str) -> Edit:
    return ("proposals", lambda old: [entry for entry in old if entry["id"] not in names])


NO_PHASE_3: Edit = ("registry", lambda old: [entry for entry in old if entry["phase"] != 3])
SIXTH = proposal("Z", "sprout", basis_of("new", new_ground="A", ground={}), "teacher-Z")

CASES = [
    RuleCase("SCHOOL-ELIGIBLE", "open university", None, [("school.kind", "open_university")], [], "school.kind"),
    RuleCase("SCHOOL-ELIGIBLE", "under guidance", None, [("school.under_guidance", True)], [], "school.under_guidance"),
    RuleCase("SCHOOL-HAS-PLAN", "no proposal", None, [("proposals", [])], [without("S", "D", "X", "I")], "proposals"),
    RuleCase("SCHOOL-HAS-PLAN", "absent", None, [("proposals", None)], []),
    RuleCase("SCHOOL-MAX-PLANS", "six", None, [("proposals[+]", SIXTH)], [], "proposals"),
    *(
        RuleCase(
            "SCHOOL-PLAN-REQUIRED",
            key,
            None,
            [(f"school_plan.sections.{key}", " \n")],
            [(f"school_plan.sections.{key}", "文")],
            f"school_plan.sections.{key}",
        )
        for key in CALL.school_plan.sections
    ),
    RuleCase("SCHOOL-PLAN-REQUIRED", "absent", None, [("school_plan", None)], []),
    RuleCase("SCHOOL-USR-UNIT", "none yet", None, [("school.has_usr_unit", False)], [], "school.has_usr_unit"),
    RuleCase(
        "SCHOOL-EVALUATION-YEARS",
        "ran phase 3",
        None,
        [("school_plan.evaluation_years", ["114", "116"])],
        [("school_plan.evaluation_years", ["112", "116"])],
        "school_plan.evaluation_years",
    ),
    RuleCase(
        "SCHOOL-EVALUATION-YEARS",
        "did not run phase 3, whoever else did",
        None,
        [NO_PHASE_3, ("registry[+]", prior("far", "sprout", school=OTHER_SCHOOL))],
        [
            NO_PHASE_3,
            ("registry[+]", prior("far", "sprout", school=OTHER_SCHOOL)),
            ("school_plan.evaluation_years", ["114", "116"]),
        ],
    ),
    RuleCase("SCHOOL-EVALUATION-YEARS", "not given", None, [("school_plan.evaluation_years", None)], []),
    RuleCase(
        "SCHOOL-EVALUATION-YEARS",
        "each year listed",
        None,
        [("school_plan.evaluation_years", ["112", "113", "114", "115", "116"])],
        [],
    ),
    RuleCase(
        "SIG-PLANNED",
        "one year without",
        None,
        [("D.sig_activities.115", 0)],
        [("D.sig_activities.115", 0), ("X.sig_activities.115", 1)],
        "proposals[1].sig_activities.115",
    ),
    RuleCase(
        "SIG-PLANNED",
        "a sprout's does not count",
        None,
        [("D.sig_activities.114", None), ("S.sig_activities.114", 9)],
        [("D.sig_activities.114", None), ("I.sig_activities.114", 1)],
    ),
    RuleCase(
        "SIG-PLANNED",
        "sprouts alone plan none",
        None,
        [without("D")],
        [without("D", "X", "I")],
        "proposals[1].sig_activities.114",
    ),
    RuleCase(
        "SCHOOL-INTL-ROLE",
        "not stated",
        None,
        [("school_plan.international_role", "")],
        [("school_plan.international_role", ""), without("I")],
    ),
    RuleCase(
        "SCHOOL-DISTINCTIVE-ROLE",
        "not stated",
        None,
        [("school_plan.distinctive_role", None)],
        [("school_plan.distinctive_role", None), without("X")],
        "school_plan.distinctive_role",
    ),
    RuleCase(
        "CHECKLIST-TICKED",
        "the school's",
        None,
        [("school_plan.checklist", False)],
        [("S.checklist", False)],
        "school_plan.checklist",
    ),
    RuleCase(
        "CHECKLIST-TICKED",
        "a proposal's",
        "X",
        [("X.checklist", None)],
        [("school_plan.checklist", False)],
        "proposals[2].checklist",
    ),
    RuleCase(
        "WINDOW-OPEN",
        "a second late",
        None,
        [("as_of", "2024-08-30T17:00:01+08:00")],
        [("as_of", "2024-08-30T17:00:00.999+08:00")],
        "as_of",
    ),
    RuleCase(
        "WINDOW-OPEN",
        "a second early",
        None,
        [("as_of", "2024-08-05T08:59:59.999")],
        [("as_of", "2024-08-05T09:00:00")],
    ),
    RuleCase(
        "WINDOW-OPEN",
        "by its own offset",
        None,
        [("as_of", "2024-08-30T09:00:01Z")],
        [("as_of", "2024-08-30T09:00:00Z")],
    ),
    RuleCase("PAPER-COPY", "something to post", None, [], [("proposals", [])], "proposals"),
    RuleCase("WINDOW-OPEN", "without a moment", None, [("as_of", "2025-01-01T00:00:00")], [("as_of", None)]),
]
