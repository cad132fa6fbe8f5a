"""Every rule of the school, of documents and of the form: what raises it, and the nearest that does not."""

from __future__ import annotations

from tests.builders import by_year, line, member, mou, prior
from tests.proposals import school_cases
from tests.rule_cases import RuleCase


def site(country: str | None) -> dict[str, object]:
    return {"country": country, "nature": "fixed", "county": "", "township": "", "name": "場域"}


STILL_VALID = mou(signed_on="2020-01-01", still_valid_evidence=True)

ISSUE = [
    RuleCase("ISSUE-ONE", "two", "S", [("S.issue", [1, 2])], [("S.issue", [6])], "proposals[0].issue"),
    RuleCase("ISSUE-ONE", "none", "S", [("S.issue", None)], []),
    RuleCase("SDG-THREE", "two", "S", [("S.sdgs", [1, 16])], [("S.sdgs", [1, 2, 16])], "proposals[0].sdgs"),
    RuleCase("SDG-THREE", "four", "S", [("S.sdgs", [1, 2, 3, 4])], []),
    RuleCase("SDG-THREE", "one of them twice", "S", [("S.sdgs", [1, 2, 2])], []),
    RuleCase("SDG-THREE", "three different, one of them twice", "S", [("S.sdgs", [1, 2, 3, 3])], []),
    RuleCase("SDG-THREE", "the seventeenth", "I", [("I.sdgs", [1, 2, 17])], []),
    RuleCase(
        "SDG-17-PLAN",
        "not filled in",
        "I",
        [("I.sdg17_plan", " ")],
        [("X.sdg17_plan", None)],
        "proposals[3].sdg17_plan",
    ),
    RuleCase(
        "SDG-RELATION",
        "not explained",
        "D",
        [("D.sdg_relation", None)],
        [("D.sdg_relation", "說明")],
        "proposals[1].sdg_relation",
    ),
]

BASICS = [
    *(
        RuleCase("DOC-BASICS", f"{key} empty", "S", [(f"S.{key}", value)], [], f"proposals[0].{key}")
        for key, value in (
            ("title", " "),
            ("keywords_zh", [" "]),
            ("keywords_en", None),
            ("sites", []),
            ("contact", None),
        )
    ),
    RuleCase(
        "DOC-BASICS", "no domestic site", "I", [("I.sites", [site("JP")])], [("I.sites", [site("TW"), site("JP")])]
    ),
    RuleCase(
        "DOC-BASICS",
        "no foreign site",
        "I",
        [("I.sites", [site("TW"), site(None)])],
        [("X.sites", [site("TW")])],
        "proposals[3].sites",
    ),
    RuleCase("DOC-BASICS", "no site at all", "I", [("I.sites", None)], []),
    RuleCase("DOC-BASICS", "a nameless contact", "S", [("S.contact.name", None)], []),
    RuleCase(
        "DOC-BASICS",
        "a contact out of reach",
        "S",
        [("S.contact.phone", None)],
        [("S.contact", {"name": "甲", "email": "a@b.tw"})],
    ),
    RuleCase(
        "SITE-INDEPENDENT", "not declared", "S", [("S.sites_independent", False)], [], "proposals[0].sites_independent"
    ),
    RuleCase(
        "DISCLOSURE",
        "neither",
        "S",
        [("S.disclosure", None)],
        [("S.disclosure", {"resources": [{"source": "縣府"}]})],
        "proposals[0].disclosure",
    ),
    RuleCase(
        "DISCLOSURE",
        "both",
        "S",
        [("S.disclosure.resources", [{"source": "縣府", "amount": 1}])],
        [("S.disclosure.none", False), ("S.disclosure.resources", [{"source": "縣府", "amount": 1}])],
    ),
    RuleCase(
        "DISCLOSURE", "an empty row discloses nothing", "S", [("S.disclosure", {"resources": [{"source": " "}]})], []
    ),
    RuleCase("DISCLOSURE", "planned funds are no disclosure", "X", [("X.disclosure.none", False)], []),
]

