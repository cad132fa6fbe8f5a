"""Site visits: for deep and higher, placed, published without names, recorded with minutes and clean photos."""

from __future__ import annotations

import io
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from proposals.services.refusals import NotEditable, Refused, Stale
from review.models import Assignment, Case, Offer, Reviewer, Visit, VisitPhoto
from review.rules.standing import Stage
from review.rules.talks import days
from review.services import visits
from review.services.photos import PhotoRefused
from review.services.placing import Clashing
from tests.factories import PersonFactory
from tests.review.conftest import Sent, in_window, reviewer_of
from tests.review.talks import assigned, at_stage, panel_of, round_at
from usr_portal.accounts.models import Person
from usr_portal.call import services as call
from usr_portal.kernel.roc import TAIPEI
from usr_portal.kernel.vocabulary import PlanType
from usr_portal.notices.models import Mail

NAMES = ("趙委員", "錢委員")


@pytest.fixture
def deep(sent_application: Sent, cases: list[Case]) -> Case:
    """The case of the deep proposal."""
    return sent_application.case(PlanType.DEEP)


@pytest.fixture
def seated(cases: list[Case], staff: Person) -> list[Reviewer]:
    """All five cases reply after the presentation; one panel of two for the visits."""
    at_stage(Stage.PRESENTATION_REPLY, *cases)
    in_window(Stage.PRESENTATION_REPLY)
    reviewers = [reviewer_of(name=name) for name in NAMES]
    turn = round_at(Stage.SITE_VISIT, staff)
    panel_of(turn, reviewers, cases)
    for case in cases:
        for one in reviewers:
            assigned(turn, case, one, Assignment.State.ACCEPTED)
    return reviewers


def at(day: int, hour: int) -> dict[str, Any]:
    """Two hours of a day of the visits."""
    parameters = call.in_force()
    first = days(parameters.window("site_visit"), parameters.zone)[day]
    starts = datetime.combine(first, time(hour), TAIPEI)
    return {"starts_at": starts, "ends_at": starts + timedelta(hours=2)}


def picture(kind: str = "JPEG", size: tuple[int, int] = (3000, 1500), **more: Any) -> SimpleUploadedFile:  # noqa: ANN401
    """A photo with a place in its metadata."""
    image = Image.new("RGB", size, (10, 120, 60))
    exif = Image.Exif()
    exif[0x010E] = "SECRET-PLACE"
    written = io.BytesIO()
    image.save(written, kind, exif=exif.tobytes(), **more)
    return SimpleUploadedFile("王小明的家.jpg", written.getvalue(), content_type="image/jpeg")


def visited(staff: Person, case: Case, **more: Any) -> Visit:  # noqa: ANN401
    """A visit with a time and place."""
    return visits.place_visit(person=staff, project_number=case.project_number, place="左鎮", **{**at(0, 9), **more})


def test_only_deep_and_higher_are_visited(seated: list[Reviewer], staff: Person, sent_application: Sent) -> None:
    for place, plan_type in enumerate((PlanType.DEEP, PlanType.INTERNATIONAL, PlanType.DISTINCTIVE)):
        visited(staff, sent_application.case(plan_type), **at(place, 9))
    with pytest.raises(Http404):
        visited(staff, sent_application.case(PlanType.SPROUT))
    assert Visit.objects.count() == 3


def test_a_case_without_a_panel_waits(deep: Case, staff: Person) -> None:
    at_stage(Stage.PRESENTATION_REPLY, deep)
    with pytest.raises(NotEditable):
        visited(staff, deep)


def test_a_clash_is_refused_unless_it_has_a_reason(
    seated: list[Reviewer], staff: Person, deep: Case, sent_application: Sent
) -> None:
    seated[1].unavailable = [f"{at(1, 9)['starts_at']:%Y-%m-%d}"]
    seated[1].save()
    Offer.objects.create(
        proposal=deep.proposal, visit_dates=[f"{at(0, 9)['starts_at']:%Y-%m-%d}"], updated_at=call.now()
    )
    visited(staff, sent_application.case(PlanType.INTERNATIONAL))

    with pytest.raises(Clashing) as twice:
        visited(staff, deep)
    with pytest.raises(Clashing) as wrong_day:
        visited(staff, deep, **at(1, 9))
    assert {one.wrong for one in twice.value.clashes} == {"room", "reviewer"}
    assert {one.wrong for one in wrong_day.value.clashes} == {"away", "not_offered"}
    visited(staff, deep, reason="同一場域，一併訪查")
    assert Visit.objects.count() == 2


