"""The environment, read once and typed: no other module reads `os.environ`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
INSECURE_KEY = "insecure-key-for-demo-and-tests-only"  # never accepted from a deployment (usr_portal.E001)


class EnvironmentProblem(Exception):  # noqa: N818 - what is wrong with the environment, not an error of ours
    """A variable is missing or cannot be read; the message names it."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What a deployment decides. The defaults are those of the embedded demo."""

    demo: bool
    debug: bool
    secret_key: str
    allowed_hosts: tuple[str, ...]
    csrf_trusted_origins: tuple[str, ...]
    data_dir: Path
    database_url: str
    test_database: str | None
    redis_url: str | None
    email_url: str | None
    email_from: str
    behind_proxy: bool
    require_second_factor: bool
    idle_minutes: int
    conflict_years: int
    log_json: bool
    clamav: str | None


def _flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off"}:
        return False
    message = f"{name} must be 1 or 0, not {value!r}"
    raise EnvironmentProblem(message)


def _words(name: str, default: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in os.environ.get(name, default).split(",") if word.strip())


def _whole(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdecimal():
        message = f"{name} must be a whole number, not {value!r}"
        raise EnvironmentProblem(message)
    return int(value)


def _host_and_port(name: str) -> str | None:
    value = os.environ.get(name) or None
    if value is not None and not (value.rpartition(":")[0] and value.rpartition(":")[2].isdecimal()):
        message = f"{name} must look like host:3310, not {value!r}"
        raise EnvironmentProblem(message)
    return value


def read() -> Environment:
    """Read the environment; raise `EnvironmentProblem` naming what cannot be read."""
    demo = _flag("USR_DEMO", default=False)
    data_dir = Path(os.environ.get("USR_DATA_DIR", str(ROOT / "var")))
    secret = os.environ.get("USR_SECRET_KEY", "")
    return Environment(
        demo=demo,
        debug=_flag("USR_DEBUG", default=False),
        secret_key=secret or INSECURE_KEY,
        allowed_hosts=_words("USR_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver"),
        csrf_trusted_origins=_words("USR_CSRF_TRUSTED_ORIGINS", ""),
        data_dir=data_dir,
        database_url=os.environ.get("DATABASE_URL", f"sqlite:///{data_dir}/demo/portal.sqlite3"),
        test_database=os.environ.get("USR_TEST_DB"),
        redis_url=os.environ.get("USR_REDIS_URL") or None,
        email_url=os.environ.get("USR_EMAIL_URL") or None,
        email_from=os.environ.get("USR_EMAIL_FROM", "usr-portal@localhost"),
        behind_proxy=_flag("USR_BEHIND_PROXY", default=False),
        require_second_factor=_flag("USR_REQUIRE_SECOND_FACTOR", default=False),
        idle_minutes=_whole("USR_IDLE_MINUTES", 30),
        conflict_years=_whole("USR_CONFLICT_YEARS", 3),
        log_json=_flag("USR_LOG_JSON", default=False),
        clamav=_host_and_port("USR_CLAMAV"),
    )


def database(url: str) -> dict[str, object]:
    """Turn `postgresql://user:password@host:port/name` or `sqlite:///path` into Django's settings."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]) if parts.path.startswith("//") else unquote(parts.path),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    if parts.scheme not in {"postgres", "postgresql"}:
        message = f"DATABASE_URL must start with postgresql:// or sqlite:///, not {parts.scheme}://"
        raise EnvironmentProblem(message)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": query.get("port", str(parts.port or "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Our statements are short: compiling one cost up to 700 ms where running it took a few.
        "OPTIONS": {"options": "-c jit=off"},
    }


def smtp(url: str) -> tuple[str, int, str, str, bool]:
    """Turn `smtp://user:password@host:port` (or `smtps`/`smtp+tls`) into host, port, user, password, TLS."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtp+tls"} or not parts.hostname:
        message = "USR_EMAIL_URL must look like smtp://user:password@host:25 or smtp+tls://user:password@host:587"
        raise EnvironmentProblem(message)
    return (
        parts.hostname,
        parts.port or 25,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        parts.scheme == "smtp+tls",
    )
