"""The call for proposals: its contents and each of its articles."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from usr_portal.dashboard import articles, schedule


@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """Show the table of contents; `q` searches citations, titles and digests."""
    words = request.GET.get("q", "").strip()[:100]
    found = articles.contents(words)
    return render(request, "call/contents.html", {"words": words, "articles": found, "schedule": schedule.read()})


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one article."""
    found = articles.page(slug)
    if found is None:
        raise Http404
    return render(request, "call/article.html", {"page": found, "passage": articles.passage(found.article.citation)})
