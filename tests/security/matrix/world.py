"""A portal in which every address leads somewhere: one school's deep proposal on its whole way, and all who come near it.

What a row of an address is called stands in `facts`; `to_stage` moves calendar, case and rounds to a stage.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.core.files.base import ContentFile
from django.urls import URLPattern, reverse
from django.urls.resolvers import RegexPattern

from proposals.models import Paper, Submission
from proposals.services import sending
from review.models import (
    Assignment,
    Avoidance,
    Case,
    Check,
    Conflict,
    Correction,
    CorrectionLetter,
    Mark,
    Panel,
    PartScore,
    Question,
    Reply,
    ResultLetter,
    Round,
    ScoreSheet,
    Slot,
    StageMove,
    Statement,
    Visit,
    VisitPhoto,
)
from review.rules.standing import Stage
from review.rules.talks import days
from review.rules.weights import criteria, weights_of
from review.services import announcing
from review.services.opening import open_cases
from tests.proposals import papers
from tests.review.conftest import in_window
from tests.review.decisions import decide_all, meeting_of, to_decision
from tests.review.test_talks_visits import picture
from tests.security.matrix.cast import ADDRESSES, UPLOAD, Cast
from usr_portal.call import services as call
from usr_portal.kernel.roc import TAIPEI
from usr_portal.kernel.vocabulary import BasisKind

SCORED = (Stage.WRITTEN_REVIEW, Stage.PRESENTATION, Stage.SITE_VISIT)
"""Stages in which reviewers score."""
SCORES = {"prior_results": 81, "school_plan": 83, "proposal": 87}

# What nobody of a school may read before the announcement, nor ever: each of these texts stands once in the world.
TO_SCHOOL, TO_PANEL, MARK, MINUTES = "只供合併的意見甲", "只給小組的話甲", "甲自己的筆記", "訪查紀錄只給委員"
TOTALS = dict(zip(ADDRESSES, ("84.61", "73.29", "61.37", "52.93"), strict=True))
STAFF_NOTE, AVOIDED = "承辦內部說明甲", "學校請求迴避之人"


class World(Cast):
    """The cast, and once their applications are sent the facts of the review."""

    def __init__(self, *, sent: bool = True) -> None:
        super().__init__(sent=sent)
        if sent:
            self._send()
            self._review()

    def _send(self) -> None:
        found = sending.preview(self.application, call.require_open(UPLOAD, self.school.pk)).correctable
        confirmed = {sending.confirmation_key(one) for one in found}
        self.submission: Submission = sending.send(
            person=self.window, school_code=self.school.code, confirmed=confirmed
        )
        in_window("data_check")
        open_cases(person=self.center)
        self.case = Case.objects.get(proposal=self.proposal)
        self.second = Case.objects.filter(school=self.school).exclude(pk=self.case.pk).order_by("pk")[0]
        self.facts |= {"receipt": self.submission.receipt, "project": self.case.project_number}

    def _review(self) -> None:
        self._checked()
        self.rounds = {stage: self._round(stage) for stage in SCORED}
        self._replies()
        self._appointments()
        self.meeting = meeting_of(self.center)
        self.facts["meeting_id"] = self.meeting.pk

    def _checked(self) -> None:
        now = call.now()
        found = Check.objects.exclude(case=self.case).order_by("pk")[0]
        check = Check.objects.create(case=self.case, rule=found.rule, finding=found.finding, note=STAFF_NOTE)
        asked = {"reason": "請補正摘要。", "due_at": call.moment("data_check", self.school.pk).closes_at}
        by = {"asked_by": self.center, "asked_at": now}
        correction = Correction.objects.create(
            case=self.case, target="field:summary.summary", label="計畫摘要", before={"value": "舊"}, **asked, **by
        )
        letter = CorrectionLetter.objects.create(
            submission=self.submission,
            school=self.school,
            number="USR4-0999-1",
            sha256="0" * 64,
            made_by=self.center,
            made_at=now,
        )
        letter.file.save("x.pdf", ContentFile(papers.pdf(1)))
        move = StageMove.objects.create(
            case=self.case,
            act="advance",
            from_stage=Stage.DATA_CHECK,
            to_stage=Stage.WRITTEN_REVIEW,
            from_outcome="open",
            to_outcome="open",
            actor=self.center,
            at=now,
            reason=STAFF_NOTE,
        )
        avoidance = Avoidance.objects.create(
            application=self.application,
            name=AVOIDED,
            reason="曾有爭議",
            asked_by=self.window,
            asked_at=now,
        )
        self.facts |= {
            "check_id": check.pk,
            "correction_id": correction.pk,
            "letter_id": letter.pk,
            "move_id": move.pk,
            "avoidance_id": avoidance.pk,
            "reviewer_id": self.judges["reviewer"].pk,
        }

    def _round(self, stage: Stage) -> Round:
        now = call.now()
        found = Round.objects.create(
            call_id="usr-4",
            stage=stage,
            name=f"{stage} 第一輪",
            statement="本人無應迴避之關係。",
            criteria=criteria(call.in_force()),
            state=Round.State.CLOSED,
            created_by=self.center,
        )
        panel = Panel.objects.create(round=found, name="第一組")
        panel.members.set([self.judges["reviewer"]])
        panel.cases.set([self.case])
        for role, state in (("reviewer", "accepted"), ("unsigned", "offered"), ("conflicted", "accepted")):
            made = self._assignment(found, self.case, role, state)
            if role != "unsigned":
                Statement.objects.create(round=found, reviewer=self.judges[role], version=1, signed_at=now)
                self._sheet(made)
        self._sheet(self._assignment(found, self.second, "reviewer", "submitted"))
        self._assignment(found, self.second, "unassigned", "accepted")
        return found

    def _assignment(self, found: Round, case: Case, role: str, state: str) -> Assignment:
        return Assignment.objects.create(round=found, case=case, reviewer=self.judges[role], state=state)

    def _sheet(self, assignment: Assignment) -> ScoreSheet:
        weights = weights_of(assignment.round.criteria, BasisKind(assignment.case.basis_kind))
        sheet = ScoreSheet.objects.create(
            assignment=assignment,
            weights=weights,
            to_school=TO_SCHOOL,
            to_panel=f"{TO_PANEL} {assignment.reviewer}",
            total=TOTALS[assignment.reviewer.person.email],
            updated_at=call.now(),
            submitted_at=call.now() if assignment.state == Assignment.State.SUBMITTED else None,
        )
        PartScore.objects.bulk_create(PartScore(sheet=sheet, part=part, score=SCORES[part]) for part in weights)
        Question.objects.create(sheet=sheet, position=0, text=f"{TO_SCHOOL}？")
        Mark.objects.create(assignment=assignment, place="summary", note=f"{MARK} {assignment.reviewer}")
        return sheet

    def _replies(self) -> None:
        for stage in (Stage.WRITTEN_REPLY, Stage.PRESENTATION_REPLY):
            slides = Paper.objects.create(
                proposal=self.proposal,
                kind="slides",
                original_name="簡報.pdf",
                size=1000,
                pages=1,
                sha256="1" * 64,
                uploaded_at=call.now(),
            )
            slides.file.save("x.pdf", ContentFile(papers.pdf(1)))
            Reply.objects.create(case=self.case, stage=stage, questions=["經費如何分配？"], slides=slides)

    def _appointments(self) -> None:
        parameters = call.in_force()
        for model, stage, place in ((Slot, Stage.PRESENTATION, "room"), (Visit, Stage.SITE_VISIT, "place")):
            day = days(parameters.window(stage), parameters.zone)[0]
            starts = datetime.combine(day, time(10), TAIPEI)
            model.objects.create(
                case=self.case,
                panel=self.rounds[stage].panels.get(),
                starts_at=starts,
                ends_at=starts + timedelta(minutes=30),
                **{place: "左鎮活動中心"},
            )
        visit = Visit.objects.get(case=self.case)
        visit.minutes, visit.form = MINUTES, {"field": MINUTES}
        visit.save()
        photo = VisitPhoto(visit=visit, caption="活動中心", sha256="2" * 64, added_by=self.center)
        photo.file.save("x.jpg", picture())
        photo.save()
        self.facts["photo_id"] = photo.pk
        conflict = Conflict.objects.create(
            reviewer=self.judges["conflicted"],
            case=self.case,
            source=Conflict.Source.STAFF,
            reason=STAFF_NOTE,
            at=call.now(),
            by=self.center,
        )
        self.facts["conflict_id"] = conflict.pk
        self.facts["panels_conflict_take_back.reviewer_id"] = conflict.reviewer_id

    def to_stage(self, stage: str) -> None:
        """Put calendar, case and rounds where they are in the midst of a stage; what comes before has been done."""
        in_window(stage)
        self.stage = stage
        reached = Stage(stage)
        order = list(Stage)
        Case.objects.filter(school=self.school).update(stage=reached)
        before = [one for one in SCORED if order.index(one) <= order.index(reached)]
        Round.objects.filter(pk__in=[one.pk for one in self.rounds.values()]).update(state=Round.State.CLOSED)
        self._released(reached)
        if reached is Stage.ANNOUNCEMENT:
            self._announced()
        current = self.rounds[before[-1] if before else Stage.WRITTEN_REVIEW]
        if reached in SCORED:
            Round.objects.filter(pk=current.pk).update(state=Round.State.OPEN)
        self._facts_of(current)

    def _announced(self) -> None:
        self.draft_a_decision()
        in_window("announcement")
        announcing.announce(person=self.ministry, reason="依決審會議決議公告")
        letter = ResultLetter.objects.get(case=self.case)
        self.facts["result_letter.letter_id"] = letter.pk

    def draft_a_decision(self) -> None:
        """Let the center draft what the meeting says of every case, and the ministry confirm it."""
        every = list(Case.objects.all())
        to_decision(every)
        decide_all(self.center, self.ministry, self.meeting, every)

    def _released(self, reached: Stage) -> None:
        order = list(Stage)
        now = call.now()
        for stage in (Stage.WRITTEN_REPLY, Stage.PRESENTATION_REPLY):
            if order.index(stage) <= order.index(reached):
                Reply.objects.filter(stage=stage).update(released_at=now, released_by=self.center)
            if order.index(stage) < order.index(reached):
                answered = {"answered_at": now, "answered_by": self.lead, "answers": ["已說明。"]}
                Reply.objects.filter(stage=stage).update(**answered)
        for model, stage in ((Slot, Stage.PRESENTATION), (Visit, Stage.SITE_VISIT)):
            if order.index(stage) <= order.index(reached):
                model.objects.update(published_at=now)
        if reached is not Stage.DATA_CHECK:
            Correction.objects.update(state=Correction.State.ACCEPTED, closed_by=self.center, closed_at=now)

    def _facts_of(self, current: Round) -> None:
        mine = Assignment.objects.filter(round=current, case=self.case)
        by_role = {role: mine.filter(reviewer=judge).first() for role, judge in self.judges.items()}
        second = Assignment.objects.get(round=current, case=self.second, reviewer=self.judges["reviewer"])
        own = by_role["reviewer"]
        assert own is not None
        self.facts |= {
            "round_id": current.pk,
            "panel_id": current.panels.get().pk,
            "assignment_id": own.pk,
            "mark_id": own.marks.get().pk,
            "review_reopen.assignment_id": second.pk,
            "panels_reopen.assignment_id": second.pk,
            "review_paper.paper_id": self.facts["paper_id"],
        }
        self.own = {role: one.pk for role, one in by_role.items() if one is not None}

    def address(self, name: str, entry: URLPattern, role: str) -> str:
        """Give an address as this role would try it: a reviewer's own assignment where they have one."""
        values = {argument: self._value(argument, kind, role) for argument, kind in _kinds(entry).items()}
        if not entry.name:
            return f"/{name}".replace("<path:key>", "x")
        own = {key.partition(".")[2]: value for key, value in self.facts.items() if key.startswith(f"{name}.")}
        return reverse(name, kwargs=values | own)

    def _value(self, argument: str, kind: str, role: str) -> object:
        if kind == "ProjectNumber" or argument == "project_number":
            return self.facts["project"]
        if argument == "assignment_id" and role in self.own:
            return self.own[role]
        if argument in self.facts:
            return self.facts[argument]
        return ABSENT[kind]


ABSENT: Mapping[str, object] = {
    "IntConverter": 1,
    "SlugConverter": "x",
    "StringConverter": "x",
    "PathConverter": "x",
    "UUIDConverter": "00000000-0000-4000-8000-000000000000",
}
"""What stands in an address for something that is not there at this time."""


def _kinds(entry: URLPattern) -> dict[str, str]:
    """Give each argument's kind; what a regular expression takes is a word."""
    words = entry.pattern.regex.groupindex if isinstance(entry.pattern, RegexPattern) else {}
    kinds = dict.fromkeys(words, "StringConverter")
    return kinds | {argument: type(kind).__name__ for argument, kind in entry.pattern.converters.items()}
