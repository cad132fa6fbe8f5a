"""What every test stands on: PostgreSQL, a Redis database of its own, files that go away, a real worker."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import hypothesis
import pytest
import pytest_django
import redis
from django.conf import settings
from django.db import connection

from tests import prepared
from usr_portal.celery import app

ROOT = Path(__file__).resolve().parent.parent
WORKER_STARTS_WITHIN = 60.0

# How long an example takes says how busy the machine is, not whether the property holds.
hypothesis.settings.register_profile("portal", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("portal")


def pytest_configure(config: pytest.Config) -> None:
    """Give this process its own Redis database, so that parallel runs never take each other's tasks."""
    if connection.vendor != "postgresql" or not os.environ.get("USR_REDIS_URL"):
        message = 'The tests need PostgreSQL and Redis: run "make test", or .make/services.sh start and env'
        raise pytest.UsageError(message)
    url = _own_redis(os.environ["USR_REDIS_URL"])
    settings.CACHES["default"]["LOCATION"] = url
    settings.CELERY_BROKER_URL = url
    app.conf.update(broker_url=url)
    redis.Redis.from_url(url).flushdb()


def _own_redis(url: str) -> str:
    """Return the address with a database number drawn from the test database's name and the xdist worker."""
    run = os.environ.get("USR_TEST_DB", "") + os.environ.get("PYTEST_XDIST_WORKER", "")
    databases = int(redis.Redis.from_url(url).config_get("databases")["databases"] or 1)
    return urlunsplit(urlsplit(url)._replace(path=f"/{zlib.crc32(run.encode()) % databases}"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
    django_db_keepdb: bool,  # noqa: FBT001 - fixtures of pytest-django
    django_db_createdb: bool,  # noqa: FBT001
) -> None:
    """Copy the test database from one that is migrated, instead of migrating in each process of each run."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = prepared.database()
    # A kept one may be older than the migrations
    connection.settings_dict["TEST"]["MIGRATE"] = django_db_keepdb and not django_db_createdb


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that stands for USR_DATA_DIR in this run, here and in the worker."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session", autouse=True)
def _files_go_away(data_dir: Path) -> Iterator[None]:
    """Keep what tests upload out of the checkout."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "USR_DATA_DIR", data_dir)
        patch.setattr(settings, "MEDIA_ROOT", data_dir / "media")
        patch.setattr(settings, "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"])
        yield


def _worker_environment(data_dir: Path) -> dict[str, str]:
    """Return this process's environment, pointed at the test database, queue and files."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    return os.environ | {
        "DATABASE_URL": urlunsplit(address),
        "USR_REDIS_URL": str(app.conf.broker_url),
        "USR_DATA_DIR": str(data_dir),
    }


@pytest.fixture(scope="session")
def celery_worker(django_db_setup: None, data_dir: Path) -> Iterator[None]:
    """A real Celery worker on the test database; use it with `transactional_db` or `live_server`."""
    command = [sys.executable, "-m", "celery", "-A", "usr_portal", "worker", "--pool", "solo", "--without-gossip"]
    log = data_dir / "worker.log"
    with log.open("wb") as output:
        worker = subprocess.Popen(
            command, cwd=ROOT, env=_worker_environment(data_dir), stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait_for_worker(worker, log)
            yield
        finally:
            worker.terminate()
            worker.wait(timeout=30)


def _wait_for_worker(worker: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the worker answers; fail with its log when it ends or stays silent."""
    until = time.monotonic() + WORKER_STARTS_WITHIN
    while time.monotonic() < until and worker.poll() is None:
        if app.control.ping(timeout=0.5, limit=1):
            return
    pytest.fail(f"The Celery worker does not answer:\n{log.read_text()}")
