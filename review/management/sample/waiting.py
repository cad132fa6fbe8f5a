"""Who signs in to the sample, and what each has before them at its stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.conf import settings
from django.db.models import Count, F, Q

from proposals.management.sample.cast import DOMAIN, SignIn
from proposals.management.sample.loading import sign_ins
from proposals.management.sample.scenes import SCENES
from review.models import Announcement, Assignment, Case, Correction, Reply, Round
from usr_portal.accounts.models import Person

State = Assignment.State
SHOWN = ((State.OFFERED, "待回覆"), (State.ACCEPTED, "評分中"), (State.SUBMITTED, "已送出"))
WINDOW = "校窗口"


def everybody() -> Iterator[SignIn]:
    """Give the rows of the table of sign-ins: staff, schools, teams, reviewers."""
    codes = {f"window@{scene.domain}": scene.code for scene in SCENES}
    has_begun = Case.objects.filter(call_id=settings.USR_CALL).exists()
    for row in sign_ins():
        is_school = has_begun and row.role == WINDOW
        yield replace(row, look=_of_school(codes[row.email])) if is_school else row
    yield from _reviewers()


def _of_school(code: str) -> str:
    """Say what a school has to do once the review has begun."""
    cases = Case.objects.filter(call_id=settings.USR_CALL, school__code=code)
    if not cases.exists():
        return "沒有送件"
    asked = Correction.objects.filter(case__in=cases, state=Correction.State.ASKED).count()
    replies = Reply.objects.filter(case__in=cases, stage=F("case__stage"), released_at__isnull=False)
    open_replies = sum(not (one.answers and all(one.answers)) for one in replies)
    told = [f"審查案 {cases.count()} 件"]
    told += [f"待補正 {asked} 項"] if asked else []
    told += [f"待釐清回覆 {open_replies} 件"] if open_replies else []
    told += ["結果已公告"] if Announcement.objects.filter(call_id=settings.USR_CALL).exists() else []
    return "、".join(told)


def _reviewers() -> Iterator[SignIn]:
    """Give each reviewer with how many assignments of the rounds that run are in which state."""
    running = Q(reviewer__assignments__round__state=Round.State.OPEN)
    counts = {
        f"n_{state}": Count("reviewer__assignments", filter=running & Q(reviewer__assignments__state=state))
        for state, _label in SHOWN
    }
    rows = Person.objects.filter(email__startswith="reviewer", email__endswith=f"@{DOMAIN}")
    for person in rows.annotate(**counts).order_by("pk"):
        told = [f"{label} {count}" for state, label in SHOWN if (count := getattr(person, f"n_{state}"))]
        yield SignIn(person.email, "審查委員", "、".join(told) or "目前沒有進行中的審查")
