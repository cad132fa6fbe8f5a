"""Replace a school's draft by an application file, or refuse and change nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from proposals import document
from proposals.services.importing import replace_draft
from proposals.services.refusals import Refused, explain
from usr_portal.call.services import WindowClosed, in_force


class Command(BaseCommand):
    """`import_application FILE`: replaces the school's draft; refuses a malformed file or a closed window."""

    help = "Replaces a school's draft by a usr-application/1 file."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Read, check the form, replace."""
        path: Path = options["file"]
        try:
            source = document.parse(path.read_bytes(), in_force())
            application = replace_draft(source=source)
        except OSError as problem:
            raise CommandError(str(problem)) from problem
        except document.DocumentError as problem:
            message = f"{path}: {problem}"
            raise CommandError(message) from problem
        except (Refused, WindowClosed) as refusal:
            raise CommandError(explain(refusal)) from refusal
        self.stdout.write(f"{application.school.code} {application.school.name_zh}: {len(source.proposals)}")
