"""Deciding (決議): drafted by one, confirmed by another of the ministry; any change takes a new confirmation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from proposals.services.refusals import NotEditable, Refused, given_reason
from review.access import is_ministry, require_staff
from review.facts.rulings import (
    Ruling,
    Subject,
    approved_of,
    at_decision,
    case_subjects,
    key_of,
    opinions_of,
    recused_of,
    school_subjects,
)
from review.models import Award, Decision, Meeting, SchoolDecision
from review.rules.awards import judge
from review.rules.questions import revealing
from review.rules.standing import Verdict
from review.services.meetings import confirmed_of, lock, require_within
from usr_portal.audit.services import record
from usr_portal.call import services as call

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from usr_portal.accounts.models import Person
    from usr_portal.kernel.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is said of one case (`number`: its project number) or of a school's plan (the school's code).

    `version` is the one that was read, 0 where nothing was said yet. A text that is None stays as it is; opinions
    and recused members are filled in from the reviewers' sheets where nothing was said yet.
    """

    number: str
    version: int
    verdict: str
    approved: Mapping[str, int | None]
    conditions: str | None = None
    reason: str | None = None
    opinions: str | None = None
    recused: str | None = None


class Faulty(Refused):
    """Something may not stand; `findings` by number. Nothing was written."""

    def __init__(self, findings: Mapping[str, Sequence[Finding]]) -> None:
        first, *_more = next(iter(findings.values()))
        number = next(iter(findings))
        words = _("{number}：{what}").format(number=number, what=first.message.render(_))
        super().__init__(words)
        self.findings = findings


class Naming(Refused):
    """A text for a school holds a reviewer's name; `names` by number. Nothing was written."""

    def __init__(self, names: Mapping[str, tuple[str, ...]]) -> None:
        number, found = next(iter(names.items()))
        words = _("{number}：給學校的文字中出現審查委員的姓名（{names}），請先刪去。")
        super().__init__(words.format(number=number, names="、".join(found)))
        self.names = names


class Outdated(Refused):
    """Somebody changed something since it was read; `numbers` of what. Nothing was written."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        numbers = tuple(one.number for one in subjects)
        words = _("{numbers} 在您開啟這一頁之後有人更動過，您的內容尚未存入；請比對後再存。")
        super().__init__(words.format(numbers="、".join(numbers)))
        self.numbers = numbers


@transaction.atomic
def draft_cases(*, person: Person, meeting_id: int, drafts: Sequence[Draft]) -> list[Ruling]:
    """Draft what the meeting says of cases, all or none; a confirmation that there was is dropped. Staff only.

    Raises `Http404`, `NotEditable` for a case that is not at the decision or once it was announced, `Outdated`,
    `Faulty`, `Naming`.
    """
    meeting = lock(person, meeting_id)
    subjects = _locked_cases([one.number for one in drafts])
    return _draft(person, meeting, subjects, drafts)


@transaction.atomic
def draft_schools(*, person: Person, meeting_id: int, drafts: Sequence[Draft]) -> list[Ruling]:
    """Draft what the meeting says of school plans; as `draft_cases`."""
    meeting = lock(person, meeting_id)
    subjects = _locked_schools([one.number for one in drafts])
    return _draft(person, meeting, subjects, drafts)


@transaction.atomic
def confirm(
    *, person: Person, meeting_id: int, cases: Mapping[str, int], schools: Mapping[str, int] | None = None
) -> list[Ruling]:
    """Confirm drafts, all or none: by somebody of the ministry who did not draft them. Numbers with the version read.

    Raises as `draft_cases`, `Refused` for who may not, and `Overdrawn` where a year's pot does not suffice.
    """
    meeting = lock(person, meeting_id)
    require_confirmer(person)
    wanted = {**cases, **(schools or {})}
    subjects = [*_locked_cases(list(cases)), *_locked_schools(list(schools or {}))]
    _require_fresh([one for one in subjects if one.version != wanted[one.number]])
    found = [_draft_of(one, meeting, person) for one in subjects]
    approved = approved_of(found)
    _require_sound(subjects, found, approved)
    confirmed = Counter(confirmed_of(meeting))
    for ruling in found:
        confirmed.update(approved.get(key_of(ruling), {}))
    require_within(meeting.pot, confirmed)
    return _confirmed(person, meeting, subjects, found)


@transaction.atomic
def withdraw(*, person: Person, meeting_id: int, project_number: str, version: int, reason: str) -> None:
    """Take what was said of a case back, with a reason: it is undecided again. Raises as `draft_cases`.

    What is drafted next goes on from this version: who still has it open confirms nothing that they have not read.
    """
    meeting = lock(person, meeting_id)
    told = given_reason(reason)
    (subject,) = _locked_cases([project_number])
    if subject.ruling is None or subject.case is None or subject.version != version:
        raise Outdated([subject])
    if subject.ruling.meeting_id != meeting.pk:
        raise Refused(_("{number} 在這場會議還沒有擬案。").format(number=project_number))
    subject.case.withdrawn_version = version
    subject.case.save(update_fields=["withdrawn_version"])
    detail = _told(subject.ruling, approved_of([subject.ruling]).get(key_of(subject.ruling), {}))
    subject.ruling.delete()
    record(
        actor=person,
        action="decision.withdraw",
        subject=f"case:{project_number}",
        school_id=subject.school.pk,
        reason=told,
        detail={"meeting": meeting.pk, **detail},
        at=call.now(),
    )


def may_confirm(person: Person) -> bool:
    """Tell whether the person may confirm what others drafted: somebody of the ministry."""
    return is_ministry(person)


def require_confirmer(person: Person) -> None:
    """Raise `Refused` for anyone but the ministry's people; `Http404` for anyone but staff."""
    require_staff(person)
    if not may_confirm(person):
        raise Refused(_("決議須由教育部的承辦人員確認；您可以擬案，不能確認。"))


