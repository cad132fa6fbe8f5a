"""The vendored libraries are what their record says, and stay within the page's policy."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHELVES = [ROOT / "static" / "vendor", ROOT / "tests" / "vendor"]


def recorded(shelf: Path) -> dict[str, str]:
    libraries = tomllib.loads((shelf / "VENDOR.toml").read_text(encoding="utf-8"))["library"]
    return {name: total for library in libraries for name, total in library["sha256"].items()}


@pytest.mark.parametrize("shelf", SHELVES, ids=lambda shelf: shelf.parent.name)
def test_every_file_is_recorded_with_its_sum(shelf: Path) -> None:
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in shelf.iterdir()
        if path.name != "VENDOR.toml"
    }

    assert found == recorded(shelf)


@pytest.mark.parametrize("shelf", SHELVES, ids=lambda shelf: shelf.parent.name)
def test_every_library_comes_with_a_licence(shelf: Path) -> None:
    libraries = tomllib.loads((shelf / "VENDOR.toml").read_text(encoding="utf-8"))["library"]

    for library in libraries:
        assert any(name.endswith(".LICENSE") for name in library["sha256"]), library["name"]


@pytest.mark.parametrize("path", sorted((ROOT / "static" / "vendor").glob("*.*s")), ids=lambda path: path.name)
def test_no_file_points_to_a_source_map_that_we_do_not_ship(path: Path) -> None:
    assert b"sourceMappingURL" not in path.read_bytes()
