"""The published list: frozen and read again without a loss, searched, added up."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.rules import told as told_rules
from review.rules.results import Listed, ListedSchool, Listing, Wanted, added, as_json, by_type, found, from_json
from review.rules.standing import Outcome
from review.rules.told import Told, ToldAll, years_of
from tests.review.schema import SCHEMA, faults
from usr_portal.kernel.roc import TAIPEI
from usr_portal.kernel.vocabulary import PlanType

YEARS = ("114", "115", "116")
AT = datetime(2024, 12, 20, 10, tzinfo=TAIPEI)
TAITUNG = ListedSchool("0031", "國立臺東大學", "National Taitung University", "臺東縣")
TAIPEI_U = ListedSchool("0003", "國立臺灣大學", "National Taiwan University", "臺北市")
RIVER = Listed(TAITUNG, {"114": 10, "115": 20, "116": 0}, "USR4-0031-S01", "溪流共好", "sprout", "new", 2, (6, 14))
TOWN = Listed(TAIPEI_U, {"114": 5, "115": 5, "116": 5}, "USR4-0003-D01", "台北老街", "deep", "advancement", 5, (11,))
PLAN = Listed(TAITUNG, {"114": 1, "115": 1, "116": 1})


def listing(*projects: Listed, plans: tuple[Listed, ...] = ()) -> Listing:
    return Listing("usr-4", "第四期", "phase 4", AT, YEARS, projects, plans)


def test_what_is_frozen_is_read_again_as_it_was() -> None:
    kept = listing(RIVER, TOWN, plans=(PLAN,))
    assert from_json(json.loads(json.dumps(as_json(kept)))) == kept


def test_what_is_frozen_holds_to_the_schema_and_nothing_else_does() -> None:
    frozen = json.loads(json.dumps(as_json(listing(RIVER, TOWN, plans=(PLAN,)))))
    assert faults(frozen, SCHEMA) == []
    assert faults({**frozen, "reviewers": []}, SCHEMA) == ["$: reviewers is not known"]
    frozen["projects"][0]["approved"]["114"] = 1.5
    frozen["projects"][1]["type"] = "seed"
    frozen["projects"][1]["sdgs"] = [18]
    frozen["years"] = ["2025"]
    del frozen["totals"]["projects"]["count"]
    assert len(faults(frozen, SCHEMA)) == 5


def test_another_format_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="usr-results/9"):
        from_json({**as_json(listing()), "format": "usr-results/9"})


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Wanted(), ["USR4-0031-S01", "USR4-0003-D01"]),
        (Wanted(words="台東"), ["USR4-0031-S01"]),
        (Wanted(words="臺北"), ["USR4-0003-D01"]),
        (Wanted(words="ＴＡＩＷＡＮ university"), ["USR4-0003-D01"]),
        (Wanted(words="大學 溪流"), ["USR4-0031-S01"]),
        (Wanted(words="沒有"), []),
        (Wanted(school="0003"), ["USR4-0003-D01"]),
        (Wanted(plan_type="sprout"), ["USR4-0031-S01"]),
        (Wanted(issue="5"), ["USR4-0003-D01"]),
        (Wanted(sdg="14"), ["USR4-0031-S01"]),
        (Wanted(sdg="1"), []),
        (Wanted(region="east"), ["USR4-0031-S01"]),
        (Wanted(city="台北市"), ["USR4-0003-D01"]),
        (Wanted(plan_type="unknown"), []),
    ],
)
def test_a_reader_finds_what_they_look_for(wanted: Wanted, numbers: list[str]) -> None:
    assert [one.number for one in found([RIVER, TOWN], wanted)] == numbers


def test_a_city_that_is_none_has_no_region() -> None:
    assert ListedSchool("1", "某校", "", "某地").region == ""


amounts = st.fixed_dictionaries({year: st.integers(0, 10**9) for year in YEARS})


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(list(PlanType)), amounts), max_size=8))
def test_sums_by_type_and_year_come_to_the_whole(rows: list[tuple[PlanType, dict[str, int]]]) -> None:
    listed = [Listed(TAITUNG, money, str(place), "", kind.value) for place, (kind, money) in enumerate(rows)]
    whole = added(listed, YEARS)
    assert whole.total == sum(sum(money.values()) for _kind, money in rows)
    parts = [one for _kind, one in by_type(listed, YEARS)]
    assert sum(one.total for one in parts) == whole.total
    assert sum(one.count for one in parts) == len(rows)
    assert all(sum(one.by_year[year] for one in parts) == whole.by_year[year] for year in YEARS)


def test_what_a_letter_tells_is_read_again_as_it_was() -> None:
    case = Told(
        Outcome.FUNDED,
        years_of(YEARS, {"114": 9, "115": 8}, {"114": 7}),
        "條件",
        "意見",
        "4-0031-01",
        "S01",
        "溪",
        "sprout",
    )
    plan = Told(Outcome.NOT_FUNDED, years_of(YEARS, {"116": 3}, {}))
    for told in (ToldAll((case,), plan), ToldAll((case, case))):
        assert told_rules.from_json(json.loads(json.dumps(told_rules.as_json(told)))) == told
    assert [(one.asked, one.approved, one.less) for one in case.years] == [(9, 7, 2), (8, 0, 8), (0, 0, 0)]
    assert (case.sum.asked, case.sum.approved) == (17, 7)
