"""Template filters of the portal: ROC dates, money, rendered messages of rules."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import TYPE_CHECKING

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from usr_portal.kernel import roc

if TYPE_CHECKING:
    from datetime import date, datetime

    from usr_portal.kernel.messages import Message

register = template.Library()


@register.filter
def roc_short(value: datetime | None) -> str:
    """`113/08/30 17:00` in Chinese, `2024-08-30 17:00` in English; Asia/Taipei."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return local.strftime("%Y-%m-%d %H:%M") if _english() else roc.short(local)


@register.filter
def roc_seconds(value: datetime | None) -> str:
    """`113/08/30 17:00:00`: to the second, for receipts."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return (
        local.strftime("%Y-%m-%d %H:%M:%S")
        if _english()
        else f"{roc.short(local)}{local:%S}".replace(f"{local:%H:%M}{local:%S}", f"{local:%H:%M:%S}")
    )


@register.filter
def roc_long(value: datetime | None) -> str:
    """`113年8月30日（星期五）下午5時` in Chinese; a long English date otherwise."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return local.strftime("%A, %-d %B %Y, %H:%M") if _english() else roc.long(local)


@register.filter
def month(day: date) -> str:
    """`8月` in Chinese, `Aug` in English."""
    return f"{day:%b}" if _english() else f"{day.month}月"


@register.filter
def money(value: int | None) -> str:
    """Whole NT$ with thousand separators; a dash where there is none."""
    return "—" if value is None else f"{value:,}"


@register.filter
def told(message: Message) -> str:
    """Render a message of a rule in the reader's language."""
    return message.render(gettext)


@register.filter
def translated(msgid: str) -> str:
    """Put a msgid of pure code (a rule's title, a type's name) into the reader's language."""
    return gettext(msgid)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw one icon of the sprite; with a label it is read out, without it is decoration."""
    href = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', href)


@register.simple_tag
def once(name: str, **given: Hashable) -> SafeString:
    """Include a template that shows nothing but what it is given, written again only where that or the language changed.

    What is given must never change: frozen dataclasses and tuples.
    """
    return _rendered(name, get_language(), tuple(given.items()))


@lru_cache(maxsize=128)
def _rendered(name: str, _language: str | None, given: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return render_to_string(name, dict(given))


def _english() -> bool:
    return (get_language() or "").startswith("en")
