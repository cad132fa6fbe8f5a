"""The application file ``usr-application/1``: one school's whole application as strict JSON.

``parse(dump(x))`` equals ``x`` for every application ``x`` of a call. Nothing here judges: a missing text or list is
read as empty, and the rules say what that means.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any, cast

from budgets.rules.types import AbroadKind, AbroadPlan, BudgetPlan, Item, Line, Part, Source
from eligibility.rules.types import (
    Basis,
    Ground,
    MinistryProject,
    PriorMember,
    PriorProject,
    Programme,
    TeamMember,
    YearMonth,
)
from proposals.rules.application import (
    Application,
    Contact,
    Disclosure,
    Document,
    Ethics,
    EthicsTopic,
    Mou,
    MouKind,
    Proposal,
    Resource,
    School,
    SchoolKind,
    SchoolPlan,
    Site,
    SiteNature,
    Supervisor,
    Taken,
)
from proposals.rules.form import every_section
from usr_portal.call.rules.parameters import CallParameters, bundled
from usr_portal.kernel import json_text
from usr_portal.kernel.codec import (
    Codec,
    DocumentError,
    choice,
    day,
    default,
    exactly,
    flag,
    identifier,
    keyed,
    listing,
    moment,
    name_or_none,
    open_object,
    optional,
    record,
    refuse,
    same_names,
    text,
    whole,
)
from usr_portal.kernel.messages import gettext_noop
from usr_portal.kernel.vocabulary import BasisKind, Issue, NewGround, PlanType, PriorType, Sdg, TeamRole

__all__ = ["FORMAT", "DocumentError", "dump", "parse", "parse_object"]

FORMAT = "usr-application/1"

_YEAR = re.compile(r"[0-9]{2,3}")
_MONTH = re.compile(r"(?!0000)([0-9]{4})-(0[1-9]|1[0-2])")


def parse(source: str | bytes, parameters: CallParameters | None = None) -> Application:
    """Read an application file; ``parameters`` are the call's, by default those that come with the portal.

    Raises ``DocumentError`` with the JSON path (or the line, in its message) and the reason.
    """
    try:
        value = json_text.load(source)
    except json_text.JsonTextError as error:
        refuse("", error.problem.template, **error.problem.values)
    return parse_object(value, parameters)


def parse_object(value: object, parameters: CallParameters | None = None) -> Application:
    """Read an application from JSON values (a snapshot, say); as ``parse``."""
    figures = parameters if parameters is not None else _bundled(value)
    application = _reader(figures).read(value, "")
    _refuse_twice("proposals", [proposal.id for proposal in application.proposals])
    _refuse_twice("registry", [project.id for project in application.registry])
    return application


def dump(application: Application, parameters: CallParameters | None = None) -> dict[str, Any]:
    """Return the file's JSON object of an application."""
    figures = parameters if parameters is not None else bundled(application.call)
    written = record(Application, _application_members(figures)).write(application)
    return {"format": FORMAT, **cast("dict[str, Any]", written)}


def _bundled(value: object) -> CallParameters:
    if not isinstance(value, dict):
        refuse("", gettext_noop("須為物件。"))
    # Before what is missing: "cal" for "call" is told as a key that nobody knows.
    open_object(value, "", ("format", *(one.name for one in fields(Application))))
    exactly(FORMAT).read(value.get("format"), "format")
    call = identifier.read(value.get("call"), "call")
    try:
        return bundled(call)
    except LookupError:
        refuse("call", gettext_noop("沒有「{call}」這個徵件。"), call=call)


