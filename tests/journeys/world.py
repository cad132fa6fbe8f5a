"""A portal in which every page has something to show: schools that write and that have sent, people, registry, staff."""

from __future__ import annotations

import csv
import io
import json

from django.core.management import call_command
from django.urls import reverse

import proposals.services.people as teams
from eligibility.models import PriorProject
from eligibility.services import imports
from eligibility.services.columns import COLUMNS
from proposals.models import OfferedFile, Participation, PdfJob, Proposal, Submission, Version
from proposals.services import comments, sending
from proposals.services.moves import Act, move
from tests.builders import SCHOOL, edited
from tests.factories import PersonFactory, grant, staff, window_of
from tests.proposals.valid import draft, elsewhere
from usr_portal.accounts import services as accounts
from usr_portal.accounts.models import Person, Role, WindowRequest
from usr_portal.call.rules import digest

SENDING_SCHOOL = "0997"
GUEST = "guest@school.test"


class World:
    """People by what they are, and facts that addresses are made of."""

    def __init__(self) -> None:
        call_command("load_call", "--open-now", verbosity=0)
        application = draft(edited([("S.sdgs", [1]), ("S.title", ""), ("I.mous", [])]), state=Proposal.State.WRITING)
        by_type = {row.plan_type: row for row in application.proposals.order_by("-serial")}
        self.window = window_of(application.school, name="陳玉琳")
        self.team = PersonFactory.create(name="林曉青")
        grant(self.team, Role.TEAM)
        self.office: Person = staff(Role.MINISTRY, name="周承辦")
        self.reviewer: Person = staff(Role.REVIEWER, name="吳委員")
        self.admin = staff(Role.ADMIN, name="吳管理", is_staff=True, is_superuser=True)
        reader = PersonFactory.create(name="王可讀")
        for row in application.proposals.all():
            Participation.objects.create(proposal=row, person=self.team, access=Participation.Access.LEAD)
        lookers = Participation.objects.create(
            proposal=by_type["sprout"], person=reader, access=Participation.Access.READER
        )
        first = comments.say(
            person=self.team, number=by_type["sprout"].number, key="summary", text="請補數據。", audience="school"
        )
        comments.answer(person=self.window, number=by_type["sprout"].number, comment_id=first.pk, text="好，週五前補。")
        OfferedFile.objects.create(
            application=application,
            person=self.window,
            name="usr.json",
            text=json.dumps(edited([("S.title", "改過的名稱")])),
            state="",
        )
        submission = self._sent()
        self.sender = submission.sent_by
        jobs = {
            state: PdfJob.objects.create(
                application=application, source_digest=state, state=state, error="字型讀不到", requested_by=self.window
            )
            for state in ("running", "failed")
        }
        self.facts: dict[str, object] = {
            "sprout": by_type["sprout"].number,
            "new": application.proposals.get(basis_kind="new").number,
            "international": by_type["international"].number,
            "distinctive": by_type["distinctive"].number,
            "returned": self._returned(by_type["deep"]),
            "reader": lookers.pk,
            "request": self._asked(application.school_id),
            "version": Version.objects.filter(proposal=by_type["sprout"], key="basics").latest("pk").pk,
            "plan_version": Version.objects.filter(application=application, proposal=None, key="governance")
            .latest("pk")
            .pk,
            "receipt": submission.receipt,
            "running": jobs["running"].token,
            "failed": jobs["failed"].token,
            "team_token": self._team_token(by_type["sprout"].number),
            "role_token": self._role_token(application.school_id),
            "article": next(iter(digest.articles().values())).slug,
            "person": self.team.pk,
            "import": self._import(),
            "prior": PriorProject.objects.get(registry_id="old-D").registry_id,
            "researcher": "teacher-old-D",
        }

    def _sent(self) -> Submission:
        application = draft(elsewhere(SENDING_SCHOOL))
        sender = window_of(application.school, name="黃送件")
        return sending.send(person=sender, school_code=SENDING_SCHOOL, confirmed=set())

    def _returned(self, proposal: Proposal) -> str:
        move(person=self.team, number=proposal.number, act=Act.COMPLETE)
        move(person=self.window, number=proposal.number, act=Act.RETURN, reason="請補充里程碑。")
        return proposal.number

    def _team_token(self, number: str) -> str:
        tokens: list[str] = []

        def link(token: str) -> str:
            tokens.append(token)
            return f"https://portal.test/{token}/"

        teams.invite(actor=self.team, number=number, email=GUEST, name="", given="editor", link=link)
        return tokens[0]

    def _asked(self, school_id: int) -> int:
        return WindowRequest.objects.create(
            school_id=school_id, name="林新任", unit="研發處", title="組長", email="new@window.test", phone="02-1"
        ).pk

    def _role_token(self, school_id: int) -> str:
        invitation = accounts.invite(
            email="new@school.test", role=Role.WINDOW, invited_by=self.office, school_id=school_id
        )
        return invitation[1]

    def _import(self) -> int:
        rows = [
            ["3-01", SCHOOL, "3", "萌芽型", "社區共好", "", "", "臺北市", "摘要", "A1", "王小明", "計畫主持人", "24"],
            ["3-02", "none", "9", "萌芽型", "壞的一列", "", "", "", "", "", "", "", "x"],
        ]
        text = io.StringIO(newline="")
        csv.writer(text).writerows([[column.heading for column in COLUMNS], *rows])
        return imports.upload(actor=self.office, filename="registry.csv", data=text.getvalue().encode()).pk

    def address(self, name: str, *arguments: str) -> str:
        """The address of a page; `{word}` in an argument is one of the facts."""
        return reverse(name, args=[argument.format(**self.facts) for argument in arguments])
