"""Rich text keeps words and structure of what was pasted, and nothing that could run, however it was made."""

from __future__ import annotations

import json
import time
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import nh3
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from usr_portal.kernel import texts
from usr_portal.kernel.rich_blocks import Cell, Footnote, Heading, Item, ListBlock, Paragraph, Picture, Run, TableBlock
from usr_portal.kernel.rich_odt import laid_out
from usr_portal.kernel.rich_reading import WIDEST, read
from usr_portal.kernel.richtext import blocks, is_rich, length, plain, sanitised, written

DIGEST = "a" * 64
ALLOWED = {
    **dict.fromkeys(
        [
            "p",
            "h3",
            "h4",
            "ul",
            "ol",
            "li",
            "table",
            "tbody",
            "tr",
            "strong",
            "em",
            "u",
            "s",
            "sub",
            "sup",
            "br",
            "blockquote",
            "figure",
            "figcaption",
        ],
        "",
    ),
    "th": "scope colspan rowspan",
    "td": "colspan rowspan",
    "a": "href rel",
    "img": "src alt",
    "span": "data-footnote",
}
ATTACKS = [
    "<script>alert(1)</script>",
    "<p onclick=alert(1)>x</p>",
    '<img src=x onerror="alert(1)">',
    f'<img src="picture:{DIGEST}" onerror="alert(1)" srcset="//evil/x 2x">',
    f'<img src="picture:{DIGEST}" alt="&quot;&gt;&lt;img src=x onerror=alert(1)&gt;">',
    '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java&#10;script:alert(1)">x</a>',
    '<a href="JaVaScRiPt&colon;alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="//evil.example">x</a>',
    '<a href="https://a.example/&quot; onmouseover=&quot;alert(1)">x</a>',
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><annotation-xml encoding='text/html'><p><style><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template>",
    "<style>@import '//evil'</style><p style='background:url(//evil)'>x</p>",
    "<form><form><input formaction=javascript:alert(1)></form></form>",
    "<!-- <p> --!><img src=x onerror=alert(1)> -->",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- never closed <img src=x onerror=alert(1)>",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<p>\x00<scr\x00ipt>alert(1)</scr\x00ipt></p>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
    "<title><a href='</title><img src=x onerror=alert(1)>'>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
    "<span data-footnote=\"x' onclick='alert(1)\"></span>",
    '<span data-footnote="&quot;><script>alert(1)</script>"></span>',
    "<td scope='\"><script>' colspan='1\" onclick=1'>x",
    "<table><tr><td colspan=99999999 rowspan=-1>x",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<p>\u0338x</p>",
    "<object data=x></object><embed src=x><base href=//evil><link rel=stylesheet href=//evil><meta http-equiv=refresh>",
]


