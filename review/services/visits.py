"""Site visits of deep and higher: placed, told to the school, recorded with form, minutes and photos by staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from proposals.services.refusals import NotEditable, Refused, Stale
from review.access import get_case_for_staff, require_staff
from review.facts.schedule import TO_VISIT
from review.facts.visits import journeys
from review.models import Visit, VisitPhoto
from review.models.cases import Outcome
from review.rules.schedule import Placed
from review.services import telling_talks
from review.services.photos import reencoded
from review.services.placing import lock_cases, weighed
from usr_portal.audit.services import record
from usr_portal.call import services as call

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile

    from usr_portal.accounts.models import Person

MOST_PHOTOS = 60
FIELDS = ("field", "people", "school", "advice")
"""The form of a visit: what was seen, whom one talked to, what the school gives, what is advised."""


@transaction.atomic
def place_visit(
    *, person: Person, project_number: str, starts_at: datetime, ends_at: datetime, place: str, reason: str = ""
) -> Visit:
    """Say when and where a case is visited. Raises `Http404` for a case that has no visit, and as a presentation's place.

    A published one that is moved is told to its school again.
    """
    require_staff(person)
    lock_cases()
    found = journeys()
    case, talk = found.cases.get(project_number), found.talks.get(project_number)
    if case is None:
        raise Http404
    if talk is None:
        raise NotEditable(_("這一件還沒有編入實地訪查的小組。"))
    wrong, told = weighed(Placed(talk, starts_at, ends_at, place), found, "site_visit", reason)
    visit = found.visits.get(project_number) or Visit(case=case)
    visit.panel_id, visit.starts_at, visit.ends_at, visit.place = talk.panel, starts_at, ends_at, place
    now = call.now()
    if visit.published_at is not None:
        visit.published_at = now
        telling_talks.visit_published(visit)
    visit.save()
    record(
        actor=person,
        action="visit.place",
        subject=f"case:{project_number}",
        reason=told,
        detail={"at": starts_at.isoformat(), "place": place, "clashes": [one.wrong for one in wrong]},
        at=now,
    )
    return visit


@transaction.atomic
def publish_visits(*, person: Person, numbers: Collection[str]) -> list[Visit]:
    """Tell these cases' schools when and where they are visited, without the panel's names. Staff only."""
    require_staff(person)
    rows = Visit.objects.filter(case__project_number__in=numbers, published_at=None, case__call_id=settings.USR_CALL)
    rows = rows.filter(case__outcome=Outcome.OPEN, case__stage__in=TO_VISIT)
    visits = list(rows.select_for_update(of=("self",)).select_related("case__school").order_by("pk"))
    if not visits:
        raise Refused(_("所選訪查都已公布，或案件已不在訪查階段。"))
    now = call.now()
    for visit in visits:
        visit.published_at = now
        telling_talks.visit_published(visit)
    Visit.objects.bulk_update(visits, ["published_at"])
    told = [visit.case.project_number for visit in visits]
    record(actor=person, action="visit.publish", subject=f"call:{settings.USR_CALL}", detail={"numbers": told}, at=now)
    return visits


@transaction.atomic
def write_report(*, person: Person, project_number: str, form: Mapping[str, str], minutes: str, version: int) -> Visit:
    """Keep the form and minutes of a visit. Raises `Http404`, or `Stale` where somebody saved in between."""
    visit = _locked(person, project_number)
    if visit.version != version:
        raise Stale(visit.version, _("另一位同仁"), None)
    visit.form = {name: form.get(name, "") for name in FIELDS}
    visit.minutes = minutes
    visit.version += 1
    visit.save(update_fields=["form", "minutes", "version"])
    detail = {"version": visit.version}
    record(actor=person, action="visit.report", subject=f"case:{project_number}", detail=detail, at=call.now())
    return visit


def add_photo(*, person: Person, project_number: str, upload: UploadedFile[Any], caption: str = "") -> VisitPhoto:
    """Take a photo of a visit in, by staff. Raises `Http404`, `PhotoRefused`, or `Refused` for one too many."""
    get_case_for_staff(person, project_number)  # nobody else makes us read a file
    content, digest = reencoded(upload)
    with transaction.atomic():
        visit = _locked(person, project_number)
        if visit.photos.count() >= MOST_PHOTOS:
            raise Refused(_("照片已達 {most} 張，請先移除不需要的。").format(most=MOST_PHOTOS))
        if visit.photos.filter(sha256=digest).exists():
            raise Refused(_("這張照片已經上傳過了。"))
        photo = VisitPhoto(visit=visit, caption=caption, sha256=digest, added_by=person)
        photo.file.save(content.name or "", content, save=False)
        photo.save()
        detail = {"photo": photo.pk, "sha256": digest}
        record(actor=person, action="visit.photo", subject=f"case:{project_number}", detail=detail, at=call.now())
    return photo


@transaction.atomic
def remove_photo(*, person: Person, project_number: str, photo_id: int) -> None:
    """Take a photo away, file and all: people in it may ask for that. The log keeps that it was there."""
    visit = _locked(person, project_number)
    photo = visit.photos.filter(pk=photo_id).first()
    if photo is None:
        raise Http404
    name, storage = photo.file.name or "", photo.file.storage
    photo.delete()
    transaction.on_commit(lambda: storage.delete(name))
    detail = {"photo": photo_id, "sha256": photo.sha256}
    record(actor=person, action="visit.photo_removed", subject=f"case:{project_number}", detail=detail, at=call.now())


def _locked(person: Person, project_number: str) -> Visit:
    case = get_case_for_staff(person, project_number, lock=True)
    visit = Visit.objects.select_for_update().filter(case=case).first()
    if visit is None:
        raise Http404
    return visit
