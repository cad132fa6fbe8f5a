"""Keeping what was written: each save becomes a version, or goes on with the one that the same open page began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import budgets.facts
from proposals.models import Version
from proposals.selectors.workspace import COLUMNS, member_values, sections_for
from usr_portal.kernel.pages import NO_PAGE, OpenPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from budgets.rules.types import BudgetPlan
    from proposals.models import Application, Proposal
    from usr_portal.accounts.models import Person

BUDGET = "budget"
Origin = Version.Origin
RUN = timedelta(minutes=10)
"""Saves of one open page that lie closer together are one version."""


@dataclass(frozen=True, slots=True)
class Save:
    """A save that is being made: by whom (None: a file from the command line), when, from which page, how."""

    person: Person | None
    at: datetime
    page: OpenPage = NO_PAGE
    origin: Origin = Origin.TYPED

    def goes_on(self, row: Any) -> bool:  # noqa: ANN401 - a section or a money plan, before it is written
        """Tell whether this only goes on with what the same page wrote shortly before."""
        return (
            self.origin is Origin.TYPED
            and bool(self.page.token)
            and row.written_in == self.page.token
            and row.updated_at is not None
            and self.at - row.updated_at < RUN
        )


def keep(
    *,
    application: Application,
    proposal: Proposal | None,
    key: str,
    number: int,
    content: Mapping[str, Any],
    save: Save,
    goes_on: bool = False,
) -> None:
    """Keep a state that was written; one statement, two where the version to go on with is no longer there.

    With `goes_on` the version before it takes the new state, where the same open page wrote that one shortly before.
    """
    owner = {"application": application, "proposal": proposal, "key": key}
    if goes_on:
        before = Version.objects.filter(
            **owner, number=number - 1, written_in=save.page.token, saved_at__gt=save.at - RUN
        )
        if before.update(number=number, content=content, saved_at=save.at):
            return
    Version.objects.create(
        **owner,
        number=number,
        content=content,
        origin=save.origin,
        person=save.person,
        written_in=save.page.token,
        began_at=save.at,
        saved_at=save.at,
    )


def whole(proposal: Proposal, key: str, content: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """Give all fields of a proposal's section, with those that stand in its columns and tables.

    `sent` is what was just written: a table that was not among it is read.
    """
    fields = {field.key for section in sections_for(proposal) if section.key == key for field in section.fields}
    values = dict(content)
    values |= {name: getattr(proposal, column) for name, column in COLUMNS.items() if name in fields}
    if "team" in fields:
        values["team"] = sent["team"] if "team" in sent else member_values(proposal)
    if "predecessors" in fields:
        found = sent.get("predecessors")
        values["predecessors"] = [one.registry_id for one in proposal.predecessors.all()] if found is None else found
    return values


def keep_all(
    application: Application, proposal: Proposal | None, states: Mapping[str, tuple[int, Mapping[str, Any]]], save: Save
) -> None:
    """Keep many sections of one owner that were written together, by key with their numbers; one statement."""
    Version.objects.bulk_create(
        Version(
            application=application,
            proposal=proposal,
            key=key,
            number=number,
            content=content,
            origin=save.origin,
            person=save.person,
            began_at=save.at,
            saved_at=save.at,
        )
        for key, (number, content) in states.items()
    )


def keep_budget(
    *, application: Application, proposal: Proposal | None, plan: BudgetPlan, number: int, save: Save
) -> None:
    """Keep a money plan that was written."""
    content = budgets.facts.as_mapping(plan)
    goes_on = bool(save.page.token)
    keep(
        application=application,
        proposal=proposal,
        key=BUDGET,
        number=number,
        content=content,
        save=save,
        goes_on=goes_on,
    )
