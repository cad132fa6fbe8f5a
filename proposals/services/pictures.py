"""Pictures of an application's texts: taken in, found again by their digest."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from proposals import access
from proposals.access import Need
from proposals.models import Application, Picture
from proposals.services import picture_reading
from proposals.services.paper_inspection import opened
from proposals.services.picture_reading import PictureRefused
from proposals.services.virus_scan import scan
from proposals.services.writing import UPLOAD, lock_for_writing, require_unsent
from usr_portal.audit.services import record
from usr_portal.call.services import require_open

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile

    from proposals.services.picture_reading import PictureFile
    from usr_portal.accounts.models import Person

MOST = 400
"""Pictures of one application, those of its history included: the portal's own safeguard, not a rule of the call."""


def store_for_proposal(*, person: Person, number: str, upload: UploadedFile[Any] | None) -> Picture:
    """Take a picture in for the texts of a proposal. Raises `PictureRefused`, and as `lock_for_writing`."""
    seen = access.get_proposal(person, number, Need.EDIT)  # nobody else makes us read a file
    found = _read(upload)
    with transaction.atomic():
        # Other proposals of the school may be taking the same picture in. Before the proposal, as a sending locks them.
        application = Application.objects.select_for_update(no_key=True).get(pk=seen.application_id)
        _proposal, moment = lock_for_writing(person, number)
        return _kept(application, found, person, moment.now, f"proposal:{number}")


def store_for_plan(*, person: Person, school_code: str, upload: UploadedFile[Any] | None) -> Picture:
    """Take a picture in for the school plan. Raises `PictureRefused`, `Http404`, `NotEditable` or `WindowClosed`."""
    access.get_application(person, school_code, need=Need.WINDOW)
    found = _read(upload)
    with transaction.atomic():
        application = access.get_application(person, school_code, need=Need.WINDOW, lock=True)
        moment = require_open(UPLOAD, application.school_id)
        require_unsent(application)
        return _kept(application, found, person, moment.now, f"application:{school_code}")


def _read(upload: UploadedFile[Any] | None) -> PictureFile:
    if upload is None:
        raise PictureRefused(_("沒有收到圖片；請再試一次。"))
    stream = opened(upload)
    scan(stream)
    stream.seek(0)
    return picture_reading.read(stream, upload.size or 0)


def _kept(application: Application, found: PictureFile, person: Person, at: datetime, subject: str) -> Picture:
    """Keep the picture, once; the application is locked."""
    same = Picture.objects.filter(application=application, sha256=found.sha256).first()
    if same is not None:
        return same
    if Picture.objects.filter(application=application).count() >= MOST:
        raise PictureRefused(_("這件申請的圖片已達 {most} 張；需要再放時，請洽推動中心。").format(most=MOST))
    picture = Picture(
        application=application,
        sha256=found.sha256,
        media_type=found.media_type,
        width=found.width,
        height=found.height,
        size=len(found.content),
        uploaded_at=at,
        uploaded_by=person,
    )
    picture.file.save("picture", ContentFile(found.content), save=False)
    try:
        picture.save(force_insert=True)
    except Exception:
        picture.file.delete(save=False)
        raise
    record(
        actor=person,
        action="application.picture_stored",
        subject=subject,
        school_id=application.school_id,
        detail={"sha256": found.sha256, "size": picture.size},
        at=at,
    )
    return picture


def picture_of(application_id: int, digest: str) -> Picture | None:
    """Give a picture of an application by its digest. The caller has checked who reads it."""
    return Picture.objects.filter(application_id=application_id, sha256=digest).first()


def reader(application_id: int) -> Callable[[str], bytes | None]:
    """Give the function that reads the bytes of an application's pictures by their digest."""
    return partial(bytes_of, application_id)


def bytes_of(application_id: int, digest: str) -> bytes | None:
    """Read a picture's bytes, or give nothing where the application has no such picture or its file is gone."""
    picture = picture_of(application_id, digest)
    if picture is None:
        return None
    try:
        with picture.file.open("rb") as stream:
            content: bytes = stream.read()
    except OSError:
        return None
    return content
