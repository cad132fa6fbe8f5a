"""Addresses of the staff's list of proposals, under /staff/proposals/, and of the totals, under /staff/decision/totals/."""

from django.urls import URLPattern, path

from review.views import listing, totals

patterns: list[URLPattern] = [
    path("", listing.proposals, name="staff_proposals"),
    path("export.<slug:kind>", listing.export, name="staff_proposals_export"),
    path("move/", listing.move, name="staff_proposals_move"),
    path("views/", listing.views, name="staff_views"),
    path("views/default/", listing.default, name="staff_view_default"),
    path("views/<int:view_id>/", listing.view, name="staff_view"),
]
totals_patterns: list[URLPattern] = [
    path("", totals.totals, name="staff_totals"),
    path("export.<slug:kind>", totals.export, name="staff_totals_export"),
]
