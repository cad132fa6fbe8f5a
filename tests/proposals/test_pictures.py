"""Pictures of the texts: judged by content, kept without what a camera notes, shown to those who may read."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from proposals.models import Participation, Picture, Proposal
from proposals.services import pictures
from proposals.services.picture_reading import PictureRefused
from proposals.services.refusals import NotEditable
from tests.factories import staff
from tests.proposals.conftest import Writing, begin_writing, open_call
from tests.proposals.papers import pdf
from tests.proposals.pictures import photo, png

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'


@pytest.fixture
def writing() -> Writing:
    open_call()
    return begin_writing()


def upload(content: bytes, name: str = "picture.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def store(writing: Writing, content: bytes) -> Picture:
    return pictures.store_for_proposal(person=writing.lead, number=writing.number, upload=upload(content))


def client_of(person: Any) -> Client:  # noqa: ANN401
    client = Client()
    client.force_login(person)
    return client


def bomb() -> bytes:
    """A few bytes that say they are a picture of 60,000 by 60,000."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def test_a_photo_is_written_anew_upright_and_without_its_notes(writing: Writing) -> None:
    kept = store(writing, photo(size=(3000, 1500), orientation=6))
    content = kept.file.read()
    assert (kept.media_type, kept.width, kept.height) == ("image/jpeg", 1200, 2400)
    assert hashlib.sha256(content).hexdigest() == kept.sha256
    assert b"SECRET-PLACE" not in content
    assert not Image.open(io.BytesIO(content)).getexif()


def test_deep_greys_keep_their_shades(writing: Writing) -> None:
    written = io.BytesIO()
    greys = Image.new("I;16", (64, 1))
    greys.putdata([place * 1000 for place in range(64)])
    greys.save(written, "PNG")
    kept = Image.open(store(writing, written.getvalue()).file).convert("L")
    shades = list(kept.tobytes())
    assert shades == sorted(set(shades))
    assert max(shades) < 255


def test_a_photo_with_a_second_picture_is_a_photo(writing: Writing) -> None:
    written = io.BytesIO()
    first, second = (Image.new("RGB", (60, 30), (shade, 120, 60)) for shade in (10, 90))
    first.save(written, "MPO", save_all=True, append_images=[second])
    kept = store(writing, written.getvalue())
    assert (kept.media_type, kept.width, kept.height) == ("image/jpeg", 60, 30)
    cut = written.getvalue()[: len(written.getvalue()) // 3]
    with pytest.raises(PictureRefused):
        store(writing, cut)


def test_a_picture_with_holes_keeps_them(writing: Writing) -> None:
    written = io.BytesIO()
    Image.new("RGBA", (10, 10), (1, 2, 3, 0)).save(written, "PNG")
    kept = store(writing, written.getvalue())
    assert kept.media_type == "image/png"
    assert Image.open(kept.file).mode == "RGBA"


def test_the_same_picture_is_kept_once_in_an_application(writing: Writing) -> None:
    assert store(writing, png()).pk == store(writing, png()).pk
    plan = pictures.store_for_plan(person=writing.window, school_code=writing.school.code, upload=upload(png()))
    assert Picture.objects.get() == plan


@pytest.mark.parametrize(
    "content",
    [SVG, pdf(1), b"", b"GIF89a", photo(size=(600, 400))[:700], bomb(), b"\xff\xd8\xff" + b"x" * 99],
    ids=range(7),
)
def test_what_is_no_whole_picture_is_refused_and_leaves_nothing(writing: Writing, content: bytes) -> None:
    with pytest.raises(PictureRefused):
        store(writing, content)
    assert not Picture.objects.exists()


def test_a_large_file_is_refused_before_it_is_read(writing: Writing, settings: Any) -> None:  # noqa: ANN401
    settings.USR_PICTURE_MAX_BYTES = 50
    with pytest.raises(PictureRefused, match="超過"):
        store(writing, png())


def test_no_more_than_an_application_may_hold(writing: Writing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST", 1)
    store(writing, png())
    store(writing, png())
    with pytest.raises(PictureRefused, match="已達 1 張"):
        store(writing, png(shade=1))


def test_nothing_is_taken_in_where_nothing_may_be_written(writing: Writing) -> None:
    Proposal.objects.update(state=Proposal.State.TAKEN)
    with pytest.raises(NotEditable):
        store(writing, png())


def test_the_editor_is_answered_with_the_digest_and_a_reader_is_shown_the_picture(
    writing: Writing, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    address = reverse("proposal_pictures", args=[writing.number])
    answer = client_of(writing.lead).post(address, {"picture": upload(png())})
    digest = answer.json()["digest"]
    reader = client_of(writing.join(Participation.Access.READER))
    reader.get(address + digest)
    with django_assert_max_num_queries(8):
        shown = reader.get(address + digest)
    assert shown["Content-Type"] == "image/png"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in shown["Cache-Control"]
    assert reader.post(address, {"picture": upload(png())}).status_code == 404
    assert reader.get(address + "0" * 64).status_code == 404
    assert client_of(staff()).get(address + digest).status_code == 200


def test_a_refusal_is_told_in_words_of_the_reader(writing: Writing) -> None:
    answer = client_of(writing.lead).post(
        reverse("proposal_pictures", args=[writing.number]), {"picture": upload(SVG, "x.svg")}
    )
    assert answer.status_code == 422
    assert "不是能讀的圖片" in answer.json()["refused"]


def test_another_school_finds_nothing(writing: Writing) -> None:
    kept = store(writing, png())
    other = begin_writing()
    theirs = client_of(other.lead)
    assert theirs.get(reverse("proposal_picture", args=[writing.number, kept.sha256])).status_code == 404
    assert theirs.get(reverse("proposal_picture", args=[other.number, kept.sha256])).status_code == 404
    assert (
        client_of(other.window).get(reverse("school_picture", args=[writing.school.code, kept.sha256])).status_code
        == 404
    )
