"""What every page shows: the demo's mark and clock, the person's standing, the navigation of their roles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from usr_portal.accounts.models import Role
from usr_portal.call import services as call

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest
    from django.utils.functional import Promise

    from usr_portal.accounts.models import Standing

PUBLIC: tuple[tuple[str, Promise], ...] = (("home", _("首頁")), ("call", _("徵件須知")), ("results", _("核定名單")))
TEAM: tuple[tuple[str, Promise], ...] = (("proposals", _("我的計畫")),)
WINDOW: tuple[tuple[str, Promise], ...] = (("school", _("學校申請")), ("eligibility", _("資格路徑")))
REVIEWER: tuple[tuple[str, Promise], ...] = (("review", _("我的審查")), ("review_schedule", _("我的日程")))
STAFF: tuple[tuple[str, Promise], ...] = (
    ("staff", _("總覽")),
    ("staff_proposals", pgettext_lazy("page", "計畫")),
    ("staff_check", _("資料檢核")),
    ("panels", _("審查小組")),
    ("schedule_talks", _("回覆與排程")),
    ("decision", _("決審")),
    ("staff_calendar", _("徵件時程")),
    ("registry", _("前期計畫登錄")),
    ("staff_people", pgettext_lazy("page", "人員")),
    ("staff_log", pgettext_lazy("page", "紀錄")),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation."""

    url: str
    label: Promise
    current: bool


def portal(request: HttpRequest) -> dict[str, Any]:
    """Give the page frame its facts. Nothing here asks the database but the standing, once a request, and the demo's clock."""
    person = getattr(request, "user", None)
    standing = person.standing if person is not None and person.is_authenticated else None
    facts = {
        "demo": settings.USR_DEMO,
        "standing": standing,
        "idle_minutes": settings.USR_IDLE_MINUTES,
        "navigation": navigation(standing, request.path),
    }
    return facts | _clock() if settings.USR_DEMO else facts


def navigation(standing: Standing | None, path: str) -> list[Entry]:
    """Give the entries of a person's roles; the current one is the longest that begins the address."""
    found = [(url, label) for name, label in _names(standing) if (url := _address(name, get_urlconf()))]
    longest = max((url for url, _label in found if _holds(url, path)), key=len, default=None)
    return [Entry(url, label, url == longest) for url, label in found]


def _names(standing: Standing | None) -> Iterable[tuple[str, Promise]]:
    yield from PUBLIC
    if standing is None:
        return
    if standing.is_window or Role.TEAM in standing.roles:
        yield from TEAM
    if standing.is_window:
        yield from WINDOW
    if standing.is_reviewer:
        yield from REVIEWER
    if standing.is_staff:
        yield from STAFF


def _holds(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)


@lru_cache(maxsize=64)
def _address(name: str, _urlconf: str | None) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def _clock() -> dict[str, Any]:
    return {
        "demo_clock_moved": SimpleLazyObject(lambda: bool(call.demo_offset())),
        "portal_now": SimpleLazyObject(call.now),
    }
