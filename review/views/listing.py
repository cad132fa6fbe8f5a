"""The staff's list of all proposals: looking, moving several, taking away as a file, views kept under a name."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.services.refusals import Refused
from review.access import require_staff
from review.forms.listing import Asked, ViewForm, chosen_numbers, read, read_query
from review.rules.stages import Act
from review.selectors import listing as lists
from review.selectors import views_saved as kept
from review.services import exporting, stages, views_saved
from review.views import file_answers, list_page
from review.views.versions import UNPROCESSABLE
from usr_portal.accounts.requests import PersonRequest
from usr_portal.call import services as call
from usr_portal.kernel.whole import key_of

MOST_AT_ONCE = 500
"""Cases that move together: as many as a browser sends back in one form, and a person still reads through."""


@login_required
@require_safe
def proposals(request: PersonRequest) -> HttpResponse:
    """All proposals; without any wish, as the person's default view has them."""
    require_staff(request.user)
    views = list(kept.views(request.user))
    default = next((view for view in views if view.is_default), None)
    if default is not None and not request.GET:
        return redirect(f"{reverse('staff_proposals')}?{default.query}&view={default.pk}")
    asked = _asked(request)
    found = lists.listing(request.user, asked.look, asked.page)
    context = list_page.context(asked, found) | {
        "views": views,
        "opened": next((view for view in views if str(view.pk) == asked.view), None),
    }
    return render(request, "review/list/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def export(request: PersonRequest, kind: str) -> HttpResponseBase:
    """What matches, or (by POST) what was ticked, in the columns that are shown, as a file."""
    require_staff(request.user)
    asked, chosen = _asked(request), None
    if request.method == "POST":
        asked = read_query(request.POST.get("query", ""), asked.look.years)
        chosen = chosen_numbers(request.POST)
    if chosen == []:
        messages.error(request, _("沒有勾選任何計畫。請先勾選，或改選「全部符合的計畫」。"))
        return redirect(f"{reverse('staff_proposals')}?{asked.query or 'view=0'}")
    return _file(request, file_answers.known(kind), asked, chosen)


@login_required
@require_POST
def move(request: PersonRequest) -> HttpResponse:
    """Show what moving the ticked cases, or all that match, would do; the page that moves them is the data check's."""
    require_staff(request.user)
    asked = read_query(request.POST.get("query", ""), call.in_force().years)
    ids = lists.case_ids(request.user, asked.look.wanted, chosen_numbers(request.POST))
    if len(ids) > MOST_AT_ONCE:
        text = _("一次最多移動 {most} 件，目前選了 {n} 件；請先縮小範圍。").format(most=MOST_AT_ONCE, n=len(ids))
        messages.error(request, text)
        return redirect(f"{reverse('staff_proposals')}?{asked.query or 'view=0'}")
    steps = stages.preview(person=request.user, case_ids=ids, act=Act.ADVANCE)
    return render(
        request, "review/check/move.html", {"steps": steps, "act": Act.ADVANCE, "reason": "", "back": "staff_proposals"}
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def views(request: PersonRequest) -> HttpResponse:
    """The views that one may open; POST keeps what was looked at under a name."""
    require_staff(request.user)
    if request.method != "POST":
        return _views_page(request)
    query = _asked_query(request.POST.get("query", ""))
    form = ViewForm(request.POST)
    if form.is_valid():
        try:
            view = views_saved.keep(person=request.user, query=query, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("已保存檢視「{name}」。").format(name=view.name))
            return redirect(f"{reverse('staff_proposals')}?{query}&view={view.pk}")
    return _views_page(request, status=UNPROCESSABLE, form=form, query=query)


@login_required
@require_POST
def view(request: PersonRequest, view_id: int) -> HttpResponse:
    """Rename one's own view, share it or no longer, or delete it."""
    own = kept.get_own(request.user, view_id)
    if request.POST.get("act") == "remove":
        views_saved.remove(person=request.user, view_id=own.pk)
        messages.success(request, _("已刪除檢視「{name}」。").format(name=own.name))
        return redirect("staff_views")
    form = ViewForm(request.POST)
    if form.is_valid():
        try:
            views_saved.rename(person=request.user, view_id=own.pk, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("已更新檢視。"))
            return redirect("staff_views")
    return _views_page(request, status=UNPROCESSABLE, changing=own.pk, changed=form)


@login_required
@require_POST
def default(request: PersonRequest) -> HttpResponse:
    """Let the list open with a view, or with none."""
    given = request.POST.get("view", "")
    chosen = key_of(given)
    if given and chosen is None:
        raise Http404
    views_saved.set_default(person=request.user, view_id=chosen)
    messages.success(request, _("已設為預設檢視。") if given else _("清單不再使用預設檢視。"))
    return redirect("staff_views")


def _asked(request: PersonRequest) -> Asked:
    return read(request.GET, call.in_force().years)


def _asked_query(query: str) -> str:
    """Give an address as it is kept: only what the list knows, in the shortest way."""
    return read_query(query, call.in_force().years).query


def _file(request: PersonRequest, kind: str, asked: Asked, chosen: list[str] | None) -> HttpResponseBase:
    columns = asked.look.columns
    lines = lists.every_line(request.user, asked.look, chosen)
    detail: dict[str, Any] = {"query": asked.query} | ({} if chosen is None else {"numbers": chosen})
    exporting.log_list(request.user, "proposals", kind, detail)
    rows = ([column.value(line) for column in columns] for line in lines)
    header, keys = [column.heading for column in columns], [column.key for column in columns]
    return file_answers.table(kind, "proposals", _("計畫清單"), header, keys, rows)


def _views_page(request: PersonRequest, *, status: int = 200, **more: object) -> HttpResponse:
    found = list(kept.views(request.user))
    count = ngettext("{n} 個檢視", "{n} 個檢視", len(found)).format(n=len(found))
    context = {"views": found, "count": count, "me": request.user.pk} | more
    return render(request, "review/list/views.html", context, status=status)
