"""Letters of the result: numbered and their words frozen in the announcement, each made into a PDF once and kept."""

from __future__ import annotations

import hashlib
from itertools import groupby
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F

from review.models import Announcement, Case, ResultLetter
from review.rules.standing import Outcome
from review.rules.told import Told, ToldAll, as_json, years_of
from usr_portal.audit.services import record
from usr_portal.call import services as call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from review.selectors.decided import Decided, DecidedCase, DecidedSchool

BATCH = 200


def freeze(announcement: Announcement, found: Decided, years: Sequence[str]) -> list[ResultLetter]:
    """Number a letter to every school, and one of each of its cases, in the announcement's transaction.

    Cases that were stopped or did not pass earlier are told of in the same moment as all others.
    """
    ruled = {one.case.pk: one for one in found.cases}
    plans = {one.school.pk: one for one in found.schools}
    rows = Case.objects.filter(call_id=announcement.call_id).annotate(readable=F("proposal__number"))
    letters: list[ResultLetter] = []
    for school_id, cases in groupby(rows.order_by("school__code", "project_number"), key=lambda one: one.school_id):
        told: dict[Case, Told] = {case: _case(case, case.readable, ruled.get(case.pk), years) for case in cases}
        letters += _letters(announcement, school_id, told, plans.get(school_id), years)
    return ResultLetter.objects.bulk_create(letters, batch_size=BATCH)


def _letters(
    announcement: Announcement,
    school_id: int,
    told: dict[Case, Told],
    plan: DecidedSchool | None,
    years: Sequence[str],
) -> Iterable[ResultLetter]:
    """Give the school's letter, then those of its cases."""
    of_school = next(iter(told)).project_number.rpartition("-")[0]
    whole = ToldAll(tuple(told.values()), _plan(plan, years) if plan else None)
    yield ResultLetter(announcement=announcement, school_id=school_id, number=f"{of_school}-R", content=as_json(whole))
    for case, one in told.items():
        yield ResultLetter(
            announcement=announcement,
            school_id=school_id,
            case=case,
            number=f"{case.project_number}-R",
            content=as_json(ToldAll((one,))),
        )


def _case(case: Case, readable: str, ruled: DecidedCase | None, years: Sequence[str]) -> Told:
    return Told(
        outcome=Outcome(case.outcome),
        years=years_of(years, case.subsidy, ruled.approved if ruled else {}),
        conditions=ruled.decision.conditions if ruled else "",
        opinions=ruled.decision.opinions if ruled else "",
        number=readable,
        project_number=case.project_number,
        title=case.title,
        plan_type=case.plan_type,
    )


def _plan(ruled: DecidedSchool, years: Sequence[str]) -> Told:
    return Told(
        outcome=Outcome.FUNDED if ruled.is_funded else Outcome.NOT_FUNDED,
        years=years_of(years, ruled.asked, ruled.approved),
        conditions=ruled.decision.conditions,
        opinions=ruled.decision.opinions,
    )


@transaction.atomic
def keep_once(letter_id: int, lay_out: Callable[[ResultLetter], bytes]) -> ResultLetter:
    """Give a letter with its file; where there is none yet, `lay_out` makes it and it is kept for good.

    The row's lock lets one make it and all others wait for that. Nobody's permission is asked here.
    """
    rows = ResultLetter.objects.select_for_update(of=("self",)).select_related("announcement", "school")
    letter = rows.get(pk=letter_id)
    if letter.file:
        return letter
    data = lay_out(letter)
    letter.sha256, letter.made_at = hashlib.sha256(data).hexdigest(), call.now()
    letter.file.save("letter.pdf", ContentFile(data), save=False)
    letter.save(update_fields=["file", "sha256", "made_at"])
    record(
        actor=None,
        action="results.letter",
        subject=f"letter:{letter.number}",
        school_id=letter.school_id,
        detail={"number": letter.number, "sha256": letter.sha256},
        at=letter.made_at,
    )
    return letter
