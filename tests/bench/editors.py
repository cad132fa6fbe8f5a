"""Three hundred people write at once: a save of each every two seconds for a minute. A program and not a test.

It needs a server (two gunicorn workers on PostgreSQL) with the benchmark's seed, and the same settings as that server:

    manage.py seed_bench --proposals 1500
    gunicorn usr_portal.wsgi -w 2 --threads 4 -b 127.0.0.1:8125 &
    python -m tests.bench.editors 127.0.0.1:8125

It says how long saves took and whether the last text of each was stored to the letter. Without an address it does nothing,
so that `make bench` stays one command.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import time
from dataclasses import dataclass, field
from secrets import token_urlsafe
from urllib.parse import quote, urlencode

import django
from django.conf import settings

EDITORS, EVERY_S, FOR_S, P95_MS = 300, 2.0, 60.0, 300.0
TEXT = "𠮷鄥訚堃：大學與河川共學，學生走進社區，居民走進教室。" * 40
CSRF = "a" * 32


@dataclass
class Editor:
    """One open page: its proposal, the session's cookie, and what was typed last."""

    number: str
    cookie: str
    token: str = field(default_factory=lambda: token_urlsafe(16))
    version: int = 0
    turn: int = 0
    typed: str = ""
    refused: int = 0


def prepare() -> None:
    """Open every proposal of the benchmark's seed for writing. Refuses where anybody else's data are."""
    from django.utils import timezone  # noqa: PLC0415 - after the set-up

    from proposals.models import Proposal, Submission  # noqa: PLC0415
    from usr_portal.accounts.models import Person  # noqa: PLC0415

    if Person.objects.exclude(email__endswith="@bench.test").exists():
        sys.exit("editors: this database holds more than the benchmark's seed")
    Submission.objects.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    Proposal.objects.update(state=Proposal.State.WRITING)


def editors(count: int) -> list[Editor]:
    """Sign in the writers of so many drafts, one each, without asking the server: only saving is timed."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.cached_db import SessionStore  # noqa: PLC0415

    from proposals.models import Participation, ProposalSection  # noqa: PLC0415 - after the set-up

    rows = Participation.objects.filter(proposal__state="writing", access__in=("lead", "editor"))
    kept = dict(ProposalSection.objects.filter(key="summary").values_list("proposal", "version"))
    found: dict[str, Editor] = {}
    for row in rows.select_related("person", "proposal").order_by("proposal", "pk"):
        if row.proposal.number in found or len(found) == count:
            continue
        session = SessionStore()
        session[SESSION_KEY] = str(row.person_id)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = row.person.get_session_auth_hash()
        session.create()
        cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}"
        found[row.proposal.number] = Editor(row.proposal.number, cookie, version=kept.get(row.proposal_id, 0))
    return list(found.values())


def escaped(text: str) -> str:
    """Escape the ASCII of a value."""
    return re.sub(r"[^A-Za-z0-9\x80-\U0010ffff]+", lambda found: quote(found[0], safe=""), text)


async def save(editor: Editor, host: str, port: int) -> float:
    """Save once over a connection of its own; give how long it took in ms."""
    editor.turn += 1
    editor.typed = f"{TEXT}{editor.number} {editor.turn}"
    technical = {"version": editor.version, "written_in": editor.token, "written_turn": editor.turn}
    # As an open page sends it: characters beyond ASCII are not escaped.
    body = f"{urlencode({**technical, 'csrfmiddlewaretoken': CSRF})}&summary={escaped(editor.typed)}".encode()
    head = (
        f"POST /proposals/{editor.number}/edit/summary/ HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: application/json\r\n"
        f"Cookie: {editor.cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    start = time.perf_counter()
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(head.encode() + body)
    answer = await reader.read()
    writer.close()
    took = (time.perf_counter() - start) * 1000
    status, _, text = answer.partition(b"\r\n\r\n")
    reply = json.loads(text) if b" 200 " in status.split(b"\r\n")[0] else {}
    editor.version = reply.get("version", editor.version)
    editor.refused += not reply
    return took


async def write(editor: Editor, place: int, count: int, host: str, port: int) -> list[float]:
    """Save every two seconds for the time; editors begin spread over the first two seconds, as people do."""
    begin = time.monotonic() + EVERY_S * place / count
    took = []
    for turn in range(int(FOR_S / EVERY_S)):
        await asyncio.sleep(max(0.0, begin + turn * EVERY_S - time.monotonic()))
        took.append(await save(editor, host, port))
    return took


async def all_write(everybody: list[Editor], host: str, port: int) -> list[float]:
    """Let everybody write at once; give how long each save took in ms."""
    ways = [write(one, place, len(everybody), host, port) for place, one in enumerate(everybody)]
    return [took for some in await asyncio.gather(*ways) for took in some]


def lost(everybody: list[Editor]) -> list[str]:
    """Give the proposals whose stored text is not what was typed last."""
    from proposals.models import ProposalSection  # noqa: PLC0415

    rows = ProposalSection.objects.filter(key="summary", proposal__number__in=[one.number for one in everybody])
    stored = {number: content["summary"] for number, content in rows.values_list("proposal__number", "content")}
    return [one.number for one in everybody if stored.get(one.number) != one.typed]


def main() -> int:
    """Print the figures; the status says whether they are within reach."""
    if len(sys.argv) < 2:
        print("editors: name a server, see the docstring")
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "usr_portal.settings")
    django.setup()
    host, _, port = sys.argv[1].partition(":")
    prepare()
    everybody = editors(int(os.environ.get("EDITORS", EDITORS)))
    took = sorted(asyncio.run(all_write(everybody, host, int(port))))
    missing, refused = lost(everybody), sum(one.refused for one in everybody)
    half, most = took[len(took) // 2], took[int(len(took) * 0.95)]
    print(
        f"{len(everybody)} editors, {len(took)} saves: median {half:.0f} ms, p95 {most:.0f} ms (reach {P95_MS:.0f}), "
        f"longest {took[-1]:.0f}; refused {refused}, lost {len(missing)}"
    )
    return int(most > P95_MS or bool(missing) or bool(refused))


if __name__ == "__main__":
    sys.exit(main())
