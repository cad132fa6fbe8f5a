"""Django's registration of the app."""

from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    """The app `budgets`."""

    name = "budgets"
