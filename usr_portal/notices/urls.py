"""Address of the demo's mailbox."""

from django.urls import path

from usr_portal.notices import views

urlpatterns = [path("mail/", views.demo_mail, name="demo_mail")]
