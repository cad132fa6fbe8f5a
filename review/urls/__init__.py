"""Addresses of the review. Each area's stand in a module of its own; `usr_portal.urls` says under which prefix."""

from review.urls import check, decision, exports, listing, panels, results, reviewer, school, talks

reviewer_patterns = [*reviewer.patterns, *talks.reviewer]
staff_check_patterns = check.patterns
staff_panel_patterns = panels.patterns
staff_schedule_patterns = talks.staff
staff_decision_patterns = decision.patterns
staff_export_patterns = exports.patterns
staff_list_patterns = listing.patterns
staff_totals_patterns = listing.totals_patterns
staff_announce_patterns = results.staff
public_patterns = results.public
school_patterns = [*school.patterns, *talks.school, *panels.school, *results.school]
