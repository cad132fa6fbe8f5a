"""Addresses of what schools offer and answer, of presentations and visits: for schools, staff and reviewers."""

from django.urls import URLPattern, path

import proposals.urls  # noqa: F401 - registers the converter of a proposal's number
from review.views import appointments, offers, replies, schedule, staff_replies, visits

school: list[URLPattern] = [
    path("<number:number>/offer/", offers.offer, name="proposal_offer"),
    path("<number:number>/replies/", replies.replies, name="proposal_replies"),
    path("<number:number>/replies/<slug:stage>/", replies.answer, name="proposal_answer"),
    path("<number:number>/replies/<slug:stage>/upload/", replies.upload_slides, name="proposal_slides_upload"),
    path("<number:number>/replies/<slug:stage>/slides.pdf", replies.slides, name="proposal_slides"),
    path("<number:number>/schedule/", appointments.of_school, name="proposal_schedule"),
    path("<number:number>/schedule.ics", appointments.school_calendar, name="proposal_calendar"),
]
reviewer: list[URLPattern] = [
    path("schedule/", appointments.of_reviewer, name="review_schedule"),
    path("schedule.ics", appointments.reviewer_calendar, name="review_calendar"),
    path("<int:assignment_id>/replies/", replies.for_reviewer, name="review_replies"),
    path("<int:assignment_id>/replies/<slug:stage>/slides.pdf", replies.slides_for_reviewer, name="review_slides"),
    path("<int:assignment_id>/visit/", visits.for_reviewer, name="review_visit"),
    path("<int:assignment_id>/visit/photos/<int:photo_id>.jpg", visits.photo_for_reviewer, name="review_visit_photo"),
]
staff: list[URLPattern] = [
    path("", schedule.board, name="schedule_talks"),
    path("presentations/propose/", schedule.propose, name="schedule_propose"),
    path("presentations/publish/", schedule.publish, name="schedule_publish"),
    path("presentations/<slug:project_number>/", schedule.place, name="schedule_place"),
    path("presentations/<slug:project_number>/remove/", schedule.take_out, name="schedule_take_out"),
    path("visits/", visits.board, name="schedule_visits"),
    path("visits/publish/", visits.publish, name="schedule_visits_publish"),
    path("visits/<slug:project_number>/", visits.visit, name="schedule_visit"),
    path("visits/<slug:project_number>/place/", visits.place, name="schedule_visit_place"),
    path("visits/<slug:project_number>/report/", visits.report, name="schedule_visit_report"),
    path("visits/<slug:project_number>/photos/", visits.add_photo, name="schedule_visit_photos"),
    path("visits/<slug:project_number>/photos/<int:photo_id>.jpg", visits.photo, name="schedule_visit_photo"),
    path(
        "visits/<slug:project_number>/photos/<int:photo_id>/remove/",
        visits.remove_photo,
        name="schedule_visit_photo_remove",
    ),
    path("replies/<slug:stage>/", staff_replies.board, name="schedule_replies"),
    path("replies/<slug:stage>/draft/", staff_replies.draft, name="schedule_replies_draft"),
    path("replies/<slug:stage>/preview/", staff_replies.preview, name="schedule_replies_preview"),
    path("replies/<slug:stage>/release/", staff_replies.release, name="schedule_replies_release"),
    path("replies/<slug:stage>/<slug:project_number>/", staff_replies.case, name="schedule_reply"),
    path("replies/<slug:stage>/<slug:project_number>/slides.pdf", staff_replies.slides, name="schedule_slides"),
]