def test_the_school_learns_when_and_where_and_no_name(
    seated: list[Reviewer], staff: Person, deep: Case, sent_application: Sent, client: Client
) -> None:
    visit = visited(staff, deep)
    visits.write_report(
        person=staff, project_number=deep.project_number, form={}, minutes="趙委員認為尚可", version=visit.version
    )
    page, file = (reverse(name, args=[deep.proposal.number]) for name in ("proposal_schedule", "proposal_calendar"))
    client.force_login(sent_application.lead)
    assert "左鎮" not in client.get(page).content.decode()

    visits.publish_visits(person=staff, numbers=[deep.project_number])
    with pytest.raises(Refused):
        visits.publish_visits(person=staff, numbers=[deep.project_number])

    shown = client.get(page).content.decode() + client.get(file).content.decode()
    assert "左鎮" in shown
    assert not any(name in shown for name in (*NAMES, "尚可"))
    mails = "".join(Mail.objects.filter(key__startswith="visit:").values_list("body", flat=True))
    assert "左鎮" in mails
    assert not any(name in mails for name in NAMES)
    visited(staff, deep, **at(2, 14))
    assert Mail.objects.filter(key__startswith="visit:").count() == 4


def test_two_of_the_staff_do_not_overwrite_each_other(seated: list[Reviewer], staff: Person, deep: Case) -> None:
    visit = visited(staff, deep)
    number = deep.project_number
    visits.write_report(
        person=staff, project_number=number, form={"field": "整齊"}, minutes="一", version=visit.version
    )
    with pytest.raises(Stale):
        visits.write_report(person=staff, project_number=number, form={}, minutes="二", version=visit.version)
    kept = Visit.objects.get()
    assert (kept.minutes, kept.form["field"]) == ("一", "整齊")


def test_a_photo_keeps_its_pixels_only(seated: list[Reviewer], staff: Person, deep: Case) -> None:
    visited(staff, deep)
    for upload in (picture(), picture("PNG", (400, 300)), picture("WEBP", (200, 300))):
        visits.add_photo(person=staff, project_number=deep.project_number, upload=upload, caption="場域")

    photo = VisitPhoto.objects.order_by("pk")[0]
    content = photo.file.read()
    assert b"SECRET-PLACE" not in content
    assert Image.open(io.BytesIO(content)).size == (2400, 1200)
    assert "王小明" not in str(photo.file.name)
    assert len(str(photo.file.name)) > 40
    assert VisitPhoto.objects.count() == 3
    with pytest.raises(Refused):
        visits.add_photo(person=staff, project_number=deep.project_number, upload=picture())


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload='alert(1)'/>", b"GIF89a" + b"0" * 40, b"\xff\xd8\xff\xe0 broken"]
)
def test_what_is_no_photo_is_refused(seated: list[Reviewer], staff: Person, deep: Case, content: bytes) -> None:
    visited(staff, deep)
    with pytest.raises(PhotoRefused):
        visits.add_photo(person=staff, project_number=deep.project_number, upload=SimpleUploadedFile("a.jpg", content))
    assert not VisitPhoto.objects.exists()


def test_a_removed_photo_is_gone(
    seated: list[Reviewer],
    staff: Person,
    deep: Case,
    django_capture_on_commit_callbacks: Any,  # noqa: ANN401
) -> None:
    visited(staff, deep)
    photo = visits.add_photo(person=staff, project_number=deep.project_number, upload=picture())
    with django_capture_on_commit_callbacks(execute=True):
        visits.remove_photo(person=staff, project_number=deep.project_number, photo_id=photo.pk)
    assert not VisitPhoto.objects.exists()
    assert not photo.file.storage.exists(str(photo.file.name))


