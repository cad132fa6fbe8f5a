"""Staff pages of reviewers and of the persons that schools ask to avoid; the school's own page for asking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from proposals.access import Need, get_application
from proposals.services.refusals import Refused
from review.access import require_staff
from review.forms.reviewers import (
    AffiliationSet,
    AvoidForm,
    ConflictForm,
    ReviewerForm,
    initial_of,
    initial_places,
    offered_schools,
)
from review.selectors import reviewers as selectors
from review.services import recusing
from review.services import reviewers as services
from review.services.reviewers import Place
from review.views.versions import UNPROCESSABLE
from usr_portal.accounts.requests import PersonRequest
from usr_portal.kernel.whole import key_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from review.models import Reviewer


@login_required
@require_safe
def reviewers(request: PersonRequest) -> HttpResponse:
    """All reviewers, with search."""
    words = request.GET.get("q", "")
    context = {
        "page": selectors.page_of(selectors.reviewers(request.user, words), request.GET.get("page", "1")),
        "words": words,
        "query": f"q={words}",
        "without_row": selectors.without_row(request.user),
    }
    return render(request, "review/panels/reviewers.html", context)


@login_required
@require_POST
def take_on(request: PersonRequest) -> HttpResponse:
    """Make somebody with the reviewer's role a reviewer here."""
    made = services.take_on(actor=request.user, person_id=key_of(request.POST.get("person", "")) or 0)
    messages.success(request, _("已建立委員資料；請填寫專長與任職單位。"))
    return redirect("panels_reviewer", made.pk)


@login_required
@require_http_methods(["GET", "POST"])
def reviewer(request: PersonRequest, reviewer_id: int) -> HttpResponse:
    """One reviewer: expertise, affiliations, how many, when not."""
    found = selectors.get_reviewer(request.user, reviewer_id)
    data = request.POST if request.method == "POST" else None
    form = ReviewerForm(data, initial=initial_of(found))
    places = AffiliationSet(
        data, prefix="places", initial=initial_places(found), form_kwargs={"schools": offered_schools()}
    )
    if data is not None and form.is_valid() and places.is_valid():
        services.edit(actor=request.user, reviewer_id=found.pk, values=form.cleaned_data, places=_places(places))
        messages.success(request, _("已儲存。"))
        return redirect("panels_reviewer", found.pk)
    status = 200 if data is None else UNPROCESSABLE
    return render(request, "review/panels/reviewer.html", _reviewer(found, form, places), status=status)


def _reviewer(found: Reviewer, form: ReviewerForm, places: Any) -> dict[str, Any]:  # noqa: ANN401 - a formset
    return {
        "reviewer": found,
        "form": form,
        "places": places,
        "conflicts": selectors.conflicts_of(found),
        "conflict_form": ConflictForm(auto_id="conflict_%s"),
    }


@login_required
@require_POST
def enter_conflict(request: PersonRequest, reviewer_id: int) -> HttpResponse:
    """Enter what a reviewer is recused from."""
    found = selectors.get_reviewer(request.user, reviewer_id)
    form = ConflictForm(request.POST, auto_id="conflict_%s")
    if form.is_valid():
        try:
            made = recusing.enter(actor=request.user, reviewer_id=found.pk, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("target", str(refusal))
        else:
            text = ngettext("已登錄迴避 {n} 件，立即生效。", "已登錄迴避 {n} 件，立即生效。", len(made))
            messages.success(request, text.format(n=len(made)))
            return redirect("panels_reviewer", found.pk)
    places = AffiliationSet(prefix="places", initial=initial_places(found), form_kwargs={"schools": offered_schools()})
    context = _reviewer(found, ReviewerForm(initial=initial_of(found)), places) | {"conflict_form": form}
    return render(request, "review/panels/reviewer.html", context, status=UNPROCESSABLE)


@login_required
@require_POST
def take_back_conflict(request: PersonRequest, reviewer_id: int, conflict_id: int) -> HttpResponse:
    """Take back what staff entered by mistake."""
    require_staff(request.user)
    try:
        recusing.take_back(
            actor=request.user,
            reviewer_id=reviewer_id,
            conflict_id=conflict_id,
            reason=request.POST.get("reason", ""),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已取消這一筆迴避；原有的分派不會恢復，需要時請重新分派。"))
    return redirect("panels_reviewer", reviewer_id)


def _places(places: Any) -> list[Place]:  # noqa: ANN401 - a formset
    rows = [form.cleaned_data for form in places.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
    return [
        Place(
            school_id=row["school"].pk if row.get("school") else None,
            organisation=row.get("organisation", ""),
            begins_on=row.get("begins_on"),
            ends_on=row.get("ends_on"),
        )
        for row in rows
        if row.get("school") or row.get("organisation")
    ]


@login_required
@require_safe
def avoidances(request: PersonRequest) -> HttpResponse:
    """What schools ask to avoid."""
    context = {
        "avoidances": selectors.avoidances(request.user),
        "reviewers": selectors.active_names(request.user),
    }
    return render(request, "review/panels/avoidances.html", context)


@login_required
@require_POST
def decide_avoidance(request: PersonRequest, avoidance_id: int) -> HttpResponse:
    """Accept or refuse."""
    sent = request.POST.get("reviewer", "")
    accepted = request.POST.get("verdict") == "accept"
    try:
        services.decide_avoidance(
            actor=request.user,
            avoidance_id=avoidance_id,
            accepted=accepted,
            reviewer_id=(key_of(sent) or 0) if sent else None,  # 0 is nobody: what cannot be read is refused
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已同意迴避。") if accepted else _("已註記不同意。"))
    return redirect("panels_avoidances")


@login_required
@require_http_methods(["GET", "POST"])
def avoid(request: PersonRequest) -> HttpResponse:
    """A school's page: whom it asks to avoid, and why."""
    code = request.GET.get("school") or None
    application = get_application(request.user, code, need=Need.WINDOW)
    form = AvoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_to_avoid(person=request.user, school_code=application.school.code, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已送出，承辦人員審酌後生效。"))
            return redirect(request.get_full_path())
    context = {"form": form, "application": application, "avoidances": selectors.avoidances_of(application.pk)}
    return render(request, "review/school/avoid.html", context, status=UNPROCESSABLE if form.errors else 200)


@login_required
@require_POST
def withdraw_avoidance(request: PersonRequest, avoidance_id: int) -> HttpResponse:
    """Take back what was not decided yet."""
    application = get_application(request.user, request.GET.get("school") or None, need=Need.WINDOW)
    services.withdraw_avoidance(person=request.user, school_code=application.school.code, avoidance_id=avoidance_id)
    messages.success(request, _("已取消這一筆。"))
    return redirect(f"{reverse('school_avoid')}?school={application.school.code}")
