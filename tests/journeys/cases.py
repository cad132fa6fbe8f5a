"""Pages that need a case under review: at which stage, and as whom, `test_review_pages` looks at each."""

from __future__ import annotations

TOUR_OF_CASES: dict[str, dict[str, tuple[str, ...]]] = {
    "data_check": {
        "lead": ("corrections", "proposal"),
        "window": ("corrections",),
        "center": ("staff_check", "staff_check_case"),
    },
    "written_review": {
        "center": (
            *("panels_round", "panels_round_edit", "panels_progress", "panels_seats", "panels_seat", "panels_case"),
            *("panels_reviewer", "panels_avoidances", "staff_check_case"),
        ),
        "unsigned": ("review", "review_statement"),
        "reviewer": ("review", "review_assignment", "review_submit", "review_decline", "review_recuse"),
    },
    "site_visit": {
        "lead": ("proposal_replies", "proposal_schedule"),
        "center": (
            *("schedule_talks", "schedule_propose", "schedule_place", "schedule_visits", "schedule_visit"),
            *("schedule_replies", "schedule_reply"),
        ),
        "reviewer": ("review_schedule", "review_replies", "review_visit"),
    },
    "decision": {
        "center": ("decision", "decision_schools", "decision_meeting", "decision_case", "staff_totals"),
        "ministry": ("decision", "announce"),
    },
    "announcement": {
        "anonymous": ("home", "results"),
        "lead": ("home", "proposal", "proposal_result"),
        "window": ("home", "school", "school_results"),
        "center": ("staff", "staff_proposals", "staff_views", "decision_case"),
        "ministry": ("announce",),
    },
}
OF_CASES = frozenset(
    {
        *("corrections", "panels_case", "panels_progress", "panels_reviewer", "panels_round"),
        *("panels_round_edit", "panels_seat", "panels_seats", "proposal_replies", "proposal_schedule"),
        *("review_assignment", "review_decline", "review_recuse", "review_replies", "review_statement"),
        *("review_submit", "review_visit", "schedule_place", "schedule_propose", "schedule_reply"),
        *("proposal_result", "school_results"),
        *("schedule_visit", "staff_check_case", "decision_meeting", "decision_case"),
    }
)
"""Those that the tour of all pages has no case for."""
