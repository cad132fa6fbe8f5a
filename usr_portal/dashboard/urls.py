"""Addresses of the home page, the call and the staff."""

from django.urls import URLPattern, path

from usr_portal.dashboard.views import calendar, call, health, log, people, privacy, public, staff, window_requests

urlpatterns: list[URLPattern] = [
    path("", public.home, name="home"),
    path("sitemap/", public.site_map, name="site_map"),
    path("privacy/", privacy.shown, name="privacy"),
    path("accounts/notice/", privacy.asked, name="account_notice"),
    path("staff/people/notice/", privacy.published, name="staff_notice"),
    path("healthz", health.healthz, name="healthz"),
    path("call/", call.contents, name="call"),
    path("call/articles/<slug:slug>/", call.article, name="article"),
    path("staff/", staff.staff, name="staff"),
    path("staff/schools/", staff.schools, name="staff_schools"),
    path("staff/call/", calendar.calendar, name="staff_calendar"),
    path("staff/call/windows/<slug:key>/", calendar.window, name="staff_window"),
    path("staff/call/extensions/", calendar.extension, name="staff_extension"),
    path("staff/call/versions/<int:number>/", calendar.version, name="staff_version"),
    path("staff/call/text/", calendar.official_text, name="staff_official_text"),
    path("staff/call/clock/", calendar.demo_clock, name="demo_clock"),
    path("staff/log/", log.events, name="staff_log"),
    path("staff/log/events.csv", log.export, name="staff_log_export"),
    path("staff/log/check/", log.check, name="staff_log_check"),
    path("staff/people/", people.people, name="staff_people"),
    path("staff/people/<int:person_id>/", people.person, name="staff_person"),
    path("staff/people/<int:person_id>/active/", people.set_active, name="staff_person_active"),
    path("staff/people/<int:person_id>/roles/<int:grant_id>/revoke/", people.revoke_role, name="staff_role_revoke"),
    path("staff/people/invitations/<int:invitation_id>/resend/", people.resend, name="staff_invitation_resend"),
    path("staff/people/invitations/<int:invitation_id>/withdraw/", people.withdraw, name="staff_invitation_withdraw"),
    path("staff/people/requests/", window_requests.waiting, name="staff_requests"),
    path("staff/people/requests/<int:request_id>/", window_requests.one, name="staff_request"),
    path("staff/people/requests/<int:request_id>/letter.pdf", window_requests.letter, name="staff_request_letter"),
    path("staff/people/requests/<int:request_id>/approve/", window_requests.approve, name="staff_request_approve"),
    path("staff/people/requests/<int:request_id>/refuse/", window_requests.refuse, name="staff_request_refuse"),
    path("accounts/request/", window_requests.ask, name="window_request"),
    path("accounts/request/sent/", window_requests.sent, name="window_request_sent"),
    path("accounts/invitations/<str:token>/", people.invitation, name="role_invitation"),
]
