"""What a request to the registry is once its person has signed in."""

from __future__ import annotations

from django.http import HttpRequest

from usr_portal.accounts.models import Person


class PersonRequest(HttpRequest):
    """A request behind `login_required`."""

    user: Person
