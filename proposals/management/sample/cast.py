"""The people who sign in: staff, reviewers, windows. Teams come in by their invitations."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from usr_portal.accounts import services as accounts
from usr_portal.accounts.models import Person, Role
from usr_portal.audit.services import record
from usr_portal.schools.models import School

DOMAIN = "usr.demo"
PASSWORD = "usr-demo-114"  # noqa: S105 - of people who do not exist, in a demo
REVIEWERS = 12


@dataclass(frozen=True, slots=True)
class SignIn:
    """A row of the table of sign-ins."""

    email: str
    role: str
    look: str


STAFF = (
    ("center", "周敏行", Role.CENTER, "推動中心：全部計畫、行事曆、人員、前期計畫登錄"),
    ("ministry", "賴季昀", Role.MINISTRY, "教育部承辦"),
    ("admin", "系統管理者", Role.ADMIN, "管理後台"),
)


def staff() -> dict[str, Person]:
    """Create the staff; give them by the first part of their address."""
    made: dict[str, Person] = {}
    for name, shown, role, _look in STAFF:
        person = Person.objects.create_user(
            f"{name}@{DOMAIN}",
            name=shown,
            unit="大學社會責任推動中心",
            is_staff=role is Role.ADMIN,
            is_superuser=role is Role.ADMIN,
        )
        made[name] = let_in(person, role, None, None)
    return made


def reviewers(by: Person, names: list[str]) -> None:
    """Create the reviewers."""
    for number, name in enumerate(names, start=1):
        person = Person.objects.create_user(f"reviewer{number}@{DOMAIN}", name=name, title="教授")
        let_in(person, Role.REVIEWER, None, by)


def window(school: School, domain: str, name: str, by: Person) -> Person:
    """Create the window of a school."""
    person = Person.objects.create_user(
        f"window@{domain}", name=name, unit="研究發展處", title="校窗口", phone="02-2300-0000 分機 120"
    )
    return let_in(person, Role.WINDOW, school, by)


def give_passwords() -> None:
    """Give everybody of the sample the same password; hashed once, since a good hash takes its time."""
    hashed = make_password(PASSWORD)
    Person.objects.filter(email__endswith=".demo").update(password=hashed, recent_passwords=[hashed])


def let_in(person: Person, role: Role, school: School | None, by: Person | None) -> Person:
    """Give a role, with a trace."""
    school_id = school.pk if school else None
    accounts.grant(person=person, role=role, school_id=school_id, granted_by=by)
    record(
        actor=by,
        action="people.role_given",
        subject=f"person:{person.pk}",
        school_id=school_id,
        reason="示範資料",
        detail={"role": role},
    )
    return person
