"""Very many proposals under review at once: rows alone, written in bulk, without what no list reads."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.utils import timezone

from budgets.models import BudgetPlan, LineItem, YearPlan
from proposals.models import Application, Proposal, Submission, SubmittedProposal, TeamMember
from review.models import Assignment, Award, Case, Decision, Meeting, Round, ScoreSheet
from review.models.cases import Stage
from tests.factories import PersonFactory
from tests.review.conftest import reviewer_of
from tests.review.decisions import YEARS, meeting_of
from usr_portal.accounts.models import Person
from usr_portal.call import services as call
from usr_portal.call.models import CallVersion
from usr_portal.kernel.vocabulary import BasisKind, PlanType
from usr_portal.schools.models import School
from usr_portal.schools.regions import CITIES

EACH = 5
DRAFTS = 3
TYPES, BASES = list(PlanType), list(BasisKind)


def fill(count: int) -> None:
    """Write so many proposals of the call: three drafts, the others with a case that three reviewers were asked for."""
    sender = PersonFactory.create()
    applications = _applications(-(-count // EACH))
    proposals = _proposals(applications, count)
    written = _cases(applications, proposals[DRAFTS:], sender)
    _reviews(written)


def at_the_meeting(count: int, staff: Person) -> Meeting:
    """So many cases at the decision, each second one funded with a thousand a year."""
    fill(count)
    Case.objects.update(stage=Stage.DECISION)
    meeting, other = meeting_of(staff), PersonFactory.create()
    rulings = Decision.objects.bulk_create(
        Decision(meeting=meeting, case=one, verdict="fund", drafted_by=other, drafted_at=call.now())
        for one in Case.objects.order_by("project_number")[::2]
    )
    Award.objects.bulk_create(Award(decision=one, year=year, amount=1_000) for one in rulings for year in YEARS)
    return meeting


def _applications(count: int) -> list[Application]:
    made = School.objects.bulk_create(
        School(
            code=f"V{n:05d}",
            name_zh=f"量體大學{n}",
            name_en=f"Volume {n}",
            ownership="公立",
            system="一般",
            city=CITIES[n % len(CITIES)],
        )
        for n in range(count)
    )
    return Application.objects.bulk_create(Application(call_id=settings.USR_CALL, school=one) for one in made)


def _proposals(applications: list[Application], count: int) -> list[Proposal]:
    plans = BudgetPlan.objects.bulk_create(BudgetPlan() for _ in range(count))
    years = YearPlan.objects.bulk_create(YearPlan(plan=plan, year="114") for plan in plans[:DRAFTS])
    LineItem.objects.bulk_create(
        LineItem(year_plan=year, position=place, item="operating", source=source, amount=amount)
        for year in years
        for place, (source, amount) in enumerate((("subsidy", 1000), ("subsidy", 500), ("matching", 70)))
    )
    made = Proposal.objects.bulk_create(
        Proposal(
            application=applications[n // EACH],
            serial=n % EACH + 1,
            number=f"4-V{n // EACH:05d}-{n % EACH + 1:02d}",
            title=f"計畫{n}",
            plan_type=TYPES[n % 4],
            basis_kind=BASES[n % 3],
            issues=[n % 6 + 1],
            sdgs=[n % 17 + 1, 17],
            budget=plan,
        )
        for n, plan in enumerate(plans)
    )
    TeamMember.objects.bulk_create(
        TeamMember(proposal=one, person_key=f"v{n}", name=f"主持人{n}", role="pi") for n, one in enumerate(made)
    )
    return made


def _cases(applications: list[Application], proposals: list[Proposal], sender: Person) -> list[Case]:
    now, version = timezone.now(), CallVersion.objects.latest("pk")
    sent = Submission.objects.bulk_create(
        Submission(
            application=one,
            sequence=1,
            receipt=f"V-{n}",
            sent_at=now,
            sent_by=sender,
            call_version=version,
            document={},
            digest="",
        )
        for n, one in enumerate(applications)
    )
    by_application = {one.application_id: one for one in sent}
    submitted = SubmittedProposal.objects.bulk_create(
        SubmittedProposal(
            submission=by_application[one.application_id],
            proposal=one,
            position=one.serial - 1,
            project_number=f"USR4-{one.number[2:8]}-S{one.serial:02d}",
            title=one.title,
            plan_type=one.plan_type,
        )
        for one in proposals
    )
    return Case.objects.bulk_create(
        Case(
            call_id=settings.USR_CALL,
            proposal=one.proposal,
            submitted=one,
            school_id=one.proposal.application.school_id,
            project_number=one.project_number,
            title=one.title,
            plan_type=one.plan_type,
            basis_kind=one.proposal.basis_kind,
            issue=one.proposal.issues[0],
            sdgs=one.proposal.sdgs,
            subsidy={"114": 100, "115": 20, "116": 3},
            stage=Stage.WRITTEN_REVIEW,
            opened_at=now,
        )
        for one in submitted
    )


def _reviews(cases: list[Case]) -> None:
    reviewers = [reviewer_of() for _ in range(9)]
    found = Round.objects.create(call_id=settings.USR_CALL, stage=Stage.WRITTEN_REVIEW, name="書審", state="open")
    asked = Assignment.objects.bulk_create(
        Assignment(round=found, case=case, reviewer=reviewers[(n * 3 + turn) % 9], state=state)
        for n, case in enumerate(cases)
        for turn, state in enumerate(("submitted", "submitted", "accepted"))
    )
    ScoreSheet.objects.bulk_create(
        ScoreSheet(assignment=one, total=Decimal(6000 + n * 37 % 4000) / 100, updated_at=timezone.now())
        for n, one in enumerate(asked)
        if one.state == "submitted"
    )
