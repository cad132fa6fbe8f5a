"""Addresses of the announcement and of the results: for the ministry, for schools, for everybody."""

from django.urls import URLPattern, path

import proposals.urls  # noqa: F401 - it registers the converter of a proposal's number
from review.views import announcing, results

public: list[URLPattern] = [
    path("results/", results.public, name="results"),
    path("results.json", results.public_json, name="results_json"),
    path("results.csv", results.public_csv, name="results_csv"),
    path("results.ods", results.public_ods, name="results_ods"),
]
school: list[URLPattern] = [
    path("school/results/", results.school_results, name="school_results"),
    path("results/<int:letter_id>.pdf", results.letter, name="result_letter"),
    path("<number:number>/result/", results.proposal_result, name="proposal_result"),
]
staff: list[URLPattern] = [
    path("decision/announce/", announcing.announce, name="announce"),
]
