"""Reading the list of schools."""

from __future__ import annotations

from collections.abc import Iterable

from usr_portal.schools.models import School


def named() -> list[tuple[str, str]]:
    """Give every school's code and Chinese name in the order of their codes; one statement."""
    return list(School.objects.order_by("code").values_list("code", "name_zh"))


def of(school_ids: Iterable[int]) -> list[School]:
    """Give the schools of these primary keys in the order of their codes; one statement."""
    return list(School.objects.filter(pk__in=school_ids).order_by("code"))


def by_code(code: str) -> School | None:
    """Give a school, or None where there is none of that code."""
    return School.objects.filter(code=code).first()