def test_only_staff_write(seated: list[Reviewer], staff: Person, deep: Case, sent_application: Sent) -> None:
    visited(staff, deep)
    number = deep.project_number
    for person in (sent_application.lead, sent_application.window, seated[0].person, PersonFactory.create()):
        with pytest.raises(Http404):
            visited(person, deep)
        with pytest.raises(Http404):
            visits.publish_visits(person=person, numbers=[number])
        with pytest.raises(Http404):
            visits.write_report(person=person, project_number=number, form={}, minutes="", version=1)
        with pytest.raises(Http404):
            visits.add_photo(person=person, project_number=number, upload=picture())
        with pytest.raises(Http404):
            visits.remove_photo(person=person, project_number=number, photo_id=1)


def test_the_pages_open_for_their_readers_only(
    seated: list[Reviewer], staff: Person, deep: Case, sent_application: Sent, client: Client
) -> None:
    visit = visited(staff, deep)
    visits.write_report(
        person=staff, project_number=deep.project_number, form={}, minutes="看過場域", version=visit.version
    )
    photo = visits.add_photo(person=staff, project_number=deep.project_number, upload=picture())
    own = Assignment.objects.get(case=deep, reviewer=seated[0])
    pages = {
        reverse("schedule_visits"): {staff},
        reverse("schedule_visit", args=[deep.project_number]): {staff},
        reverse("schedule_visit_photo", args=[deep.project_number, photo.pk]): {staff},
        reverse("review_visit", args=[own.pk]): {seated[0].person},
        reverse("review_visit_photo", args=[own.pk, photo.pk]): {seated[0].person},
    }
    everybody = [staff, *(one.person for one in seated), sent_application.lead, sent_application.window]
    for url, readers in pages.items():
        for person in [*everybody, PersonFactory.create()]:
            client.force_login(person)
            assert client.get(url).status_code == (200 if person in readers else 404), (url, person)


def test_staff_do_it_in_the_pages(seated: list[Reviewer], staff: Person, deep: Case, client: Client) -> None:
    client.force_login(staff)
    number = deep.project_number
    day = f"{at(0, 9)['starts_at']:%Y-%m-%d}"
    placed = {"day": day, "begins": "10:00", "minutes": "120", "place": "左鎮"}

    assert client.post(reverse("schedule_visit_place", args=[number]), {**placed, "minutes": ""}).status_code == 422
    assert (
        client.post(reverse("schedule_visit_place", args=[number]), {**placed, "day": "2001-01-01"}).status_code == 409
    )
    assert client.post(reverse("schedule_visit_place", args=[number]), placed).status_code == 302
    report = reverse("schedule_visit_report", args=[number])
    assert client.post(report, {"field": "整齊", "minutes": "一", "version": "1"}).status_code == 302
    stale = client.post(report, {"minutes": "二的內容", "version": "1"})
    assert stale.status_code == 409
    assert "二的內容" in stale.content.decode()
    client.post(reverse("schedule_visit_photos", args=[number]), {"photo": picture(), "caption": "活動中心"})
    assert "活動中心" in client.get(reverse("schedule_visit", args=[number])).content.decode()
    preview = client.post(reverse("schedule_visits_publish"), {"case": [number]})
    assert len(preview.context["lines"]) == 1
    client.post(reverse("schedule_visits_publish"), {"confirmed": "1", "case": [number]})
    assert Visit.objects.get().published_at is not None


def test_the_list_costs_the_same_for_one_and_many(
    seated: list[Reviewer], staff: Person, sent_application: Sent, client: Client
) -> None:
    found = [sent_application.case(one) for one in (PlanType.DEEP, PlanType.INTERNATIONAL, PlanType.DISTINCTIVE)]
    for place, case in enumerate(found):
        visited(staff, case, **at(place, 9))
    client.force_login(staff)
    client.get(reverse("schedule_visits"))
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("schedule_visits"))
    Visit.objects.exclude(case=found[0]).delete()
    Case.objects.exclude(pk=found[0].pk).update(stage=Stage.DATA_CHECK)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("schedule_visits"))
    assert len(one) == len(many) <= 15
