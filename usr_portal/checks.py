"""System checks of a deployment: what would be served unsafely is an error with an id, before it is served.

Behind a proxy (USR_BEHIND_PROXY) they always run; elsewhere, outside of the demo, with `manage.py check --deploy`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import checks

from usr_portal.environment import INSECURE_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usr_portal.environment import Environment

LEAST_KEY = 32


def register() -> None:
    """Tell Django of the checks."""
    checks.register(behind_proxy, checks.Tags.security)
    checks.register(deployed, checks.Tags.security, deploy=True)


def behind_proxy(**_options: Any) -> list[checks.CheckMessage]:  # noqa: ANN401 - Django's signature
    """Check what stands behind a proxy, at every start."""
    return list(problems(settings.ENVIRONMENT)) if settings.ENVIRONMENT.behind_proxy else []


def deployed(**_options: Any) -> list[checks.CheckMessage]:  # noqa: ANN401 - Django's signature
    """Check what is about to be deployed without saying so."""
    environment = settings.ENVIRONMENT
    return [] if environment.behind_proxy or environment.demo else list(problems(environment))


def problems(environment: Environment) -> Iterator[checks.CheckMessage]:
    """Give what is wrong with an environment that serves others."""
    if environment.secret_key == INSECURE_KEY or len(environment.secret_key) < LEAST_KEY:
        yield _error("E001", "USR_SECRET_KEY is missing or shorter than 32 characters.", "Set a long random value.")
    if environment.debug:
        yield _error("E002", "USR_DEBUG is on: pages of errors tell the inside of the site.", "Unset USR_DEBUG.")
    if not environment.redis_url:
        yield _error("E003", "No Redis: tasks and sessions would live in files of one machine.", "Set USR_REDIS_URL.")
    if "*" in environment.allowed_hosts:
        yield _error("E004", "USR_ALLOWED_HOSTS takes any host.", "Name the hosts of the site.")
    if environment.demo:
        yield _error("E005", "USR_DEMO is on behind a proxy: its clock can be moved.", "Unset USR_DEMO.")
    if environment.database_url.startswith("sqlite"):
        yield _error("E006", "The database is SQLite, which locks no rows.", "Set DATABASE_URL to PostgreSQL.")
    if not environment.require_second_factor:
        hint = "Set USR_REQUIRE_SECOND_FACTOR=1."
        yield checks.Warning("Staff and reviewers may sign in without a second factor.", hint, id="usr_portal.W007")


def _error(number: str, message: str, hint: str) -> checks.Error:
    return checks.Error(message, hint, id=f"usr_portal.{number}")
