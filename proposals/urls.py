"""Addresses of applications and proposals."""

from django.urls import URLPattern, path

from proposals.views import papers

urlpatterns: list[URLPattern] = [
    path("<str:number>/papers/", papers.papers, name="proposal_papers"),
    path("<str:number>/papers/<int:paper_id>/", papers.paper_file, name="proposal_paper"),
    path("<str:number>/papers/<int:paper_id>/remove/", papers.remove, name="proposal_paper_remove"),
]
staff_patterns: list[URLPattern] = []
