import pytest

from usr_portal.call.rules import citations

WRITTEN = {
    "肆": "4",
    "陸、二": "6-2",
    "捌、一、（一）": "8-1-1",
    "捌、二、（一）3": "8-2-1-3",
    "柒、一、（一）1（2）A": "7-1-1-1-2-a",
    "柒、二、（二）2（1）B.a": "7-2-2-2-1-b-a",
    "拾參、六、（二）": "13-6-2",
    "玖、三、（十）": "9-3-10",
    "玖、三、定義（二）1": "9-3-def-2-1",
    "玖、四、第一部分（二）3（2）": "9-4-s-2-3-2",
    "玖、四、大學特色類（七）2（4）註4": "9-4-c-7-2-4-n4",
    "玖、四、國際合作型（十二）5": "9-4-i-12-5",
    "玖、四、特色永續型（八）2（1）": "9-4-d-8-2-1",
    "柒、一、表3": "7-1-t3",
    "捌、表4": "8-t4",
    "拾伍、8月": "15-m8",
}


@pytest.mark.parametrize(("citation", "slug"), WRITTEN.items())
def test_a_citation_has_one_address(citation: str, slug: str) -> None:
    assert citations.slug(citation) == slug


@pytest.mark.parametrize("citation", WRITTEN)
def test_splitting_and_joining_give_the_citation_back(citation: str) -> None:
    assert citations.join(citations.split(citation)) == citation


@pytest.mark.parametrize(
    "wrong",
    ["", "第八條", "捌一（一）", "捌、一、(一)", "捌、一、（一）、", "一、（一）", "捌、一、（一） 1", "捌、一（一）"],
)
def test_what_is_not_written_so_is_refused(wrong: str) -> None:
    with pytest.raises(citations.CitationError):
        citations.split(wrong)


def test_parents_go_from_near_to_far() -> None:
    assert citations.parents("柒、一、（一）1（2）A") == (
        "柒、一、（一）1（2）",
        "柒、一、（一）1",
        "柒、一、（一）",
        "柒、一",
        "柒",
    )


def test_a_chapter_has_no_parent() -> None:
    assert citations.parents("肆") == ()


def test_places_sort_as_the_call_has_them() -> None:
    ordered = [
        "玖、三、（二）",
        "玖、三、（十）",
        "玖、三、定義（一）",
        "玖、四、第一部分（五）2",
        "玖、四、大學特色類（一）",
        "玖、四、大學特色類（一）註2",
        "玖、四、大學特色類（二）",
        "玖、四、國際合作型（一）",
        "玖、四、特色永續型（十三）2",
        "拾",
        "拾伍、7月",
        "拾伍、12月",
    ]
    shuffled = ordered[::-1]
    assert sorted(shuffled, key=citations.order) == ordered


def test_letters_sort_in_their_order() -> None:
    places = ["柒、二、（二）2（1）A", "柒、二、（二）2（1）B", "柒、二、（二）2（1）B.a", "柒、二、（二）2（1）B.b"]
    backwards = places[::-1]
    assert sorted(backwards, key=citations.order) == places
