from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eligibility.rules.new_entry import months_served
from eligibility.rules.types import MinistryProject, YearMonth
from usr_portal.kernel.vocabulary import TeamRole

months = st.builds(YearMonth, st.integers(2018, 2022), st.integers(1, 12))


def project(begins: YearMonth | None, ends: YearMonth | None, *, central: bool = True) -> MinistryProject:
    return MinistryProject(
        role=TeamRole.PI, central=central, begins=begins, ends=ends, filed_at_school=True, academic=True
    )


@given(st.lists(st.builds(project, months, months, central=st.booleans()), max_size=6))
def test_each_month_touched_by_a_project_that_counts_is_counted_once(projects: list[MinistryProject]) -> None:
    touched = {
        month
        for one in projects
        if one.central and one.begins and one.ends
        for month in range(one.begins.ordinal, one.ends.ordinal + 1)
    }
    assert months_served(tuple(projects)) == len(touched)


def test_a_thousand_projects_of_ten_thousand_years_are_counted_at_once() -> None:
    ages = project(YearMonth(1, 1), YearMonth(9999, 12))
    assert months_served((ages,) * 1000) == 9999 * 12
