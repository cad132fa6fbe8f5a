"""`manage.py load_sample`: a realistic sample for the demo, at any stage of the call."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from proposals.management.sample.cast import PASSWORD
from proposals.management.sample.loading import SITE, is_loaded, load
from review.management.sample.story import STAGES, GoesBackError, go_on
from review.management.sample.waiting import everybody
from usr_portal.accounts import notice_text
from usr_portal.accounts.models import NoticeAcceptance, Person, PrivacyNotice
from usr_portal.call.services import now


class Command(BaseCommand):
    """Loads the sample once, takes it on to a stage, and prints who can sign in."""

    help = "Load the demo's sample (only where USR_DEMO is set) and take it on to a stage; what is there stays."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a stage of the call to stop in, and the address that the demo is served at."""
        parser.add_argument("--stage", metavar="STAGE", help=f"take the sample on to one of {', '.join(STAGES)}")
        parser.add_argument(
            "--site", default=SITE, help="where the demo is served: the links in its letters open there"
        )

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Load unless it is there, go on to the stage, then print the sign-ins."""
        stage, site = options["stage"], options["site"].rstrip("/")
        if not settings.USR_DEMO:
            message = "the sample is for the demo: set USR_DEMO=1"
            raise CommandError(message)
        if stage and stage not in STAGES:
            message = f"沒有「{stage}」這個階段。可用的階段 The stages are: {', '.join(STAGES)}"
            raise CommandError(message)
        if is_loaded():
            self.stdout.write("示範資料已經載入，已有的內容不變更。 The sample is loaded already; what is there stays.")
        else:
            load(site)
        self._tell_and_agree()
        if stage:
            self._go_on(stage, site)
        self._print_sign_ins()

    def _tell_and_agree(self) -> None:
        """Publish the notice, as agreed to by everybody of the sample; who comes in by a link later is asked."""
        first = {"text_zh": notice_text.ZH, "text_en": notice_text.EN, "reason": "示範", "published_at": now()}
        notice, is_new = PrivacyNotice.objects.get_or_create(version=1, defaults=first)
        if is_new:
            NoticeAcceptance.objects.bulk_create(
                NoticeAcceptance(person=person, notice=notice, at=notice.published_at)
                for person in Person.objects.all()
            )

    def _go_on(self, stage: str, site: str) -> None:
        try:
            entered = go_on(stage, site)
        except GoesBackError as error:
            self.stderr.write(
                f"示範資料已經在 {error.at} 階段，不能回到 {stage}；要重新開始請先執行 make demo-reset。"
                f" The sample is at {error.at} already and cannot go back to {stage}: run make demo-reset first."
            )
            return
        for one in entered:
            self.stdout.write(f"已進到 {one} 階段。 Now at {one}.")

    def _print_sign_ins(self) -> None:
        rows = list(everybody())
        widest = max(len(row.email) for row in rows)
        self.stdout.write(f"密碼 Password: {PASSWORD}")
        for row in rows:
            self.stdout.write(f"  {row.email:<{widest}}  {row.role}  {row.look}")