def _locked_cases(numbers: Collection[str]) -> list[Subject]:
    """Lock cases, and give them in the order asked for. Raises `NotEditable` where one is not at the decision."""
    rows = at_decision(settings.USR_CALL).filter(project_number__in=numbers)
    cases = {one.project_number: one for one in rows.select_for_update(of=("self",)).order_by("pk")}
    gone = [number for number in numbers if number not in cases]
    if gone:
        raise NotEditable(_("{numbers} 不在決審階段，不能決議。").format(numbers="、".join(gone)))
    return case_subjects([cases[number] for number in numbers])


def _locked_schools(codes: Collection[str]) -> list[Subject]:
    """Lock the cases of schools, so that nobody announces meanwhile; as `_locked_cases`."""
    if not codes:
        return []
    rows = at_decision(settings.USR_CALL).filter(school__code__in=codes)
    schools = {one.school.code: one.school for one in rows.select_for_update(of=("self",)).order_by("pk")}
    gone = [code for code in codes if code not in schools]
    if gone:
        raise NotEditable(_("{numbers} 不在決審階段，不能決議。").format(numbers="、".join(gone)))
    return school_subjects(settings.USR_CALL, [schools[code] for code in codes], with_names=True)


def _draft(person: Person, meeting: Meeting, subjects: list[Subject], drafts: Sequence[Draft]) -> list[Ruling]:
    _require_fresh([one for one, draft in zip(subjects, drafts, strict=True) if one.version != draft.version])
    rulings = [one.begun() for one in subjects]
    filled = _Filled(subjects)
    for subject, ruling, draft in zip(subjects, rulings, drafts, strict=True):
        _say(ruling, draft, subject, filled)
    approved = [_kept(draft) for draft in drafts]
    _require_judged(subjects, [draft.approved for draft in drafts], rulings)
    _require_nameless(subjects, rulings)
    now = call.now()
    for ruling in rulings:
        _sign(ruling, person, meeting, now)
    _write_awards(rulings, approved)
    _log(person, meeting, "draft", subjects, rulings, approved, now)
    return rulings


