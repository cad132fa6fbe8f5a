"""Writing: applications, proposals and their sections. Each act locks, asks the clock, checks, writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

import budgets.services
from proposals import access
from proposals.access import Need
from proposals.models import (
    Application,
    Proposal,
    ProposalPredecessor,
    ProposalSection,
    SchoolPlan,
    SchoolPlanSection,
    Submission,
    TeamMember,
)
from proposals.selectors.workspace import COLUMNS
from proposals.services.keeping import Save, keep, whole
from proposals.services.refusals import NotEditable, Refused, Stale, given_reason
from usr_portal.audit.services import record
from usr_portal.call.services import Moment, require_open
from usr_portal.kernel.pages import NO_PAGE, OpenPage
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from datetime import datetime

    from usr_portal.accounts.models import Person
    from usr_portal.schools.models import School

Row = TypeVar("Row", ProposalSection, SchoolPlanSection)

UPLOAD = "upload"
MOST_DRAFTS = 20
FRESH = timedelta(minutes=1)
"""How exactly a proposal knows when it was written last, while one page saves every two seconds."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A save that is done: the section's new version, and when by the portal's clock."""

    version: int
    at: datetime


@transaction.atomic
def open_application(*, person: Person, school: School) -> Application:
    """Give the school's application, begun now if there is none; for the school's windows only.

    Raises `Refused`, or `WindowClosed` where it would have to be begun.
    """
    if school.pk not in person.standing.window_schools:
        raise Refused(_("只有該校的校窗口可以開始申請。"))
    application, created = Application.objects.get_or_create(call_id=settings.USR_CALL, school=school)
    if created:
        require_open(UPLOAD, school.pk)
        SchoolPlan.objects.create(application=application, budget_id=budgets.services.create_plan())
        record(actor=person, action="application.begin", subject=f"application:{school.code}", school_id=school.pk)
    return application


@transaction.atomic
def create_proposal(*, person: Person, school_code: str, plan_type: PlanType, title: str) -> Proposal:
    """Begin a proposal of the school. More than five may be drafted; `SCHOOL-MAX-PLANS` judges what is sent."""
    application = access.get_application(person, school_code, need=Need.WINDOW, lock=True)
    moment = require_open(UPLOAD, application.school_id)
    require_unsent(application)
    if application.proposals.filter(removed_at=None).count() >= MOST_DRAFTS:
        raise Refused(_("草稿已達 {most} 件，請先移除不用的草稿。").format(most=MOST_DRAFTS))
    application.serials += 1
    application.save(update_fields=["serials"])
    number = proposal_number(application, application.serials)
    proposal = Proposal.objects.create(
        application=application,
        serial=application.serials,
        number=number,
        plan_type=plan_type,
        title=title,
        budget_id=budgets.services.create_plan(),
    )
    record(
        actor=person,
        action="proposal.begin",
        subject=f"proposal:{number}",
        school_id=application.school_id,
        detail={"type": plan_type, "title": title},
        at=moment.now,
    )
    return proposal


def proposal_number(application: Application, serial: int) -> str:
    """Compose the readable number: phase of the call, school code, serial (`4-0003-01`)."""
    return f"{application.call_id.removeprefix('usr-')}-{application.school.code}-{serial:02d}"


@transaction.atomic
def change_type(*, person: Person, number: str, plan_type: PlanType) -> Proposal:
    """Make the proposal one of another type; what was written for the old type is kept, and shows again on return."""
    proposal, moment = lock_for_writing(person, number)
    old, proposal.plan_type = proposal.plan_type, plan_type
    proposal.save(update_fields=["plan_type", "updated_at"])
    record(
        actor=person,
        action="proposal.type",
        subject=f"proposal:{number}",
        school_id=proposal.application.school_id,
        detail={"from": old, "to": plan_type},
        at=moment.now,
    )
    return proposal


