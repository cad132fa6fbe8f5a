"""The call's articles as pages show them: our digest, the official passage where it is loaded, the rules that cite it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import get_language

from usr_portal.call.rules import citations, digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from usr_portal.call.rules.digest import Article


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """One article in the reader's language. `depth` is 0 for a chapter."""

    citation: str
    slug: str
    title: str
    digest: str
    depth: int


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One article with its way around."""

    article: ShownArticle
    above: tuple[ShownArticle, ...]
    below: tuple[ShownArticle, ...]
    previous: ShownArticle | None
    next: ShownArticle | None


def contents(words: str = "") -> tuple[ShownArticle, ...]:
    """Give every article in the order of the call; with words, those that hold all of them."""
    found = (shown(article) for article in digest.articles(settings.USR_CALL).values())
    wanted = _plain(words).split()
    return tuple(article for article in found if _holds(article, wanted))


def page(slug: str) -> ArticlePage | None:
    """Give an article's page by its address, or None where there is no such article."""
    article = digest.by_slug(slug, settings.USR_CALL)
    if article is None:
        return None
    every = list(digest.articles(settings.USR_CALL).values())
    place = every.index(article)
    return ArticlePage(
        article=shown(article),
        above=tuple(shown(parent) for parent in _above(article)),
        below=tuple(shown(child) for child in digest.children(article.citation, settings.USR_CALL)),
        previous=shown(every[place - 1]) if place else None,
        next=shown(every[place + 1]) if place + 1 < len(every) else None,
    )


def shown(article: Article) -> ShownArticle:
    """Put one article into the reader's language."""
    lang = get_language() or ""
    depth = len(citations.split(article.citation)) - 1
    return ShownArticle(article.citation, article.slug, article.title(lang), article.digest(lang), depth)


def _above(article: Article) -> Iterable[Article]:
    known = digest.articles(settings.USR_CALL)
    return (known[place] for place in reversed(citations.parents(article.citation)) if place in known)


def _holds(article: ShownArticle, words: list[str]) -> bool:
    text = _plain(f"{article.citation} {article.title} {article.digest}")
    return all(word in text for word in words)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("臺", "台")
