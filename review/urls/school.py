"""Addresses of a school's part in the data check, under /proposals/."""

from django.urls import URLPattern, path

import proposals.urls  # noqa: F401 - it registers the converter of a proposal's number
from review.views import corrections

patterns: list[URLPattern] = [
    path("<number:number>/corrections/", corrections.page, name="corrections"),
    path("<number:number>/corrections/<int:correction_id>/", corrections.answer, name="correction_answer"),
]
