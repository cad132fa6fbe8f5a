"""Who may not review what: by institution, by person, by declaration; and a round's conflicts found all at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.rules.conflict import (
    Affiliation,
    Applicants,
    CaseFacts,
    Institution,
    Kind,
    ReviewerFacts,
    Someone,
    all_conflicts,
    conflicts,
    is_applicant,
)

TODAY = date(2024, 9, 14)
SCHOOL = Institution("國立臺灣示範大學", "0003")
OTHER = Institution("私立範例大學", "1001")
NOWHERE = Institution()


def reviewer(*places: Institution, name: str = "林台生", ends_on: date | None = None, **facts: Any) -> ReviewerFacts:  # noqa: ANN401 - fields
    return ReviewerFacts("r1", name, affiliations=tuple(Affiliation(place, ends_on) for place in places), **facts)


def case(**facts: Any) -> CaseFacts:  # noqa: ANN401 - fields of a case
    return CaseFacts("c1", **{"schools": (SCHOOL,), **facts})


def kinds(
    who: ReviewerFacts, what: CaseFacts, on_day: date = TODAY, years: int = 3, others: Applicants | None = None
) -> list[Kind]:
    found = conflicts(who, what, on_day, years) if others is None else conflicts(who, what, on_day, years, others)
    assert all(reason.message.render() for reason in found)
    return [reason.kind for reason in found]


def test_a_stranger_has_none() -> None:
    assert kinds(reviewer(OTHER), case(team=(Someone("王大明", SCHOOL, "p1"),))) == []
    assert kinds(reviewer(), case()) == []


# ---------------------------------------------------------------- by institution


@pytest.mark.parametrize(
    "place",
    [SCHOOL, Institution(code="0003"), Institution("國立台灣示範大學"), Institution(" 國立臺灣示範 大學 ")],
)
def test_the_applying_school_by_code_or_by_name(place: Institution) -> None:
    assert kinds(reviewer(place), case()) == [Kind.SAME_SCHOOL]


def test_a_school_that_the_applicant_succeeded() -> None:
    assert kinds(reviewer(OTHER), case(schools=(SCHOOL, OTHER))) == [Kind.SAME_SCHOOL]


@pytest.mark.parametrize(
    ("ends_on", "on_day", "bound"),
    [
        (date(2021, 9, 14), TODAY, True),
        (date(2021, 9, 13), TODAY, False),
        (date(2030, 1, 1), TODAY, True),
        (date(2021, 2, 28), date(2024, 2, 29), True),
        (date(2021, 2, 27), date(2024, 2, 29), False),
        (date(2021, 2, 28), date(2024, 2, 28), True),
    ],
)
def test_a_school_that_one_left_binds_for_the_years_set(ends_on: date, on_day: date, *, bound: bool) -> None:
    assert kinds(reviewer(SCHOOL, ends_on=ends_on), case(), on_day) == ([Kind.SAME_SCHOOL] if bound else [])


def test_the_years_are_a_setting() -> None:
    left = reviewer(SCHOOL, ends_on=date(2023, 9, 13))

    assert (kinds(left, case(), years=1), kinds(left, case(), years=2)) == ([], [Kind.SAME_SCHOOL])


def test_a_partner() -> None:
    partner = case(partners=(Institution("範例文教基金會"),))

    assert kinds(reviewer(Institution("範例文教基金會")), partner) == [Kind.PARTNER]


def test_the_institution_of_a_member_counts_as_a_partner() -> None:
    assert kinds(reviewer(OTHER), case(team=(Someone("陳小玉", OTHER),))) == [Kind.PARTNER]


def test_institutions_without_name_and_code_are_not_one() -> None:
    assert kinds(reviewer(NOWHERE), case(partners=(NOWHERE,), team=(Someone("林台生", NOWHERE),))) == []


# ---------------------------------------------------------------- by person


def test_the_lead_team_by_registry_key() -> None:
    assert kinds(reviewer(name="Lin", person_key="p7"), case(team=(Someone("林台生", SCHOOL, "p7"),))) == [
        Kind.LEAD_TEAM
    ]


def test_the_lead_team_by_name_and_any_school_that_one_was_ever_of() -> None:
    once_there = reviewer(OTHER, name="林 臺生", ends_on=date(1999, 1, 1))

    assert kinds(once_there, case(team=(Someone("林台生", OTHER),))) == [Kind.LEAD_TEAM]


def test_a_namesake_of_another_school_is_another_person() -> None:
    assert kinds(reviewer(OTHER), case(team=(Someone("林台生", SCHOOL),))) == []


def test_nobody_is_found_by_an_empty_key_or_name() -> None:
    nameless = reviewer(OTHER, name=" ", person_key="", ends_on=date(1999, 1, 1))

    assert kinds(nameless, case(team=(Someone("", OTHER),), avoided=(Someone("", NOWHERE),))) == []


def test_an_applicant_of_the_same_round() -> None:
    other_case = CaseFacts("c2", (OTHER,), team=(Someone("林台生", OTHER, "p7"),))
    others = Applicants.of([case(), other_case])
    left_long_ago = date(1999, 1, 1)

    assert kinds(reviewer(person_key="p7"), case(), others=others) == [Kind.APPLICANT]
    assert kinds(reviewer(OTHER, ends_on=left_long_ago), case(), others=others) == [Kind.APPLICANT]
    assert kinds(reviewer(OTHER, ends_on=left_long_ago), other_case, others=others) == [Kind.LEAD_TEAM]
    assert is_applicant(reviewer(OTHER, ends_on=left_long_ago), others)
    assert not is_applicant(reviewer(SCHOOL), others)


# ---------------------------------------------------------------- by declaration


def test_declared_or_entered_by_staff() -> None:
    assert kinds(reviewer(declared=frozenset({"c1"})), case()) == [Kind.DECLARED]
    assert kinds(reviewer(declared=frozenset({"c2"})), case()) == []


@pytest.mark.parametrize(
    ("facts", "avoided"),
    [
        ({"avoided_ids": frozenset({"r1"})}, True),
        ({"avoided_ids": frozenset({"r2"})}, False),
        ({"avoided": (Someone("林臺生", OTHER),)}, True),
        ({"avoided": (Someone("林臺生", Institution("別的大學")),)}, False),
        ({"avoided": (Someone("林臺生"),)}, True),
        ({"avoided": (Someone("王大明"),)}, False),
    ],
)
def test_named_by_the_school_and_accepted(facts: dict[str, Any], *, avoided: bool) -> None:
    assert kinds(reviewer(OTHER), case(**facts)) == ([Kind.AVOIDED] if avoided else [])


def test_every_reason_is_told() -> None:
    everything = case(
        partners=(OTHER,),
        team=(Someone("林台生", SCHOOL, "p7"),),
        avoided_ids=frozenset({"r1"}),
    )
    who = reviewer(SCHOOL, OTHER, person_key="p7", declared=frozenset({"c1"}))

    assert kinds(who, everything, others=Applicants.of([everything])) == [
        kind for kind in Kind if kind is not Kind.APPLICANT
    ]


# ---------------------------------------------------------------- all at once

codes = st.sampled_from(["", "0001", "0002", "0003"])
places = codes.map(lambda code: Institution(code=code))
people = st.builds(Someone, st.sampled_from(["甲", "乙"]), places, st.sampled_from(["", "p1", "p2"]))
ends = st.sampled_from([None, date(2021, 9, 13), date(2023, 1, 1)])
reviewers = st.builds(
    ReviewerFacts,
    st.sampled_from(["r1", "r2", "r3"]),
    st.sampled_from(["甲", "乙", "丙"]),
    st.sampled_from(["", "p1"]),
    st.lists(st.builds(Affiliation, places, ends), max_size=2).map(tuple),
    st.frozensets(st.sampled_from(["c1", "c2"]), max_size=1),
)
cases = st.builds(
    CaseFacts,
    st.sampled_from(["c1", "c2", "c3"]),
    st.tuples(places),
    st.lists(places, max_size=1).map(tuple),
    st.lists(people, max_size=2).map(tuple),
    st.frozensets(st.sampled_from(["r1", "r2"]), max_size=1),
)


@given(
    st.lists(reviewers, max_size=3, unique_by=lambda one: one.id),
    st.lists(cases, max_size=3, unique_by=lambda one: one.id),
)
def test_a_round_at_once_finds_what_each_pair_has(some: list[ReviewerFacts], what: list[CaseFacts]) -> None:
    applicants = Applicants.of(what)
    one_by_one = {
        (each.id, who.id): found
        for each in what
        for who in some
        if (found := conflicts(who, each, TODAY, 3, applicants))
    }

    assert all_conflicts(some, what, TODAY) == one_by_one
