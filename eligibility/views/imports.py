"""The registry from and to files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eligibility import access
from eligibility.forms.correction import ApplyForm, UploadForm, shown_questions
from eligibility.selectors import registry as selectors
from eligibility.services import downloads, imports
from eligibility.services.columns import COLUMNS
from eligibility.services.reading import MOST_BYTES
from usr_portal.accounts.requests import PersonRequest
from usr_portal.kernel import ods
from usr_portal.kernel.ods_reading import SpreadsheetError
from usr_portal.kernel.texts import plain

if TYPE_CHECKING:
    from eligibility.models import RegistryImport

INVALID = 422


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: PersonRequest) -> HttpResponse:
    """Take a file and lead to its preview."""
    access.require_staff(request.user)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = imports.upload(actor=request.user, filename=file.name, data=file.read(MOST_BYTES + 1))
        except SpreadsheetError as error:
            form.add_error("file", error.problem.render(gettext))
        else:
            return redirect("registry_import_preview", pk=row.pk)
    context = {"form": form, "columns": COLUMNS, "imports": selectors.imports()}
    return render(request, "eligibility/registry/import.html", context, status=INVALID if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def preview(request: PersonRequest, pk: int) -> HttpResponse:
    """Show what an import would do; POST applies it."""
    row = access.get_import(request.user, pk)
    form = ApplyForm(request.POST or None)
    at_fault: tuple[str, ...] = ()
    if request.method == "POST":
        imports.answer(row=row, choices=_choices(request))
        try:
            if form.is_valid():
                imports.apply(actor=request.user, pk=pk, **form.cleaned_data)
                messages.success(request, _("已匯入登錄資料。"))
                return redirect("registry_import_preview", pk=pk)
        except imports.ImportRefusedError as refusal:
            form.add_error(None, refusal.reason.render(gettext))
            at_fault = refusal.tokens
    return _preview_page(request, row, form, at_fault)


def _choices(request: PersonRequest) -> dict[str, str]:
    given = {plain(key): plain(str(value)) for key, value in request.POST.items() if key.startswith("choice-")}
    return {key.removeprefix("choice-"): value for key, value in given.items()}


def _preview_page(
    request: PersonRequest, row: RegistryImport, form: ApplyForm, at_fault: tuple[str, ...]
) -> HttpResponse:
    waiting = row.state == row.State.PREVIEW
    found = imports.preview_of(row) if waiting else None
    context = {
        "row": row,
        "preview": found,
        "form": form,
        "questions": shown_questions(found.questions, row.choices, at_fault) if found else [],
    }
    status = INVALID if form.is_bound and waiting else 200
    return render(request, "eligibility/registry/preview.html", context, status=status)


@login_required
@require_POST
def discard(request: PersonRequest, pk: int) -> HttpResponse:
    """Give up an import."""
    access.get_import(request.user, pk)
    imports.discard(actor=request.user, pk=pk)
    messages.info(request, _("已放棄這份匯入，登錄資料沒有變動。"))
    return redirect("registry_import")


@login_required
@require_GET
def download(request: PersonRequest, what: str, kind: str) -> HttpResponse:
    """Give the registry, or an empty table of its columns, as a file."""
    access.require_staff(request.user)
    if what not in {"registry", "template"} or kind not in {"ods", "csv"}:
        raise Http404
    rows = downloads.registry_rows() if what == "registry" else iter(())
    body = downloads.as_ods(rows) if kind == "ods" else downloads.as_csv(rows)
    response = HttpResponse(body, content_type=ods.MIME_TYPE if kind == "ods" else "text/csv; charset=utf-8")
    name = "usr-registry" if what == "registry" else "usr-registry-template"
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
