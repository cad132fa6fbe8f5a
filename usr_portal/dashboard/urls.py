"""Addresses of the home page, the call and the staff."""

from django.urls import URLPattern, path

from usr_portal.dashboard.views import call, health, public

urlpatterns: list[URLPattern] = [
    path("", public.home, name="home"),
    path("sitemap/", public.site_map, name="site_map"),
    path("healthz", health.healthz, name="healthz"),
    path("call/", call.contents, name="call"),
    path("call/articles/<slug:slug>/", call.article, name="article"),
]
