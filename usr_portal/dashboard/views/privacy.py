"""The personal-data notice: public, to be agreed to at the first sign-in, and published by staff."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from usr_portal.accounts import notice_text, privacy
from usr_portal.accounts.models import PrivacyNotice
from usr_portal.dashboard import privacy as services
from usr_portal.dashboard.access import signed_in, staff_only
from usr_portal.dashboard.forms.privacy import NoticeForm
from usr_portal.dashboard.refusals import Refused
from usr_portal.kernel.whole import whole

OK, CONFLICT, UNPROCESSABLE = 200, 409, 422


@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """Show the notice to everybody."""
    return render(request, "account/privacy.html", {"notice": privacy.in_force()})


@login_required
@require_http_methods(["GET", "POST"])
def asked(request: HttpRequest) -> HttpResponse:
    """Ask who signed in to agree, then lead on to where they wanted."""
    onward = request.POST.get("next") or request.GET.get("next") or "/"
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure()):
        onward = "/"
    status = OK
    notice = privacy.in_force()
    if notice is None or (request.method != "POST" and not privacy.owes(signed_in(request))):
        # Agreed to meanwhile, perhaps on another device
        request.session.pop(privacy.OWED, None)
        return redirect(onward)
    if request.method == "POST":
        try:
            services.accept(person=signed_in(request), version=whole(request.POST.get("version", "")) or 0)
        except Refused as refusal:
            messages.error(request, str(refusal))
            status = CONFLICT
        else:
            request.session.pop(privacy.OWED, None)
            return redirect(onward)
    context = {"notice": notice, "next": onward}
    return render(request, "account/notice.html", context, status=status)


@staff_only
@require_http_methods(["GET", "POST"])
def published(request: HttpRequest) -> HttpResponse:
    """Show the versions, and publish a new one."""
    versions = list(PrivacyNotice.objects.select_related("published_by"))
    newest = versions[0] if versions else None
    first = {"text_zh": notice_text.ZH, "text_en": notice_text.EN, "seen": 0}
    if newest:
        first = {"text_zh": newest.text_zh, "text_en": newest.text_en, "seen": newest.version}
    form = NoticeForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid() and _published(request, form):
        messages.success(request, _("已公告新的版本；每個人下次登入時會請他們看過並同意。"))
        return redirect("staff_notice")
    context = {"form": form, "versions": versions, "kept_days": settings.USR_LETTERS_KEPT_DAYS}
    return render(request, "dashboard/notice.html", context, status=UNPROCESSABLE if form.errors else OK)


def _published(request: HttpRequest, form: NoticeForm) -> bool:
    try:
        services.publish(person=signed_in(request), **form.cleaned_data)
    except Refused as refused:
        form.refuse(refused)
        return False
    return True
