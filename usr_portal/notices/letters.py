"""Texts of mails: two templates a letter, in the language of the addressee."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import translation

if TYPE_CHECKING:
    from collections.abc import Mapping


def compose(letter: str, language: str, values: Mapping[str, object]) -> tuple[str, str]:
    """Give subject and text of `notices/<letter>_subject.txt` and `notices/<letter>.txt`."""
    with translation.override(language):
        subject = render_to_string(f"notices/{letter}_subject.txt", dict(values))
        body = render_to_string(f"notices/{letter}.txt", dict(values))
    return " ".join(subject.split()), body.strip() + "\n"
