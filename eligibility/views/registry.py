"""The staff's pages of the registry: list, one project, correction."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from eligibility import access
from eligibility.forms.correction import CorrectionForm, shown_questions
from eligibility.selectors import registry as selectors
from eligibility.services import correcting
from eligibility.services.writing import SUBJECT
from usr_portal.accounts.requests import PersonRequest
from usr_portal.audit.selectors import history
from usr_portal.kernel.vocabulary import PriorType

INVALID = 422


@login_required
@require_GET
def listing(request: PersonRequest) -> HttpResponse:
    """Show the registry, 50 projects a page, narrowed by words, phase, type and school."""
    access.require_staff(request.user)
    chosen = selectors.Filter(*(request.GET.get(key, "").strip() for key in ("q", "phase", "type", "school")))
    schools = selectors.schools()
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "chosen": chosen,
        "schools": schools,
        "types": list(PriorType),
        "page": selectors.page(chosen, request.GET.get("page", "1"), schools),
        "query": query.urlencode(),
    }
    return render(request, "eligibility/registry/list.html", context)


@login_required
@require_GET
def project(request: PersonRequest, registry_id: str) -> HttpResponse:
    """Show one prior project with its lineage, team and history."""
    row = access.get_project(request.user, registry_id)
    context = {
        "project": row,
        "family": selectors.family(row),
        "team": selectors.team(row),
        "history": selectors.traces(history(f"{SUBJECT}:{row.registry_id}")),
    }
    return render(request, "eligibility/registry/project.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def create(request: PersonRequest) -> HttpResponse:
    """Enter a project by hand."""
    access.require_staff(request.user)
    form = CorrectionForm(request.POST or None, schools=_schools())
    if request.method == "POST" and form.is_valid() and _saved(request, form, version=None):
        messages.success(request, _("已建立前期計畫。"))
        return redirect("registry_project", registry_id=form.draft().registry_id)
    return _form_page(request, form, {})


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: PersonRequest, registry_id: str) -> HttpResponse:
    """Correct a project by hand, with a reason."""
    row = access.get_project(request.user, registry_id)
    team = [
        {"person": m.researcher.key, "name": m.researcher.name, "role": m.role, "months": m.months}
        for m in selectors.team(row)
    ]
    initial = correcting.values_of(row)
    form = CorrectionForm(
        request.POST or None, schools=_schools(), known_id=row.registry_id, initial=initial, team=team
    )
    if request.method == "POST" and form.is_valid() and _saved(request, form, version=request.POST.get("version", "")):
        return redirect("registry_project", registry_id=row.registry_id)
    return _form_page(request, form, {"project": row})


def _saved(request: PersonRequest, form: CorrectionForm, *, version: str | None) -> bool:
    reason = form.project.cleaned_data["reason"]
    try:
        changed = correcting.save(
            actor=request.user, draft=form.draft(), choices=form.choices, reason=reason, version=version
        )
    except correcting.CorrectionRefusedError as refusal:
        form.refuse(refusal.faults, refusal.questions)
        return False
    if version is not None:
        messages.success(request, _("已更正，並寫入紀錄。") if changed else _("內容沒有變動，未寫入任何更正。"))
    return True


def _schools() -> list[tuple[str, str]]:
    return [(school.code, f"{school.code} {school.name}") for school in selectors.schools()]


def _form_page(request: PersonRequest, form: CorrectionForm, context: dict[str, Any]) -> HttpResponse:
    context |= {"form": form, "questions": shown_questions(form.questions, form.choices)}
    status = INVALID if request.method == "POST" else 200
    return render(request, "eligibility/registry/form.html", context, status=status)
