"""Schools, people and prior projects that the registry's tests stand on."""

from __future__ import annotations

from django.test import Client

from eligibility.models import PriorMember, PriorProject, Researcher
from usr_portal.accounts.models import Person, Role, RoleGrant
from usr_portal.schools.models import School


def make_school(code: str = "0003", name: str = "國立臺灣大學", **fields: object) -> School:
    values: dict[str, object] = {
        "name_en": f"University {code}",
        "ownership": "公立",
        "system": "一般",
        "city": "臺北市",
        **fields,
    }
    return School.objects.create(code=code, name_zh=name, **values)


def make_person(role: str, school: School | None = None, email: str = "") -> Person:
    person = Person.objects.create_user(email or f"{role}@example.test", "a long password", name="承辦人")
    RoleGrant.objects.create(person=person, role=role, school=school)
    return person


def make_staff() -> Person:
    return make_person(Role.CENTER)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def make_project(school: School, registry_id: str, **fields: object) -> PriorProject:
    values: dict[str, object] = {"phase": 3, "type": "sprout", "title": f"計畫 {registry_id}", **fields}
    return PriorProject.objects.create(school=school, registry_id=registry_id, **values)


def join(project: PriorProject, key: str, role: str = "pi", months: int = 24, name: str = "") -> Researcher:
    researcher, _new = Researcher.objects.get_or_create(
        key=key, defaults={"name": name or f"人 {key}", "school": project.school}
    )
    PriorMember.objects.create(project=project, researcher=researcher, role=role, months=months)
    return researcher
