"""The desk at which a reviewer reads and scores: what one page needs, in a fixed number of statements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from review.forms.sheet import SheetForm, in_order
from review.rules.weights import part_label
from review.selectors import assignments as selectors
from review.services.sheets import scores_of
from review.views.reading import PLAN, PROPOSAL, Reading, reading_of
from usr_portal.kernel.pages import new_token
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.http import QueryDict

    from review.models import Assignment, Mark
    from review.selectors.assignments import Others

PDF = "pdf"


def form_of(assignment: Assignment, data: QueryDict | None = None) -> SheetForm:
    """Make the form of an assignment's sheet; two statements."""
    sheet = assignment.sheet
    comments = {"to_school": sheet.to_school, "to_panel": sheet.to_panel}
    questions = selectors.questions_of(sheet)
    return SheetForm(in_order(sheet.weights), scores_of(sheet), comments, questions, sheet.rank, data)


def desk(assignment: Assignment, form: SheetForm, asked: Mapping[str, str]) -> dict[str, Any]:
    """Give what the page shows. `asked` is the address's query: what to read, and where a note goes."""
    read = reading_of(assignment.case).at(reverse("review_picture", args=[assignment.pk, "-"]).removesuffix("-"))
    show = asked.get("show", PROPOSAL)
    paper = next((one for one in read.papers if one.place == show), None)
    submitted = assignment.state == assignment.State.SUBMITTED
    late = is_late(assignment, assignment.asked_at)
    return {
        "assignment": assignment,
        "case": assignment.case,
        "sheet": assignment.sheet,
        "form": form,
        "written_in": new_token(),
        "keep_name": f"review {assignment.pk}",
        "reading": read,
        "show": show if show in {PROPOSAL, PLAN, PDF} or paper else PROPOSAL,
        "paper": paper,
        "page": asked.get("page", "") if asked.get("page", "").isdecimal() else "",
        "place": asked.get("place", ""),
        "marks": _marks(selectors.marks_of(assignment), read),
        "others": _others(selectors.others_of(assignment)),
        "type": _(PlanType(assignment.case.plan_type).label),
        "is_late": late,
        "is_submitted": submitted,
        "writable": not late and not submitted,
    }


def is_late(assignment: Assignment, now: datetime) -> bool:
    """Tell whether the round's time for scoring is over."""
    due = assignment.round.due_at
    return due is not None and now.replace(microsecond=0) > due


def clock(at: datetime) -> str:
    """Give the time of day that a save is confirmed with."""
    return f"{timezone.localtime(at):%H:%M:%S}"


def _marks(marks: list[Mark], read: Reading) -> list[dict[str, Any]]:
    titles = dict(read.places) | {PDF: _("計畫 PDF")}
    return [
        {
            "mark": one,
            "title": titles.get(one.place, one.place),
            "show": _show(one.place, read),
            "anchor": one.place if one.place != PDF and not one.place.startswith("paper-") else "reading",
        }
        for one in marks
    ]


def _show(place: str, read: Reading) -> str:
    """Tell what to open to see a place."""
    if place == PDF or place.startswith("paper-"):
        return place
    return PLAN if any(anchor == place for anchor, _title in read.plan.places) else PROPOSAL


def _others(others: list[Others] | None) -> list[dict[str, Any]] | None:
    if others is None:
        return None
    return [{"sheet": one, "scores": [(_(part_label(part)), score) for part, score in one.scores]} for one in others]
