"""People, schools and roles for tests. Every person's password is `PASSWORD`.

Call `.create(...)`: it is typed, the bare call of a factory is not.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any, cast

from factory.declarations import Sequence
from factory.django import DjangoModelFactory

from budgets.models import BudgetPlan
from proposals.models import Application, Proposal
from usr_portal.accounts.models import Person, Role, RoleGrant
from usr_portal.schools.models import School

PASSWORD = "a-long-enough-password"
numbered = cast("Callable[[Callable[[int], str]], Any]", Sequence)
serials = count(1)


class SchoolFactory(DjangoModelFactory[School]):
    class Meta:
        model = School

    code = numbered(lambda n: f"{n + 1:04}")
    name_zh = numbered(lambda n: f"測試大學{n + 1}")
    name_en = numbered(lambda n: f"Test University {n + 1}")
    ownership = "public"
    system = "general"
    city = "臺南市"


class PersonFactory(DjangoModelFactory[Person]):
    class Meta:
        model = Person
        skip_postgeneration_save = True

    email = numbered(lambda n: f"person{n + 1}@school.test")
    name = numbered(lambda n: f"測試人員{n + 1}")

    @classmethod
    def _create(cls, model_class: type[Person], *_args: object, **kwargs: Any) -> Person:  # noqa: ANN401 - model fields
        return model_class.objects.create_user(kwargs.pop("email"), kwargs.pop("password", PASSWORD), **kwargs)


def grant(person: Person, role: Role, school: School | None = None) -> RoleGrant:
    """Give a role, as if it had been given long ago."""
    person.__dict__.pop("standing", None)
    return RoleGrant.objects.create(person=person, role=role, school=school)


def window_of(school: School, **fields: object) -> Person:
    """A window of the school."""
    person = PersonFactory.create(**fields)
    grant(person, Role.WINDOW, school)
    return person


def staff(role: Role = Role.CENTER, **fields: object) -> Person:
    """Somebody of the promotion center, the ministry or the administrators."""
    person = PersonFactory.create(**fields)
    grant(person, role)
    return person


def proposal_of(school: School) -> Proposal:
    """A proposal that was just begun."""
    application, _new = Application.objects.get_or_create(call_id="usr-4", school=school)
    serial = next(serials)
    return Proposal.objects.create(
        application=application,
        serial=serial,
        number=f"4-{school.code}-{serial:02}",
        title="河川與校園",
        plan_type="sprout",
        budget=BudgetPlan.objects.create(),
    )
