#!/usr/bin/env python3
"""Bring the front end's libraries in: `npm pack`, keep the minified files, write VENDOR.toml.

Run it after changing a version below, or in .make/editor/; it replaces what is there. What is made of many small packages
(.make/editor/, locked by its package-lock.json) is bundled by esbuild into one file. `sourceMappingURL` comments are
stripped, because they name files we do not ship and Django's static manifest refuses that.
`tests/deployment/test_vendor.py` compares every file with its sum.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE_MAP = re.compile(rb"\n?(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$")


@dataclass(frozen=True, slots=True)
class Library:
    """One package of the npm registry and the files of it that we ship (path in package -> our name)."""

    name: str
    version: str
    licence: str
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Bundle:
    """Packages with a lock file and an `entry.js` in a folder of ours, bundled into one script that names `name_of_all`."""

    name: str
    folder: Path
    name_of_all: str
    file: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of vendored files with its VENDOR.toml."""

    folder: Path
    libraries: tuple[Library, ...]
    bundles: tuple[Bundle, ...] = ()


SHELVES = (
    Shelf(
        ROOT / "static" / "vendor",
        (
            Library(
                "bootstrap",
                "5.3.9",
                "MIT",
                {
                    "dist/css/bootstrap.min.css": "bootstrap.min.css",
                    "dist/js/bootstrap.bundle.min.js": "bootstrap.bundle.min.js",
                    "LICENSE": "bootstrap.LICENSE",
                },
            ),
            Library("@alpinejs/csp", "3.17.4", "MIT", {"dist/cdn.min.js": "alpine-csp.min.js"}),
        ),
        (Bundle("tiptap", ROOT / ".make" / "editor", "UsrTiptap", "tiptap.min.js"),),
    ),
    Shelf(
        ROOT / "tests" / "vendor",
        (Library("axe-core", "4.14.1", "MPL-2.0", {"axe.min.js": "axe.min.js", "LICENSE": "axe-core.LICENSE"}),),
    ),
)
ALPINE_LICENCE = """\
MIT License

Copyright © 2019-2025 Caleb Porzio and contributors

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def packed(library: Library) -> dict[str, bytes]:
    """Return the package's wanted files by our names."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", f"{library.name}@{library.version}", "--pack-destination", folder],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        archive = next(Path(folder).glob("*.tgz")).read_bytes()
    with tarfile.open(fileobj=io.BytesIO(archive)) as package:
        return {ours: read(package, f"package/{theirs}") for theirs, ours in library.files.items()}


def bundled(bundle: Bundle) -> tuple[str, dict[str, bytes]]:
    """Install as locked, bundle, and return the version with the script and the licences of all that is in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for each in ("package.json", "package-lock.json", "entry.js"):
            shutil.copy(bundle.folder / each, folder)

        def run(*command: str) -> None:
            subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        asked = ["--bundle", "--minify", "--format=iife", "--target=es2022", "--legal-comments=none"]
        names = [f"--global-name={bundle.name_of_all}", f"--outfile={folder / bundle.file}"]
        run("npx", "esbuild", "entry.js", *asked, *names)
        packages = json.loads((folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
        licences = "\n".join(sorted(licences_of(folder / "node_modules")))
        script = (folder / bundle.file).read_bytes()
    return next(iter(packages.values())), {bundle.file: script, f"{bundle.name}.LICENSE": licences.encode()}


def licences_of(installed: Path) -> list[str]:
    """Return each package with its licence's words, but for the bundler."""
    found = []
    for described in [*installed.glob("*/package.json"), *installed.glob("@tiptap/*/package.json")]:
        package = json.loads(described.read_text(encoding="utf-8"))
        if package["name"] != "esbuild":
            words = next((path.read_text(encoding="utf-8") for path in described.parent.glob("LICEN[CS]E*")), "")
            found.append(f"{package['name']} {package['version']} ({package['license']})\n\n{words}\n")
    return found


def read(package: tarfile.TarFile, name: str) -> bytes:
    """Return one member's bytes without a pointer to its source map."""
    member = package.extractfile(name)
    if member is None:
        message = f"{name} is not a file of the package"
        raise FileNotFoundError(message)
    return SOURCE_MAP.sub(b"", member.read()) + b"\n"


def record(name: str, version: str, licence: str, files: dict[str, bytes]) -> str:
    """Return the entry of a library in VENDOR.toml."""
    sums = "\n".join(f'"{name}" = "{hashlib.sha256(content).hexdigest()}"' for name, content in files.items())
    return f'[[library]]\nname = "{name}"\nversion = "{version}"\nlicence = "{licence}"\n\n[library.sha256]\n{sums}\n'


def refresh(shelf: Shelf) -> None:
    """Write the shelf's files and their record."""
    shelf.folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for library in shelf.libraries:
        files = packed(library)
        if library.name == "@alpinejs/csp":  # its package carries no licence file
            files["alpine-csp.LICENSE"] = ALPINE_LICENCE.encode()
        entries.append(record(library.name, library.version, library.licence, kept(shelf, files)))
    for bundle in shelf.bundles:
        version, files = bundled(bundle)
        entries.append(record(bundle.name, version, "MIT", kept(shelf, files)))
    (shelf.folder / "VENDOR.toml").write_text("# Written by .make/vendor.py\n" + "\n".join(entries), encoding="utf-8")


def kept(shelf: Shelf, files: dict[str, bytes]) -> dict[str, bytes]:
    """Write files to the shelf and give them back."""
    for name, content in files.items():
        (shelf.folder / name).write_bytes(content)
    return files


if __name__ == "__main__":
    for each in SHELVES:
        refresh(each)
