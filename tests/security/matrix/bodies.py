"""What a form sends that would be taken: so that an act is refused for who asks, or when, and not for what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from proposals.models import OfferedFile, Paper, ProposalSection, SchoolPlanSection
from review.models import Assignment, Offer, Reply, Visit
from review.selectors.decided import decided
from review.selectors.schedule import presentation_days
from tests.proposals.papers import pdf
from tests.proposals.pictures import png
from tests.review.test_talks_visits import picture
from tests.security.matrix.world import World
from usr_portal.call import services as call
from usr_portal.kernel import roc

Body = Mapping[str, Any]
REASON = {"reason": "測試"}
PDF = pdf(2)
PNG = png()
PHOTO = picture(size=(40, 30)).read()


def drawn() -> SimpleUploadedFile:
    """A picture as the editor sends it."""
    return SimpleUploadedFile("x.png", PNG, content_type="image/png")


def upload(content: bytes) -> SimpleUploadedFile:
    """A file as a form sends it."""
    return SimpleUploadedFile("file.pdf", content, content_type="application/pdf")


def body(name: str, world: World, role: str) -> dict[str, Any]:
    """Give what is sent to an address; nothing where the empty form is as good as any."""
    made = BODIES.get(name)
    return {} if made is None else dict(made(world, role))


def _section(world: World, _role: str) -> Body:
    kept = ProposalSection.objects.get(proposal=world.proposal, key="summary")
    return {"summary": "新的摘要", "version": kept.version}


def _plan(world: World, _role: str) -> Body:
    kept = SchoolPlanSection.objects.get(plan__application=world.application, key="governance")
    return {"version": kept.version}


def _offer(world: World, _role: str) -> Body:
    held = Offer.objects.filter(proposal=world.proposal).first()
    return {"times": [f"{presentation_days()[0]}/am"], "version": held.version if held else 0}


def _answers(world: World, _role: str) -> Body:
    held = Reply.objects.filter(case__proposal=world.proposal, stage="written_reply").first()
    return {"written_reply-answer_0": "說明", "written_reply-0": "說明", "version": held.version if held else 0}


def _sheet(world: World, role: str) -> Body:
    assignment = _assignment(world, role)
    scores = {f"score-{part}": "70" for part in assignment.sheet.weights} if assignment else {}
    questions = {"questions-TOTAL_FORMS": "0", "questions-INITIAL_FORMS": "0"}
    return {**scores, **questions, **_version(world, role)}


def _version(world: World, role: str) -> Body:
    assignment = _assignment(world, role)
    return {"version": assignment.sheet.version if assignment else 1}


def _assignment(world: World, role: str) -> Assignment | None:
    own = Assignment.objects.filter(pk=world.own.get(role, 0), sheet__isnull=False)
    return own.select_related("sheet").first()


def _report(world: World, _role: str) -> Body:
    held = Visit.objects.filter(case__proposal=world.proposal).first()
    return {"minutes": "紀錄", "field": "整潔", "version": held.version if held else 0}


def _place(world: World, _role: str) -> Body:
    day = roc.short_date(presentation_days()[0])
    return {"day": day, "starts": "14:00", "ends": "14:30", "place": "臺北", **REASON}


def _remove_paper(world: World, _role: str) -> Body:
    return {"replaces": Paper.objects.filter(proposal=world.proposal).values_list("pk", flat=True)[0]}


def _paper_copy(_world: World, _role: str) -> Body:
    today = roc.short_date(call.now().date())
    return {"postmark_on": today, "received_on": today}


def _always(**values: Any) -> Callable[[World, str], Body]:  # noqa: ANN401 - what a form sends
    return lambda _world, _role: values


BODIES: Mapping[str, Callable[[World, str], Body]] = {
    "set_language": _always(language="en"),
    "application_begin": lambda world, _role: {"school": world.school.code},
    "proposal_new": _always(plan_type="sprout", title="新的"),
    "proposal_edit": _section,
    "school_edit": _plan,
    "proposal_budget": _always(version="1"),
    "proposal_comments": lambda _world, _role: {"key": "summary", "text": "測試"},
    "proposal_comment_answer": lambda _world, _role: {"text": "測試"},
    "school_compare": lambda world, _role: {"file": world.facts["offered"]},
    "school_import": lambda world, _role: {
        "file": upload(OfferedFile.objects.get(pk=str(world.facts["offered"])).text.encode())
    },
    "school_budget": _always(version="1"),
    "proposal_pictures": lambda _world, _role: {"picture": drawn()},
    "school_pictures": lambda _world, _role: {"picture": drawn()},
    "proposal_papers": lambda _world, _role: {"kind": "other", "paper": upload(PDF)},
    "proposal_type": _always(plan_type="international"),
    "proposal_remove": _always(**REASON),
    "receipt_withdraw": _always(**REASON),
    "proposal_people_change": _always(access="editor"),
    "proposal_offer": _offer,
    "correction_answer": _always(summary="新的摘要"),
    "proposal_answer": _answers,
    "proposal_slides_upload": lambda _world, _role: {"slides": upload(PDF)},
    "school_avoid_withdraw": _always(),
    "review_statement": lambda _world, _role: {"agree": "on", "version": "1"},
    "review_assignment": _sheet,
    "review_submit": _version,
    "review_decline": _always(**REASON),
    "review_recuse": _always(**REASON),
    "review_marks": _always(place="summary", note="看這裡"),
    "review_mark": _always(note="改"),
    "staff_check_decide": _always(verdict="fine", note="符合"),
    "staff_check_paper_copy": _paper_copy,
    "staff_check_ask": _always(key="paper:prior_results_report", **REASON),
    "staff_check_judge": _always(verdict="withdraw", note="不需要了"),
    "staff_check_close": _always(verdict="proceed", **REASON),
    "staff_check_undo": _always(**REASON),
    "panels_act": _always(**REASON),
    "panels_remove": _always(**REASON),
    "panels_reopen": _always(**REASON),
    "panels_take_on": lambda world, _role: {"person": world.newcomer.pk},
    "panels_avoidance": _always(verdict="refuse"),
    "schedule_place": _place,
    "schedule_visit_place": _place,
    "schedule_visit_report": _report,
    "schedule_visit_photos": lambda _world, _role: {"photo": upload(PHOTO)},
    "announce": lambda _world, _role: {"confirmation": "usr-4", "seen": decided("usr-4").digest, **REASON},
    "staff_person_active": _always(active="0", **REASON),
    "staff_role_revoke": _always(**REASON),
}
