"""Who learns of reviewers and scores: no page, file, name of a file or mail of a school; no other reviewer."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from review.models import Assignment, Case
from review.services import sheets
from review.services.sheets import Writing
from tests.review.conftest import Sent, reviewer_of
from tests.review.scoring import accepted, open_round, signed_in
from usr_portal.accounts.models import Person
from usr_portal.notices.models import Mail

SECRETS = ("鍾審查", "secret-reviewer@school.test", "87.80", "只給小組看的話", "只給學校合併的話")
SCORES = {"prior_results": 88, "school_plan": 87, "proposal": 88}


@pytest.fixture
def reviewed(staff: Person, cases: list[Case], case: Case) -> Assignment:
    """A sheet that was handed in, in a round that does not show it to anybody."""
    found = open_round(staff, cases)
    made = accepted(staff, found, case, reviewer_of(name="鍾審查", email="secret-reviewer@school.test"))
    writing = Writing(
        SCORES, to_school="只給學校合併的話", to_panel="只給小組看的話", questions=("只給學校合併的話？",)
    )
    saved = sheets.save(person=made.reviewer.person, assignment_id=made.pk, values=writing, version=1)
    sheets.submit(person=made.reviewer.person, assignment_id=made.pk, version=saved.version)
    return made


def addresses(assignment: Assignment, sent: Sent) -> list[str]:
    """Every address of the portal that can be made with what a curious person could know."""
    known = {
        "number": Case.objects.values_list("proposal__number", flat=True).get(pk=assignment.case_id),
        "project_number": assignment.case.project_number,
        "assignment_id": assignment.pk,
        "round_id": assignment.round_id,
        "reviewer_id": assignment.reviewer_id,
        "case_id": assignment.case_id,
        "receipt": sent.submission.receipt,
        "key": "summary",
    }
    found = []
    for name, names in _patterns(get_resolver()):
        if names <= known.keys():
            try:
                found.append(reverse(name, kwargs={one: known[one] for one in names}))
            except NoReverseMatch:
                continue
    return found


def _patterns(resolver: URLResolver) -> list[tuple[str, set[str]]]:
    found: list[tuple[str, set[str]]] = []
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            found += [] if one.namespace else _patterns(one)
        elif one.name:
            found.append((one.name, set(one.pattern.converters)))
    return found


def leaks(person: Person, urls: list[str]) -> list[tuple[str, str]]:
    client = signed_in(person)
    found = []
    for url in urls:
        answer = client.get(url)
        body = (
            b"".join(answer).decode(errors="replace") if answer.streaming else answer.content.decode(errors="replace")
        )
        text = body + "".join(answer.headers.values())
        found += [(url, secret) for secret in SECRETS if secret in text]
    return found


def test_a_school_learns_nothing_from_any_address(reviewed: Assignment, sent_application: Sent) -> None:
    urls = [url for url in addresses(reviewed, sent_application) if "logout" not in url]
    assert len(urls) > 40
    assert leaks(sent_application.window, urls) == []
    assert leaks(sent_application.lead, urls) == []


def test_another_reviewer_of_the_case_learns_nothing_either(
    staff: Person, reviewed: Assignment, sent_application: Sent
) -> None:
    other = accepted(staff, reviewed.round, reviewed.case, reviewer_of(name="別的委員"))
    urls = [url for url in addresses(reviewed, sent_application) if "logout" not in url]
    urls.append(reverse("review_assignment", args=[other.pk]))
    assert leaks(other.reviewer.person, urls) == []


def test_the_search_would_find_it_where_it_may_be_seen(
    staff: Person, reviewed: Assignment, sent_application: Sent
) -> None:
    """The test above can fail: to staff, the same addresses tell."""
    urls = [reverse("panels_case", args=[reviewed.round_id, reviewed.case.project_number]), reverse("reviews_csv")]
    assert {secret for _url, secret in leaks(staff, urls)} == set(SECRETS)


def test_no_mail_to_a_school_tells(reviewed: Assignment, sent_application: Sent) -> None:
    people = {sent_application.window.email, sent_application.lead.email}
    for letter in Mail.objects.filter(to__in=people):
        assert not any(secret in letter.subject + letter.body for secret in SECRETS)
