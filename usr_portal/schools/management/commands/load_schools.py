"""`manage.py load_schools`: the project's list of schools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from usr_portal.schools.services import bundled_list, load_schools


class Command(BaseCommand):
    """Creates the schools that are not there yet."""

    help = "Create the schools of a CSV list (the bundled one, unless a file is given); change none that is there."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take another list."""
        parser.add_argument("file", nargs="?", type=Path, help="CSV with the columns of the bundled list")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Load, and say how many are new."""
        source = options["file"].read_text(encoding="utf-8-sig") if options["file"] else bundled_list()
        self.stdout.write(f"{load_schools(source)} schools created")
