"""How the site is, for whoever watches it: yes or no, and nothing else."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from usr_portal.dashboard import heart


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database and, where it is configured, Redis answer; 503 otherwise.

    The age of the scheduler's last beat is told and decides nothing: a site without its scheduler still serves.
    """
    found = {"database": database_answers()}
    if settings.ENVIRONMENT.redis_url:
        found["redis"] = redis_answers()
    healthy = all(found.values())
    body = {"ok": healthy} | found | ({"beat_age_seconds": heart.age()} if found.get("redis") else {})
    return JsonResponse(body, status=200 if healthy else 503)


def database_answers() -> bool:
    """Ask the database for one row."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except DatabaseError:
        return False


def redis_answers() -> bool:
    """Ask the cache for a key that nobody sets."""
    try:
        cache.get("healthz")
    except (RedisError, OSError):
        return False
    return True
