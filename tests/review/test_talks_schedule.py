"""Presentations: proposed and written as a whole, moved by hand, published; read by the school and its reviewers."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from proposals.services.refusals import NotEditable, Refused
from review.models import Assignment, Case, Conflict, Offer, Reviewer, Slot
from review.rules.schedule import Frame
from review.rules.standing import Stage
from review.rules.talks import Half, Noon
from review.selectors.schedule import presentation_days
from review.services import scheduling
from review.services.placing import Clashing
from tests.factories import PersonFactory
from tests.review.conftest import Sent, in_window, reviewer_of
from tests.review.talks import assigned, at_stage, panel_of, round_at
from usr_portal.accounts.models import Person
from usr_portal.audit.models import Event
from usr_portal.call import services as call
from usr_portal.kernel.roc import TAIPEI
from usr_portal.notices.models import Mail

NAMES = ("趙委員", "錢委員", "孫委員")


@pytest.fixture
def seated(cases: list[Case], staff: Person) -> list[Reviewer]:
    """All five cases wait for the presentation before one panel of two; a third reviewer sits nowhere."""
    at_stage(Stage.WRITTEN_REPLY, *cases)
    in_window(Stage.WRITTEN_REPLY)
    reviewers = [reviewer_of(name=name) for name in NAMES]
    turn = round_at(Stage.PRESENTATION, staff)
    panel_of(turn, reviewers[:2], cases)
    for case in cases:
        for one in reviewers[:2]:
            assigned(turn, case, one, Assignment.State.OFFERED)
    return reviewers


def frame(rooms: tuple[str, ...] = ("第一會議室", "第二會議室"), *, in_morning: int = 4) -> Frame:
    """The first two days of the presentations."""
    return Frame(
        days=presentation_days()[:2],
        rooms=rooms,
        minutes=30,
        pause=10,
        morning=time(9),
        afternoon=time(13, 30),
        in_morning=in_morning,
        in_afternoon=0,
        zone=TAIPEI,
    )


def write(staff: Person, **more: object) -> scheduling.Proposed:
    """Propose and write."""
    wanted = frame(**more)  # type: ignore[arg-type]
    found = scheduling.proposed(person=staff, frame=wanted)
    scheduling.confirm(person=staff, frame=wanted, digest=found.digest)
    return found


def at(day: int, hour: int, minutes: int = 30) -> dict[str, Any]:
    """A time of the presentations."""
    starts = datetime.combine(presentation_days()[day], time(hour), TAIPEI)
    return {"starts_at": starts, "ends_at": starts + timedelta(minutes=minutes)}


def test_a_whole_schedule_is_previewed_and_written(seated: list[Reviewer], staff: Person, cases: list[Case]) -> None:
    seated[0].unavailable = [presentation_days()[0].isoformat()]
    seated[0].save()
    Offer.objects.create(
        proposal=cases[0].proposal,
        presentation_times=[Half(presentation_days()[1], Noon.AM).key],
        updated_at=call.now(),
    )

    found = scheduling.proposed(person=staff, frame=frame())
    assert not Slot.objects.exists()
    write(staff)

    slots = list(Slot.objects.all())
    assert len(slots) + len(found.plan.left) == 5
    assert {one.starts_at.astimezone(TAIPEI).date() for one in slots} == {presentation_days()[1]}
    assert len({one.starts_at for one in slots}) == len(slots) == 4  # one panel: one after the other
    assert Event.objects.filter(action="slot.propose").count() == 1


def test_what_changed_since_the_preview_is_not_written(seated: list[Reviewer], staff: Person) -> None:
    found = scheduling.proposed(person=staff, frame=frame())
    seated[0].unavailable = [presentation_days()[0].isoformat()]
    seated[0].save()

    with pytest.raises(Refused):
        scheduling.confirm(person=staff, frame=frame(), digest=found.digest)
    assert not Slot.objects.exists()


def test_what_is_published_or_placed_by_hand_stays(seated: list[Reviewer], staff: Person, cases: list[Case]) -> None:
    write(staff)
    first, second = cases[0].project_number, cases[1].project_number
    scheduling.place(person=staff, project_number=first, room="線上", **at(1, 15), reason="學校臨時改期")
    scheduling.publish(person=staff, numbers=[second])
    before = dict(Slot.objects.filter(case__in=cases[:2]).values_list("case_id", "starts_at"))

    write(staff, rooms=("大禮堂",))

    assert dict(Slot.objects.filter(case__in=cases[:2]).values_list("case_id", "starts_at")) == before
    assert set(Slot.objects.exclude(case__in=cases[:2]).values_list("room", flat=True)) == {"大禮堂"}
    assert Slot.objects.count() == 5


def test_a_clash_is_refused_unless_it_has_a_reason(seated: list[Reviewer], staff: Person, cases: list[Case]) -> None:
    first, second = cases[0].project_number, cases[1].project_number
    scheduling.place(person=staff, project_number=first, room="甲", **at(0, 9))

    with pytest.raises(Clashing) as caught:
        scheduling.place(person=staff, project_number=second, room="甲", **at(0, 9, 20))
    assert {one.wrong for one in caught.value.clashes} == {"room", "reviewer"}
    assert Slot.objects.count() == 1

    scheduling.place(person=staff, project_number=second, room="甲", **at(0, 9, 20), reason="兩案合併簡報")
    assert Event.objects.get(action="slot.place", subject=f"case:{second}").reason == "兩案合併簡報"


def test_a_case_without_a_panel_waits(cases: list[Case], staff: Person) -> None:
    at_stage(Stage.WRITTEN_REPLY, *cases)
    found = scheduling.proposed(person=staff, frame=frame())

    assert len(found.without_panel) == 5
    with pytest.raises(NotEditable):
        scheduling.place(person=staff, project_number=cases[0].project_number, room="甲", **at(0, 9))


def test_publishing_tells_the_school_once_and_again_when_moved(
    seated: list[Reviewer], staff: Person, cases: list[Case]
) -> None:
    write(staff)
    number = cases[0].project_number
    scheduling.publish(person=staff, numbers=[number])
    with pytest.raises(Refused):
        scheduling.publish(person=staff, numbers=[number])
    assert Mail.objects.filter(key__startswith="slot:").count() == 2

    scheduling.place(person=staff, project_number=number, room="線上", **at(1, 16))
    assert Mail.objects.filter(key__startswith="slot:").count() == 4
    assert not any(name in "".join(Mail.objects.values_list("body", flat=True)) for name in NAMES)
    with pytest.raises(NotEditable):
        scheduling.take_out(person=staff, project_number=number)


def test_an_unpublished_one_can_be_taken_out(seated: list[Reviewer], staff: Person, cases: list[Case]) -> None:
    write(staff)
    scheduling.take_out(person=staff, project_number=cases[0].project_number)
    assert Slot.objects.count() == 4


def test_only_staff_place(seated: list[Reviewer], sent_application: Sent, cases: list[Case]) -> None:
    number = cases[0].project_number
    for person in (sent_application.lead, sent_application.window, seated[0].person, PersonFactory.create()):
        with pytest.raises(Http404):
            scheduling.proposed(person=person, frame=frame())
        with pytest.raises(Http404):
            scheduling.confirm(person=person, frame=frame(), digest="")
        with pytest.raises(Http404):
            scheduling.place(person=person, project_number=number, room="甲", **at(0, 9))
        with pytest.raises(Http404):
            scheduling.publish(person=person, numbers=[number])
        with pytest.raises(Http404):
            scheduling.take_out(person=person, project_number=number)


def read(client: Client, person: Person, url: str) -> str:
    client.force_login(person)
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_the_school_learns_when_and_where_once_published_and_no_name(
    seated: list[Reviewer], staff: Person, cases: list[Case], sent_application: Sent, client: Client
) -> None:
    write(staff)
    number = cases[0].proposal.number
    page, file = (reverse(name, args=[number]) for name in ("proposal_schedule", "proposal_calendar"))
    assert "第一會議室" not in read(client, sent_application.lead, page)
    assert len(Calendar.from_ical(read(client, sent_application.lead, file)).walk("VEVENT")) == 0

    Slot.objects.filter(case=cases[0]).update(room="第一會議室（" + "很長的地點" * 20 + "）")
    scheduling.publish(person=staff, numbers=[cases[0].project_number])

    slot = Slot.objects.get(case=cases[0])
    shown, ics = read(client, sent_application.window, page), read(client, sent_application.window, file)
    assert slot.room in shown
    (event,) = Calendar.from_ical(ics).walk("VEVENT")
    assert (event.decoded("dtstart"), str(event["location"])) == (slot.starts_at, slot.room)
    assert max(len(line.encode()) for line in ics.split("\r\n")) <= 75
    assert not any(name in shown + ics for name in NAMES)


def test_a_reviewer_sees_their_own_and_nothing_with_a_conflict(
    seated: list[Reviewer], staff: Person, cases: list[Case], client: Client
) -> None:
    write(staff)
    scheduling.publish(person=staff, numbers=[one.project_number for one in cases[:3]])
    Conflict.objects.create(
        reviewer=seated[0], case=cases[0], source="declared", reason="師生", at=call.now(), by=seated[0].person
    )
    page, file = reverse("review_schedule"), reverse("review_calendar")

    own = read(client, seated[0].person, page)
    assert cases[0].project_number not in own
    assert cases[1].project_number in own
    assert cases[3].project_number not in own  # not published
    assert len(Calendar.from_ical(read(client, seated[1].person, file)).walk("VEVENT")) == 3
    assert cases[1].project_number not in read(client, seated[2].person, page)


def test_the_pages_open_for_their_readers_only(
    seated: list[Reviewer], staff: Person, cases: list[Case], sent_application: Sent, client: Client
) -> None:
    write(staff)
    number, project = cases[0].proposal.number, cases[0].project_number
    school, own = {sent_application.lead, sent_application.window}, {seated[0].person, seated[2].person}
    pages = {
        reverse("proposal_schedule", args=[number]): school,
        reverse("proposal_calendar", args=[number]): school,
        reverse("schedule_talks"): {staff},
        reverse("schedule_propose"): {staff},
        reverse("schedule_place", args=[project]): {staff},
        reverse("review_schedule"): own,
        reverse("review_calendar"): own,
    }
    for url, readers in pages.items():
        for person in (*school, *own, staff, PersonFactory.create()):
            client.force_login(person)
            assert client.get(url).status_code == (200 if person in readers else 404), (url, person)


def test_staff_do_it_in_the_pages(seated: list[Reviewer], staff: Person, cases: list[Case], client: Client) -> None:
    client.force_login(staff)
    url = reverse("schedule_propose")
    asked = {
        "days": [day.isoformat() for day in presentation_days()[:2]],
        "rooms": "第一會議室\n第二會議室",
        "minutes": "30",
        "pause": "10",
        "morning": "09:00",
        "in_morning": "3",
        "afternoon": "13:30",
        "in_afternoon": "2",
    }
    assert client.get(url, {**asked, "in_morning": "9"}).status_code == 422
    shown = client.get(url, asked)
    assert not Slot.objects.exists()
    assert client.post(url, {**asked, "digest": "old"}).status_code == 409
    client.post(url, {**asked, "digest": shown.context["proposed"].digest})
    assert Slot.objects.count() == 5

    place = reverse("schedule_place", args=[cases[0].project_number])
    other = Slot.objects.get(case=cases[1]).starts_at.astimezone(TAIPEI)
    moved = {"day": f"{other:%Y-%m-%d}", "begins": f"{other:%H:%M}", "minutes": "30", "place": "線上 https://meet.test"}
    refused = client.post(place, moved)
    assert refused.status_code == 409
    assert "同一時間要出席" in refused.content.decode()
    assert client.post(place, {**moved, "begins": "25:00"}).status_code == 422
    assert client.post(place, {**moved, "reason": "學校要求"}).status_code == 302
    assert "同一時間要出席" in client.get(reverse("schedule_talks")).content.decode()

    preview = client.post(reverse("schedule_publish"), {"all": "1"})
    assert len(preview.context["lines"]) == 5
    client.post(reverse("schedule_publish"), {"confirmed": "1", "case": [cases[0].project_number]})
    assert Slot.objects.exclude(published_at=None).count() == 1


def test_the_schedule_costs_the_same_for_one_and_many(
    seated: list[Reviewer], staff: Person, cases: list[Case], client: Client
) -> None:
    write(staff)
    scheduling.publish(person=staff, numbers=[one.project_number for one in cases])
    counts = {}
    for person, url in ((staff, reverse("schedule_talks")), (seated[0].person, reverse("review_schedule"))):
        client.force_login(person)
        client.get(url)
        with CaptureQueriesContext(connection) as many:
            client.get(url)
        counts[url] = len(many)
    Slot.objects.exclude(case=cases[0]).delete()
    Case.objects.exclude(pk=cases[0].pk).update(stage=Stage.DATA_CHECK)
    for person, url in ((staff, reverse("schedule_talks")), (seated[0].person, reverse("review_schedule"))):
        client.force_login(person)
        client.get(url)
        with CaptureQueriesContext(connection) as one:
            client.get(url)
        assert len(one) == counts[url] <= 16, url
