"""Addresses of the staff's panels, under /staff/panels/."""

from django.urls import URLPattern, path

from review.views import panels, reviewers

patterns: list[URLPattern] = [
    path("", panels.panels, name="panels"),
    path("reviewers/", reviewers.reviewers, name="panels_reviewers"),
    path("reviewers/take-on/", reviewers.take_on, name="panels_take_on"),
    path("reviewers/<int:reviewer_id>/", reviewers.reviewer, name="panels_reviewer"),
    path("reviewers/<int:reviewer_id>/conflicts/", reviewers.enter_conflict, name="panels_conflict"),
    path(
        "reviewers/<int:reviewer_id>/conflicts/<int:conflict_id>/take-back/",
        reviewers.take_back_conflict,
        name="panels_conflict_take_back",
    ),
    path("avoidances/", reviewers.avoidances, name="panels_avoidances"),
    path("avoidances/<int:avoidance_id>/", reviewers.decide_avoidance, name="panels_avoidance"),
    path("rounds/new/", panels.new_round, name="panels_round_new"),
    path("rounds/<int:round_id>/", panels.one_round, name="panels_round"),
    path("rounds/<int:round_id>/edit/", panels.edit_round, name="panels_round_edit"),
    path("rounds/<int:round_id>/progress/", panels.progress, name="panels_progress"),
    path("rounds/<int:round_id>/panels/", panels.seats, name="panels_seats"),
    path("rounds/<int:round_id>/panels/<int:panel_id>/", panels.seats, name="panels_seat"),
    path("rounds/<int:round_id>/panels/<int:panel_id>/remove/", panels.remove_panel, name="panels_seat_remove"),
    path("rounds/<int:round_id>/cases/<slug:project_number>/", panels.case, name="panels_case"),
    path("rounds/<int:round_id>/<slug:act>/", panels.act, name="panels_act"),
    path("assignments/<int:assignment_id>/remove/", panels.change_assignment, {"act": "remove"}, name="panels_remove"),
    path(
        "assignments/<int:assignment_id>/exchange/",
        panels.change_assignment,
        {"act": "exchange"},
        name="panels_exchange",
    ),
    path("assignments/<int:assignment_id>/reopen/", panels.change_assignment, {"act": "reopen"}, name="panels_reopen"),
]

school: list[URLPattern] = [
    path("school/avoid/", reviewers.avoid, name="school_avoid"),
    path("school/avoid/<int:avoidance_id>/withdraw/", reviewers.withdraw_avoidance, name="school_avoid_withdraw"),
]
