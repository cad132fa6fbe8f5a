"""Write a school's application, as it is in the portal now, to standard output."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from proposals import document
from proposals.facts import application_document
from proposals.models import Application
from usr_portal.call.services import in_force


class Command(BaseCommand):
    """`export_application SCHOOL_CODE > FILE`: the format `usr-application/1`."""

    help = "Writes a school's application as usr-application/1 to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        """The school's code."""
        parser.add_argument("school_code")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Compose and write."""
        code = options["school_code"]
        application = (
            Application.objects.select_related("school", "plan")
            .filter(call_id=settings.USR_CALL, school__code=code)
            .first()
        )
        if application is None:
            message = f"學校 {code} 還沒有申請案。"
            raise CommandError(message)
        parameters = in_force()
        composed = document.dump(application_document(application, parameters), parameters)
        self.stdout.write(json.dumps(composed, ensure_ascii=False, indent=1))
