"""Replies (待釐清): staff merge the reviewers' questions without names and release them, the school answers in time.

A released list of questions never changes. An answer may be changed until the window ends for the school, and stands as
it is from then on, with its time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from proposals.services.papers import inspected, store_apart
from proposals.services.refusals import NotEditable, Refused, Stale
from review.access import cases_for_staff, get_case_for_answer, get_case_for_staff
from review.facts.questions import questions_of, reviewer_names
from review.models import Case, Reply
from review.models.cases import Outcome
from review.rules.questions import merged, revealing
from review.rules.standing import Stage
from review.rules.talks import REPLIES, brings_slides
from review.services import telling_talks
from usr_portal.audit.services import record
from usr_portal.call import services as call
from usr_portal.kernel.vocabulary import PlanType

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.core.files.uploadedfile import UploadedFile

    from usr_portal.accounts.models import Person

SLIDES = "slides"


class Revealing(Refused):
    """Questions hold the name of a reviewer; `names` are those found."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(_("問題中出現審查委員的姓名：{names}。請先刪去再儲存。").format(names="、".join(names)))
        self.names = names


@transaction.atomic
def draft(*, person: Person, stage: Stage) -> int:
    """Merge the submitted questions of every case that has no list yet for a stage of replies; give how many.

    Staff only. Lists that are there stay as they are: staff may have edited them. A case without questions gets an
    empty list: its school is only asked for slides.
    """
    rows = cases_for_staff(person).filter(outcome=Outcome.OPEN, stage__in=(stage, REPLIES[stage]))
    cases = list(rows.exclude(replies__stage=stage).select_for_update(of=("self",)))
    asked = questions_of(cases, REPLIES[stage])
    made = Reply.objects.bulk_create(
        (Reply(case=one, stage=stage, questions=list(merged(asked[one.pk], f"{one.pk} {stage}"))) for one in cases),
        ignore_conflicts=True,
    )
    if made:
        numbers = [one.project_number for one in cases]
        record(actor=person, action="reply.draft", subject=f"stage:{stage}", detail={"numbers": numbers}, at=call.now())
    return len(made)


@transaction.atomic
def merge_again(*, person: Person, project_number: str, stage: Stage, version: int) -> Reply:
    """Throw the edited list of a case away and merge its questions anew. Raises as `edit`."""
    case, reply = _unreleased(person, project_number, stage, version)
    asked = questions_of([case], REPLIES[stage])[case.pk]
    return _rewrite(person, case, reply, merged(asked, f"{case.pk} {stage}"))


@transaction.atomic
def edit(*, person: Person, project_number: str, stage: Stage, questions: tuple[str, ...], version: int) -> Reply:
    """Write the list of a case, before it is released. Raises `Http404`, `NotEditable`, `Stale` or `Revealing`."""
    case, reply = _unreleased(person, project_number, stage, version)
    _require_nameless(questions, reviewer_names([case]).get(case.pk, ()))
    return _rewrite(person, case, reply, questions)


def barrier(case: Case, reply: Reply | None, stage: Stage, names: tuple[str, ...]) -> str:
    """Say why the list of a case cannot be released now; nothing where it can. The preview asks the same."""
    if reply is None:
        return _("還沒有彙整問題。")
    if reply.released_at is not None:
        return _("已經送出。")
    if case.outcome != Outcome.OPEN or case.stage != stage:
        return _("這一件還沒有進入這個回覆階段。")
    found = revealing(reply.questions, names)
    return _("問題中出現審查委員的姓名，請先刪去。") if found else ""


