"""Pages of a proposal's papers: the list, taking one in, taking one off, and the file itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from proposals.selectors.papers import get_paper, papers_page
from proposals.services.papers import remove_paper, store_paper
from proposals.services.refusals import Refused, explain
from proposals.views import desk as desks
from usr_portal.accounts.requests import PersonRequest
from usr_portal.call.services import WindowClosed
from usr_portal.kernel.whole import key_of

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

UNPROCESSABLE = 422


@login_required
@require_http_methods(["GET", "POST"])
def papers(request: PersonRequest, number: str) -> HttpResponse:
    """Show the papers of a proposal; POST takes one or more of one kind in."""
    if request.method != "POST":
        return _page(request, number)
    kind = request.POST.get("kind", "")
    papers_page(request.user, number).slot(kind)  # a kind that the form asks for
    taken, problems = _take(request, number, kind)
    if request.htmx:
        return _slot(request, number, kind, problems, taken)
    if taken:
        messages.success(request, _taken(taken))
    if problems:
        return _page(request, number, status=UNPROCESSABLE, problem_kind=kind, problems=problems)
    return redirect(f"{reverse('proposal_papers', args=[number])}#paper-{kind}")


@login_required
@require_POST
def remove(request: PersonRequest, number: str, paper_id: int) -> HttpResponse:
    """Take a paper off; the file is kept."""
    try:
        paper = remove_paper(person=request.user, number=number, paper_id=paper_id)
    except (Refused, WindowClosed) as refusal:
        messages.error(request, explain(refusal))
        return redirect("proposal_papers", number)
    messages.success(request, _("已移除「{name}」。").format(name=paper.original_name))
    return redirect(f"{reverse('proposal_papers', args=[number])}#paper-{paper.kind}")


@login_required
@require_GET
def paper_file(request: PersonRequest, number: str, paper_id: int) -> HttpResponseBase:
    """Serve the file to those who may see the proposal; shown in the browser, never run as a page of ours."""
    paper = get_paper(request.user, number, paper_id)
    response = FileResponse(paper.file.open("rb"), content_type="application/pdf", filename=paper.original_name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["ETag"] = f'"{paper.sha256}"'
    return response


def _take(request: PersonRequest, number: str, kind: str) -> tuple[int, list[str]]:
    """Take each file in by itself; give how many were taken, and why the others were not."""
    files = request.FILES.getlist("paper")
    if not files:
        return 0, [_("請先選擇一個 PDF 檔案。")]
    replaces = request.POST.get("replaces", "")
    problems = []
    for place, upload in enumerate(files):
        stands_for = key_of(replaces) if place == 0 else None
        problems += _take_one(request, number, kind, upload, stands_for)
    return len(files) - len(problems), problems


def _taken(count: int) -> str:
    return ngettext("已收下 {count} 個檔案。", "已收下 {count} 個檔案。", count).format(count=count)


def _take_one(
    request: PersonRequest, number: str, kind: str, upload: UploadedFile[Any], replaces: int | None
) -> list[str]:
    try:
        store_paper(person=request.user, number=number, kind=kind, upload=upload, replaces=replaces)
    except (Refused, WindowClosed) as refusal:
        return [_("{name}：{reason}").format(name=upload.name, reason=explain(refusal))]
    return []


def _page(request: PersonRequest, number: str, *, status: int = 200, **more: object) -> HttpResponse:
    page = papers_page(request.user, number)
    context = {"page": page, "desk": desks.of_proposal(request.user, page.proposal, "papers"), **more}
    return render(request, "proposals/papers/page.html", context, status=status)


def _slot(request: PersonRequest, number: str, kind: str, problems: list[str], taken: int) -> HttpResponse:
    page = papers_page(request.user, number)
    told = _taken(taken) if taken else ""
    context = {"page": page, "slot": page.slot(kind), "problem_kind": kind, "problems": problems, "taken": told}
    response = render(request, "proposals/papers/slot.html", context)
    response["HX-Trigger"] = "findings:refresh"
    return response
