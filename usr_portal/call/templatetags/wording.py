"""The call's bilingual words in a template: `{{ section.title|worded }}`, `{% for point in field.guidance|worded %}`."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from usr_portal.call.rules.digest import Points, Words

register = template.Library()


@register.filter
def worded(words: Words | Points | None) -> str | tuple[str, ...]:
    """Give the words in the reader's language; nothing for None."""
    return "" if words is None else words(get_language() or "zh-hant")