DOCUMENTS = [
    RuleCase(
        "DOC-PRIOR-RESULTS",
        "continuation",
        "S",
        [("S.documents", ["prior_results_report"])],
        [],
        "proposals[0].documents",
    ),
    RuleCase("DOC-PRIOR-RESULTS", "advancement", "D", [("D.documents", None)], []),
    RuleCase(
        "DOC-PRIOR-RESULTS",
        "a new one with somebody of a phase-3 team of any school",
        "N",
        [("registry[5].phase", 3)],
        [("registry[5].phase", 1)],
    ),
    RuleCase(
        "DOC-PRIOR-RESULTS",
        "whatever the role now",
        "N",
        [
            ("N.team[+]", member("far", "associate_pi", None)),
            ("registry[+]", prior("away", "deep", team=[{"person": "far", "role": "associate_pi"}])),
        ],
        [("N.team[+]", member("far", "associate_pi", None))],
    ),
    RuleCase(
        "DOC-MERGE",
        "not explained",
        "X",
        [("X.basis.predecessors", ["old-X", "old-S"])],
        [("X.basis.predecessors", ["old-X", "old-S"]), ("X.merge_statement", "整併")],
        "proposals[2].merge_statement",
    ),
    RuleCase(
        "DOC-MERGE",
        "one named twice is one",
        "X",
        [("X.basis.predecessors", ["old-X", "nobody"])],
        [("X.basis.predecessors", ["old-X", "old-X"])],
    ),
    RuleCase(
        "DOC-MERGE",
        "a new one merges nothing",
        "X",
        [("X.basis.predecessors", ["old-X", "old-S"])],
        [("N.basis.predecessors", ["a", "b"])],
    ),
    RuleCase(
        "DOC-INTL-COURSE",
        "not stated",
        "I",
        [("I.intl_courses", "")],
        [("X.intl_courses", "")],
        "proposals[3].intl_courses",
    ),
    RuleCase(
        "DOC-CLOSING-REPORT",
        "new without it",
        "N",
        [("N.documents", ["eligibility_evidence"])],
        [("S.documents", ["prior_results_report", "prior_relation_statement"])],
        "proposals[4].documents",
    ),
    RuleCase(
        "DOC-ELIGIBILITY", "new without it", "N", [("N.documents", ["closing_report"])], [], "proposals[4].documents"
    ),
]

MOU = [
    RuleCase("DOC-MOU", "none", "I", [("I.mous", None)], [("X.mous", [])], "proposals[3].mous"),
    *(
        RuleCase("DOC-MOU", f"{key} is not so", "I", [(f"I.mous[0].{key}", value)], [])
        for key, value in (
            ("partner_ok", False),
            ("signer_level_ok", None),
            ("for_this_project", False),
            ("signed_on", None),
        )
    ),
    RuleCase(
        "DOC-MOU",
        "no paper has it all",
        "I",
        [("I.mous", [mou(partner_ok=False), mou(signer_level_ok=False)])],
        [("I.mous[+]", mou(partner_ok=False))],
    ),
    RuleCase(
        "DOC-MOU-FRESH",
        "old",
        "I",
        [("I.mous[0].signed_on", "2022-12-31")],
        [("I.mous[0].signed_on", "2023-01-01")],
        "proposals[3].mous",
    ),
    RuleCase(
        "DOC-MOU-FRESH",
        "after the deadline",
        "I",
        [("I.mous[0].signed_on", "2024-08-31")],
        [("I.mous[0].signed_on", "2024-08-30")],
    ),
    RuleCase(
        "DOC-MOU-FRESH",
        "the addendum is what counts",
        "I",
        [("I.mous", [mou(signed_on="2019-01-01", addendum_on="2024-08-31")])],
        [("I.mous", [mou(signed_on="2019-01-01", addendum_on="2024-08-30")])],
    ),
    RuleCase(
        "DOC-MOU-FRESH",
        "an addendum makes fresh what is old, not what came too late",
        "I",
        [("I.mous", [mou(signed_on="2024-08-31", addendum_on="2024-08-30")])],
        [("I.mous", [mou(signed_on="2022-12-31", addendum_on="2024-08-30")])],
    ),
    RuleCase(
        "DOC-MOU-FRESH",
        "no evidence that the old one is valid",
        "I",
        [("I.mous", [mou(signed_on="2020-01-01")])],
        [("I.mous", [STILL_VALID])],
    ),
    RuleCase(
        "DOC-MOU-FRESH",
        "still valid, but not continued",
        "I",
        [("I.mous", [STILL_VALID]), ("I.basis.kind", "advancement")],
        [("I.mous", [STILL_VALID]), ("I.basis.predecessors", ["nobody"])],
    ),
    RuleCase(
        "DOC-MOU-FRESH",
        "a predecessor of another type",
        "I",
        [("I.mous", [STILL_VALID]), ("registry[4].type", "distinctive")],
        [],
    ),
    RuleCase(
        "DOC-MOU-FRESH",
        "none that satisfies",
        "I",
        [("I.mous", [mou(signed_on="2020-01-01")])],
        [("I.mous", [mou(signed_on="2020-01-01", partner_ok=False)])],
    ),
    RuleCase(
        "DOC-MOU-FRESH",
        "among the papers that satisfy",
        "I",
        [("I.mous", [mou(signed_on="2020-01-01"), mou(partner_ok=False)])],
        [("I.mous", [mou(signed_on="2020-01-01"), mou()])],
    ),
]

