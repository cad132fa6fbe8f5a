"""The schools and their people, who write, and all reviewers, with the facts that addresses of that time are made of."""

from __future__ import annotations

import csv
import hashlib
import io
import json

from django.core.files.base import ContentFile

import proposals.services.people as teams
from eligibility.models import PriorProject
from eligibility.services import imports
from eligibility.services.columns import COLUMNS
from proposals.models import OfferedFile, Paper, Participation, PdfJob, Picture, Proposal, Version
from proposals.services import comments, exchange, sending
from review.models import Affiliation, Reviewer
from review.rules.standing import Stage
from review.services import views_saved
from tests.factories import PersonFactory, grant, staff, window_of
from tests.proposals import papers
from tests.proposals.conftest import open_call
from tests.proposals.pictures import png
from tests.proposals.valid import draft, elsewhere
from tests.review.conftest import reviewer_of
from usr_portal.accounts import services as accounts
from usr_portal.accounts.models import Person, Role, WindowRequest
from usr_portal.call import services as call
from usr_portal.call.rules import digest as digests
from usr_portal.kernel.vocabulary import PlanType
from usr_portal.schools.models import School

UPLOAD = "upload"
"""The time before the review: schools write."""
STAGES = (UPLOAD, *(stage.value for stage in Stage))
SIGNED_IN = (
    *("lead", "editor", "reader", "neighbour", "other_team", "window", "other_window"),
    *("reviewer", "unsigned", "conflicted", "unassigned", "center", "ministry", "admin", "nobody"),
)
ROLES = ("anonymous", *SIGNED_IN)
JUDGES = ("reviewer", "unsigned", "conflicted", "unassigned")
OTHER_SCHOOL = "0997"

# The reviewers: no school may ever read them.
NAMES = ("鍾審查甲", "鍾審查乙", "鍾審查丙", "鍾審查丁")
ADDRESSES = ("zhong-a@review.test", "zhong-b@review.test", "zhong-c@review.test", "zhong-d@review.test")


