"""Writing drafts into the registry, with a trace of each project that changes. Called within a transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from eligibility.models import PriorMember, PriorProject, Researcher
from eligibility.services import matching
from eligibility.services.columns import ProjectDraft
from eligibility.services.matching import Identity
from eligibility.services.preview import Outcome, link_of
from eligibility.services.snapshot import Snapshot
from usr_portal.audit.services import record
from usr_portal.schools.models import School

if TYPE_CHECKING:
    from usr_portal.accounts.models import Person

SUBJECT = "prior_project"


class PersonTwiceError(Exception):
    """Two members of a project turned out to be one person in one role. ``token`` is the question answered so."""

    def __init__(self, token: str, draft: ProjectDraft, name: str) -> None:
        """Keep where it happens."""
        super().__init__(token)
        self.token, self.draft, self.name = token, draft, name


def write(
    outcomes: Sequence[Outcome],
    now: Snapshot,
    choices: Mapping[str, str],
    *,
    actor: Person,
    reason: str,
    source: str = "",
) -> None:
    """Write projects that are new or changed, with their people, and record each. Raises `PersonTwiceError`."""
    schools = dict(School.objects.values_list("code", "pk"))
    known = PriorProject.objects.in_bulk([stored.pk for stored in now.stored.values()])
    projects = {each.draft.registry_id: _row(each.draft, now, schools, known) for each in outcomes}
    _relate(outcomes, projects, now)
    _teams(outcomes, projects, now, choices, schools)
    for each in outcomes:
        project = projects[each.draft.registry_id]
        record(
            actor=actor,
            action="eligibility.correct" if each.draft.registry_id in now.stored else "eligibility.create",
            subject=f"{SUBJECT}:{project.registry_id}",
            school_id=project.school_id,
            reason=reason,
            detail={"changes": trace(each), "source": source},
        )


def trace(outcome: Outcome) -> list[dict[str, str]]:
    """Give an outcome's changes as texts to keep: heading, before, after (Chinese, as the registry has them)."""
    return [
        {"field": change.heading, "before": change.before.render(), "after": change.after.render()}
        for change in outcome.changes
    ]


def _row(
    draft: ProjectDraft, now: Snapshot, schools: Mapping[str, int], known: Mapping[int, PriorProject]
) -> PriorProject:
    stored = now.stored.get(draft.registry_id)
    project = PriorProject(registry_id=draft.registry_id) if stored is None else known[stored.pk]
    project.school_id, project.phase = schools[draft.school], draft.phase
    project.type, project.title = draft.type.value, draft.title
    if draft.sites is not None:
        project.sites = draft.sites
    if draft.summary is not None:
        project.summary = draft.summary
    project.save()
    return project


def _relate(outcomes: Iterable[Outcome], projects: Mapping[str, PriorProject], now: Snapshot) -> None:
    """Set relations once every row is there, since a file may name a project further down."""
    links = {each.draft.registry_id: link_of(each.draft, now) for each in outcomes}
    named = {id_ for link in links.values() for id_ in (link.predecessor, link.merged_into) if id_}
    pks = dict(PriorProject.objects.filter(registry_id__in=named).values_list("registry_id", "pk"))
    for registry_id, link in links.items():
        project = projects[registry_id]
        project.predecessor_id = pks[link.predecessor] if link.predecessor else None
        project.merged_into_id = pks[link.merged_into] if link.merged_into else None
    PriorProject.objects.bulk_update(projects.values(), ["predecessor", "merged_into"], batch_size=500)


def _teams(
    outcomes: Iterable[Outcome],
    projects: Mapping[str, PriorProject],
    now: Snapshot,
    choices: Mapping[str, str],
    schools: Mapping[str, int],
) -> None:
    drafts = [each.draft for each in outcomes if each.draft.members is not None]
    who = {
        (draft.registry_id, place): matching.identity(draft, member, now.people, choices)
        for draft in drafts
        for place, member in enumerate(draft.members or ())
    }
    homes = {
        who[draft.registry_id, place].key: schools[draft.school]
        for draft in drafts
        for place in range(len(draft.members or ()))
    }
    researchers = _researchers(who.values(), homes)
    PriorMember.objects.filter(project__in=[projects[draft.registry_id] for draft in drafts]).delete()
    rows = []
    for draft in drafts:
        taken: set[tuple[str, str]] = set()
        for place, member in enumerate(draft.members or ()):
            key = who[draft.registry_id, place].key
            if (key, member.role) in taken:
                raise PersonTwiceError(matching.group_token(draft, member), draft, member.name)
            taken.add((key, member.role))
            project = projects[draft.registry_id]
            rows.append(
                PriorMember(project=project, researcher=researchers[key], role=member.role.value, months=member.months)
            )
    PriorMember.objects.bulk_create(rows, batch_size=500)


def _researchers(who: Iterable[Identity], homes: Mapping[str, int]) -> dict[str, Researcher]:
    people = {identity.key: identity for identity in who}
    known = {
        row.key: row for row in Researcher.objects.filter(key__in=[key for key, each in people.items() if not each.new])
    }
    for key, row in known.items():
        if row.name != people[key].name:
            row.name = people[key].name
            row.save(update_fields=["name"])
    new = {
        key: Researcher(key=each.key if each.given else new_key(), name=each.name, school_id=homes[key])
        for key, each in people.items()
        if each.new
    }
    Researcher.objects.bulk_create(new.values())
    return known | new


def new_key() -> str:
    """Make up a key for somebody who has none."""
    return f"R{secrets.token_hex(6)}"
