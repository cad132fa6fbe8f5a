"""Every page of a case under review, as those see it who may, in the midst of a stage: good ones, wide and narrow."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.journeys.cases import OF_CASES, TOUR_OF_CASES
from tests.journeys.conftest import NewPage
from tests.journeys.test_accessibility import enter, look
from tests.security.matrix.table import addresses
from tests.security.matrix.world import World


def test_every_page_of_a_case_is_looked_at() -> None:
    looked_at = {name for roles in TOUR_OF_CASES.values() for names in roles.values() for name in names}
    assert set(OF_CASES) - looked_at == set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stage", TOUR_OF_CASES)
def test_pages_of_a_stage_are_accessible(new_page: NewPage, live_server: LiveServer, stage: str) -> None:
    world = World()
    world.to_stage(stage)
    faults = [
        f"{role} in {stage}: {fault}"
        for role, names in TOUR_OF_CASES[stage].items()
        for fault in _seen_by(world, new_page(), live_server, role, names)
    ]
    assert faults == [], "\n".join(faults)


def _seen_by(world: World, page: Page, live_server: LiveServer, role: str, names: tuple[str, ...]) -> list[str]:
    if role != "anonymous":
        enter(page, live_server, world.person(role))
    entries = dict(addresses())
    return [fault for name in names for fault in look(page, world.address(name, entries[name], role))]
