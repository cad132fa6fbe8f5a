"""`docs/call.md` tells the truth about where each rule lives."""

import re
from pathlib import Path
from typing import Any

from budgets.rules import catalogue as budgets
from eligibility.rules import catalogue as eligibility
from proposals.rules import catalogue as proposals
from usr_portal.kernel.rulebook import Rule

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "call.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?P<articles>[^|]+) \| `(?P<rule>[A-Z0-9-]+)` \| [^|]+ \| (?P<files>[^|]+) \|$", re.MULTILINE)
ROWS = {row["rule"]: row for row in ROW.finditer(PAGE)}
SHAPING = "ELIG-MERGE-HIGHEST"
RULES: list[Rule[Any]] = [
    *proposals.SCHOOL_RULES,
    *budgets.SCHOOL_RULES,
    *eligibility.RULES,
    *proposals.RULES,
    *budgets.RULES,
]


def files_of(rule_id: str) -> set[str]:
    return {rule.check.__module__.replace(".", "/") + ".py" for rule in RULES if rule.id == rule_id}


def test_every_rule_has_its_row() -> None:
    assert ROWS.keys() == {entry.id for entry in proposals.CATALOGUE}


def test_a_row_names_the_articles_that_the_rule_cites() -> None:
    for entry in proposals.CATALOGUE:
        assert set(ROWS[entry.id]["articles"].split("; ")) == set(entry.articles), entry.id


def test_a_row_names_the_file_that_holds_the_rule() -> None:
    for rule_id, row in ROWS.items():
        if rule_id != SHAPING:
            assert set(re.findall(r"`([^`]+)`", row["files"])) == files_of(rule_id), rule_id


def test_every_file_and_folder_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`([a-z_]+/[^`]+)`", PAGE))
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
