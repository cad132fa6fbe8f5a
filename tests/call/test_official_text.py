import pytest

from usr_portal.call.rules import digest
from usr_portal.call.rules.official_text import passages

# An invented call in the shape of a published one.
CALL = """
**某部溪流計畫**
徵件須知

目 錄

壹、緣起\t1
貳、資格與文件\t2
參、金額 ........ 3

某部溪流計畫

壹、緣起

溪流需要照顧。
大家一起來。

貳、資格與文件

一、資格

（一）小型計畫

- 1. 住在溪邊，
 - (1) 滿一年者。
 - (2) 下列之一：
 - A. 養魚。
 - B. 種樹：
 - a. 不得為外來種。
 - 已種者，

¹ 外來種：從別處來的。

得保留之。

 - b. 須能成活。

2. 2024年以前搬來者。
(二) 大型計畫

表1 資格一覽

類型\t資格
\t小型\t住溪邊<li>滿一年</li>

二、表格

第一部分【村莊說明】

(一)村莊總表

1. 人口。

第二部分【個案】

以下分別說明。

*大學特色類計畫

(一)基本資料

***永續發展類國際合作型計畫**

(一)基本資料及對岸資料

參、金額

一、原則

2025. 不是項次。
所謂延續之定義，如下：
(一)延續：照舊。

肆、期程

7月\t公告。
8月\t收件。
"""
PLACES = (
    *("壹", "貳", "貳、一", "貳、一、（一）", "貳、一、（一）1", "貳、一、（一）1（1）", "貳、一、（一）1（2）"),
    *(
        "貳、一、（一）1（2）A",
        "貳、一、（一）1（2）B",
        "貳、一、（一）1（2）B.a",
        "貳、一、（一）1（2）B註1",
        "貳、一、（一）1（2）B.b",
    ),
    *(
        "貳、一、（一）2",
        "貳、一、（二）",
        "貳、一、表1",
        "貳、二",
        "貳、二、第一部分（一）1",
        "貳、二、大學特色類（一）",
    ),
    *("貳、二、國際合作型（一）", "參、一", "參、一、定義（一）", "肆", "肆、7月", "肆、8月"),
)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("壹", "壹、緣起\n溪流需要照顧。\n大家一起來。"),
        ("貳、一、（一）1（1）", "(1) 滿一年者。"),
        ("貳、一、（一）1（2）A", "A. 養魚。"),
        ("貳、一、（一）1（2）B.a", "a. 不得為外來種。\n已種者，\n得保留之。"),
        ("貳、一、（一）1（2）B註1", "¹ 外來種：從別處來的。"),
        ("貳、一、（一）1（2）B.b", "b. 須能成活。"),
        ("貳、一、（一）2", "2. 2024年以前搬來者。"),
        ("貳、一、（二）", "(二) 大型計畫"),
        ("貳、一、表1", "表1 資格一覽\n類型\t資格\n\t小型\t住溪邊 滿一年"),
        ("貳、二、第一部分（一）1", "1. 人口。"),
        ("貳、二、大學特色類（一）", "(一)基本資料"),
        ("貳、二、國際合作型（一）", "(一)基本資料及對岸資料"),
        ("參、一、定義（一）", "(一)延續：照舊。"),
        ("肆、7月", "7月\t公告。"),
        ("肆、8月", "8月\t收件。"),
    ],
)
def test_each_place_has_its_own_words(place: str, words: str) -> None:
    assert passages(CALL, PLACES)[place] == words


def test_a_place_holds_what_stands_below_it() -> None:
    found = passages(CALL, PLACES)["貳、一、（一）1"]
    assert found.startswith("1. 住在溪邊，\n(1) 滿一年者。")
    assert found.endswith("b. 須能成活。")


def test_the_table_of_contents_is_no_article() -> None:
    assert "目 錄" not in "".join(passages(CALL, PLACES).values())
    assert passages(CALL, PLACES)["參、一"].startswith("一、原則")


def test_a_year_at_the_start_of_a_line_is_no_item() -> None:
    assert "2025. 不是項次。" in passages(CALL, PLACES)["參、一"]


def test_between_two_parts_the_text_belongs_to_the_article_that_holds_them() -> None:
    assert "第二部分【個案】\n以下分別說明。" in passages(CALL, PLACES)["貳、二"]


def test_no_line_after_the_first_chapter_is_lost() -> None:
    body = CALL[CALL.rindex("壹、緣起") :].replace("<li>", " ").replace("</li>", " ")
    wanted = sorted(line.strip("*- \t") for line in body.splitlines() if line.strip())
    chapters = [words for place, words in passages(CALL, ("壹", "貳", "參", "肆")).items() if place]
    read = sorted(line.strip("*- \t") for words in chapters for line in words.splitlines())
    assert read == wanted


def test_full_width_markers_are_read_too() -> None:
    text = "壹、甲\n一、乙\n（一）丙\n１．丁\n（１）戊\nＡ．己\n"
    assert passages(text, ["壹、一、（一）1（1）A"]) == {"壹、一、（一）1（1）A": "Ａ．己"}


def test_a_place_that_the_text_does_not_hold_is_left_out() -> None:
    assert passages("壹、甲\n", ["壹", "貳"]) == {"壹": "壹、甲"}


@pytest.mark.parametrize(
    "text", ["", "\n\n", "沒有任何章節的文字。\n(一)也沒有。", "表1 沒有章\n所謂定義\n第一部分\n7月\t無\n¹ 註"]
)
def test_a_text_without_chapters_gives_nothing(text: str) -> None:
    assert passages(text, digest.articles().keys()) == {}


def test_a_chapter_that_no_call_has_is_plain_text() -> None:
    assert passages("壹、甲\n拾拾、乙\n", ["壹"]) == {"壹": "壹、甲\n拾拾、乙"}


def test_a_table_without_a_page_of_its_own_stays_where_it_stands() -> None:
    assert passages("壹、甲\n表9 乙\n", ["壹"]) == {"壹": "壹、甲\n表9 乙"}


def test_a_footnote_without_a_page_of_its_own_stays_where_it_stands() -> None:
    assert passages("壹、甲\n⁹ 乙\n", ["壹"]) == {"壹": "壹、甲\n⁹ 乙"}
