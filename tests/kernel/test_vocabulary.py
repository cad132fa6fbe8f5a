from __future__ import annotations

import re

from usr_portal.kernel.vocabulary import BasisKind, Category, Issue, NewGround, PlanType, PriorType, Sdg, TeamRole


def test_ranks_and_categories_are_table_3s() -> None:
    assert [plan_type.rank for plan_type in PlanType] == [1, 2, 3, 3]
    assert [plan_type.is_characteristic for plan_type in PlanType] == [True, True, False, False]
    assert [plan_type.is_sustainable for plan_type in PlanType] == [False, False, True, True]
    assert PlanType.DEEP.category is Category.CHARACTERISTIC


def test_prior_types_are_todays_or_lead_nowhere() -> None:
    assert [prior.plan_type for prior in PriorType] == [*PlanType, None, None]
    assert [prior.rank for prior in PriorType] == [1, 2, 3, 3, 0, 0]
    assert PriorType.SPROUT.named.render() == PlanType.SPROUT.label


def test_everything_has_a_chinese_name_of_its_own() -> None:
    for kind in (Category, PlanType, PriorType, BasisKind, NewGround, TeamRole, Issue, Sdg):
        labels = [member.label for member in kind]
        assert len(set(labels)) == len(labels)
        assert all(re.search(r"[\u4e00-\u9fff]", label) for label in labels)
    assert [BasisKind.NEW.named.render(), TeamRole.PI.named.render()] == ["新興計畫", "計畫主持人"]


def test_sdgs_have_seventeen_colours() -> None:
    assert len({goal.colour for goal in Sdg}) == 17
    assert all(re.fullmatch("#[0-9a-f]{6}", goal.colour) for goal in Sdg)
    assert Sdg(17).label == "夥伴關係"


def test_only_the_first_two_roles_lead() -> None:
    assert [role.leads for role in TeamRole] == [True, True, False]
