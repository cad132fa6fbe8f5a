"""What may be seen of the registry."""

from __future__ import annotations

from eligibility.selectors.people import FoundPerson, find_people

__all__ = ["FoundPerson", "find_people"]
