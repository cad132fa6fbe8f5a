"""What a linter does not say about the house: rules stay pure, files and functions stay small."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["usr_portal", "proposals", "review", "eligibility", "budgets"]
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
MEDIAN_FUNCTION = 8
VAGUE_NAMES = {"utils", "helpers", "common", "misc"}


def sources() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def pure_modules() -> list[str]:
    return sorted(
        module(path)
        for path in sources()
        if "rules" in path.relative_to(ROOT).parts or path.is_relative_to(ROOT / "usr_portal" / "kernel")
    )


def functions() -> Iterator[tuple[str, int]]:
    """Yield each function's place and the lines of its body without the docstring."""
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", length(node)


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_the_rules_are_imported_without_django_or_celery() -> None:
    names = pure_modules()
    script = (
        "import importlib, sys\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        "sys.exit(', '.join(sorted({'django', 'celery'} & set(sys.modules))) or None)"
    )

    result = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)

    assert names
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("path", sources(), ids=module)
def test_a_file_is_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_no_function_is_long_and_most_are_short() -> None:
    found = dict(functions())

    assert {place: lines for place, lines in found.items() if lines > LONGEST_FUNCTION} == {}
    assert statistics.median(found.values()) <= MEDIAN_FUNCTION


def test_no_module_is_named_after_nothing() -> None:
    assert [module(path) for path in sources() if path.stem in VAGUE_NAMES] == []


def test_every_app_with_rows_keeps_them_private() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    protected = {name for contract in contracts for name in contract.get("protected_modules", [])}
    apps = [room for room in ROOMS if room != "usr_portal"]

    assert protected == {f"{app}.models" for app in apps if any((ROOT / app).glob("models*"))}
