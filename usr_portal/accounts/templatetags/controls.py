"""The control of a form's field in the portal's look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms, template

from usr_portal.accounts import keeping

if TYPE_CHECKING:
    from django.forms import BoundField
    from django.utils.safestring import SafeString

    from usr_portal.accounts.models import Person

register = template.Library()


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Draw the control; Django itself ties it to its help and its error, and the label says what goes in."""
    kind = "form-select" if isinstance(field.field.widget, forms.Select) else "form-control"
    field.field.widget.attrs.pop("placeholder", None)
    return field.as_widget(attrs={"class": f"{kind} is-invalid" if field.errors else kind})


@register.filter
def mark(person: Person) -> str:
    """Give who somebody is to a page, without saying it."""
    return keeping.mark(person)


@register.inclusion_tag("parts/saver.html")
def saver(person: Person, page: str) -> dict[str, str]:
    """Give a page that saves by itself what its script needs: whose it is, the key to keep unsent text, its words.

    `page` names what is written there, the same at each opening.
    """
    return {"mark": keeping.mark(person), "key": keeping.key(person), "page": page, "email": person.email}