class Cast:
    """Schools and people by role. With `sent=False` the schools still write."""

    lead: Person
    editor: Person
    reader: Person
    neighbour: Person
    other_team: Person
    other_window: Person
    reviewer: Person
    unsigned: Person
    conflicted: Person
    unassigned: Person

    def __init__(self, *, sent: bool = True) -> None:
        open_call()
        self.center = staff(Role.CENTER, name="承辦人甲")
        self.ministry = staff(Role.MINISTRY, name="教育部人員甲")
        self.admin = staff(Role.ADMIN, name="管理者甲", is_staff=True, is_superuser=True)
        self.nobody = PersonFactory.create(name="無角色者")
        self.newcomer = staff(Role.REVIEWER, name="新委員")
        self.application = draft(state=Proposal.State.COMPLETE if sent else Proposal.State.WRITING)
        self.school: School = self.application.school
        self.window = window_of(self.school, name="窗口甲")
        self.proposal = self.application.proposals.get(plan_type=PlanType.DEEP)
        self._join()
        self._other_school(sent=sent)
        self._reviewers()
        self.facts: dict[str, object] = {}
        self.own: dict[str, int] = {}
        self.stage = UPLOAD
        self._writing_facts()
        self.facts["view_id"] = views_saved.keep(person=self.center, query="", name="甲的檢視", is_shared=False).pk

    def person(self, role: str) -> Person:
        """Give the person of a role; `anonymous` is none."""
        found: Person = getattr(self, role)
        return found

    # Writing

    def _join(self) -> None:
        for name, access in (("lead", "lead"), ("editor", "editor"), ("reader", "reader")):
            person = PersonFactory.create(name=f"團隊 {name}")
            grant(person, Role.TEAM)
            Participation.objects.create(proposal=self.proposal, person=person, access=access)
            setattr(self, name, person)
        self.neighbour = PersonFactory.create(name="鄰案主持人")
        grant(self.neighbour, Role.TEAM)
        other = self.application.proposals.filter(plan_type=PlanType.SPROUT).order_by("serial")[0]
        Participation.objects.create(proposal=other, person=self.neighbour, access="lead")

    def _other_school(self, *, sent: bool) -> None:
        other = draft(elsewhere(OTHER_SCHOOL), state=Proposal.State.COMPLETE if sent else Proposal.State.WRITING)
        self.other_window = window_of(other.school, name="他校窗口")
        self.other_team = PersonFactory.create(name="他校主持人")
        grant(self.other_team, Role.TEAM)
        Participation.objects.create(proposal=other.proposals.get(), person=self.other_team, access="lead")
        if sent:
            sending.send(person=self.other_window, school_code=OTHER_SCHOOL, confirmed=set())

    def _reviewers(self) -> None:
        rows = {role: (NAMES[place], ADDRESSES[place]) for place, role in enumerate(JUDGES)}
        self.judges: dict[str, Reviewer] = {}
        for role, (name, email) in rows.items():
            made = reviewer_of(name=name, email=email)
            Affiliation.objects.create(reviewer=made, organisation=f"{name}任職之機構")
            self.judges[role] = made
            setattr(self, role, made.person)

    def _picture(self) -> str:
        """A picture of the school's texts."""
        content = png(shade=9)
        digest = hashlib.sha256(content).hexdigest()
        Picture.objects.create(
            application=self.application,
            sha256=digest,
            media_type="image/png",
            width=40,
            height=20,
            size=len(content),
            file=ContentFile(content, name="x.png"),
            uploaded_at=call.now(),
        )
        return digest

    def _writing_facts(self) -> None:
        paper = Paper.objects.filter(proposal=self.proposal).first()
        assert paper is not None
        paper.file.save("x.pdf", ContentFile(papers.pdf(1)))
        job = PdfJob.objects.create(
            application=self.application, proposal=self.proposal, state=PdfJob.State.DONE, requested_by=self.window
        )
        job.file.save("x.pdf", ContentFile(papers.pdf(1)))
        self.job = job
        held = Participation.objects.get(proposal=self.proposal, person=self.reader)
        tokens: list[str] = []

        def keep(token: str) -> str:
            tokens.append(token)
            return token

        team = teams.invite(
            actor=self.window,
            number=self.proposal.number,
            email="guest@school.test",
            name="",
            given="editor",
            link=keep,
        )
        role, token = accounts.invite(
            email="new@school.test", role=Role.WINDOW, invited_by=self.ministry, school_id=self.school.pk
        )
        self.facts |= {
            "number": self.proposal.number,
            "project": "USR4-0999-D01",
            "person_id": self.lead.pk,
            "grant_id": self.lead.grants.get().pk,
            "slug": next(iter(digests.articles().values())).slug,
            "key": "governance",
            "proposal_edit.key": "summary",
            "staff_window.key": "upload",
            "proposal_move.act": "take",
            "panels_act.act": "close",
            "staff_version.number": 1,
            "token": job.token,
            "team_invitation.token": tokens[0],
            "role_invitation.token": token,
            "paper_id": paper.pk,
            "code": self.school.code,
            "digest": self._picture(),
            "request_id": self._asked(),
            "comment_id": comments.say(
                person=self.lead, number=self.proposal.number, key="summary", text="團隊與窗口的話", audience="school"
            ).pk,
            "offered": self._offered(),
            "version_id": Version.objects.filter(proposal=self.proposal, key="summary").latest("pk").pk,
            **{name: self._plan_version() for name in ("school_version.version_id", "school_restore.version_id")},
            "participation_id": held.pk,
            "invitation_id": team.pk,
            "staff_invitation_resend.invitation_id": role.pk,
            "staff_invitation_withdraw.invitation_id": role.pk,
            "pk": self._import(),
            "mfa_edit_webauthn.pk": 1,
            "mfa_remove_webauthn.pk": 1,
            "registry_download.what": "registry",
            "kind": "csv",
            "proposal_budget_sheet.kind": "ods",
            "school_budget_sheet.kind": "ods",
            "registry_person.key": "teacher-old-D",
            "registry_id": PriorProject.objects.get(registry_id="old-D").registry_id,
            "stage": Stage.WRITTEN_REPLY.value,
            "account_reset_password_from_key.uidb36": "zzzzzz",
            "account_reset_password_from_key.key": "x-y",
        }

    def _offered(self) -> int:
        """A file that the window has read in and not taken: what is there now."""
        held = OfferedFile.objects.create(
            application=self.application,
            person=self.window,
            name="usr.json",
            text=json.dumps(exchange.composed(self.application)),
            state=exchange.state_of(self.application),
        )
        return held.pk

    def _asked(self) -> int:
        """A school asks for an account of its window."""
        held = WindowRequest.objects.create(
            school=self.school, name="林新任", unit="研發處", title="組長", email="new-window@school.test", phone="02-1"
        )
        held.letter.save("x.pdf", ContentFile(papers.pdf(1)))
        return held.pk

    def _plan_version(self) -> int:
        return Version.objects.filter(application=self.application, proposal=None, key="governance").latest("pk").pk

    def _import(self) -> int:
        row = [
            "3-01",
            self.school.code,
            "3",
            "萌芽型",
            "社區共好",
            "",
            "",
            "臺北市",
            "摘要",
            "A1",
            "王小明",
            "計畫主持人",
        ]
        text = io.StringIO(newline="")
        csv.writer(text).writerows([[column.heading for column in COLUMNS], [*row, "24"]])
        return imports.upload(actor=self.ministry, filename="registry.csv", data=text.getvalue().encode()).pk
