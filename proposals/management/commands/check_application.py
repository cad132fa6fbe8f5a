"""`manage.py check_application FILE…`: judge application files without a database."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from io import TextIOWrapper
from typing import Any

from django.core.management.base import BaseCommand

from proposals.services import checking


class Command(BaseCommand):
    """Judges each file by itself. Exit status 0: nothing blocks; 1: something does; 2: a file can't be read."""

    help = "檢查 usr-application/1 申請檔；逐檔判斷，不讀取資料庫。結束狀態：0 沒有阻擋送出的問題，1 有，2 有檔案無法讀取。"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files and the form of the output."""
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002 - Django's own signature
        """Report each file in the order given."""
        _speak_utf8()
        form = checking.as_json if options["format"] == "json" else checking.as_text
        reports = []
        for name in options["files"]:
            report = checking.check_file(name)
            self.stdout.write(form(report))
            self.stdout.flush()
            if report.error is not None:
                self.stderr.write(checking.reason(report))
            reports.append(report)
        status = checking.exit_status(reports)
        if status:
            sys.exit(status)


def _speak_utf8() -> None:
    """Write UTF-8, which JSON is, whatever the terminal's locale."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