FORM = [
    *(
        RuleCase(
            "DOC-SECTIONS",
            f"{name} {key}",
            name,
            [(f"{name}.sections.{key}", "\n")],
            [],
            f"proposals[{place}].sections.{key}",
        )
        for name, place, key in (
            ("S", 0, "summary"),
            ("S", 0, "strategy_6"),
            ("D", 1, "strategy_1"),
            ("D", 1, "evaluation_3"),
            ("X", 2, "external_plan"),
            ("X", 2, "strategy_6"),
            ("I", 3, "strategy_8"),
            ("I", 3, "schedule_second"),
            ("N", 4, "relation"),
        )
    ),
    RuleCase(
        "DOC-SECTIONS",
        "a section of another type's form is not asked for",
        "S",
        [("S.sections", lambda old: {key: text for key, text in old.items() if key != "goals"})],
        [("S.sections.strategy_7", ""), ("S.sections.summary_second", None)],
    ),
    RuleCase(
        "DOC-ETHICS",
        "practice",
        "S",
        [("S.ethics.practice_statement", False)],
        [],
        "proposals[0].ethics.practice_statement",
    ),
    RuleCase(
        "DOC-ETHICS",
        "academic",
        "S",
        [("S.ethics.academic_statement", None)],
        [],
        "proposals[0].ethics.academic_statement",
    ),
    *(
        RuleCase(
            "DOC-ETHICS",
            f"{topic} without a word on practicability",
            "S",
            [("S.ethics.topics", [topic])],
            [("S.ethics.topics", [topic]), ("S.ethics.practicability", "可行")],
            "proposals[0].ethics.practicability",
        )
        for topic in ("time_bank", "carbon", "blockchain", "commitments")
    ),
    *(
        RuleCase(
            "ETHICS-IRB",
            topic,
            "S",
            [("S.ethics.topics", [topic])],
            [("S.ethics.topics", ["carbon"])],
            "proposals[0].ethics.topics",
        )
        for topic in ("indigenous", "disability", "minors", "inmates")
    ),
    *(
        RuleCase(
            "YEARS-ALL", key, "S", [(f"S.{key}.115", [" "])], [(f"S.{key}.115", ["", "有"])], f"proposals[0].{key}.115"
        )
        for key in ("milestones", "checkpoints", "targets")
    ),
    RuleCase(
        "YEARS-ALL",
        "the budget",
        "S",
        [("S.budget.116", [line(9, source="matching")])],
        [("S.budget.116", [line(1)])],
        "proposals[0].budget.116",
    ),
    RuleCase("YEARS-ALL", "every year", "D", [("D.budget", None)], []),
    RuleCase(
        "FORUM-PLANNED",
        "one year without",
        "I",
        [("I.forums.116", 0)],
        [("X.forums", by_year(0))],
        "proposals[3].forums.116",
    ),
]

CASES = [*school_cases.CASES, *ISSUE, *BASICS, *DOCUMENTS, *MOU, *FORM]
