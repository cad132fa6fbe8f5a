"""The sample, put in through the same doors that people use: invitations, saves, papers, moves, sendings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.urls import reverse

import eligibility.services.imports as registry_imports
from proposals.document import parse_object
from proposals.management.sample import cast, documents, papers
from proposals.management.sample.cast import SignIn
from proposals.management.sample.documents import Json, Plan
from proposals.management.sample.people import Crowd, Invented, member
from proposals.management.sample.registry import Lineage, Registry
from proposals.management.sample.scenes import SCENES, Scene
from proposals.management.sample.texts import Writer
from proposals.models import Move, Paper, Participation, Proposal
from proposals.services import people
from proposals.services.importing import replace_draft
from proposals.services.moves import move
from proposals.services.papers import store_paper
from proposals.services.sending import confirmation_key, preview, send, withdraw
from proposals.services.writing import UPLOAD, create_proposal, open_application, save_section
from usr_portal.accounts.models import Person
from usr_portal.audit.services import record
from usr_portal.call import versions
from usr_portal.call.models import WindowExtension
from usr_portal.call.rules.parameters import bundled
from usr_portal.call.services import demo_offset, in_force, moment, now, require_open
from usr_portal.kernel.vocabulary import PlanType
from usr_portal.schools.models import School
from usr_portal.schools.services import bundled_list, load_schools

SEED = 4
OTHER_SCHOOLS = 88
EXTENDED_BY = timedelta(days=3)
SITE = "http://127.0.0.1:8000"
TASKS = {"pi": "統籌計畫方向與校內外協調", "co_pi": "課程規劃與場域經營", "associate_pi": "專業工作小組與學生輔導"}


def is_loaded() -> bool:
    """Tell whether the sample is there."""
    return Person.objects.filter(email=f"center@{cast.DOMAIN}").exists()


def sign_ins() -> Iterator[SignIn]:
    """Give who can sign in, and what each has to look at."""
    for name, _shown, role, look in cast.STAFF:
        yield SignIn(f"{name}@{cast.DOMAIN}", str(role.label), look)
    for scene in SCENES:
        yield SignIn(f"window@{scene.domain}", "校窗口", scene.look)
    for scene in SCENES:
        if scene.plans:
            yield SignIn(f"pi1@{scene.domain}", "計畫主持人", f"{scene.domain} 的第一件計畫（其餘 pi2 …）")
    yield SignIn(f"editor@{SCENES[0].domain}", "計畫團隊（可編輯）", "第一件計畫")
    yield SignIn(f"reader@{SCENES[0].domain}", "計畫團隊（僅檢視）", "第一件計畫")


@transaction.atomic
def load(site: str = SITE) -> None:
    """Load the whole sample, or nothing; the links in its letters open at `site`."""
    parameters = bundled("usr-4")
    days = versions.days_until_open(parameters, now() - demo_offset())
    versions.load_file(parameters, reason=f"示範資料：時程平移 {days} 日", days=days)
    load_schools(bundled_list())
    Loader(site).run()


class Loader:
    """One loading: its dice, its crowd, its registry."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.dice = Random(SEED)  # noqa: S311 - the same sample every time
        self.crowd = Crowd(self.dice)
        self.registry = Registry(self.dice, self.crowd, dict(School.objects.values_list("code", "city")))
        self.own: dict[str, dict[str, Lineage]] = {}
        self.staff: dict[str, Person] = {}

    def run(self) -> None:
        """Load everything on top of the call and the schools."""
        self.staff = cast.staff()
        center = self.staff["center"]
        cast.reviewers(center, [self.crowd.somebody("").name for _ in range(cast.REVIEWERS)])
        self._load_registry(center)
        for scene in SCENES:
            self._stage(scene)
        cast.give_passwords()

    def _load_registry(self, center: Person) -> None:
        mine = [scene.code for scene in SCENES]
        for code in mine:
            self.own[code] = self.registry.own(code)
        eligible = School.objects.filter(kind=School.Kind.UNIVERSITY, under_guidance=False, succeeded_by=None)
        for school in eligible.exclude(code__in=mine).order_by("code")[:OTHER_SCHOOLS]:
            self.registry.others(school.code, self.dice.choice((1, 2, 3, 3, 4)))
        row = registry_imports.upload(actor=center, filename="前期計畫.csv", data=self.registry.as_csv())
        shown = registry_imports.preview_of(row)
        registry_imports.apply(actor=center, pk=row.pk, digest=shown.digest, leave_out=False, reason="示範資料")

    def _stage(self, scene: Scene) -> None:
        school = School.objects.get(code=scene.code)
        name = self.crowd.somebody(scene.code).name
        window = cast.window(school, scene.domain, name, self.staff["center"])
        if scene.extended:
            self._extend(school, scene.extended)
        if scene.end == "nothing":
            return
        open_application(person=window, school=school)
        drafts = [self._begin(scene, place, plan, window) for place, plan in enumerate(scene.plans, start=1)]
        if scene.end == "begun":
            return
        self._write(scene, school, window, drafts)
        if scene.papers:
            self._hand_in(scene, drafts)
        self._finish(scene, school, window, drafts)

    def _begin(self, scene: Scene, place: int, plan: Plan, window: Person) -> tuple[Proposal, Person]:
        """Begin a proposal and let its PI in by an invitation."""
        lineage = self.own[scene.code][plan.lineage]
        shown = documents.title(plan, lineage)
        made = create_proposal(person=window, school_code=scene.code, plan_type=PlanType(plan.type), title=shown)
        lead = self._join(window, made.number, f"pi{place}@{scene.domain}", lineage.pi, Participation.Access.LEAD)
        if scene is SCENES[0] and place == 1:
            for access in (Participation.Access.EDITOR, Participation.Access.READER):
                self._join(lead, made.number, f"{access}@{scene.domain}", self.crowd.somebody(scene.code), access)
            self._invite(lead, made.number, f"newcomer@{scene.domain}", "郭亭安", Participation.Access.EDITOR)
        return made, lead

    def _invite(self, by: Person, number: str, email: str, name: str, access: str) -> str:
        """Invite somebody; give the token of the link."""
        tokens: list[str] = []

        def link(token: str) -> str:
            tokens.append(token)
            return self.site + reverse("team_invitation", args=[token])

        people.invite(actor=by, number=number, email=email, name=name, given=access, link=link)
        return tokens[0]

    def _join(self, by: Person, number: str, email: str, who: Invented, access: str) -> Person:
        token = self._invite(by, number, email, who.name, access)
        guest = Person.objects.create_user(email, name=who.name, unit=who.unit, title=who.title)
        people.accept(token=token, person=guest)
        return guest

    def _write(self, scene: Scene, school: School, window: Person, drafts: list[tuple[Proposal, Person]]) -> None:
        mapped = [
            self._proposal(scene, plan, made.number) for plan, (made, _lead) in zip(scene.plans, drafts, strict=True)
        ]
        for mapping, (made, lead) in zip(mapped, drafts, strict=True):
            team = [self._details(one, scene.domain) for one in mapping["team"]]
            save_section(person=lead, number=made.number, key="team", values={"team": team}, version=0)
        source = {
            "format": "usr-application/1",
            "call": "usr-4",
            "school": {"code": school.code, "name": school.name_zh, "has_usr_unit": scene.usr_unit},
            "school_plan": self._school_plan(scene),
            "proposals": mapped,
        }
        replace_draft(source=parse_object(source, in_force()), person=window)

    def _proposal(self, scene: Scene, plan: Plan, number: str) -> Json:
        lineage = self.own[scene.code][plan.lineage]
        mapping = documents.proposal(number, plan, lineage, self.crowd, self.dice)
        if plan.borrows:
            guest = self.own[plan.borrows]["A"].pi
            mapping["team"].append(member(guest, "associate_pi", plan.borrows))
        return mapping

    def _school_plan(self, scene: Scene) -> Json:
        lineage = self.own[scene.code]["A"]
        writer = Writer(lineage.theme, "".join(lineage.place), self.dice)
        whole = documents.school_plan(in_force(), writer, {plan.type for plan in scene.plans})
        if not scene.school_plan:
            whole["sections"] = dict(list(whole["sections"].items())[:3])
            whole |= {"budget": {}, "checklist": False}
        return whole

    def _details(self, row: Json, domain: str) -> dict[str, Any]:
        """Give a team's member as the page's table saves them."""
        tail, known = row["person"][-4:], self.crowd.known.get(row["person"])
        named = {
            "person_key": row["person"],
            "name": row["name"],
            "role": row["role"],
            "school_code": row["school"] or "",
            "president": row["president"],
        }
        more = {
            "unit": known.unit if known else "地方文化工作室",
            "title": known.title if known else "主廚",
            "phone": f"02-2300-0000 分機 {tail}",
            "email": f"t{tail}@{domain}",
            "experience": "曾參與前期計畫之場域經營與課程開設，熟悉地方組織運作。",
            "tasks": TASKS[row["role"]],
        }
        return named | more

    def _hand_in(self, scene: Scene, drafts: list[tuple[Proposal, Person]]) -> None:
        for plan, (made, lead) in zip(scene.plans, drafts, strict=True):
            kinds = [*(papers.NEW if plan.basis == "new" else papers.RAN)]
            kinds += [Paper.Kind.MOU] if plan.type == "international" else []
            for kind in kinds:
                store_paper(person=lead, number=made.number, kind=kind, upload=papers.upload(kind, made.number))

    def _finish(self, scene: Scene, school: School, window: Person, drafts: list[tuple[Proposal, Person]]) -> None:
        if scene.returned:
            made, lead = drafts[0]
            move(person=lead, number=made.number, act=Move.Act.COMPLETE)
            move(person=window, number=made.number, act=Move.Act.RETURN, reason=scene.returned)
        if scene.end == "drafts":
            return
        for made, lead in drafts:
            move(person=lead, number=made.number, act=Move.Act.COMPLETE)
        if scene.end != "complete":
            receipt = send_as_window(window, school)
        if scene.end == "resent":
            withdraw(person=window, receipt=receipt, reason="第二件計畫的場域名稱誤植，更正後重送。")
            send_as_window(window, school)

    def _extend(self, school: School, reason: str) -> None:
        center = self.staff["center"]
        closes = moment(UPLOAD).closes_at + EXTENDED_BY
        WindowExtension.objects.create(
            school=school, call_id="usr-4", window=UPLOAD, closes_at=closes, reason=reason, granted_by=center
        )
        record(
            actor=center,
            action="call.extend",
            subject=f"window:{UPLOAD}",
            school_id=school.pk,
            reason=reason,
            detail={"closes_at": closes.isoformat()},
        )


def send_as_window(window: Person, school: School) -> str:
    """Send as the window does, confirming each paper that may still be corrected."""
    application = school.applications.select_related("school", "plan").get()
    found = preview(application, require_open(UPLOAD, school.pk))
    confirmed = [confirmation_key(one) for one in found.correctable]
    return send(person=window, school_code=school.code, confirmed=confirmed).receipt
