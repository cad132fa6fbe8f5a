"""Talks about a proposal's pages: all of them on a page of their own, and those of a page beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from proposals.forms.parts import language
from proposals.selectors import comments as selectors
from proposals.selectors.addresses import page as page_of
from proposals.selectors.workspace import sections_for
from proposals.services import comments as services
from proposals.services.refusals import Refused
from usr_portal.accounts.requests import PersonRequest
from usr_portal.kernel.whole import key_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from proposals.models import Comment

OK, UNPROCESSABLE = 200, 422


@login_required
@require_http_methods(["GET", "POST"])
def talks(request: PersonRequest, number: str) -> HttpResponse:
    """Show the talks, of one page where `section` names it; POST begins one."""
    if request.method == "POST":
        return _done(request, number, lambda link: _say(request, number, link))
    return _show(request, number)


@login_required
@require_POST
def answer(request: PersonRequest, number: str, comment_id: int) -> HttpResponse:
    """Answer in a talk."""

    def act(link: str) -> Comment:
        return services.answer(
            person=request.user,
            number=number,
            comment_id=comment_id,
            text=request.POST.get("text", ""),
            mentioned=_mentioned(request),
            link=link,
        )

    return _done(request, number, act, answering=comment_id)


@login_required
@require_POST
def settle(request: PersonRequest, number: str, comment_id: int) -> HttpResponse:
    """Settle a talk, or open it again."""
    settled = request.POST.get("settled") == "1"
    act = services.settle
    return _done(
        request, number, lambda _link: act(person=request.user, number=number, comment_id=comment_id, settled=settled)
    )


@login_required
@require_POST
def take_back(request: PersonRequest, number: str, comment_id: int) -> HttpResponse:
    """Take back one's own comment."""
    act = services.take_back
    return _done(request, number, lambda _link: act(person=request.user, number=number, comment_id=comment_id))


def _say(request: PersonRequest, number: str, link: str) -> Comment:
    return services.say(
        person=request.user,
        number=number,
        key=request.POST.get("key", ""),
        text=request.POST.get("text", ""),
        audience=request.POST.get("audience", ""),
        mentioned=_mentioned(request),
        link=link,
    )


def _mentioned(request: PersonRequest) -> list[int]:
    return [found for one in request.POST.getlist("mention") if (found := key_of(one)) is not None]


def _done(
    request: PersonRequest, number: str, act: Callable[[str], Comment], *, answering: int | None = None
) -> HttpResponse:
    """Do it; then show the talks of the page again, or what is wrong with what was typed kept."""
    key = request.POST.get("key", "")
    link = request.build_absolute_uri(page_of(number, key)) if key else request.build_absolute_uri(_url(number))
    try:
        made = act(f"{link}#talks")
    except Refused as refusal:
        return _show(request, number, key=key, problem=str(refusal), answering=answering, status=UNPROCESSABLE)
    if request.htmx:
        return _show(request, number, key=made.key)
    return redirect(f"{_url(number)}?section={made.key}#talk-{made.thread_id or made.pk}")


def _url(number: str) -> str:
    return reverse("proposal_comments", args=[number])


def _show(request: PersonRequest, number: str, *, key: str = "", status: int = OK, **more: object) -> HttpResponse:
    proposal = selectors.proposal_for(request.user, number)
    titles = {section.key: section.title(language()) for section in sections_for(proposal)}
    asked = key or request.GET.get("section", "")
    shown = asked if asked in titles else ""
    found = selectors.talks(request.user, proposal, shown)
    context = {
        "proposal": proposal,
        "section_key": shown,
        "section_title": titles.get(shown, ""),
        "titles": titles,
        "talks": [
            (talk, titles.get(talk.first.key, talk.first.key), page_of(number, talk.first.key)) for talk in found
        ],
        "asked": [one.first for one in found if one.is_open and one.first.move_id and not one.first.removed_at],
        "readers": [one for one in selectors.readers(proposal, services.Audience.SCHOOL) if one != request.user],
        "may_choose": proposal.my_access is not None,
        "typed": request.POST.get("text", "") if more.get("problem") else "",
        "heading": _("討論"),
        **more,
    }
    template = "panel" if request.htmx else "page"
    return render(request, f"proposals/comments/{template}.html", context, status=status)
