"""Addresses of the staff's exports, under /staff/."""

from django.urls import URLPattern, path

from review.views import exports

patterns: list[URLPattern] = [
    path("reviews.csv", exports.reviews_csv, name="reviews_csv"),
    path("reviews.ods", exports.reviews_ods, name="reviews_ods"),
    path("reviews.xlsx", exports.reviews_xlsx, name="reviews_xlsx"),
]
