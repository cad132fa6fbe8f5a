"""The benchmark's data: many schools with five proposals each, written in bulk, alike but for their numbers.

The rows are those that a school's own work leaves: each application is parsed, judged and frozen as a sending does it;
only the statements are made for many schools at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

import budgets.services
from proposals import document
from proposals.management.sample.documents import Plan, proposal, school_plan
from proposals.management.sample.money import school_money
from proposals.management.sample.people import Crowd
from proposals.management.sample.registry import Lineage
from proposals.management.sample.texts import Writer
from proposals.management.sample.words import PLACES, THEMES
from proposals.models import (
    Application,
    Claim,
    Participation,
    Proposal,
    ProposalSection,
    SchoolPlan,
    SchoolPlanSection,
    Submission,
    SubmittedProposal,
    TeamMember,
)
from proposals.rules.application import Application as ApplicationDocument
from proposals.rules.judge import judge
from proposals.services import importing, sending, writing
from usr_portal.accounts.models import Person, Role, RoleGrant
from usr_portal.call.services import Moment, moment
from usr_portal.kernel.digests import digest_of
from usr_portal.kernel.findings import Finding
from usr_portal.schools.models import School

DOMAIN = "bench.test"
PASSWORD = "benchpass12345"  # noqa: S105 - the benchmark's own
EACH = 5
DRAFTS = 10
REVIEWERS, STAFF = 60, 2
CHARACTERS = 2_000
PHRASE = "The river passes the town and the campus; students measure it, residents keep it. "
BATCH = 50
CALL = "usr-4"

Json = dict[str, Any]


@dataclass
class Case:
    """One school's application while it is written: document, findings, rows."""

    place: int
    school: School
    window: Person
    mapping: Json
    document: ApplicationDocument
    findings: tuple[Finding, ...]
    application: Application = field(default_factory=Application)
    rows: list[Proposal] = field(default_factory=list)

    @property
    def is_draft(self) -> bool:
        """The first ten proposals stay drafts."""
        return self.place * EACH < DRAFTS


def is_seeded() -> bool:
    """Tell whether a benchmark was seeded here."""
    return Person.objects.filter(email__endswith=f"@{DOMAIN}").exists()


