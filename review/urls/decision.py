"""Addresses of the decision, under /staff/decision/."""

from django.urls import URLPattern, path

import review.urls.check  # noqa: F401 - it registers the converter of a project number
from review.views import decision, minutes

patterns: list[URLPattern] = [
    path("", decision.board, {"side": "decision"}, name="decision"),
    path("schools/", decision.board, {"side": "decision_schools"}, name="decision_schools"),
    path("meetings/new/", minutes.new, name="decision_meeting_new"),
    path("meetings/<int:meeting_id>/", minutes.meeting, name="decision_meeting"),
    path("meetings/<int:meeting_id>/minutes.pdf", minutes.minutes, name="decision_minutes"),
    path("meetings/<int:meeting_id>/cases/", decision.save, {"side": "decision"}, name="decision_save"),
    path(
        "meetings/<int:meeting_id>/schools/", decision.save, {"side": "decision_schools"}, name="decision_schools_save"
    ),
    path("meetings/<int:meeting_id>/confirm/", decision.confirm, name="decision_confirm"),
    path("meetings/<int:meeting_id>/cases/<project:project_number>/", decision.case, name="decision_case"),
    path(
        "meetings/<int:meeting_id>/cases/<project:project_number>/withdraw/",
        decision.withdraw,
        name="decision_withdraw",
    ),
]