@transaction.atomic
def remove_proposal(*, person: Person, number: str, reason: str) -> None:
    """Take a draft out of the application; its rows stay, so that a mistake can be mended by staff."""
    proposal = access.get_proposal(person, number, Need.WINDOW, lock=True)
    moment = require_open(UPLOAD, proposal.application.school_id)
    if access.is_sent_now(proposal):
        raise NotEditable(_("已送出的計畫不能移除；請先撤回申請。"))
    told = given_reason(reason)
    proposal.removed_at = moment.now
    proposal.save(update_fields=["removed_at"])
    record(
        actor=person,
        action="proposal.remove",
        subject=f"proposal:{number}",
        school_id=proposal.application.school_id,
        reason=told,
        at=moment.now,
    )


def lock_for_writing(person: Person, number: str) -> tuple[Proposal, Moment]:
    """Lock a proposal that the person may edit now, or say why not. Call it inside the transaction of the write.

    Raises `Http404`, `NotEditable` or `WindowClosed`.
    """
    proposal = access.get_proposal(person, number, Need.EDIT, lock=True)
    moment = require_open(UPLOAD, proposal.application.school_id)
    require_editable(proposal)
    return proposal, moment


def require_editable(proposal: Proposal) -> None:
    """Refuse to write in a proposal that was marked complete, taken or sent."""
    if proposal.is_sent:
        raise NotEditable(_("申請案已送出，內容已凍結；校窗口撤回後才能修改。"))
    if proposal.state == Proposal.State.COMPLETE:
        raise NotEditable(_("團隊已標示完成；請先取回修改。"))
    if proposal.state == Proposal.State.TAKEN:
        raise NotEditable(_("校窗口已收件；請校窗口退回後再修改。"))


Read = Callable[[Proposal, Moment], Mapping[str, Any]]
ReadPlan = Callable[[Application, Moment], Mapping[str, Any]]
"""Read what was typed once it is known what it is typed into: values by field key, already of the section's kinds."""


@transaction.atomic
def save_typed(*, person: Person, number: str, key: str, read: Read, version: int, page: OpenPage = NO_PAGE) -> Saved:
    """Save one section of a proposal as `read` reads it, once the proposal is locked and open for writing.

    `version` is the one that the writer read; a newer one in between raises `Stale` and changes nothing, unless `page`
    itself wrote it: an answer that was lost on its way must not make an open page its own rival.

    Raises `Http404`, `NotEditable`, `WindowClosed` or `Stale`.
    """
    proposal, moment = lock_for_writing(person, number)
    sent, save = dict(read(proposal, moment)), Save(person, moment.now, page)
    return write_section(proposal, key, sent, version, save)


def write_section(proposal: Proposal, key: str, sent: Mapping[str, Any], version: int, save: Save) -> Saved:
    """Write values of a section over version `version` of it, and keep the state; the proposal is locked.

    Raises `Stale`.
    """
    rest = dict(sent)
    section, goes_on = _section(ProposalSection, {"proposal": proposal}, key, version, save)
    columns = {COLUMNS[name]: rest.pop(name) for name in list(rest) if name in COLUMNS}
    if "predecessors" in rest:
        _replace_predecessors(proposal, rest.pop("predecessors"))
    if "team" in rest:
        _replace_team(proposal, rest.pop("team"))
    for name, value in columns.items():
        setattr(proposal, name, value)
    if columns or not goes_on or abs(save.at - proposal.updated_at) > FRESH:
        proposal.save(update_fields=[*columns, "updated_at"])
    saved = _write(section, rest, save)
    content = whole(proposal, key, section.content, sent)
    keep(
        application=proposal.application,
        proposal=proposal,
        key=key,
        number=saved.version,
        content=content,
        save=save,
        goes_on=goes_on,
    )
    return saved


def save_section(
    *, person: Person, number: str, key: str, values: Mapping[str, Any], version: int, page: OpenPage = NO_PAGE
) -> Saved:
    """Save values that are read already; as `save_typed`."""
    return save_typed(person=person, number=number, key=key, read=lambda *_: values, version=version, page=page)


