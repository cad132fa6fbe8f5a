"""The staff's overview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from proposals.selectors.overview import overview
from usr_portal.dashboard import charts, schedule
from usr_portal.dashboard.access import signed_in, staff_only
from usr_portal.kernel.vocabulary import Issue, PlanType

if TYPE_CHECKING:
    from proposals.selectors.overview import Overview


@staff_only
@require_GET
def staff(request: HttpRequest) -> HttpResponse:
    """Show today's windows and the numbers of applications."""
    found = overview(signed_in(request))
    context = {"schedule": schedule.read(), "overview": found, "charts": _charts(found)}
    return render(request, "dashboard/staff.html", context)


def _charts(found: Overview) -> tuple[charts.Chart, ...]:
    types = {one.key: one for one in found.by_type}
    by_type = [
        charts.Row(_(PlanType(key).label), types[key].proposals, types[key].subsidy) for key in PlanType if key in types
    ]
    by_issue = [
        charts.Row(_(Issue(one.key).label) if one.key in set(Issue) else _("尚未選定"), one.proposals, one.subsidy)
        for one in found.by_issue
    ]
    by_city = [charts.Row(_(one.key) if one.key else "—", one.proposals, one.subsidy) for one in found.by_city]
    return (
        charts.draw(_("計畫類型"), "type", by_type),
        charts.draw(_("重點議題"), "issue", by_issue),
        charts.draw(_("學校所在縣市"), "city", by_city),
    )
