"""The views of the list of proposals that a person of the staff may open: their own, and those that are shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from review.access import require_staff
from review.models import DefaultView, SavedView

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from usr_portal.accounts.models import Person


def views(person: Person) -> QuerySet[SavedView]:
    """Give the views that the person may open, with `owner` and whether it is their default; staff only."""
    require_staff(person)
    default = DefaultView.objects.filter(person=person, view=OuterRef("pk"))
    rows = SavedView.objects.filter(Q(owner=person) | Q(is_shared=True)).select_related("owner")
    return rows.annotate(is_default=Exists(default)).order_by("name", "pk")  # type: ignore[no-redef]  # the model names it


def get_own(person: Person, view_id: int) -> SavedView:
    """Give one's own view, or raise `Http404`."""
    found = views(person).filter(pk=view_id, owner=person).first()
    if found is None:
        raise Http404
    return found
