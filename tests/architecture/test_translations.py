"""Every word is there in both languages: the catalogue is collected afresh from the sources and compared."""

from __future__ import annotations

import gettext
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ["usr_portal", "proposals", "review", "eligibility", "budgets", "templates"]
ENGLISH = ROOT / "usr_portal" / "locale" / "en" / "LC_MESSAGES" / "django.po"
TAIWANESE = ROOT / "usr_portal" / "locale" / "zh_Hant" / "LC_MESSAGES" / "django.po"
DATA = ROOT / "usr_portal" / "call" / "parameters"

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
PLACES = re.compile(r"%\(\w+\)[sd]|%%|\{\w+(?::[^{}]*)?\}|</?\w+[^>]*>|&\w+;")

# What a template says as it stands: the name of the other language, in that language.
SAID_AS_IT_STANDS = {"base.html": ["中文"]}
# The application as PDF is Chinese for every reader.
CHINESE_ONLY = {"templates/proposals/pdf/book.html", "templates/proposals/pdf/block.html"}
# Scripts read amounts as people type them.
READ_BY_SCRIPTS = {"budget-grid.js": ["元?$/i", 'replaceAll("、", ",")']}
# English sentences that name Chinese words on purpose: values of a file's columns, characters that
# count as one, and the comma between dates.
QUOTED_IN_ENGLISH = re.compile(
    r"萌芽型|深耕型|國際合作型|特色永續型|種子型|國際連結類|計畫主持人|共同主持人|協同主持人|臺|台"
)

TRANSLATED = re.compile(
    r"{%\s*comment.*?{%\s*endcomment\s*%}|{#.*?#}|{%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}"
    r"|{%\s*translate\s(?:\"[^\"]*\"|'[^']*').*?%}|_\((?:\"[^\"]*\"|'[^']*')\)",
    re.DOTALL,
)

Messages = dict[str, str]


def compiled(po: bytes, folder: Path) -> Messages:
    """Return what Django would find in a catalogue: fuzzy and empty entries are not there."""
    mo = folder / "compiled.mo"
    subprocess.run(["msgfmt", "-o", str(mo), "-"], input=po, check=True, capture_output=True)
    with mo.open("rb") as file:
        found: dict[object, str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {named(key): text for key, text in found.items() if key}


def named(key: object) -> str:
    return f"{key[0]} [{key[1]}]" if isinstance(key, tuple) else str(key)


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Messages:
    """Every message of the sources, each standing for itself."""
    house = tmp_path_factory.mktemp("house")
    for name in SOURCES:
        shutil.copytree(ROOT / name, house / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    shutil.copy(ROOT / "manage.py", house)
    collect = [sys.executable, "manage.py", "makemessages", "--locale", "en", "--keep-pot", "--no-location"]
    subprocess.run(collect, cwd=house, check=True, capture_output=True)
    pot = house / "usr_portal" / "locale" / "django.pot"
    itself = subprocess.run(["msgen", str(pot)], check=True, capture_output=True).stdout
    return compiled(itself.replace(b"nplurals=INTEGER; plural=EXPRESSION", b"nplurals=2; plural=n != 1"), house)


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Messages:
    return compiled(ENGLISH.read_bytes(), tmp_path_factory.mktemp("english"))


def test_every_message_has_an_english_one_that_is_no_guess(collected: Messages, english: Messages) -> None:
    assert sorted(collected.keys() - english.keys()) == []
    assert "#, fuzzy" not in ENGLISH.read_text(encoding="utf-8")


def test_no_english_message_is_left_over(collected: Messages, english: Messages) -> None:
    assert sorted(english.keys() - collected.keys()) == []


def test_an_english_message_has_the_places_and_tags_of_its_source(collected: Messages, english: Messages) -> None:
    def places(text: str) -> set[str]:
        return set(PLACES.findall(text))

    assert len(english) > 1000
    assert {source: text for source, text in english.items() if places(text) != places(collected[source])} == {}


def test_an_english_message_is_english(english: Messages) -> None:
    assert {s: text for s, text in english.items() if CHINESE.search(QUOTED_IN_ENGLISH.sub("", text))} == {}


def test_an_english_message_breaks_no_attribute_that_it_may_stand_in(english: Messages) -> None:
    """`{% translate %}` escapes nothing of its literal."""
    spoken_by_pages = {s: text for s, text in english.items() if '"' not in s}

    assert {s: text for s, text in spoken_by_pages.items() if '"' in text} == {}


def test_what_our_libraries_say_in_english_is_chinese_too(collected: Messages, tmp_path: Path) -> None:
    chinese = compiled(TAIWANESE.read_bytes(), tmp_path)

    assert chinese["access attempts"] == "登入嘗試"
    assert {said: text for said, text in chinese.items() if not CHINESE.search(text)} == {}
    assert {said for said, text in chinese.items() if set(PLACES.findall(said)) != set(PLACES.findall(text))} == set()
    assert chinese.keys() & collected.keys() == set()


def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})


def left_in(path: Path) -> list[str]:
    """Return the lines with Chinese characters or punctuation outside what is translated."""
    text = TRANSLATED.sub("", path.read_text(encoding="utf-8"))
    for words in SAID_AS_IT_STANDS.get(str(path.relative_to(ROOT / "templates")), []):
        text = text.replace(words, "")
    return [line.strip() for line in text.splitlines() if CHINESE.search(line)]


def test_templates_say_nothing_outside_what_is_translated() -> None:
    places = {str(path.relative_to(ROOT)): path for path in templates()}
    found = {place: left_in(path) for place, path in places.items() if place not in CHINESE_ONLY}

    assert found
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_scripts_get_their_words_from_the_page() -> None:
    left = {}
    for path in sorted((ROOT / "static" / "js").glob("*.js")):
        text = path.read_text(encoding="utf-8")
        for words in READ_BY_SCRIPTS.get(path.name, []):
            text = text.replace(words, "")
        left[path.name] = [line.strip() for line in text.splitlines() if CHINESE.search(line)]

    assert left
    assert {name: lines for name, lines in left.items() if lines} == {}


def lopsided(value: object, place: str) -> Iterator[str]:
    """Yield the places where words stand in one language, or in unlike numbers of sentences."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from lopsided(part, f"{place}.{key}")
            if (pair := other_language(key)) and not alike(part, value.get(pair)):
                yield f"{place}.{key}"
    if isinstance(value, list):
        for number, part in enumerate(value):
            yield from lopsided(part, f"{place}[{number}]")


def other_language(key: str) -> str | None:
    if key in {"zh", "en"} or key.endswith(("_zh", "_en")):
        stem, language = key[:-2], key[-2:]
        return stem + ("en" if language == "zh" else "zh")
    return None


def alike(one: object, other: object) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) > 0 and all(one) and all(other)
    return bool(one) and bool(other)


def tables() -> list[Path]:
    return sorted(DATA.rglob("*.toml"))


@pytest.mark.parametrize("path", tables(), ids=lambda path: path.stem)
def test_the_words_of_the_call_are_there_in_both_languages(path: Path) -> None:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    # Titles of windows: the Chinese one has no suffix
    windows = content.pop("windows", {})
    content.pop("name_en", None)

    assert list(lopsided(content, "")) == []
    assert [key for key, window in windows.items() if not (window["title"] and window["title_en"])] == []
