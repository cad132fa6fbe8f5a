"""Every school stands in a region."""

from __future__ import annotations

import csv
import io

import pytest

from usr_portal.schools.regions import CITIES, Region, cities_of, region_of
from usr_portal.schools.services import bundled_list


def test_every_school_of_the_list_has_a_region() -> None:
    schools = list(csv.DictReader(io.StringIO(bundled_list())))
    assert {region_of(school["city"]) for school in schools} == set(Region)


def test_the_22_cities_and_counties_are_each_in_one_region() -> None:
    listed = [city for region in Region for city in cities_of(region)]
    assert tuple(listed) == CITIES
    assert len(set(listed)) == len(listed) == 22
    assert all(region_of(city) is region for region in Region for city in cities_of(region))


def test_either_writing_of_tai_is_known_and_anything_else_is_not() -> None:
    assert region_of("台東縣") is region_of("臺東縣") is Region.EAST
    with pytest.raises(LookupError):
        region_of("大阪市")
