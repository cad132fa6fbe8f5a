"""A school whose draft is the valid application of `tests.builders`, in the database, with registry and papers."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from eligibility.models import PriorMember, PriorProject, Researcher
from proposals.document import parse_object
from proposals.models import Application, Paper, Proposal
from proposals.services.importing import replace_draft
from tests.builders import OTHER_SCHOOL, SCHOOL, document
from tests.factories import SchoolFactory
from usr_portal.schools.models import School

Json = dict[str, Any]


def school_of(code: str = SCHOOL) -> School:
    """The applying school, or another."""
    return School.objects.filter(code=code).first() or SchoolFactory.create(code=code, name_zh=f"示範大學{code}")


def registry(rows: list[Json]) -> None:
    """Put prior projects into the registry."""
    made: dict[str, PriorProject] = {}
    for row in rows:
        if PriorProject.objects.filter(registry_id=row["id"]).exists():
            continue
        made[row["id"]] = PriorProject.objects.create(
            registry_id=row["id"],
            school=school_of(row["school"]),
            phase=row["phase"],
            type=row["type"],
            title=row["title"],
        )
        for member in row["team"]:
            person, _made = Researcher.objects.get_or_create(key=member["person"], defaults={"name": member["person"]})
            PriorMember.objects.create(
                project=made[row["id"]], researcher=person, role=member["role"], months=member["months"]
            )
    for row in rows:
        if row.get("predecessor") and row["id"] in made:
            made[row["id"]].predecessor = PriorProject.objects.get(registry_id=row["predecessor"])
            made[row["id"]].save()


def draft(mapping: Json | None = None, *, papers: bool = True, state: str = Proposal.State.COMPLETE) -> Application:
    """Load a document as a school's draft; its proposals in `state`, its documents as paper rows."""
    mapping = mapping or document()
    school_of(OTHER_SCHOOL)
    school_of(mapping["school"]["code"])
    registry(mapping["registry"])
    application = replace_draft(source=parse_object({**mapping, "as_of": None}))
    if papers:
        for row in mapping["proposals"]:
            attach(application.proposals.get(document_id=row["id"], removed_at=None), row["documents"])
    application.proposals.filter(removed_at=None).update(state=state)
    return Application.objects.select_related("school", "plan").get(pk=application.pk)


def attach(proposal: Proposal, kinds: list[str]) -> None:
    """Give the proposal papers of these kinds."""
    for kind in kinds:
        Paper.objects.create(
            proposal=proposal,
            kind=kind,
            file=f"papers/{proposal.number}-{kind}.pdf",
            original_name=f"{kind}.pdf",
            size=1000,
            pages=2,
            sha256="0" * 64,
            uploaded_at=timezone.now(),
        )


def elsewhere(code: str = "0997", *, person: str | None = None, prior: str = "away-S") -> Json:
    """A valid application of one proposal by another school; `person` is its PI."""
    mapping = document()
    mapping["school"] = {**mapping["school"], "code": code, "name": f"示範大學{code}"}
    pi = person or f"teacher-{code}"
    mapping["registry"] = [
        {
            "id": prior,
            "school": code,
            "phase": 3,
            "type": "sprout",
            "title": "海線共學計畫",
            "team": [{"person": pi, "role": "pi", "months": 24}],
        }
    ]
    proposal = mapping["proposals"][0]
    proposal["team"] = [{"person": pi, "name": "林", "role": "pi", "school": code, "president": False}]
    proposal["basis"] = {**proposal["basis"], "predecessors": [prior]}
    proposal["title"] = f"海線 {code}"
    mapping["proposals"] = [proposal]
    return mapping
