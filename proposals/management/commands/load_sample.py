"""`manage.py load_sample`: a realistic sample for the demo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from proposals.management.sample.cast import PASSWORD
from proposals.management.sample.loading import SITE, is_loaded, load, set_clock, sign_ins
from usr_portal.call.services import in_force


class Command(BaseCommand):
    """Loads the sample once, and prints who can sign in."""

    help = "Load the demo's sample (only where USR_DEMO is set); a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a moment of the calendar to start at, and the address that the demo is served at."""
        parser.add_argument("--stage", metavar="WINDOW", help="move the demo's clock into this window of the calendar")
        parser.add_argument(
            "--site", default=SITE, help="where the demo is served: the links in its letters open there"
        )

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Load unless it is there, then print the sign-ins."""
        if not settings.USR_DEMO:
            message = "the sample is for the demo: set USR_DEMO=1"
            raise CommandError(message)
        if is_loaded():
            self.stdout.write("示範資料已經載入，沒有任何變更。 The sample is loaded already; nothing was changed.")
        else:
            load(options["site"].rstrip("/"))
        if options["stage"]:
            _start_at(options["stage"])
        rows = list(sign_ins())
        widest = max(len(row.email) for row in rows)
        self.stdout.write(f"密碼 Password: {PASSWORD}")
        for row in rows:
            self.stdout.write(f"  {row.email:<{widest}}  {row.role}  {row.look}")


def _start_at(stage: str) -> None:
    try:
        set_clock(stage)
    except LookupError as error:
        message = f"the calendar has no window {stage}: {', '.join(in_force().windows)}"
        raise CommandError(message) from error
