"""The letter of the result (審查結果通知書) as PDF, in Chinese whatever the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import translation

from proposals.pdf.render import lay_out
from review.rules.told import from_json
from review.services.result_letters import keep_once
from usr_portal.kernel import roc

if TYPE_CHECKING:
    from review.models import ResultLetter

_TEMPLATE = "review/letters/result.html"
_STYLE = "css/review-letters.css"
_LANGUAGE = "zh-hant"


def made_letter(letter_id: int) -> ResultLetter:
    """Give a letter with its file, made now if nobody needed it before. `DoesNotExist` for a key that is none."""
    return keep_once(letter_id, render)


def render(letter: ResultLetter) -> bytes:
    """Lay a letter out from the words that were frozen with it."""
    told = from_json(letter.content)
    context = {
        "letter": letter,
        "told": told,
        "call_name": letter.announcement.listing["call_name"],
        "day": roc.long_date(letter.announcement.at.astimezone(roc.TAIPEI).date()),
        "is_schools": letter.case_id is None,
        "approved": sum(one.sum.approved for one in told.cases) + (told.plan.sum.approved if told.plan else 0),
    }
    with translation.override(_LANGUAGE):
        written = render_to_string(_TEMPLATE, context)
    made: bytes = lay_out(written, _STYLE).write_pdf(pdf_variant="pdf/ua-1")
    return made
