"""Addresses of an application's pages. Those of a school name it: a person may stand for several, and staff for none."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse


def school_page(name: str, school_code: str, *arguments: str, **query: str) -> str:
    """Give the address of a page of a school's application by its name in `urls`."""
    return f"{reverse(name, args=arguments)}?{urlencode({'school': school_code, **query})}"


def plan_page(school_code: str, key: str) -> str:
    """Give the address of a page of the school plan."""
    return (
        school_page("school_budget", school_code) if key == "budget" else school_page("school_edit", school_code, key)
    )


def page(number: str, key: str) -> str:
    """Give the address of a page of a proposal."""
    names = {"budget": "proposal_budget", "papers": "proposal_papers"}
    return reverse(names[key], args=[number]) if key in names else reverse("proposal_edit", args=[number, key])
