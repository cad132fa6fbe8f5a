"""Persons of the registry: the staff's page of one, and the search for team tables."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from eligibility import access
from eligibility.forms.correction import MergeForm, RenameForm
from eligibility.selectors import find_people
from eligibility.selectors import people as selectors
from eligibility.selectors.registry import traces
from eligibility.services import people
from usr_portal.accounts.requests import PersonRequest
from usr_portal.audit.selectors import history

INVALID = 422
MOST_SEARCHES = 30
PER_SECONDS = 60


@login_required
@require_http_methods(["GET", "POST"])
def researcher(request: PersonRequest, key: str) -> HttpResponse:
    """Show where a person served; correct the name, or make two persons one."""
    row = access.get_researcher(request.user, key)
    act = request.POST.get("act", "")
    rename = RenameForm(request.POST if act == "rename" else None, initial={"name": row.name}, prefix="rename")
    merge = MergeForm(request.POST if act == "merge" else None, prefix="merge")
    if (act == "rename" and _renamed(request, rename, key)) or (act == "merge" and _merged(request, merge, key)):
        return redirect("registry_person", key=key)
    context = {
        "person": row,
        "services": selectors.services_of(row),
        "namesakes": selectors.namesakes(row),
        "rename": rename,
        "merge": merge,
        "history": traces(history(f"{people.SUBJECT}:{row.key}")),
    }
    return render(request, "eligibility/registry/person.html", context, status=INVALID if act else 200)


def _renamed(request: PersonRequest, form: RenameForm, key: str) -> bool:
    if not form.is_valid():
        return False
    people.rename(actor=request.user, key=key, **form.cleaned_data)
    messages.success(request, _("已更正姓名，並寫入紀錄。"))
    return True


def _merged(request: PersonRequest, form: MergeForm, key: str) -> bool:
    if not form.is_valid():
        return False
    values = form.cleaned_data
    try:
        people.merge_researchers(actor=request.user, kept=key, gone=values["gone"].strip(), reason=values["reason"])
    except people.MergeRefusedError as refusal:
        form.add_error("gone", refusal.reason.render(gettext))
        form.mark_errors()
        return False
    messages.success(request, _("已將兩筆人員合併為一人，並寫入紀錄。"))
    return True


@login_required
@require_GET
def search(request: PersonRequest) -> HttpResponse:
    """Give the persons of exactly this name as JSON: key, name, school; 30 searches a minute for each person."""
    if _too_many(request.user.pk):
        return JsonResponse({"error": _("查詢太頻繁，請一分鐘後再試。")}, status=429)
    found = find_people(request.GET.get("name", "")[:80], request.GET.get("school", "")[:8])
    return JsonResponse({"people": [asdict(person) for person in found]})


def _too_many(person_id: int) -> bool:
    key = f"eligibility-people-{person_id}"
    cache.add(key, 0, PER_SECONDS)
    try:
        return bool(cache.incr(key) > MOST_SEARCHES)
    except ValueError:  # it ran out between the two
        return False
