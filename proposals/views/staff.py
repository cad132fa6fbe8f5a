"""The staff's list of proposals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from proposals.selectors import staff
from usr_portal.accounts.requests import PersonRequest
from usr_portal.kernel.vocabulary import Issue, PlanType

if TYPE_CHECKING:
    from django.http import HttpResponse


@login_required
@require_safe
def proposals(request: PersonRequest) -> HttpResponse:
    """All proposals, with search and filters."""
    asked = request.GET
    wanted = staff.Wanted(
        words=asked.get("q", ""),
        plan_type=asked.get("type", ""),
        condition=asked.get("state", ""),
        issue=asked.get("issue", ""),
    )
    query = asked.copy()
    query.pop("page", None)
    context = {
        "page": staff.page_of(staff.all_proposals(request.user, wanted), asked.get("page", "1")),
        "wanted": wanted,
        "query": query.urlencode(),
        "types": [(one.value, _(one.label)) for one in PlanType],
        "issues": [(str(one.value), _(one.label)) for one in Issue],
        "conditions": [
            ("writing", _("撰寫中")),
            ("complete", _("團隊已完成")),
            ("taken", _("校窗口已收件")),
            ("sent", _("已送出")),
        ],
    }
    return render(request, "proposals/staff_list.html", context)
