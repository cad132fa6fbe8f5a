"""The minutes of a decision meeting (決審會議紀錄) as PDF, in Chinese whatever the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_noop

from proposals.pdf.render import lay_out
from review.rules.awards import SCHOOL
from review.selectors.minutes import Minutes, minutes
from usr_portal.call import services as call
from usr_portal.kernel import roc
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from review.models import Meeting
    from review.selectors.minutes import Item
    from usr_portal.accounts.models import Person

_TEMPLATE = "review/letters/minutes.html"
_STYLE = "css/review-minutes.css"
_LANGUAGE = "zh-hant"
_LABELS = {kind.value: kind.label for kind in PlanType} | {SCHOOL: gettext_noop("校務發展規劃")}


def render_minutes(person: Person, meeting: Meeting) -> bytes:
    """Lay a meeting's minutes out as everything stands now; staff only."""
    found, parameters = minutes(person, meeting), call.in_force()
    context = {
        "found": found,
        "meeting": meeting,
        "call_name": parameters.name,
        "held": roc.long_date(meeting.held_on),
        "made": roc.seconds(call.now()),
        "groups": [(_LABELS[kind], found.shares[kind], _rows(items, found)) for kind, items in found.groups.items()],
        "signed": _signed(found),
    }
    with translation.override(_LANGUAGE):
        written = render_to_string(_TEMPLATE, context)
    made: bytes = lay_out(written, _STYLE).write_pdf(pdf_variant="pdf/ua-1")
    return made


def _rows(items: Iterable[Item], found: Minutes) -> list[tuple[Item, list[int]]]:
    """Give each decision with its amounts in the order of the years."""
    return [(one, [one.approved.get(year, 0) for year in found.years]) for one in items]


def _signed(found: Minutes) -> list[str]:
    """Give the names of those who drafted or confirmed something, each once."""
    rulings = [one.ruling for items in found.groups.values() for one in items]
    names = [one.drafted_by.name for one in rulings] + [one.confirmed_by.name for one in rulings if one.confirmed_by]
    return list(dict.fromkeys(names))
