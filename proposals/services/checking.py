"""Judging application files one by one: what the command line shows. No database is read here."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from proposals.document import DocumentError, parse
from proposals.rules.judge import judge
from usr_portal.call.rules.parameters import bundled
from usr_portal.kernel.findings import Finding, Severity, submittable
from usr_portal.kernel.messages import Message, gettext_noop

CLEAN, BLOCKED, UNREADABLE = 0, 1, 2

_SEVERITY_NAMES = {
    Severity.BLOCKING: gettext_noop("不可送出"),
    Severity.WARNING: gettext_noop("提醒"),
    Severity.JUDGEMENT: gettext_noop("人工判斷"),
}


@dataclass(frozen=True, slots=True)
class FileReport:
    """What came of one file: its findings, or the reason why it can't be read."""

    file: str
    findings: tuple[Finding, ...] = ()
    error: str | None = None

    @property
    def status(self) -> int:
        """The file's exit status: 0 nothing blocks, 1 something does, 2 it can't be read."""
        if self.error is not None:
            return UNREADABLE
        blocks = any(finding.severity is Severity.BLOCKING for finding in self.findings)
        return BLOCKED if blocks else CLEAN


def check_file(name: str) -> FileReport:
    """Read and judge the file at the path ``name`` by its own call's parameters."""
    try:
        source = Path(name).read_bytes()
    except OSError as error:
        return FileReport(name, error=_unreadable(error).render())
    return check_source(name, source)


def check_source(name: str, source: str | bytes) -> FileReport:
    """Judge an application file's content; ``name`` is what the report calls it."""
    try:
        application = parse(source)
    except DocumentError as error:
        return FileReport(name, error=str(error))
    return FileReport(name, judge(application, bundled(application.call)))


def exit_status(reports: Iterable[FileReport]) -> int:
    """Return the worst of the files' statuses."""
    return max((report.status for report in reports), default=CLEAN)


def as_json(report: FileReport) -> str:
    """Return the report as one line of JSON."""
    if report.error is not None:
        return _line({"file": report.file, "error": report.error})
    findings = [finding.as_json() for finding in report.findings]
    return _line({"file": report.file, "findings": findings, "submittable": submittable(report.findings)})


def as_text(report: FileReport) -> str:
    """Return the report for people, in Chinese."""
    if report.error is not None:
        return _shown(f"{report.file}：無法讀取\n")
    counts = Counter(finding.severity for finding in report.findings)
    verdict = "可以送出" if submittable(report.findings) else "尚不可送出"
    summary = "、".join(f"{name} {counts[severity]} 項" for severity, name in _SEVERITY_NAMES.items())
    lines = [f"{report.file}：{verdict}（{summary}）"]
    for finding in report.findings:
        lines += _paragraph(finding)
    return _shown("\n".join(lines) + "\n")


def reason(report: FileReport) -> str:
    """Return the line for standard error of a file that can't be read."""
    return _shown(f"{report.file}: {report.error}")


def _paragraph(finding: Finding) -> list[str]:
    kind = "可補正" if finding.correctable else _SEVERITY_NAMES[finding.severity]
    where = f"{finding.proposal} " if finding.proposal is not None else ""
    return [
        f"  [{kind}] {finding.rule} {where}{finding.path}（{finding.article}）",
        f"    {finding.message.render()}",
        f"    → {finding.fix.render()}",
    ]


def _line(value: dict[str, object]) -> str:
    return _shown(json.dumps(value, ensure_ascii=False))


def _shown(text: str) -> str:
    """Escape what UTF-8 can't hold: half a surrogate pair, from a file's name or a key."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _unreadable(error: OSError) -> Message:
    if isinstance(error, FileNotFoundError):
        return Message(gettext_noop("找不到這個檔案。"))
    if isinstance(error, IsADirectoryError):
        return Message(gettext_noop("這是資料夾，不是檔案。"))
    if isinstance(error, PermissionError):
        return Message(gettext_noop("沒有讀取這個檔案的權限。"))
    return Message(gettext_noop("無法讀取檔案：{detail}"), {"detail": error.strerror or str(error)})