@transaction.atomic
def save_plan_typed(
    *, person: Person, school_code: str | None, key: str, read: ReadPlan, version: int, page: OpenPage = NO_PAGE
) -> Saved:
    """Save one section of the school plan; as `save_typed`, for the school's windows."""
    application = access.get_application(person, school_code, need=Need.WINDOW, lock=True)
    moment = require_open(UPLOAD, application.school_id)
    require_unsent(application)
    sent, save = dict(read(application, moment)), Save(person, moment.now, page)
    return write_plan_section(application, key, sent, version, save)


def write_plan_section(application: Application, key: str, sent: Mapping[str, Any], version: int, save: Save) -> Saved:
    """Write values of a section of the school plan, as `write_section`; the application is locked."""
    rest = dict(sent)
    section, goes_on = _section(SchoolPlanSection, {"plan": application.plan}, key, version, save)
    if "evaluation_years" in rest:
        application.plan.evaluation_from, application.plan.evaluation_to = rest.pop("evaluation_years")
        application.plan.save(update_fields=["evaluation_from", "evaluation_to"])
    if "has_usr_unit" in rest:
        application.school.has_usr_unit = rest.pop("has_usr_unit")
        application.school.save(update_fields=["has_usr_unit"])
    saved = _write(section, rest, save)
    beside = {name: sent[name] for name in ("evaluation_years", "has_usr_unit") if name in sent}
    keep(
        application=application,
        proposal=None,
        key=key,
        number=saved.version,
        content={**section.content, **beside},
        save=save,
        goes_on=goes_on,
    )
    return saved


def save_plan_section(
    *, person: Person, school_code: str, key: str, values: Mapping[str, Any], version: int, page: OpenPage = NO_PAGE
) -> Saved:
    """Save values that are read already; as `save_plan_typed`."""
    return save_plan_typed(
        person=person, school_code=school_code, key=key, read=lambda *_: values, version=version, page=page
    )


def is_sent(application: Application) -> bool:
    """Tell whether a sending of the application is in force."""
    return Submission.objects.filter(application=application, withdrawn_at=None, superseded_at=None).exists()


def require_unsent(application: Application) -> None:
    """Refuse to write in an application that was sent."""
    if is_sent(application):
        raise NotEditable(_("申請案已送出，內容已凍結；撤回後才能修改。"))


def _section(model: type[Row], owner: dict[str, Any], key: str, version: int, save: Save) -> tuple[Row, bool]:
    """Find the row to write, and whether the save only goes on with the last one; or raise `Stale`."""
    row = model.objects.filter(**owner, key=key).first()
    if row is None:
        row = model(**owner, key=key, version=0)
    if row.version != version and not save.page.may_follow(row.written_in, row.written_turn):
        is_own = save.person is not None and row.updated_by_id == save.person.pk
        raise Stale(row.version, str(row.updated_by or ""), row.updated_at, is_own=is_own)
    goes_on = save.goes_on(row)
    row.written_in, row.written_turn = save.page.token, save.page.turn
    return row, goes_on


def _write(section: ProposalSection | SchoolPlanSection, values: dict[str, Any], save: Save) -> Saved:
    section.content = {**section.content, **values}
    section.version += 1
    section.updated_at, section.updated_by = save.at, save.person
    section.save()
    return Saved(section.version, save.at)


def _replace_predecessors(proposal: Proposal, registry_ids: list[str]) -> None:
    proposal.predecessors.all().delete()
    ProposalPredecessor.objects.bulk_create(
        ProposalPredecessor(proposal=proposal, position=place, registry_id=registry_id)
        for place, registry_id in enumerate(registry_ids)
    )


def _replace_team(proposal: Proposal, members: list[dict[str, Any]]) -> None:
    proposal.team.all().delete()
    TeamMember.objects.bulk_create(
        TeamMember(proposal=proposal, position=place, **member) for place, member in enumerate(members)
    )
