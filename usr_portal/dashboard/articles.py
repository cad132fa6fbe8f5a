"""The call's articles as pages show them: our digest, the official passage where it is loaded, the rules that cite it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import get_language

from proposals.rules import catalogue
from usr_portal.call.models import OfficialText
from usr_portal.call.rules import citations, digest
from usr_portal.call.rules.official_text import passages
from usr_portal.kernel.texts import compatible

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
    rules: tuple[catalogue.Entry, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """The official words of an article, from the file that staff loaded."""

    words: str
    source: OfficialText


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
        rules=_citing().get(article.citation, ()),
    )


def passage(citation: str) -> Passage | None:
    """Give an article's official words in one statement; None where no text is loaded or it lacks the article."""
    newest = OfficialText.objects.filter(call_id=settings.USR_CALL).defer("text").order_by("-loaded_at", "-pk").first()
    words = _passages(newest.pk).get(citation) if newest else None
    return Passage(words, newest) if newest and words else None


@lru_cache(maxsize=4)
def _passages(text_id: int) -> Mapping[str, str]:
    """Cut a text once a process: a row never changes."""
    text = OfficialText.objects.values_list("text", flat=True).get(pk=text_id)
    return passages(text, digest.articles(settings.USR_CALL).keys())


@cache
def _citing() -> Mapping[str, tuple[catalogue.Entry, ...]]:
    """Give the rules by the article that each cites; a rule may cite one for each type."""
    found: dict[str, list[catalogue.Entry]] = {}
    for entry in catalogue.CATALOGUE:
        for citation in dict.fromkeys(digest.article(cited).citation for cited in entry.articles):
            found.setdefault(citation, []).append(entry)
    return {citation: tuple(entries) for citation, entries in found.items()}


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
    return compatible(text).casefold().replace("臺", "台")
