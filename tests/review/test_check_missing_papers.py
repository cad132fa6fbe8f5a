"""An application that was sent without its papers: what the data check makes of it."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from review.models import Check, Correction
from review.services.opening import open_cases
from tests.proposals.conftest import open_call
from tests.review.conftest import in_window, send_application
from usr_portal.accounts.models import Person
from usr_portal.call import services as call
from usr_portal.kernel.vocabulary import PlanType


def test_a_missing_paper_that_was_confirmed_is_checked_too(db: None, staff: Person) -> None:
    open_call()
    send_application(papers=False)
    in_window("data_check")

    open_cases(person=staff)

    assert {"DOC-PRIOR-RESULTS", "DOC-ELIGIBILITY"} <= set(Check.objects.values_list("rule", flat=True))


def test_an_eligibility_paper_that_never_came_stops_the_case(client: Client, staff: Person, db: None) -> None:
    open_call()
    sent = send_application(papers=False)
    in_window("data_check")
    client.force_login(staff)
    client.post(reverse("staff_check_open"))
    case = sent.case(PlanType.SPROUT)
    client.post(
        reverse("staff_check_ask", args=[case.project_number]), {"key": "paper:prior_results_report", "reason": "缺"}
    )
    Check.objects.filter(case=case).update(verdict="fine")
    in_window("written_review")
    Correction.objects.update(due_at=call.moment("data_check", case.school_id).closes_at)

    proceed = client.post(
        reverse("staff_check_close", args=[case.project_number]), {"verdict": "proceed", "reason": "放行"}
    )
    assert proceed.status_code == 422
    assert "不能進入審查" in proceed.content.decode()
    assert Correction.objects.get().state == "asked"  # refused: nothing was written

    client.post(reverse("staff_check_close", args=[case.project_number]), {"verdict": "stop", "reason": "資格文件未補"})
    case.refresh_from_db()
    assert (case.outcome, Correction.objects.get().state) == ("stopped", "missed")
