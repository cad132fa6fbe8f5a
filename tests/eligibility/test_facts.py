"""Rows of the registry become the dataclasses of the rules."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from eligibility import facts
from eligibility.rules.types import PriorMember
from tests.eligibility.people import join, make_project, make_school
from usr_portal.kernel.vocabulary import PriorType, TeamRole

pytestmark = pytest.mark.django_db


def test_a_project_comes_with_lineage_merger_and_team() -> None:
    school = make_school()
    older = make_project(school, "2-01", phase=2)
    lead = make_project(school, "3-02", type="deep")
    younger = make_project(school, "3-01", predecessor=older, merged_into=lead)
    join(younger, "A1", "co_pi", 13)
    found = {project.id: project for project in facts.registry_of([school.pk])}
    assert set(found) == {"2-01", "3-01", "3-02"}
    assert found["3-01"].predecessor == "2-01"
    assert found["3-01"].merged_into == "3-02"
    assert found["3-01"].school == school.code
    assert found["3-02"].type is PriorType.DEEP
    assert found["3-01"].team == (PriorMember("A1", TeamRole.CO_PI, 13),)


def test_other_schools_projects_come_only_with_a_named_person_and_with_their_whole_team() -> None:
    ours, theirs = make_school(), make_school("0004", "國立成功大學")
    make_project(ours, "3-01")
    elsewhere = make_project(theirs, "3-11")
    join(elsewhere, "B1")
    join(elsewhere, "B2", "co_pi")
    assert [project.id for project in facts.registry_of([ours.pk])] == ["3-01"]
    found = facts.registry_of([ours.pk], ["B1"])
    assert [project.id for project in found] == ["3-01", "3-11"]
    assert [member.person for member in found[1].team] == ["B1", "B2"]


def test_a_succeeded_schools_projects_belong_to_the_successor() -> None:
    successor = make_school()
    middle = make_school("0004", "舊校", succeeded_by=successor)
    oldest = make_school("0005", "更舊的學校", succeeded_by=middle)
    make_project(oldest, "2-51")
    make_project(middle, "3-41")
    found = facts.registry_of([successor.pk])
    assert [(project.id, project.school) for project in found] == [("2-51", "0003"), ("3-41", "0003")]


def test_a_phase_before_at_another_school_is_known() -> None:
    ours, theirs = make_school(), make_school("0004", "國立成功大學")
    make_project(ours, "3-01", predecessor=make_project(theirs, "2-11", phase=2))
    assert [project.id for project in facts.registry_of([ours.pk])] == ["2-11", "3-01"]
    assert [project.id for project in facts.registry_of([theirs.pk])] == ["2-11", "3-01"]


@pytest.mark.parametrize("projects", [1, 3])
def test_three_statements_whatever_the_size(projects: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    school = make_school()
    for number in range(projects):
        join(make_project(school, f"3-{number}"), f"A{number}")
    with django_assert_num_queries(3):
        assert len(facts.registry_of([school.pk], ["A0"])) == projects
