"""The call's bilingual words in a template: `{{ section.title|worded }}`, `{% for point in field.guidance|worded %}`."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from usr_portal.call.rules.citations import NUMERALS
from usr_portal.call.rules.digest import Points, Words

register = template.Library()


@register.filter
def worded(words: Words | Points | None) -> str | tuple[str, ...]:
    """Give the words in the reader's language; nothing for None."""
    return "" if words is None else words(get_language() or "zh-hant")


@register.filter
def numbered(number: str) -> str:
    """Give a page's number in the form as the reader writes it: `（十二）` in Chinese, `(12)` in English."""
    numeral = number.strip("（）")
    if (get_language() or "").startswith("en") and numeral in NUMERALS:
        return f"({NUMERALS.index(numeral) + 1})"
    return number
