"""What scenes change in a complete proposal: findings as schools meet them, and drafts that are half done."""

from __future__ import annotations

from typing import Any

from proposals.management.sample.money import line
from proposals.management.sample.texts import YEARS
from proposals.management.sample.words import PLACES

Json = dict[str, Any]
MANY_SITES = 28
FIRST = YEARS[0]
GIVEN_UP = frozenset({"材料費", "工讀費", "課程與工作坊費"})


def many_sites(mapping: Json) -> None:
    """Stand in as many field sites as were ever seen in one project."""
    mapping["sites"] = [
        {"country": "TW", "nature": "other" if place else "fixed", "county": county, "township": township, "name": name}
        for place, (county, township, name) in enumerate(PLACES[:MANY_SITES])
    ]


def half_written(mapping: Json) -> None:
    """Leave what a team has after two weeks: the first sections, one year of the money."""
    done = ("summary", "relation", "issue_analysis", "goals")
    mapping["sections"] = {key: mapping["sections"][key] for key in done}
    mapping["milestones"] = {FIRST: mapping["milestones"][FIRST]}
    mapping["checkpoints"] = mapping["targets"] = {}
    mapping["budget"] = {FIRST: mapping["budget"][FIRST][:6]}
    mapping["matching"] = {}
    mapping["external"] = {}
    mapping["ethics"] = {"practice_statement": True, "academic_statement": False, "topics": []}
    mapping["abroad_plans"] = []
    mapping["checklist"] = False


def barely_begun(mapping: Json) -> None:
    """Leave a title, keywords and the first lines of a summary."""
    half_written(mapping)
    mapping["sections"] = {"summary": mapping["sections"]["summary"].split("\n")[0]}
    mapping["milestones"] = mapping["budget"] = {}
    mapping["sites"], mapping["sdgs"], mapping["contact"] = [], mapping["sdgs"][:1], None


def over_cap(mapping: Json) -> None:
    """Ask for more than the type's ceiling, in the second year."""
    mapping["budget"]["115"].append(line("operating", "加辦成果展", 1_800_000))


def much_personnel(mapping: Json) -> None:
    """Spend most of it on people, and give no reason."""
    for year in YEARS:
        mapping["budget"][year].append(line("personnel", "專任助理（增聘）", 1_900_000))
        mapping["budget"][year] = [row for row in mapping["budget"][year] if row["label"] not in GIVEN_UP]


def far_travel(mapping: Json) -> None:
    """Travel abroad beyond 6 %, without the plan of the third year."""
    for year in YEARS:
        mapping["budget"][year].append(line("travel_abroad", "機票及生活費", 420_000))
    mapping["abroad_plans"] = [row for row in mapping["abroad_plans"] if row["year"] != "116"]


def poor_matching(mapping: Json) -> None:
    """Match less than a tenth, and pay a student too little."""
    mapping["matching"]["116"] = 200_000
    row = line("personnel", "教學助理（學生兼任）", 54_000, monthly=4_500, months=12, part_time=True)
    mapping["budget"]["116"].append(row)


def wrong_sum(mapping: Json) -> None:
    """Change a quantity and forget the amount; equipment in a sprout."""
    mapping["budget"][FIRST][4]["quantity"] = 66
    mapping["budget"]["115"].append(line("capital", "空拍機", 90_000))


def shrinking_funds(mapping: Json) -> None:
    """Raise less money outside each year, and nothing to speak of in the first."""
    mapping["external"] = {"114": 300_000, "115": 250_000, "116": 200_000}


def president_is_paid(mapping: Json) -> None:
    """Let a vice-president lead and draw the fee."""
    mapping["team"][0]["president"] = True


def bare_matching(mapping: Json) -> None:
    """Match exactly a tenth: enough but for a municipal school."""
    for year in YEARS:
        subsidy = sum(row["amount"] for row in mapping["budget"][year] if row["source"] == "subsidy")
        mapping["matching"][year] = subsidy // 10


def other_leaders(mapping: Json) -> None:
    """Continue without anyone of the old team as PI or co-PI."""
    mapping["team"] = [mapping["team"][1] | {"role": "pi"}, *mapping["team"][2:]]


def loose_subject(mapping: Json) -> None:
    """Choose two issues and two goals, and explain nothing."""
    mapping["issue"], mapping["sdgs"], mapping["sdg_relation"] = [1, 3], [4, 17], None


def nothing_signed(mapping: Json) -> None:
    """Have an agreement signed too low, no foreign site, no forum."""
    mapping["mous"][0]["signer_level_ok"] = False
    mapping["sites"] = [row for row in mapping["sites"] if row["country"] == "TW"]
    mapping["forums"] = dict.fromkeys(YEARS, 0)
    mapping["intl_courses"] = mapping["sdg17_plan"] = None


def crowded_lead(mapping: Json) -> None:
    """Name four co-PIs, one from outside."""
    mapping["team"] = [row | {"role": "co_pi"} if row["role"] != "pi" else row for row in mapping["team"]]
    mapping["team"].append(
        {"person": "outside-chef", "name": "阿美師傅", "role": "co_pi", "school": None, "president": False}
    )


def undisclosed(mapping: Json) -> None:
    """Say nothing of outside money, and leave ethics open."""
    mapping["disclosure"] = {"none": False, "resources": []}
    mapping["ethics"] = {"practice_statement": True, "academic_statement": False, "topics": ["carbon"]}
    mapping["sites_independent"] = mapping["checklist"] = False


def indigenous_people(mapping: Json) -> None:
    """Work with indigenous peoples and minors: an ethics review will be due."""
    mapping["ethics"]["topics"] = ["indigenous", "minors"]


def disclosed(mapping: Json) -> None:
    """Disclose what another ministry pays."""
    mapping["disclosure"] = {"none": False, "resources": [{"source": "農業部農村再生計畫", "amount": 1_200_000}]}
