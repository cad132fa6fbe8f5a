"""Addresses of what schools offer and answer, of presentations and visits: for schools, staff and reviewers."""

from django.urls import URLPattern, path

import proposals.urls  # noqa: F401 - registers the converter of a proposal's number
from review.views import appointments, offers, replies, schedule, staff_replies

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
]
staff: list[URLPattern] = [
    path("", schedule.board, name="schedule_talks"),
    path("presentations/propose/", schedule.propose, name="schedule_propose"),
    path("presentations/publish/", schedule.publish, name="schedule_publish"),
    path("presentations/<slug:project_number>/", schedule.place, name="schedule_place"),
    path("presentations/<slug:project_number>/remove/", schedule.take_out, name="schedule_take_out"),
    path("replies/<slug:stage>/", staff_replies.board, name="schedule_replies"),
    path("replies/<slug:stage>/draft/", staff_replies.draft, name="schedule_replies_draft"),
    path("replies/<slug:stage>/preview/", staff_replies.preview, name="schedule_replies_preview"),
    path("replies/<slug:stage>/release/", staff_replies.release, name="schedule_replies_release"),
    path("replies/<slug:stage>/<slug:project_number>/", staff_replies.case, name="schedule_reply"),
    path("replies/<slug:stage>/<slug:project_number>/slides.pdf", staff_replies.slides, name="schedule_slides"),
]