@transaction.atomic
def release(*, person: Person, stage: Stage, numbers: Collection[str]) -> list[Reply]:
    """Give these cases' lists to their schools, all in one act; those that cannot be released are left out.

    Staff only; raises `Refused` where none of them can be released.
    """
    rows = cases_for_staff(person).filter(project_number__in=numbers).select_for_update(of=("self",))
    cases = {one.pk: one for one in rows.order_by("pk")}
    names = reviewer_names(cases.values())
    held = list(Reply.objects.filter(case__in=cases, stage=stage).select_for_update())
    ready = [one for one in held if not barrier(cases[one.case_id], one, stage, names.get(one.case_id, ()))]
    if not ready:
        raise Refused(_("所選案件目前都不能送出。"))
    now = call.now()
    Reply.objects.filter(pk__in=[one.pk for one in ready]).update(released_at=now, released_by=person)
    for one in ready:
        one.released_at = now
        telling_talks.questions_released(cases[one.case_id], stage, one)
    told = [cases[one.case_id].project_number for one in ready]
    record(actor=person, action="reply.release", subject=f"stage:{stage}", detail={"numbers": told}, at=now)
    return ready


@transaction.atomic
def answer(*, person: Person, number: str, stage: Stage, answers: tuple[str, ...], version: int) -> Reply:
    """Keep a school's answers, one for each question, in its window. Raises `Http404`, `WindowClosed` or `Stale`."""
    case, reply, now = _answerable(person, number, stage)
    _require_version(reply, version)
    if len(answers) != len(reply.questions):
        raise Refused(_("回覆的題數與問題不符，請重新整理後再填。"))
    reply.answers = list(answers)
    return _answered(person, case, reply, now, {"answered": sum(map(bool, answers)), "of": len(answers)})


def upload_slides(*, person: Person, number: str, stage: Stage, upload: UploadedFile[Any]) -> Reply:
    """Take the slides of a reply in, in the place of earlier ones. Raises as `answer`, and `PaperRefused`."""
    get_case_for_answer(person, number)  # nobody else makes us read a file
    facts = inspected(upload)
    with transaction.atomic():
        case, reply, now = _answerable(person, number, stage)
        if not brings_slides(stage, PlanType(case.plan_type)):
            raise Http404
        reply.slides = store_apart(
            person=person, proposal_id=case.proposal_id, kind=SLIDES, upload=upload, facts=facts, at=now
        )
        detail = {"slides": reply.slides.pk, "sha256": facts.sha256}
        return _answered(person, case, reply, now, detail)


def _answerable(person: Person, number: str, stage: Stage) -> tuple[Case, Reply, Any]:
    case = get_case_for_answer(person, number, lock=True)
    reply = Reply.objects.filter(case=case, stage=stage).exclude(released_at=None).select_related("answered_by").first()
    if reply is None:
        raise Http404
    return case, reply, call.require_open(stage, case.school_id).now


def _answered(person: Person, case: Case, reply: Reply, now: Any, detail: dict[str, Any]) -> Reply:  # noqa: ANN401
    reply.version += 1
    reply.answered_at, reply.answered_by = now, person
    reply.save(update_fields=["answers", "slides", "version", "answered_at", "answered_by"])
    record(
        actor=person,
        action="reply.answer",
        subject=f"case:{case.project_number}",
        school_id=case.school_id,
        detail={"stage": reply.stage, **detail},
        at=now,
    )
    return reply


def _unreleased(person: Person, project_number: str, stage: Stage, version: int) -> tuple[Case, Reply]:
    case = get_case_for_staff(person, project_number, lock=True)
    reply = Reply.objects.filter(case=case, stage=stage).first()
    if reply is None:
        raise Http404
    if reply.released_at is not None:
        raise NotEditable(_("問題已經送給學校，不能再改。"))
    _require_version(reply, version)
    return case, reply


def _rewrite(person: Person, case: Case, reply: Reply, questions: tuple[str, ...]) -> Reply:
    reply.questions = list(questions)
    reply.version += 1
    reply.save(update_fields=["questions", "version"])
    detail = {"stage": reply.stage, "questions": len(questions)}
    record(actor=person, action="reply.edit", subject=f"case:{case.project_number}", detail=detail, at=call.now())
    return reply


def _require_version(reply: Reply, version: int) -> None:
    if reply.version != version:
        raise Stale(reply.version, str(reply.answered_by or _("另一位同仁")), reply.answered_at)


def _require_nameless(questions: tuple[str, ...], names: tuple[str, ...]) -> None:
    found = revealing(questions, names)
    if found:
        raise Revealing(found)
