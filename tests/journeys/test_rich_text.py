"""Texts with structure: typed, pasted from Word, with pictures and notes; by keyboard; and what must never run."""

from __future__ import annotations

import base64
import re
import unicodedata

import pytest
from playwright.sync_api import Locator, Page, expect

from proposals.models import Picture, ProposalSection
from tests.journeys import texts
from tests.journeys.acting import sign_in
from tests.journeys.test_keyboard import tab_to
from tests.journeys.test_saving import FIRST, REST, expect_saved
from tests.proposals.conftest import Writing, begin_writing, open_call
from tests.proposals.pictures import png
from usr_portal.call import services as call
from usr_portal.call.services import now
from usr_portal.kernel import richtext

pytestmark = pytest.mark.django_db(transaction=True)

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head><body lang=ZH-TW>
<!--StartFragment--><h1><span>計畫緣起<o:p></o:p></span></h1>
<p class=MsoNormal><b style='mso-bidi-font-weight:normal'><span style='font-family:"標楷體",serif;color:red'>在地問題</span></b>是人口外流，青年
返鄉比率<i>偏低</i><a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1" title=""><span class=MsoFootnoteReference>[1]</span></a>。<o:p></o:p></p>
<p class=MsoListParagraph style='margin-left:18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>一、<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;</span></span><![endif]>培力工作坊</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;</span></span>每季一場</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>二、<span>&nbsp;</span></span>𠮷野社區陪伴</p>
<table class=MsoTableGrid border=1><tr style='mso-yfti-irow:0'><td width=100 style='border:solid'><p class=MsoNormal>年度<o:p></o:p></p></td><td><p class=MsoNormal>場次</p></td></tr></table>
<script>window.ran=1</script><p class=MsoNormal><a href="https://usr.example.tw/a?b=1&amp;c=2">網站</a><a href="javascript:window.ran=1">其他</a></p>
<div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1"><span>[1]</span></a> 內政部統計，113年。</p></div></div>
<!--EndFragment--></body></html>"""
CLEAN = (
    "<h3>計畫緣起</h3><p><strong>在地問題</strong>是人口外流，青年返鄉比率<em>偏低</em>"
    '<span data-footnote="內政部統計，113年。"></span>。</p>'
    "<ol><li><p>培力工作坊</p><ul><li><p>每季一場</p></li></ul></li><li><p>𠮷野社區陪伴</p></li></ol>"
    "<table><tbody><tr><td><p>年度</p></td><td><p>場次</p></td></tr></tbody></table>"
    '<p><a href="https://usr.example.tw/a?b=1&amp;c=2" rel="noopener noreferrer">網站</a>其他</p>'
)
PASTE = """(box, [kind, content]) => {
    const carried = new DataTransfer();
    if (kind === "file") {
        const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
        carried.items.add(new File([bytes], "image.png", { type: "image/png" }));
    } else carried.setData(kind, content);
    box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def sprout(transactional_db: None) -> Writing:
    open_call()
    return begin_writing()


def open_section(page: Page, sprout: Writing) -> Locator:
    sign_in(page, sprout.lead.email)
    page.goto(f"/proposals/{sprout.number}/edit/summary/")
    return texts.editor(page, "summary")


def stored(sprout: Writing) -> str:
    text: str = ProposalSection.objects.get(proposal=sprout.proposal, key="summary").content["summary"]
    return text


def press(page: Page, name: str) -> None:
    page.get_by_role("toolbar").get_by_role("button", name=name, exact=True).click()


def test_what_is_pasted_from_word_keeps_its_structure_and_drops_its_rubbish(
    page: Page, sprout: Writing, complaints: list[str]
) -> None:
    box = open_section(page, sprout)
    box.focus()
    box.evaluate(PASTE, ["text/html", WORD])
    expect_saved(page)
    assert stored(sprout) == CLEAN
    assert page.evaluate("window.ran") is None
    page.reload()
    expect(box.locator("ol > li")).to_have_count(2)
    expect(texts.field(page, "summary")).to_have_value(CLEAN)
    expect(page.locator("[data-count-for=id_summary]")).to_contain_text(f"{richtext.length(CLEAN)} 字")
    assert complaints == []


def test_a_pasted_picture_is_stored_and_shown(page: Page, sprout: Writing, complaints: list[str]) -> None:
    box = open_section(page, sprout)
    box.fill(FIRST)
    box.evaluate(PASTE, ["file", base64.b64encode(png()).decode()])
    expect(box.locator("img")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    box.locator("img").dblclick()
    dialog = page.get_by_role("dialog", name="圖片")
    dialog.get_by_label("替代文字").fill("場域圖：鄥")
    dialog.get_by_role("button", name="完成").click()
    expect_saved(page)
    picture = Picture.objects.get()
    text = f'<p>{FIRST}</p><figure><img src="picture:{picture.sha256}" alt="場域圖：鄥"></figure>'
    expect(texts.field(page, "summary")).to_have_value(text)
    expect_saved(page)
    page.reload()
    shown = box.get_by_role("img", name="場域圖：鄥")
    expect(shown).to_be_visible()
    assert shown.evaluate("img => img.complete && img.naturalWidth") == 40
    assert stored(sprout) == text
    assert complaints == []


def test_a_picture_is_undone_as_a_whole_and_comes_again_from_its_own_text(page: Page, sprout: Writing) -> None:
    box = open_section(page, sprout)
    box.fill(FIRST)
    box.evaluate(PASTE, ["file", base64.b64encode(png()).decode()])
    expect(box.locator("img")).to_have_count(1)
    expect_saved(page)
    figure = f'<figure><img src="picture:{Picture.objects.get().sha256}" alt=""></figure>'
    expect(texts.field(page, "summary")).to_have_value(f"<p>{FIRST}</p>{figure}")
    inner = box.evaluate("box => `<figure data-pm-slice='0 0 []'>${box.querySelector('figure').innerHTML}</figure>`")
    box.press("Control+Z")
    expect(box.locator("figure")).to_have_count(0)
    box.press("Control+Y")
    expect(box.locator("img")).to_have_count(1)
    box.evaluate(PASTE, ["text/html", inner])
    expect(box.locator("img")).to_have_count(2)
    expect(texts.field(page, "summary")).to_have_value(f"<p>{FIRST}</p>{figure}{figure}")
    expect_saved(page)
    assert stored(sprout) == f"<p>{FIRST}</p>{figure}{figure}"


def test_words_beside_blocks_stay_the_characters_that_they_are(page: Page, sprout: Writing) -> None:
    """What the server calls plain is no structure for the editor either."""
    text = "<p>甲</p>乙"
    ProposalSection.objects.create(
        proposal=sprout.proposal, key="summary", content={"summary": text}, version=1, updated_at=now()
    )
    box = open_section(page, sprout)
    expect(box).to_have_text(text)
    box.press("End")
    page.keyboard.insert_text("丙")
    expect_saved(page)
    assert richtext.plain(stored(sprout)) == f"{text}丙"


def test_a_picture_that_cannot_be_taken_is_told_and_the_text_stays(
    page: Page, sprout: Writing, complaints: list[str]
) -> None:
    box = open_section(page, sprout)
    box.fill(FIRST)
    box.evaluate(PASTE, ["file", base64.b64encode(b"no picture").decode()])
    expect(page.locator(".rich-problem")).to_contain_text("不是能讀的圖片")
    expect(box.locator("figure")).to_have_count(0)
    expect(box).to_have_text(FIRST)
    expect_saved(page)
    assert [one for one in complaints if "422" not in one] == []
    complaints.clear()


def test_lines_are_pasted_and_kept_to_the_letter(page: Page, sprout: Writing) -> None:
    lines = f"{FIRST}\n\n  {REST}\n<p>不是標籤</p>\n1. 一\n"
    box = open_section(page, sprout)
    box.focus()
    box.evaluate(PASTE, ["text/plain", lines])
    expect_saved(page)
    assert stored(sprout) == unicodedata.normalize("NFC", lines)
    page.reload()
    expect(texts.field(page, "summary")).to_have_value(unicodedata.normalize("NFC", lines))
    box.press("End")
    page.keyboard.insert_text("後")
    expect(texts.field(page, "summary")).to_have_value(re.compile("後"))


def test_structure_by_keyboard_alone(page: Page, sprout: Writing, complaints: list[str]) -> None:
    box = open_section(page, sprout)
    tab_to(page, box)
    page.keyboard.insert_text("標題")
    page.keyboard.press("Alt+F10")
    expect(page.get_by_role("button", name="標題", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.insert_text("有註")
    page.keyboard.press("Alt+F10")
    while page.evaluate("document.activeElement.getAttribute('aria-label')") != "註腳":
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("出處：訚")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    page.keyboard.insert_text("完")
    page.keyboard.press("Tab")
    expect(box).not_to_be_focused()
    expect_saved(page)
    assert stored(sprout) == '<h3>標題</h3><p>有註<span data-footnote="出處：訚"></span>完</p>'
    assert complaints == []


def test_a_table_is_made_and_left_by_tab(page: Page, sprout: Writing) -> None:
    box = open_section(page, sprout)
    box.focus()
    press(page, "插入表格")
    page.keyboard.insert_text("年度")
    press(page, "刪這欄")
    press(page, "刪這列")
    expect(box.locator("tr")).to_have_count(2)
    expect(box.locator("tr").first.locator("td, th")).to_have_count(2)
    box.press("Tab")
    expect(box).not_to_be_focused()


@pytest.mark.parametrize(
    "attack", ["<p>甲</p><img src=x onerror='window.ran=1'><p>乙</p>", "<svg onload='window.ran=1'></svg>甲"]
)
def test_what_is_stored_never_runs(page: Page, sprout: Writing, attack: str, complaints: list[str]) -> None:
    ProposalSection.objects.create(
        proposal=sprout.proposal, key="summary", version=1, content={"summary": attack}, updated_at=call.now()
    )
    box = open_section(page, sprout)
    expect(box).to_have_text(attack)
    assert page.evaluate("window.ran") is None
    assert complaints == []
