"""`check_application`: lines, exit statuses, and nothing else on standard output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from proposals.services import checking
from tests.builders import document, edited, text

ROOT = Path(__file__).resolve().parents[2]
CLEAN = document()
BLOCKED = edited([("S.budget.114[0].amount", 1_400_001), ("school.has_usr_unit", False)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clean.json").write_bytes(text(CLEAN))
    (tmp_path / "blocked.json").write_bytes(text(BLOCKED))
    (tmp_path / "papers.json").write_bytes(text(edited([("N.documents", [])])))
    (tmp_path / "typo.json").write_bytes(text(edited([("S.titel", "")])))
    (tmp_path / "folder.json").mkdir()
    return tmp_path


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command as a school runs it: no database anywhere, whatever the locale."""
    nowhere = {"PATH": os.environ["PATH"], "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", **environment}
    command = [sys.executable, str(ROOT / "manage.py"), "check_application", *arguments]
    return subprocess.run(command, cwd=folder, env=nowhere, capture_output=True, check=False, timeout=60)


def test_each_file_is_a_line_of_json_in_the_order_given(folder: Path) -> None:
    names = ["typo.json", "blocked.json", "none.json", "clean.json", "folder.json", "papers.json"]
    done = run(folder, "--format", "json", *names, LC_ALL="C", PYTHONIOENCODING="latin-1")
    lines = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert done.returncode == 2
    assert [line["file"] for line in lines] == names
    assert [set(line) for line in lines] == [
        {"file", "error"},
        {"file", "findings", "submittable"},
        {"file", "error"},
        {"file", "findings", "submittable"},
        {"file", "error"},
        {"file", "findings", "submittable"},
    ]
    assert "proposals[0].titel" in lines[0]["error"]
    assert [line.get("submittable") for line in lines] == [None, False, None, True, None, True]
    reasons = done.stderr.decode("utf-8").splitlines()
    assert [reason.split(":")[0] for reason in reasons] == ["typo.json", "none.json", "folder.json"]


@pytest.mark.parametrize(
    ("name", "status"), [("clean.json", 0), ("blocked.json", 1), ("papers.json", 1), ("typo.json", 2)]
)
def test_the_status_is_the_worst_file(folder: Path, name: str, status: int) -> None:
    report = checking.check_file(str(folder / name))
    assert report.status == status
    assert checking.exit_status([checking.check_file(str(folder / "clean.json")), report]) == status


def test_the_exit_status_is_the_commands(folder: Path) -> None:
    done = run(folder, "blocked.json", "clean.json")
    assert done.returncode == 1
    assert done.stderr == b""
    assert "3,500,001" in done.stdout.decode("utf-8")


def test_a_finding_has_all_its_members() -> None:
    line = json.loads(checking.as_json(checking.check_source("a.json", text(BLOCKED))))
    found = next(row for row in line["findings"] if row["rule"] == "BUDGET-CAP")
    assert found == {
        "rule": "BUDGET-CAP",
        "severity": "blocking",
        "proposal": "S",
        "path": "proposals[0].budget.114",
        "article": "捌、一、（一）",
        "message": "114 年補助經費 3,500,001 元，超過上限 3,500,000 元（多 1 元）。",
        "fix": "請將 114 年的該項補助經費減至 3,500,000 元以下。",
        "correctable": False,
    }
    assert {row["severity"] for row in line["findings"]} == {"blocking", "warning", "judgement"}
    assert next(row for row in line["findings"] if row["rule"] == "SCHOOL-USR-UNIT")["proposal"] is None


def test_the_text_for_people_names_rule_place_article_and_remedy() -> None:
    shown = checking.as_text(
        checking.check_source("a.json", text(edited([("N.documents", []), ("S.checklist", False)])))
    )
    assert shown.startswith("a.json：尚不可送出（不可送出 3 項、提醒 0 項、人工判斷 3 項）\n")
    assert "[不可送出] CHECKLIST-TICKED S proposals[0].checklist（玖、四、大學特色類（十三）1）" in shown
    assert "[可補正] DOC-CLOSING-REPORT N" in shown
    assert "→ 請逐項核對並勾選" in shown
    assert "[人工判斷] PAPER-COPY proposals（玖、二）" in shown
    assert checking.as_text(checking.check_source("b.json", "{")) == "b.json：無法讀取\n"


def test_what_utf_8_can_not_hold_is_escaped() -> None:
    report = checking.check_source("bad\udcff.json", '{"format": "usr-application/1", "call": "usr-4", "\\ud800": 1}')
    assert "\\ud800" in checking.reason(report)
    assert json.loads(checking.as_json(report).encode("utf-8"))["file"] == "bad\udcff.json"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError(), "找不到"),
        (IsADirectoryError(), "資料夾"),
        (PermissionError(), "權限"),
        (OSError(5, "Input/output error"), "Input/output error"),
    ],
)
def test_why_a_file_can_not_be_read(error: OSError, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path) -> bytes:
        raise error

    monkeypatch.setattr(Path, "read_bytes", fail)
    report = checking.check_file("x.json")
    assert report.status == 2
    assert said in str(report.error)


def test_no_file_at_all_is_an_error_of_use(folder: Path) -> None:
    assert run(folder).returncode == 2
    assert run(folder, "--format", "xml", "clean.json").returncode == 2
