"""The last days of the upload: most schools mend what the portal told them and send; some never do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from django.conf import settings

from proposals import document
from proposals.facts import application_document
from proposals.management.sample import clock
from proposals.management.sample.documents import school_plan
from proposals.management.sample.loading import SEED, send_as_window
from proposals.management.sample.texts import YEARS, Writer
from proposals.management.sample.words import THEMES, Theme
from proposals.models import Application, Move, Participation, Proposal, Submission
from proposals.services.importing import replace_draft
from proposals.services.moves import move
from proposals.services.writing import UPLOAD
from usr_portal.accounts.models import Person
from usr_portal.accounts.selectors import windows_of
from usr_portal.call.services import in_force
from usr_portal.kernel.vocabulary import PlanType

Json = dict[str, Any]
LEAST = 6_000  # what a student is paid a month (拾參、六（二）)


def _careful_budget(mapping: Json) -> None:
    """Take back what was added or counted wrong, in each of the four proposals."""
    small, deep, distinctive, new = mapping["proposals"]
    _drop(small, "加辦成果展", "空拍機")
    for row in small["budget"][YEARS[0]]:
        if row.get("quantity"):
            row["quantity"] = row["amount"] // row["unit_price"]
    _drop(deep, "專任助理（增聘）", "機票及生活費")
    visit = next(row for row in deep["abroad_plans"] if row["year"] == "115")
    deep["abroad_plans"].append({**visit, "year": "116"})
    distinctive["external"] = {
        year: _subsidy(distinctive, year) * (60 + 10 * place) // 1000 for place, year in enumerate(YEARS)
    }
    distinctive["team"][0]["president"] = False
    new["matching"]["116"] = new["matching"]["115"]
    new["budget"]["116"] = [row for row in new["budget"]["116"] if (row.get("monthly") or LEAST) >= LEAST]


def _better_matching(mapping: Json) -> None:
    """Match as a municipal school has to."""
    for one in mapping["proposals"]:
        one["matching"] = {year: _subsidy(one, year) * 14 // 100 for year in YEARS}


def _two_that_may(mapping: Json) -> None:
    """Leave out the proposals that are not eligible; bring one of the old team in, and the borrowed teacher out."""
    continued, deep = mapping["proposals"][2:4]
    old = next(row for row in continued["team"] if row["role"] == "associate_pi")
    old["role"] = "co_pi"
    deep["team"] = deep["team"][:-1]
    mapping["proposals"] = [continued, deep]


def _one_and_a_plan(mapping: Json) -> None:
    """Finish the school plan, and leave the proposal out that was barely begun."""
    mapping["proposals"] = mapping["proposals"][:1]
    writer = Writer(*_subject(mapping["proposals"][0]), Random(SEED))  # noqa: S311 - the same sample every time
    mapping["school_plan"] |= school_plan(in_force(), writer, {mapping["proposals"][0]["type"]})


@dataclass(frozen=True, slots=True)
class Last:
    """What a school does at the end: how many hours before the end it sends, and what it mends first."""

    hours: int
    mend: Callable[[Json], None] | None = None


LAST: Mapping[str, Last] = {
    "3002": Last(53, _better_matching),
    "0005": Last(50),
    "1008": Last(27, _one_and_a_plan),
    "0009": Last(22, _two_that_may),
    "0018": Last(2, _careful_budget),
}
"""By code of the school. Whoever is not here and has not sent keeps a draft."""


def close_upload() -> None:
    """Let the schools of `LAST` send, if they have not; the clock is left at the last of them."""
    sent = Submission.objects.filter(withdrawn_at=None).values("application")
    for code, last in LAST.items():
        rows = Application.objects.filter(call_id=settings.USR_CALL, school__code=code)
        application = rows.exclude(pk__in=sent).select_related("school", "plan").first()
        if application is not None:
            _send(application, last)


@dataclass(frozen=True, slots=True)
class Sent:
    """A proposal that was sent, and who leads it."""

    number: str
    plan_type: PlanType
    lead: Person


def sent() -> list[Sent]:
    """Give the proposals of the applications in force, by number."""
    sending = Submission.objects.filter(withdrawn_at=None).values("application")
    rows = Proposal.objects.filter(removed_at=None, application__in=sending).order_by("number")
    return [Sent(one.number, PlanType(one.plan_type), lead_of(one)) for one in rows]


def _send(application: Application, last: Last) -> None:
    clock.set_to(in_force().window(UPLOAD).closes_at)
    clock.forward(-60 * last.hours)
    window = windows_of(application.school_id)[0]
    if last.mend is not None:
        _mend(application, window, last.mend)
    for proposal in application.proposals.filter(removed_at=None, state=Proposal.State.WRITING).order_by("serial"):
        clock.forward(4)
        move(person=lead_of(proposal), number=proposal.number, act=Move.Act.COMPLETE)
    clock.forward(6)
    send_as_window(window, application.school)


def _mend(application: Application, window: Person, mend: Callable[[Json], None]) -> None:
    parameters = in_force()
    mapping = document.dump(application_document(application, parameters), parameters)
    mend(mapping)
    replace_draft(source=document.parse_object(mapping, parameters), person=window)


def lead_of(proposal: Proposal) -> Person:
    """Give who leads a proposal in the portal."""
    return Participation.objects.select_related("person").get(proposal=proposal, access="lead").person


def _drop(proposal: Json, *labels: str) -> None:
    for year in YEARS:
        proposal["budget"][year] = [row for row in proposal["budget"][year] if row["label"] not in labels]


def _subsidy(proposal: Json, year: str) -> int:
    return sum(row["amount"] for row in proposal["budget"][year] if row["source"] == "subsidy")


def _subject(proposal: Json) -> tuple[Theme, str]:
    """Give the theme that a proposal is about, and its place."""
    theme = next(one for one in THEMES if one.title in proposal["title"])
    site = proposal["sites"][0]
    return theme, f"{site['county']}{site['township']}{site['name']}"
