"""`manage.py seed_bench --proposals N`: the data that load is measured on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from proposals.management.bench import is_seeded, seed
from review.management.bench import seed_reviews


class Command(BaseCommand):
    """Seeds the benchmark's schools, people, proposals and reviews, and writes bench-facts.json."""

    help = (
        "Seed N proposals, 5 a school, 10 of them drafts and the others sent, with the sign-ins uni0…, reviewer0…59"
        " and staff0…1 at bench.test. Each proposal sent has three reviews, one of them not handed in yet."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how many, and where the facts go."""
        parser.add_argument("--proposals", type=int, required=True, metavar="N")
        parser.add_argument("--facts", type=Path, default=Path("bench-facts.json"), metavar="FILE")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Refuse where people work; else seed, and write the facts."""
        _refuse(options["proposals"])
        call_command("load_call", open_now=True, stdout=self.stdout)
        facts = seed(options["proposals"])
        facts["assignments"] = seed_reviews("reviewer")
        _tell_the_planner()
        options["facts"].write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        self.stdout.write(f"{options['proposals']} proposals of {len(facts['own'])} schools; {options['facts']}")


def _tell_the_planner() -> None:
    """So much at once is planned for as if it were nothing, until the database has counted it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _refuse(proposals: int) -> None:
    if settings.ENVIRONMENT.behind_proxy:
        message = "this is a deployment (USR_BEHIND_PROXY): the benchmark's people have a known password"
        raise CommandError(message)
    if proposals < 1:
        message = f"--proposals must be 1 or more, not {proposals}"
        raise CommandError(message)
    if is_seeded():
        message = "a benchmark was seeded here already: start from an empty database"
        raise CommandError(message)