@transaction.atomic
def seed(count: int) -> dict[str, dict[str, list[str]]]:
    """Write `count` proposals with their people; give the numbers of own proposals, drafts and assignments by user."""
    hashed = make_password(PASSWORD)
    schools = _schools(-(-count // EACH))
    windows = _people("uni", len(schools), Role.WINDOW, hashed, schools)
    _people("reviewer", REVIEWERS, Role.REVIEWER, hashed)
    _people("staff", STAFF, Role.CENTER, hashed)
    now = moment(writing.UPLOAD)
    facts: dict[str, dict[str, list[str]]] = {"own": {}, "drafts": {}, "assignments": {}}
    cases = _cases(count, schools, windows, now)
    while batch := list(islice(cases, BATCH)):
        _write(batch, now)
        for case in batch:
            numbers = [row.number for row in case.rows]
            facts["own"][case.window.email] = numbers
            if case.is_draft:
                facts["drafts"][case.window.email] = numbers
    return facts


def _schools(count: int) -> list[School]:
    return School.objects.bulk_create(
        School(
            code=f"B{place:04d}",
            name_zh=f"量測大學{place}",
            name_en=f"Bench University {place}",
            ownership="公立",
            system="一般",
            city="臺南市",
            has_usr_unit=True,
        )
        for place in range(count)
    )


def _people(name: str, count: int, role: Role, hashed: str, schools: Sequence[School] | None = None) -> list[Person]:
    people = Person.objects.bulk_create(
        Person(email=f"{name}{place}@{DOMAIN}", name=f"{name} {place}", password=hashed, recent_passwords=[hashed])
        for place in range(count)
    )
    RoleGrant.objects.bulk_create(
        RoleGrant(person=person, role=role, school=schools[place] if schools else None)
        for place, person in enumerate(people)
    )
    return people


def _cases(count: int, schools: Sequence[School], windows: Sequence[Person], now: Moment) -> Iterator[Case]:
    dice = Random(CALL)  # noqa: S311 - the same data every time
    crowd, plan = Crowd(dice), Plan("", "sprout", "new", ground="C")
    for place, (school, window) in enumerate(zip(schools, windows, strict=True)):
        numbers = range(place * EACH, min(count, (place + 1) * EACH))
        proposals = [_proposal(school, serial, i, plan, crowd, dice) for serial, i in enumerate(numbers, start=1)]
        writer = Writer(THEMES[0], "".join(PLACES[0]), dice)
        source = {
            "format": document.FORMAT,
            "call": CALL,
            "as_of": now.now.isoformat(),
            "school": {"code": school.code, "name": school.name_zh, "has_usr_unit": True},
            "school_plan": {
                **school_plan(now.parameters, writer, {"sprout"}),
                "evaluation_years": list(now.parameters.school_plan.evaluation_new),
                "budget": school_money(),
            },
            "proposals": proposals,
        }
        parsed = document.parse_object(source, now.parameters)
        yield Case(place, school, window, document.dump(parsed, now.parameters), parsed, judge(parsed, now.parameters))


def _proposal(school: School, serial: int, i: int, plan: Plan, crowd: Crowd, dice: Random) -> Json:
    team = (crowd.somebody(school.code), crowd.somebody(school.code), crowd.somebody(school.code))
    lineage = Lineage(school.code, (), THEMES[i % len(THEMES)], PLACES[i % len(PLACES)], team)
    mapping = proposal(f"4-{school.code}-{serial:02d}", plan, lineage, crowd, dice)
    return mapping | {"title": f"Proposal {i}: river, town and campus", "sections": _texts(mapping["sections"])}


def _texts(sections: Json) -> dict[str, str]:
    """Spread 2,000 characters over the sections."""
    whole = (PHRASE * (CHARACTERS // len(PHRASE) + 1))[:CHARACTERS]
    step = CHARACTERS // len(sections)
    parts = [whole[start : start + step] for start in range(0, step * len(sections), step)]
    parts[-1] += "." * (CHARACTERS - sum(map(len, parts)))
    # A text that ends in a space would come back from a form without it
    return {key: part.strip().ljust(len(part), ".") for key, part in zip(sections, parts, strict=True)}


def _write(cases: list[Case], now: Moment) -> None:
    plans = budgets.services.create_plans([case.document.school_plan.budget for case in cases])
    applications = Application.objects.bulk_create(
        Application(call_id=CALL, school=case.school, serials=len(case.mapping["proposals"])) for case in cases
    )
    for case, application in zip(cases, applications, strict=True):
        case.application = application
    _write_school_plans(cases, plans, now.now)
    _write_proposals(cases)
    _write_parts(cases, now.now)
    _send([case for case in cases if not case.is_draft], now)


def _write_school_plans(cases: list[Case], budget_ids: list[int], at: datetime) -> None:
    plans = SchoolPlan.objects.bulk_create(
        SchoolPlan(
            application=case.application,
            budget_id=budget_id,
            evaluation_from=case.mapping["school_plan"]["evaluation_years"][0],
            evaluation_to=case.mapping["school_plan"]["evaluation_years"][1],
        )
        for case, budget_id in zip(cases, budget_ids, strict=True)
    )
    SchoolPlanSection.objects.bulk_create(
        SchoolPlanSection(plan=plan, key=page, content=content, updated_at=at, updated_by=case.window)
        for case, plan in zip(cases, plans, strict=True)
        for page, content in importing.plan_contents(case.mapping["school_plan"]).items()
    )


def _write_proposals(cases: list[Case]) -> None:
    pairs = [(case, serial, one) for case in cases for serial, one in enumerate(case.mapping["proposals"], start=1)]
    budget_ids = budgets.services.create_plans([one.budget for case in cases for one in case.document.proposals])
    rows = Proposal.objects.bulk_create(
        Proposal(
            application=case.application,
            serial=serial,
            number=one["id"],
            title=one["title"],
            plan_type=one["type"],
            issues=one["issue"],
            sdgs=one["sdgs"],
            basis_kind=one["basis"]["kind"],
            new_ground=one["basis"]["new_ground"],
            ground=one["basis"]["ground"],
            budget_id=budget_id,
            state=Proposal.State.WRITING if case.is_draft else Proposal.State.TAKEN,
        )
        for (case, serial, one), budget_id in zip(pairs, budget_ids, strict=True)
    )
    for (case, _serial, _one), row in zip(pairs, rows, strict=True):
        case.rows.append(row)


def _write_parts(cases: list[Case], at: datetime) -> None:
    """Write teams, sections, and the window's own access as lead."""
    members, sections, access = [], [], []
    for case in cases:
        for row, one in zip(case.rows, case.mapping["proposals"], strict=True):
            members += [_member(row, place, person) for place, person in enumerate(one["team"])]
            sections += [
                ProposalSection(proposal=row, key=page, content=content, updated_at=at, updated_by=case.window)
                for page, content in importing.contents(one).items()
            ]
            access.append(Participation(proposal=row, person=case.window, access=Participation.Access.LEAD))
    TeamMember.objects.bulk_create(members)
    ProposalSection.objects.bulk_create(sections)
    Participation.objects.bulk_create(access)


def _member(row: Proposal, place: int, person: Json) -> TeamMember:
    return TeamMember(
        proposal=row,
        position=place,
        person_key=person["person"],
        name=person["name"],
        role=person["role"],
        school_code=person["school"] or "",
    )


def _send(cases: list[Case], now: Moment) -> None:
    submissions = Submission.objects.bulk_create(_submission(case, now) for case in cases)
    SubmittedProposal.objects.bulk_create(
        SubmittedProposal(
            submission=submission,
            proposal=row,
            position=place,
            project_number=sending.project_number(row),
            title=row.title,
            plan_type=row.plan_type,
            digest=digest_of(case.mapping["proposals"][place]),
        )
        for case, submission in zip(cases, submissions, strict=True)
        for place, row in enumerate(case.rows)
    )
    Claim.objects.bulk_create(
        Claim(call_id=CALL, kind=kind, key=key, submission=submission)
        for case, submission in zip(cases, submissions, strict=True)
        for kind, key in sorted(sending.claims_of(case.document))
    )


def _submission(case: Case, now: Moment) -> Submission:
    numbers = [sending.project_number(row) for row in case.rows]
    details = _details(case)
    return Submission(
        application=case.application,
        sequence=1,
        receipt=f"{CALL.upper()}-{case.school.code}-R01",
        sent_at=now.now,
        sent_by=case.window,
        call_version_id=now.version_id,
        document=case.mapping,
        papers=[],
        details=details,
        findings=[one.as_json() for one in case.findings],
        confirmed=[sending.confirmation_key(one) for one in case.findings if one.correctable],
        digest=sending.digest_of_sending(case.mapping, [], details, numbers, now.now),
    )


def _details(case: Case) -> dict[str, list[Json]]:
    """Give the teams' details as a sending keeps them; the benchmark's people have none."""
    empty = dict.fromkeys(("unit", "title", "phone", "email", "experience", "tasks"), "")
    found: dict[str, list[Json]] = defaultdict(list)
    for row, one in zip(case.rows, case.mapping["proposals"], strict=True):
        for person in one["team"]:
            known = {"person_key": person["person"], "name": person["name"], "role": person["role"]}
            found[row.number].append({**known, "school_code": person["school"] or "", **empty})
    return dict(found)
