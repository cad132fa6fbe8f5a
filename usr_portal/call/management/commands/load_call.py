"""`manage.py load_call`: put a bundled call's parameters in force."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from usr_portal.call import services, versions
from usr_portal.call.rules.parameters import BUNDLED, bundled


class Command(BaseCommand):
    """Loads a call's file as a new version unless that file was loaded before."""

    help = "Load a bundled call's parameters; does nothing when that file is loaded already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the call, and by how many days its windows are moved."""
        parser.add_argument("call_id", nargs="?", default="usr-4")
        move = parser.add_mutually_exclusive_group()
        move.add_argument("--shift-days", type=int, default=0, metavar="N", help="move every window by N days")
        move.add_argument(
            "--open-now", action="store_true", help="move the windows so that upload has been open for 11 days"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002 - Django's signature
        """Load, and say what was done."""
        if options["call_id"] not in BUNDLED:
            message = f"no such call: {options['call_id']} (there is {', '.join(BUNDLED)})"
            raise CommandError(message)
        parameters = bundled(options["call_id"])
        days = options["shift_days"]
        if options["open_now"]:
            days = versions.days_until_open(parameters, services.now() - services.demo_offset())
        reason = f"載入 {parameters.call_id}.toml" + (f"，時程平移 {days} 日" if days else "")
        version = versions.load_file(parameters, reason=reason, days=days)
        self.stdout.write(f"{version} in force" if version else f"{parameters.call_id} is loaded already")
