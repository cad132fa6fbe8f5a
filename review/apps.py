"""Django's registration of the app."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """The app `review`."""

    name = "review"
