"""The letter of correction (補正通知函) as PDF, in Chinese whatever the reader's language."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from proposals.pdf.render import lay_out
from review.models import CorrectionLetter
from review.services.letters import begin_letter, keep_letter
from usr_portal.accounts.models import Person
from usr_portal.call import services as call
from usr_portal.kernel import roc

_TEMPLATE = "review/letters/correction.html"
_STYLE = "css/review-letters.css"
_LANGUAGE = "zh-hant"


def make_letter(*, person: Person, school_code: str) -> CorrectionLetter:
    """Make and keep a letter to a school. Raises as `begin_letter`."""
    with transaction.atomic():
        letter = begin_letter(person=person, school_code=school_code)
        return keep_letter(letter, render(letter))


def render(letter: CorrectionLetter) -> bytes:
    """Lay a letter out from what it lists."""
    parameters = call.in_force()
    context = {
        "letter": letter,
        "call_name": parameters.name,
        "made": roc.long_date(letter.made_at.astimezone(parameters.zone).date()),
        "projects": _by_project(letter.items),
        "count": len(letter.items),
    }
    with translation.override(_LANGUAGE):
        written = render_to_string(_TEMPLATE, context)
    made: bytes = lay_out(written, _STYLE).write_pdf(pdf_variant="pdf/ua-1")
    return made


def _by_project(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Group the items by proposal, each with its due time in words; they stand in this order already."""
    return [
        {"number": number, "title": title, "items": [{**one, "due": _due(one)} for one in found]}
        for (number, title), found in groupby(items, key=lambda one: (one["project_number"], one["title"]))
    ]


def _due(item: dict[str, Any]) -> str:
    return roc.seconds(datetime.fromisoformat(item["due_at"]))
