"""What a request is once its person has signed in."""

from usr_portal.accounts.requests import PersonRequest

__all__ = ["PersonRequest"]
