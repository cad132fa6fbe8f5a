"""Views of the list of proposals: kept under a name, shared among staff or not, one of them a person's default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from proposals.services.refusals import Refused
from review.access import require_staff
from review.models import DefaultView, SavedView
from review.selectors.views_saved import views
from usr_portal.audit.services import record
from usr_portal.call import services as call

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person

MOST = 50


@transaction.atomic
def keep(*, person: Person, name: str, query: str, is_shared: bool) -> SavedView:
    """Keep a view under a name of the person's own; one of that name is replaced.

    Raises `Http404` for anyone but staff and `Refused` where they have more than enough.
    """
    require_staff(person)
    mine = SavedView.objects.select_for_update().filter(owner=person)
    found = mine.filter(name=name).first()
    if found is None and mine.count() >= MOST:
        raise Refused(_("每人最多保存 {most} 個檢視；請先刪除不用的。").format(most=MOST))
    view = found or SavedView(owner=person, name=name)
    view.query, view.is_shared, view.changed_at = query, is_shared, call.now()
    _write(view)
    _log(person, view, "keep")
    return view


@transaction.atomic
def rename(*, person: Person, view_id: int, name: str, is_shared: bool) -> SavedView:
    """Rename one's own view, and share it or no longer. Raises `Http404`, and `Refused` where the name is taken."""
    view = _own(person, view_id)
    view.name, view.is_shared, view.changed_at = name, is_shared, call.now()
    _write(view)
    if not is_shared:
        DefaultView.objects.filter(view=view).exclude(person=person).delete()
    _log(person, view, "rename")
    return view


@transaction.atomic
def remove(*, person: Person, view_id: int) -> None:
    """Delete one's own view; for whom it was the default, the list opens plainly again. Raises `Http404`."""
    view = _own(person, view_id)
    SavedView.objects.filter(pk=view.pk).delete()
    _log(person, view, "remove")


@transaction.atomic
def set_default(*, person: Person, view_id: int | None) -> None:
    """Let the list open with a view that the person may open, or (None) with none. Raises `Http404`."""
    require_staff(person)
    if view_id is None:
        DefaultView.objects.filter(person=person).delete()
        return
    if not views(person).filter(pk=view_id).exists():
        raise Http404
    DefaultView.objects.update_or_create(person=person, defaults={"view_id": view_id})


def _own(person: Person, view_id: int) -> SavedView:
    require_staff(person)
    found = SavedView.objects.select_for_update().filter(owner=person, pk=view_id).first()
    if found is None:
        raise Http404
    return found


def _write(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise Refused(_("您已經有同名的檢視；請換個名稱。")) from error


def _log(person: Person, view: SavedView, verb: str) -> None:
    detail = {"name": view.name, "query": view.query, "shared": view.is_shared}
    record(actor=person, action=f"view.{verb}", subject=f"view:{view.pk}", detail=detail)
