"""Addresses of the portal."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

import eligibility.urls
import review.urls

# The admin has no sign-in of its own: lockout and second factor hold there too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("usr_portal.dashboard.urls")),
    path("", include(review.urls.public_patterns)),
    path("accounts/", include("usr_portal.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("proposals/", include(review.urls.school_patterns)),
    path("proposals/", include("proposals.urls")),
    path("eligibility/", include("eligibility.urls")),
    path("staff/registry/", include(eligibility.urls.staff_patterns)),
    path("staff/proposals/", include(review.urls.staff_list_patterns)),
    path("staff/decision/totals/", include(review.urls.staff_totals_patterns)),
    path("review/", include(review.urls.reviewer_patterns)),
    path("staff/", include(review.urls.staff_announce_patterns)),
    path("staff/check/", include(review.urls.staff_check_patterns)),
    path("staff/panels/", include(review.urls.staff_panel_patterns)),
    path("staff/schedule/", include(review.urls.staff_schedule_patterns)),
    path("staff/decision/", include(review.urls.staff_decision_patterns)),
    path("staff/", include(review.urls.staff_export_patterns)),
    path("demo/", include("usr_portal.notices.urls")),
    path("admin/", admin.site.urls),
]
