"""The announcement (公告; 拾、二、（四）): one act of the ministry, in one transaction, by which every school learns.

Cases at the decision move to the announcement, the list is frozen and published, letters are numbered with the words
that they will always have, and mails are written that go when all of it is committed. It happens once a call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.services.refusals import Refused, given_reason
from review.access import require_ministry
from review.models import Announcement, Case
from review.rules.results import Listed, ListedSchool, Listing, as_json
from review.rules.stages import ANNOUNCE, Act
from review.rules.standing import Outcome
from review.rules.visibility import for_public
from review.selectors.decided import Decided, DecidedCase, DecidedSchool, decided
from review.services import result_letters, stages, telling_results
from usr_portal.accounts.models import Person
from usr_portal.audit.services import record
from usr_portal.call import services as call
from usr_portal.celery import queue_on_commit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from usr_portal.call.rules.parameters import CallParameters
    from usr_portal.schools.models import School


class AlreadyAnnounced(Refused):
    """The results of the call were announced before."""

    def __init__(self) -> None:
        super().__init__(_("結果已經公告過；公告只有一次，不能重複。"))


class NotReady(Refused):
    """Something is missing; `found` says what, and nothing was told to anybody."""

    def __init__(self, found: Decided) -> None:
        text = ngettext("還有 {n} 項沒有完成，不能公告。", "還有 {n} 項沒有完成，不能公告。", found.missing)
        super().__init__(text.format(n=found.missing))
        self.found = found


class Changed(Refused):
    """Something was confirmed anew since the page was read; nothing was told to anybody."""

    def __init__(self) -> None:
        super().__init__(_("您開啟這一頁之後有決議更動過，還沒有公告；請看過現在的內容再公告。"))


@transaction.atomic
def announce(*, person: Person, reason: str, seen: str | None = None) -> Announcement:
    """Announce the results of the call, all or nothing. `seen` is the digest of what the person read (`Decided`).

    Raises `Http404` for anyone but the ministry, `WindowClosed` outside the window of the announcement,
    `AlreadyAnnounced`, `NotReady`, `Changed`, and `Refused` for a reason that is missing or where there is nothing to announce.
    """
    require_ministry(person)
    told = given_reason(reason)
    _lock_cases()
    moment = call.require_open(ANNOUNCE, None)  # the clock is read once the locks are held
    found = _complete()
    if seen is not None and seen != found.digest:
        raise Changed
    made = Announcement(call_id=settings.USR_CALL, at=moment.now, by=person)
    made.listing = as_json(_listing(found, moment.parameters, moment.now))
    _move(person, found.cases, told)
    made.save(force_insert=True)
    letters = result_letters.freeze(made, found, moment.parameters.years)
    telling_results.announced(made)
    for letter in letters:
        if letter.case_id is None:
            queue_on_commit("review.make_result_letter", letter.pk)
    _log(made, told, len(letters))
    return made


def _lock_cases() -> None:
    """Lock every case of the call, in one order for everybody. Raises `Refused` where there are none."""
    rows = Case.objects.filter(call_id=settings.USR_CALL).select_for_update().order_by("pk")
    if not list(rows.values_list("pk", flat=True)):
        raise Refused(_("這一期徵件還沒有審查案，沒有可以公告的結果。"))


def _complete() -> Decided:
    """Give what was decided, where nothing is missing and nothing was announced."""
    if Announcement.objects.filter(call_id=settings.USR_CALL).exists():
        raise AlreadyAnnounced
    found = decided(settings.USR_CALL)
    if not found.is_whole:
        raise NotReady(found)
    return found


def _move(person: Person, rows: Iterable[DecidedCase], reason: str) -> None:
    """Move what was decided by the one function that moves cases."""
    ruled = list(rows)
    for act, is_funded in ((Act.FUND, True), (Act.DECLINE, False)):
        keys = [one.case.pk for one in ruled if one.is_funded is is_funded]
        if keys:
            stages.move(person=person, case_ids=keys, act=act, reason=reason)


def _listing(found: Decided, parameters: CallParameters, at: datetime) -> Listing:
    """Give what is published: funded projects and school plans with their amounts, nothing of any other."""
    return Listing(
        call=parameters.call_id,
        call_name=parameters.name,
        call_name_en=parameters.name_en,
        announced_at=at.astimezone(parameters.zone),
        years=parameters.years,
        projects=tuple(_project(one) for one in found.cases if _is_public(one)),
        school_plans=tuple(_plan(one) for one in found.schools if _is_public(one)),
    )


def _is_public(one: DecidedCase | DecidedSchool) -> bool:
    return for_public(Outcome.FUNDED if one.is_funded else Outcome.NOT_FUNDED, announced=True) is not None


def _project(one: DecidedCase) -> Listed:
    case = one.case
    return Listed(
        school=_school(case.school),
        approved=one.approved,
        number=case.project_number,
        title=case.title,
        plan_type=case.plan_type,
        basis=case.basis_kind,
        issue=case.issue,
        sdgs=tuple(case.sdgs),
    )


def _plan(one: DecidedSchool) -> Listed:
    return Listed(school=_school(one.school), approved=one.approved)


def _school(school: School) -> ListedSchool:
    return ListedSchool(school.code, school.name_zh, school.name_en, school.city)


def _log(made: Announcement, reason: str, letters: int) -> None:
    totals = made.listing["totals"]
    record(
        actor=made.by,
        action="results.announce",
        subject=f"call:{made.call_id}",
        reason=reason,
        detail={"projects": totals["projects"], "school_plans": totals["school_plans"], "letters": letters},
        at=made.at,
    )