class _Filled:
    """What a first draft is filled in with, read once for all of them."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        fresh = [one.case for one in subjects if one.ruling is None and one.case is not None]
        self.opinions = opinions_of(fresh) if fresh else {}
        self.recused = recused_of(fresh) if fresh else {}


def _say(ruling: Ruling, draft: Draft, subject: Subject, filled: _Filled) -> None:
    ruling.verdict = draft.verdict
    ruling.conditions = ruling.conditions if draft.conditions is None else draft.conditions
    ruling.reason = ruling.reason if draft.reason is None else draft.reason
    key = subject.case.pk if subject.case else 0
    ruling.opinions = (ruling.opinions or filled.opinions.get(key, "")) if draft.opinions is None else draft.opinions
    if isinstance(ruling, Decision):
        names = "、".join(filled.recused.get(key, ()))
        ruling.recused = (ruling.recused or names) if draft.recused is None else draft.recused


def _sign(ruling: Ruling, person: Person, meeting: Meeting, now: datetime) -> None:
    ruling.meeting = meeting
    if not isinstance(ruling, Decision):
        ruling.call_id = meeting.call_id
    ruling.drafted_by, ruling.drafted_at = person, now
    ruling.confirmed_by = ruling.confirmed_at = None
    ruling.version += 1
    ruling.save()


def _kept(draft: Draft) -> dict[str, int]:
    """Give the amounts to keep: none where the verdict is to decline."""
    if draft.verdict != Verdict.FUND:
        return {}
    return {year: amount for year, amount in draft.approved.items() if amount is not None}


def _write_awards(rulings: Sequence[Ruling], approved: Sequence[Mapping[str, int]]) -> None:
    cases = [one.pk for one in rulings if isinstance(one, Decision)]
    schools = [one.pk for one in rulings if not isinstance(one, Decision)]
    Award.objects.filter(decision__in=cases).delete()
    Award.objects.filter(school_decision__in=schools).delete()
    Award.objects.bulk_create(
        Award(**{_column(ruling): ruling}, year=year, amount=amount)
        for ruling, years in zip(rulings, approved, strict=True)
        for year, amount in years.items()
    )


def _column(ruling: Ruling) -> str:
    return "decision" if isinstance(ruling, Decision) else "school_decision"


def barrier(subject: Subject, meeting: Meeting, person: Person) -> str:
    """Say why the person cannot confirm what was said of a subject; nothing where they can. The preview asks the same."""
    found = subject.ruling
    if found is None or found.meeting_id != meeting.pk:
        return _("{number} 在這場會議還沒有擬案。").format(number=subject.number)
    if found.is_confirmed:
        return _("{number} 已經確認過了。").format(number=subject.number)
    if found.drafted_by_id == person.pk:
        return _("{number} 是您擬的，須由另一位確認。").format(number=subject.number)
    return ""


def _draft_of(subject: Subject, meeting: Meeting, person: Person) -> Ruling:
    why = barrier(subject, meeting, person)
    if why or subject.ruling is None:
        raise Refused(why)
    return subject.ruling


def _confirmed(person: Person, meeting: Meeting, subjects: list[Subject], found: list[Ruling]) -> list[Ruling]:
    now = call.now()
    for ruling in found:
        ruling.confirmed_by, ruling.confirmed_at = person, now
        ruling.version += 1
    columns = ["confirmed_by", "confirmed_at", "version"]
    Decision.objects.bulk_update([one for one in found if isinstance(one, Decision)], columns)
    SchoolDecision.objects.bulk_update([one for one in found if isinstance(one, SchoolDecision)], columns)
    approved = approved_of(found)
    _log(person, meeting, "confirm", subjects, found, [approved.get(key_of(one), {}) for one in found], now)
    return found


def _require_fresh(stale: Sequence[Subject]) -> None:
    if stale:
        raise Outdated(stale)


def _require_sound(
    subjects: Sequence[Subject], found: Sequence[Ruling], approved: Mapping[tuple[str, int], Mapping[str, int]]
) -> None:
    """Judge what is to be confirmed again: the call may have changed since it was drafted, and who reviews too."""
    amounts = [approved.get(key_of(one), {}) for one in found]
    _require_judged(subjects, amounts, found)
    _require_nameless(subjects, found)


def _require_judged(
    subjects: Sequence[Subject],
    approved: Sequence[Mapping[str, int | None] | Mapping[str, int]],
    found: Sequence[Ruling],
) -> None:
    parameters = call.in_force()
    faults = {
        subject.number: findings
        for subject, amounts, ruling in zip(subjects, approved, found, strict=True)
        if (findings := judge(subject.award(ruling.verdict, dict(amounts), ruling.reason), parameters))
    }
    if faults:
        raise Faulty(faults)


def _require_nameless(subjects: Sequence[Subject], found: Sequence[Ruling]) -> None:
    names = {
        subject.number: revealed
        for subject, ruling in zip(subjects, found, strict=True)
        if (revealed := revealing((ruling.opinions, ruling.conditions, ruling.reason), subject.names))
    }
    if names:
        raise Naming(names)


def _told(ruling: Ruling, approved: Mapping[str, int]) -> dict[str, Any]:
    return {"verdict": ruling.verdict, "approved": dict(approved), "version": ruling.version}


def _log(
    person: Person,
    meeting: Meeting,
    act: str,
    subjects: Sequence[Subject],
    found: Sequence[Ruling],
    approved: Sequence[Mapping[str, int]],
    now: datetime,
) -> None:
    """One entry an act: it names everything that was decided, and how."""
    said = {one.number: _told(ruling, years) for one, ruling, years in zip(subjects, found, approved, strict=True)}
    if not said:
        return
    kind = "case" if subjects[0].case else "school"
    first = subjects[0].number
    record(
        actor=person,
        action=f"decision.{act}",
        subject=f"{kind}:{first}" if len(said) == 1 else f"meeting:{meeting.pk}",
        school_id=subjects[0].school.pk if len(said) == 1 else None,
        detail={"meeting": meeting.pk, "said": said},
        at=now,
    )
