"""Rich texts from what is sent to what is read: stored canonical, never run, the same in page, comparison and print."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from proposals.forms.comparing import compared
from proposals.forms.parts import Surroundings
from proposals.forms.section import SectionForm
from proposals.models import ProposalSection
from proposals.pdf.blocks import Chapter, Text
from proposals.pdf.render import STYLE, OwnPictures, lay_out
from tests.proposals.conftest import Writing, begin_writing, open_call
from tests.proposals.pictures import png
from usr_portal.call.rules import digest
from usr_portal.kernel.vocabulary import PlanType

DIGEST = "ab" * 32
RICH = (
    '<h3>背景</h3><p>人口<strong>外流</strong>，𠮷野<span data-footnote="內政部，113 年"></span>。</p>'
    '<ul><li><p>工作坊</p></li></ul><table><tbody><tr><th scope="col"><p>年度</p></th></tr><tr><td><p>114</p></td></tr></tbody></table>'
    f'<figure><img src="picture:{DIGEST}" alt="場域圖"><figcaption>圖一</figcaption></figure>'
)
ATTACKS = [
    "<p>x</p><script>window.ran = 1</script><p>y</p>",
    '<p>x<img src=x onerror="window.ran = 1"></p>',
    '<p><a href="javascript:window.ran=1">x</a></p>',
    "<p>x</p><svg><style><!--</style><img src=x onerror=window.ran=1>--></svg><p>y</p>",
    '<p style="background:url(//x.test)">x</p>',
    '<p><span data-footnote="&quot;&gt;&lt;script&gt;window.ran=1&lt;/script&gt;"></span></p>',
]


class Tags(HTMLParser):
    """The tags of a page and their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += attrs


@pytest.fixture
def writing(db: None) -> Writing:
    open_call()
    return begin_writing()


def save(writing: Writing, text: str, **more: str) -> Any:  # noqa: ANN401
    client = Client()
    client.force_login(writing.lead)
    row = ProposalSection.objects.filter(proposal=writing.proposal, key="summary").first()
    sent = {"summary": text, "version": row.version if row else 0, **more}
    return client.post(reverse("proposal_edit", args=[writing.number, "summary"]), sent)


def stored(writing: Writing) -> str:
    return str(ProposalSection.objects.get(proposal=writing.proposal, key="summary").content["summary"])


def chapter(text: str) -> dict[str, Any]:
    return {"chapters": (Chapter("c1", "計畫摘要", (Text("摘要", text),)),), "show": "proposal"}


def test_a_rich_text_is_stored_as_it_was_sent(writing: Writing) -> None:
    save(writing, RICH)
    assert stored(writing) == RICH


def test_words_between_angle_brackets_are_words(writing: Writing) -> None:
    for typed in ("<p> 值小於 0.05", "a <b> c", "<p>", "1 < 2 且 3 > 2\n<p>第二行"):
        save(writing, typed)
        assert stored(writing) == typed


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_sent_never_runs(writing: Writing, attack: str) -> None:
    save(writing, attack)
    # Also where a browser says that the text was not touched, so that it is stored as it is.
    for text in (stored(writing), attack):
        found = Tags(render_to_string("review/reading/chapters.html", chapter(text)))
        assert found.names.isdisjoint({"script", "style", "img", "iframe"})
        assert not [name for name, _value in found.attributes if name.startswith("on") or name == "style"]
        assert not [value for _name, value in found.attributes if (value or "").startswith("javascript:")]


def test_an_untouched_text_is_not_read_again(writing: Writing) -> None:
    """Reading HTML costs more than the save; were it not canonical, it would be shown as lines."""
    save(writing, "<p onclick=x>甲</p>", touched="keywords_zh")
    assert stored(writing) == "<p onclick=x>甲</p>"
    assert "&lt;p onclick=x&gt;" in render_to_string("review/reading/chapters.html", chapter(stored(writing)))


def test_a_save_of_a_rich_text_takes_no_more_statements(
    writing: Writing, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    save(writing, "甲")
    client = Client()
    client.force_login(writing.lead)
    url = reverse("proposal_edit", args=[writing.number, "summary"])
    client.get(url)
    with django_assert_max_num_queries(17):
        client.post(url, {"summary": RICH, "version": 1, "touched": "summary"}, headers={"Accept": "application/json"})
    assert stored(writing) == RICH


def test_a_page_shows_structure_notes_and_pictures() -> None:
    page = render_to_string("review/reading/chapters.html", chapter(RICH))
    assert "<h5>背景</h5>" in page
    assert '<li id="c1-1-note-1">內政部，113 年' in page
    assert f'<img src="picture:{DIGEST}" alt="場域圖">' in page
    assert '<th scope="col">' in page


def form_of(text: str, data: QueryDict | None = None) -> SectionForm:
    section = next(one for one in digest.sections(PlanType.SPROUT) if one.key == "summary")
    return SectionForm(section, Surroundings(PlanType.SPROUT, ("114", "115", "116")), {"summary": text}, data)


def test_two_texts_are_compared_as_they_are_read() -> None:
    mine = QueryDict(mutable=True)
    mine["summary"] = RICH.replace("外流", "老化")
    part = compared(form_of(RICH), form_of("", mine), mine)[0]
    assert "外流" in "".join(piece.text for piece in part.theirs)
    assert "<p>" not in "".join(piece.text for piece in part.pieces)


def test_a_text_that_differs_in_form_alone_is_told() -> None:
    mine = QueryDict(mutable=True)
    mine["summary"] = RICH.replace("<strong>外流</strong>", "外流")
    part = compared(form_of(RICH), form_of("", mine), mine)[0]
    assert "格式" in part.pieces[-1].text


def test_the_print_has_the_note_at_the_foot_and_the_picture() -> None:
    block = render_to_string("proposals/pdf/block.html", {"block": Text("摘要", RICH)})
    asked: list[str] = []

    def read(name: str) -> bytes:
        asked.append(name)
        return png(size=(400, 200))

    document = lay_out(
        f"<html lang='zh-Hant-TW'><body><section>{block}</section></body></html>", STYLE, OwnPictures(read)
    )
    assert asked == [DIGEST]
    assert b"%PDF" in (document.write_pdf() or b"")


def test_a_print_without_the_picture_is_still_made() -> None:
    block = render_to_string("proposals/pdf/block.html", {"block": Text("摘要", RICH)})
    document = lay_out(f"<html><body>{block}</body></html>", STYLE, OwnPictures(lambda _digest: None))
    assert len(document.pages) == 1
