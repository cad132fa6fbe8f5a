"""Regions of Taiwan: which one a city or county is in. Names of cities are msgids too.

As the National Development Council divides them (宜蘭 is of the north), with the outlying islands as one of their own:
澎湖 would else count as the south.
"""

from __future__ import annotations

from enum import StrEnum

from usr_portal.kernel.messages import gettext_noop


class Region(StrEnum):
    """Regions, from north to south."""

    NORTH = "north"
    CENTRAL = "central"
    SOUTH = "south"
    EAST = "east"
    ISLANDS = "islands"

    @property
    def label(self) -> str:
        """Chinese name, a msgid."""
        return _LABELS[self]


_LABELS = {
    Region.NORTH: gettext_noop("北部"),
    Region.CENTRAL: gettext_noop("中部"),
    Region.SOUTH: gettext_noop("南部"),
    Region.EAST: gettext_noop("東部"),
    Region.ISLANDS: gettext_noop("離島"),
}
_CITIES = {
    Region.NORTH: (
        gettext_noop("臺北市"),
        gettext_noop("新北市"),
        gettext_noop("基隆市"),
        gettext_noop("桃園市"),
        gettext_noop("新竹市"),
        gettext_noop("新竹縣"),
        gettext_noop("宜蘭縣"),
    ),
    Region.CENTRAL: (
        gettext_noop("苗栗縣"),
        gettext_noop("臺中市"),
        gettext_noop("彰化縣"),
        gettext_noop("南投縣"),
        gettext_noop("雲林縣"),
    ),
    Region.SOUTH: (
        gettext_noop("嘉義市"),
        gettext_noop("嘉義縣"),
        gettext_noop("臺南市"),
        gettext_noop("高雄市"),
        gettext_noop("屏東縣"),
    ),
    Region.EAST: (gettext_noop("花蓮縣"), gettext_noop("臺東縣")),
    Region.ISLANDS: (gettext_noop("澎湖縣"), gettext_noop("金門縣"), gettext_noop("連江縣")),
}
_REGIONS = {city: region for region, cities in _CITIES.items() for city in cities}
CITIES = tuple(_REGIONS)
"""Every city and county, by region."""


def region_of(city: str) -> Region:
    """Give the region of a city or county (臺 and 台 alike); `LookupError` for any other name."""
    return _REGIONS[city.strip().replace("台", "臺")]


def cities_of(region: Region) -> tuple[str, ...]:
    """Give the cities and counties of a region, from north to south."""
    return _CITIES[region]
