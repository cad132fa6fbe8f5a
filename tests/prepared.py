"""A migrated database that test databases are copied from: migrating takes ten seconds, a copy a fraction of one.

Its name holds a digest of all that migrations are made of, so that a changed migration never meets an old copy.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.apps import apps
from django.db import connection
from django.db.backends.utils import CursorWrapper

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "usr_prepared_"
MOST = 8
LOCK = 7_114_116
"""The database server's lock, so that one process makes it and the others wait."""


def database() -> str:
    """Return the name of the migrated database, made now if it is not there. Nobody may be connected to it."""
    name = PREFIX + _digest()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            if name not in _prepared(cursor):
                _make(cursor, name)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return name


def _make(cursor: CursorWrapper, name: str) -> None:
    """Make it under another name: one that stands under its own is whole."""
    unfinished = f"{name}_unfinished"
    kept = _prepared(cursor)
    # Another checkout beside this one may be copying from its own just now
    for old in kept if len(kept) >= MOST else [unfinished]:
        cursor.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
    cursor.execute(f'CREATE DATABASE "{unfinished}"')
    address = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{unfinished}"))
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": address}, check=True)
    cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')


def _prepared(cursor: CursorWrapper) -> list[str]:
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
    return [name for (name,) in cursor.fetchall()]


def _digest() -> str:
    """Digest every migration of every app, with the models whose permissions and content types a migration writes."""
    found = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda one: one.label):
        for path in sorted(Path(app.path).glob("migrations/*.py")):
            found.update(f"{app.label} {path.name}\n".encode() + path.read_bytes())
        found.update(" ".join(sorted(model._meta.label for model in app.get_models())).encode())
    return found.hexdigest()[:16]