class Reader(HTMLParser):
    """Fails on any tag or value that is not allowed, and on tags that do not nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert {name for name, _ in attrs} <= set(ALLOWED[tag].split())
        values = {name: value or "" for name, value in attrs}
        assert values.get("href", "https://").lower().startswith(("https://", "http://", "mailto:"))
        assert tag != "img" or values["src"].removeprefix("picture:").isalnum()
        if tag not in {"br", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def assert_safe(fragment: str) -> None:
    """Whatever was sanitised: only what is allowed, the same again, and one reading in every parser."""
    reader = Reader()
    reader.feed(fragment)
    reader.close()
    assert reader.open == []
    assert sanitised(fragment) == fragment
    assert is_rich(fragment) or not fragment
    assert texts.plain(fragment) == fragment == unicodedata.normalize("NFC", fragment)
    by_browser = nh3.clean(
        fragment,
        tags=set(ALLOWED),
        attributes={tag: set(names.split()) for tag, names in ALLOWED.items() if names},
        url_schemes={"http", "https", "mailto", "picture"},
        link_rel=None,
    )
    assert read(by_browser) == read(fragment)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_words_or_nothing(attack: str) -> None:
    assert_safe(sanitised(attack))
    assert_safe(sanitised(f"<p>前</p>{attack}<p>後</p>"))


TAGS = sorted(
    {
        *ALLOWED,
        *[
            "div",
            "b",
            "i",
            "h1",
            "h6",
            "del",
            "thead",
            "caption",
            "section",
            "svg",
            "script",
            "style",
            "template",
            "pre",
            "font",
            "tt",
            "o:p",
        ],
    }
)
VALUES = [
    f'src="picture:{DIGEST}" alt="圖&quot;"',
    'href="https://a.example/?a=1&amp;b=2"',
    'href="mailto:a@b.example"',
    "href=javascript:x",
    "data-footnote='註 &lt;'",
    'colspan="2" rowspan="3"',
    "scope=row",
    "onclick=x",
    "'",
    '"',
    "=",
    "/",
    "\u0338",
]
WORDS = [
    "字",
    "word",
    " ",
    "\n",
    "\u3000",
    "\xa0",
    "&lt;",
    "&#824;",
    "\u0338",
    "e\u0301",
    "<",
    ">",
    "<!--",
    "-->",
    "\x00",
]
TAG = st.builds(
    "<{}{} {}>".format, st.sampled_from(["", "", "/"]), st.sampled_from(TAGS), st.sampled_from(["", "", *VALUES])
)
SOUP = st.lists(TAG | st.sampled_from(WORDS) | st.text(st.characters(), max_size=4), max_size=40).map("".join)


@given(SOUP)
@example("<table><tr><td><ul><li>a<table><tr><td>b</table>c<figure><figcaption>d")
@example("<p><strong>" * 70 + "x")
def test_whatever_is_pasted_is_safe_and_stays_as_it_is(html: str) -> None:
    fragment = sanitised(html)
    assert_safe(fragment)
    assert written(read(fragment)) == fragment


LETTERS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1)


@given(LETTERS)
@example("𠮷 鄥 訚 堃  兩個空白\u3000全形")
def test_what_is_typed_is_kept_to_the_letter(typed: str) -> None:
    text = unicodedata.normalize("NFC", typed)
    fragment = written([Paragraph((Run(text),))]) if text.strip() else ""
    assert plain(fragment) == (text if text.strip() else "")
    assert length(fragment) == length(text if text.strip() else "")


def test_structure_of_what_is_pasted_is_kept() -> None:
    pasted = f"""<html><head><title>x</title><style>p {{}}</style></head><body lang=ZH-TW>
      <h1 class=MsoTitle><span lang=EN-US>USR <o:p></o:p></span>計畫</h1>
      <p class=MsoNormal style='margin:0'>第一<b>粗<i>斜</i></b>、<a href="https://a.example/"
        onclick=x>連結</a><br>新行<span data-footnote="註 一"></span></p><p>&nbsp;</p>
      <ul><li>甲<ul><li>子</ul><li><p>乙</p></ul><ol><li>壹</ol>
      <table border=1><caption>表一</caption><thead><tr><th>年<th>數</thead>
        <tr><td colspan=2><p>一</p><p>二</p></td></tr></table>
      <figure><img src="picture:{DIGEST}" alt="場域"><figcaption>圖一</figcaption></figure></body></html>"""
    found = blocks(sanitised(pasted))
    assert found[0] == Heading(3, (Run("USR 計畫"),))
    assert isinstance(found[1], Paragraph)
    assert Run("斜", ("strong", "em")) in found[1].inlines
    assert Run("連結", (), "https://a.example/") in found[1].inlines
    assert found[1].inlines[-1] == Footnote("註 一")
    nested = ListBlock(ordered=False, items=(Item((Paragraph((Run("子"),)),)),))
    both = (Item((Paragraph((Run("甲"),)), nested)), Item((Paragraph((Run("乙"),)),)))
    assert found[2:5] == (
        ListBlock(ordered=False, items=both),
        ListBlock(ordered=True, items=(Item((Paragraph((Run("壹"),)),)),)),
        Paragraph((Run("表一"),)),
    )
    head = (Cell((Paragraph((Run("年"),)),), "col"), Cell((Paragraph((Run("數"),)),), "col"))
    body = (Cell((Paragraph((Run("一"),)), Paragraph((Run("二"),))), colspan=2),)
    assert found[5:] == (TableBlock((head, body)), Picture(DIGEST, "場域", (Run("圖一"),)))


def test_a_table_in_a_table_keeps_its_words() -> None:
    found = blocks(sanitised("<table><tr><td>外<table><tr><td>內<td>裡</table></table>"))
    assert found == (TableBlock(((Cell(tuple(Paragraph((Run(word),)) for word in "外內裡")),),)),)


def test_neighbours_share_their_marks() -> None:
    html = '<p><a href="https://a.example">甲<b>乙</b></a>丙</p>'
    link = '<a href="https://a.example" rel="noopener noreferrer">'
    assert sanitised(html) == f"<p>{link}甲<strong>乙</strong></a>丙</p>"


def test_read_by_people() -> None:
    html = "<h3>題</h3><ol><li>甲<ul><li>子<br>丑</ul><li>乙</ol><table><tr><td>一<td>二</table><p>文<span data-footnote=註></span>"
    assert plain(sanitised(html)) == "題\n1. 甲\n   • 子\n     丑\n2. 乙\n一 | 二\n文［註］"
    assert length(sanitised(html)) == 9


@pytest.mark.parametrize("typed", ["甲\n乙", "<p>不完整", "a < b", "<P>x</P>", "<p>x</p> ", "<p onclick=x>y</p>", ""])
def test_any_other_text_is_plain(typed: str) -> None:
    assert not is_rich(typed)
    assert plain(typed) == typed
    assert blocks(typed) == tuple(Paragraph((Run(line),)) for line in typed.split("\n") if line)


@pytest.mark.parametrize(
    "html", ["", " \n", "<p></p>", "<p><br></p>", "<ul><li></li></ul>", "<h3> </h3>", "<img src=x>"]
)
def test_nothing_is_nothing(html: str) -> None:
    assert sanitised(html) == ""


@pytest.mark.parametrize(
    ("text", "count"), json.loads(Path(__file__).with_name("rich_lengths.json").read_text("utf-8"))
)
def test_count(text: str, count: int) -> None:
    assert length(text) == count
    assert length(written(blocks(text))) == count


@pytest.mark.parametrize(
    "part",
    ["<!--", "<a ", "<a x='", "<a/", "<a b=", "</", "<script>", "<b>", "<p><b a=1>", "</i>", "<ul><li>", " ", "<td>"],
)
def test_no_text_takes_long_or_grows(part: str) -> None:
    html = f"<p>{part * (200_000 // len(part))}"
    before = time.process_time()
    fragment = sanitised(html)
    assert time.process_time() - before < 6, "four times what a slow machine needs; what is quadratic needs minutes"
    assert len(fragment) <= 20 * len(html)


def test_spans_that_reach_far_are_clipped_to_what_a_page_can_show() -> None:
    """A few letters must not lay out millions of places; what was clipped stays as it is."""
    row = '<tr><td colspan="99" rowspan="99">甲</td>' + '<td colspan="99" rowspan="99"></td>' * 11 + "</tr>"
    kept = sanitised(f"<table><tbody>{row * 40}</tbody></table>")
    assert sanitised(kept) == kept
    assert kept.count("甲") == 40
    (table,) = read(kept)
    assert isinstance(table, TableBlock)
    places = sum(len(one) for one in laid_out(table.rows))
    assert places <= 40 * (WIDEST + 12)


@given(
    st.lists(
        st.lists(st.tuples(st.integers(1, 99), st.integers(1, 99)), min_size=1, max_size=9), min_size=1, max_size=9
    )
)
def test_a_clipped_table_is_laid_out_without_one_place_taken_twice(spans: list[list[tuple[int, int]]]) -> None:
    rows = ("".join(f'<td colspan="{across}" rowspan="{down}">甲</td>' for across, down in row) for row in spans)
    kept = sanitised("<table><tbody>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</tbody></table>")
    assert sanitised(kept) == kept
    (table,) = read(kept)
    assert isinstance(table, TableBlock)
    laid = laid_out(table.rows)
    assert sum(cell is not None and bool(cell.blocks) for row in laid for cell in row) == sum(map(len, spans))
    assert max(map(len, laid)) <= WIDEST + 9


@given(
    st.text(st.sampled_from("<>&#;xX0189p/ '=\"a"), max_size=40), st.sampled_from(["9", "F", "0"]), st.integers(1, 6000)
)
@example("<p>&#", "9", 5000)
@example("<p>&#x", "F", 5000)
def test_no_text_is_too_odd_to_be_read(odd: str, digit: str, times: int) -> None:
    """What was stored once must open in every page: a number of thousands of digits is no character."""
    for text in (odd + digit * times, f"<p>{odd}{digit * times};</p>"):
        kept = sanitised(text)
        for stored in (text, kept):
            assert isinstance(plain(stored), str)
            assert length(stored) >= 0
            assert blocks(stored) is not None


def test_many_bold_letters_in_one_long_link_cost_what_they_are() -> None:
    address = "https://x/" + "&amp;" * 390
    text = f'<p><a href="{address}">x' + "<b>y</b>z" * 5_000 + "</a></p>"
    start = time.perf_counter()
    sanitised(text)
    once = time.perf_counter() - start
    start = time.perf_counter()
    sanitised(text.replace(address, "https://x/"))
    assert once < 10 * (time.perf_counter() - start) + 0.5
