"""What a person wrote, rich or plain, in a template: `{{ block.body|printed }}`, `{{ block.body|shown:"name" }}`."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString, mark_safe

from usr_portal.kernel.rich_blocks import Block
from usr_portal.kernel.rich_writing import PageWriter, PrintWriter

register = template.Library()


@register.filter
def printed(body: Iterable[Block]) -> SafeString:
    """Write blocks for the print."""
    return mark_safe(PrintWriter().written(body))  # noqa: S308 - the writer escapes every text, its tags are its own


@register.filter
def shown(body: Iterable[Block], anchor: str) -> SafeString:
    """Write blocks for a page on which `anchor` names this text alone."""
    return mark_safe(PageWriter(anchor).page(body))  # noqa: S308 - as `printed`
