"""Addresses of a reviewer, under /review/."""

from django.urls import URLPattern, path

from review.views import files, reviewer

patterns: list[URLPattern] = [
    path("", reviewer.own, name="review"),
    path("rounds/<int:round_id>/statement/", reviewer.statement, name="review_statement"),
    path("<int:assignment_id>/", reviewer.assignment, name="review_assignment"),
    path("<int:assignment_id>/accept/", reviewer.accept, name="review_accept"),
    path("<int:assignment_id>/decline/", reviewer.give_back, {"act": "decline"}, name="review_decline"),
    path("<int:assignment_id>/recuse/", reviewer.give_back, {"act": "recuse"}, name="review_recuse"),
    path("<int:assignment_id>/submit/", reviewer.submit, name="review_submit"),
    path("<int:assignment_id>/reopen/", reviewer.reopen, name="review_reopen"),
    path("<int:assignment_id>/proposal.pdf", files.proposal_pdf, name="review_pdf"),
    path("<int:assignment_id>/papers/<int:paper_id>/", files.paper, name="review_paper"),
    path("<int:assignment_id>/pictures/<slug:digest>", files.picture, name="review_picture"),
    path("<int:assignment_id>/marks/", files.add_mark, name="review_marks"),
    path("<int:assignment_id>/marks/<int:mark_id>/", files.change_mark, name="review_mark"),
]