def _refuse_twice(path: str, ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for place, name in enumerate(ids):
        if name in seen:
            refuse(f"{path}[{place}].id", gettext_noop("代碼「{name}」重複。"), name=name)
        seen.add(name)


def _month(value: object, path: str) -> YearMonth:
    found = _MONTH.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        refuse(path, gettext_noop("年月須寫成 2024-08 的樣子。"))
    return YearMonth(int(found[1]), int(found[2]))


def _year(value: object, path: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or not _YEAR.fullmatch(value):
        refuse(path, gettext_noop('年度須寫成 "114" 的樣子。'))
    return value


month: Codec[YearMonth] = Codec(_month, str)
year: Codec[str] = Codec(_year, lambda value: value or None)


def _split(values: dict[str, Any], owner: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part dotted members (``budget.lines``) from the others."""
    inner = {name.removeprefix(owner): value for name, value in values.items() if name.startswith(owner)}
    return {name: value for name, value in values.items() if not name.startswith(owner)}, inner


def _proposal(**values: Any) -> Proposal:  # noqa: ANN401 - each value was typed by its codec
    own, budget = _split(values, "budget.")
    return Proposal(**own, budget=BudgetPlan(**budget))


def _school_plan(**values: Any) -> SchoolPlan:  # noqa: ANN401 - the same
    own, budget = _split(values, "budget.")
    return SchoolPlan(**own, budget=BudgetPlan(**budget))


def _application(*, format: str, **values: Any) -> Application:  # noqa: A002, ANN401 - the file's own name for it
    return Application(**values)


@lru_cache(maxsize=16)
def _reader(figures: CallParameters) -> Codec[Application]:
    return record(_application, {"format": ("format", exactly(FORMAT)), **_application_members(figures)})


def _application_members(figures: CallParameters) -> dict[str, tuple[str, Codec[Any]]]:
    return same_names(
        call=exactly(figures.call_id),
        as_of=optional(moment),
        school=_SCHOOL,
        registry=listing(_prior_project(figures)),
        taken=listing(_TAKEN),
        school_plan=_school_plan_codec(figures),
        proposals=listing(_proposal_codec(figures)),
    )


_SCHOOL = record(
    School,
    same_names(
        code=identifier,
        name=text,
        kind=default(choice(SchoolKind), SchoolKind.UNIVERSITY),
        under_guidance=flag,
        supervised_by=default(choice(Supervisor), Supervisor.MINISTRY),
        has_usr_unit=flag,
    ),
)
_TAKEN = record(Taken, same_names(person=name_or_none, predecessor=name_or_none, by=text))
_MEMBER = record(
    TeamMember,
    same_names(person=identifier, name=text, role=choice(TeamRole), school=name_or_none, president=flag),
)
_SITE = record(
    Site,
    same_names(country=text, nature=optional(choice(SiteNature)), county=text, township=text, name=text),
)
_CONTACT = record(Contact, same_names(name=text, unit=text, phone=text, email=text))
_MOU = record(
    Mou,
    same_names(
        partner=text,
        country=text,
        kind=optional(choice(MouKind)),
        partner_ok=flag,
        signed_on=optional(day),
        addendum_on=optional(day),
        signer_level_ok=flag,
        for_this_project=flag,
        still_valid_evidence=flag,
    ),
)
_ETHICS = record(
    Ethics,
    same_names(
        practice_statement=flag,
        academic_statement=flag,
        topics=listing(choice(EthicsTopic)),
        practicability=text,
    ),
)


def _amount(figures: CallParameters) -> Codec[int]:
    return whole(-figures.budget.largest_amount, figures.budget.largest_amount)


def _prior_project(figures: CallParameters) -> Codec[PriorProject]:
    member = record(
        PriorMember,
        same_names(person=identifier, role=choice(TeamRole), months=default(_amount(figures), 0)),
    )
    return record(
        PriorProject,
        same_names(
            id=identifier,
            school=identifier,
            phase=whole(1, figures.previous_phase),
            type=choice(PriorType),
            title=text,
            predecessor=name_or_none,
            merged_into=name_or_none,
            team=listing(member),
        ),
    )


def _line(figures: CallParameters) -> Codec[Line]:
    amount = _amount(figures)
    return record(
        Line,
        same_names(
            item=choice(Item),
            label=text,
            part=default(choice(Part), Part.DOMESTIC),
            source=choice(Source),
            amount=amount,
            quantity=optional(amount),
            unit_price=optional(amount),
            person=name_or_none,
            host_fee=flag,
            monthly=optional(amount),
            months=optional(amount),
            part_time=flag,
            reason=text,
        ),
    )


def _abroad_plan(figures: CallParameters) -> Codec[AbroadPlan]:
    count = optional(_amount(figures))
    return record(
        AbroadPlan,
        same_names(
            year=year,
            kind=optional(choice(AbroadKind)),
            place=text,
            activity=text,
            days=count,
            people=count,
            invitee=text,
        ),
    )


def _school_plan_codec(figures: CallParameters) -> Codec[SchoolPlan]:
    return record(
        _school_plan,
        {
            **same_names(
                sections=keyed(figures.school_plan.sections, text),
                evaluation_years=listing(text),
                international_role=text,
                distinctive_role=text,
                checklist=flag,
            ),
            "budget": ("budget.lines", keyed(figures.years, listing(_line(figures)))),
        },
    )


def _basis(figures: CallParameters) -> Codec[Basis]:
    project: dict[str, tuple[str, Codec[Any]]] = {
        **same_names(title=text, agency=text, role=optional(choice(TeamRole)), central=flag),
        "from": ("begins", optional(month)),
        "to": ("ends", optional(month)),
        **same_names(filed_at_school=flag, academic=flag),
    }
    ground = same_names(
        programme=optional(choice(Programme)),
        months=optional(_amount(figures)),
        person=name_or_none,
        projects=listing(record(MinistryProject, project)),
    )
    return record(
        Basis,
        same_names(
            kind=optional(choice(BasisKind)),
            predecessors=listing(identifier),
            new_ground=optional(choice(NewGround)),
            ground=record(Ground, ground),
        ),
    )


def _disclosure(figures: CallParameters) -> Codec[Disclosure]:
    resource = record(Resource, same_names(source=text, amount=optional(_amount(figures))))
    return record(Disclosure, same_names(none=flag, resources=listing(resource)))


def _money_members(figures: CallParameters) -> dict[str, tuple[str, Codec[Any]]]:
    by_year = keyed(figures.years, default(_amount(figures), 0))
    return {
        "budget": ("budget.lines", keyed(figures.years, listing(_line(figures)))),
        "external": ("budget.external", by_year),
        "matching": ("budget.matching", by_year),
        "personnel_reason": ("budget.personnel_reason", text),
        "abroad_plans": ("budget.abroad_plans", listing(_abroad_plan(figures))),
        "international_focus": ("budget.international_focus", flag),
    }


def _plan_members(figures: CallParameters) -> dict[str, tuple[str, Codec[Any]]]:
    texts = keyed(figures.years, listing(text))
    counts = keyed(figures.years, default(_amount(figures), 0))
    return same_names(
        sections=keyed(every_section(figures), text),
        milestones=texts,
        checkpoints=texts,
        targets=texts,
        sig_activities=counts,
        forums=counts,
    )


def _proposal_codec(figures: CallParameters) -> Codec[Proposal]:
    return record(
        _proposal,
        {
            **same_names(
                id=identifier,
                title=text,
                keywords_zh=listing(text),
                keywords_en=listing(text),
                sites=listing(_SITE),
                sites_independent=flag,
                contact=optional(_CONTACT),
                intl_courses=text,
                merge_statement=text,
                type=choice(PlanType),
                issue=listing(whole(min(Issue), max(Issue))),
                sdgs=listing(whole(min(Sdg), max(Sdg))),
                sdg17_plan=text,
                sdg_relation=text,
                basis=_basis(figures),
                team=listing(_MEMBER),
            ),
            **_plan_members(figures),
            **same_names(
                mous=listing(_MOU),
                documents=listing(choice(Document)),
                disclosure=_disclosure(figures),
                ethics=_ETHICS,
                checklist=flag,
            ),
            **_money_members(figures),
        },
    )
