from django.template import Context, Template
from django.utils import translation

from usr_portal.call.rules.digest import Points, Words

PAGE = Template(
    "{% load wording %}{{ title|worded }}: {% for point in points|worded %}[{{ point }}]{% endfor %}{{ none|worded }}"
)
SHOWN = {"title": Words("摘要", "Summary"), "points": Points(("一", "二"), ("one", "two")), "none": None}


def rendered(language: str) -> str:
    with translation.override(language):
        return PAGE.render(Context(SHOWN))


def test_a_template_shows_the_calls_words_in_the_readers_language() -> None:
    assert rendered("en") == "Summary: [one][two]"


def test_a_template_shows_chinese_otherwise() -> None:
    assert rendered("zh-hant") == "摘要: [一][二]"


def numbers(language: str) -> str:
    with translation.override(language):
        page = Template("{% load wording %}{% for one in numbers %}{{ one|numbered }} {% endfor %}")
        return page.render(Context({"numbers": ["（一）", "（十二）", "第二部分", ""]}))


def test_a_pages_number_is_written_as_the_reader_writes_it() -> None:
    assert numbers("zh-hant") == "（一） （十二） 第二部分  "
    assert numbers("en") == "(1) (12) 第二部分  "
