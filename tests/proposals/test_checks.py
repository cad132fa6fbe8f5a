"""All findings to filter and print; and what would be found if a proposal were of another type or on another basis."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from proposals.document import parse_object
from proposals.models import Application, Proposal
from proposals.rules.judge import judge
from proposals.rules.supposing import Supposition, outcome, suppose
from proposals.selectors import findings
from tests.builders import document, edited
from tests.factories import PersonFactory, window_of
from tests.proposals.conftest import open_call
from tests.proposals.valid import draft
from usr_portal.call.rules.parameters import bundled
from usr_portal.kernel.vocabulary import BasisKind, NewGround, PlanType

VALID = parse_object({**document(), "as_of": None})
PARAMETERS = bundled("usr-4")
SUPPOSITIONS = st.builds(
    Supposition,
    plan_type=st.sampled_from(PlanType),
    basis=st.sampled_from([None, *BasisKind]),
    predecessors=st.lists(st.sampled_from([one.id for one in VALID.registry] + ["none"]), max_size=3).map(tuple),
    new_ground=st.sampled_from([None, *NewGround]),
)


def test_supposing_nothing_changes_nothing() -> None:
    for proposal in VALID.proposals:
        assert suppose(VALID, proposal.id, Supposition.as_written(proposal)) == VALID


@given(SUPPOSITIONS, st.sampled_from([one.id for one in VALID.proposals]))
def test_what_stays_comes_and_goes_makes_up_both_sides(supposed: Supposition, wanted: str) -> None:
    now, then = judge(VALID, PARAMETERS), judge(suppose(VALID, wanted, supposed), PARAMETERS)
    found = outcome(now, then)
    assert sorted(map(repr, (*found.come, *found.stay))) == sorted(map(repr, then))
    assert len(found.gone) == len([one for one in now if one not in found.stay])


def test_a_sprout_supposed_to_be_deep_meets_the_rules_of_deep() -> None:
    sprout = next(one for one in VALID.proposals if one.type is PlanType.SPROUT)
    written = Supposition.as_written(sprout)
    deep = Supposition(PlanType.DEEP, written.basis, written.predecessors, written.new_ground)
    found = outcome(judge(VALID, PARAMETERS), judge(suppose(VALID, sprout.id, deep), PARAMETERS))
    assert {one.rule for one in found.come} == {"ELIG-BASIS"}


@pytest.fixture
def application(db: None) -> Application:
    open_call()
    return draft(edited([("S.sdgs", [1]), ("S.title", "")]), state=Proposal.State.WRITING)


def sprout_of(application: Application) -> Proposal:
    return application.proposals.filter(plan_type="sprout").order_by("serial")[0]


def test_findings_are_filtered_by_what_the_address_says(client: Client, application: Application) -> None:
    client.force_login(window_of(application.school))
    number = sprout_of(application).number
    url = reverse("proposal_checks", args=[number])
    everything = client.get(url).content.decode()
    assert "DOC-" in everything or "SDG-" in everything
    rules = {one.rule for one in client.get(url).context["findings"]}
    assert len(rules) > 1
    some = client.get(url, {"severity": "blocking", "article": "sdg"}).context["findings"]
    assert some
    assert {one.rule.partition("-")[0] for one in some} == {"SDG"}
    assert client.get(url, {"section": "nowhere"}).context["findings"] == []
    school = reverse("school_checks")
    of_one = client.get(school, {"proposal": number}).context["findings"]
    assert {one.proposal for one in of_one} == {number}


def test_asking_what_if_changes_nothing_and_says_what_would_come(
    client: Client, application: Application, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    proposal = sprout_of(application)
    client.force_login(window_of(application.school))
    url = reverse("proposal_what_if", args=[proposal.number])
    client.get(url)
    before = Proposal.objects.values_list("updated_at", "plan_type").get(pk=proposal.pk)
    with django_assert_max_num_queries(30):
        answer = client.get(url, {"plan_type": "deep", "basis": "new", "new_ground": "A"})
    assert answer.context["outcome"].come
    body = answer.content.decode()
    assert "會出現" in body
    for kind in (PlanType.SPROUT, PlanType.DEEP):
        assert f"{PARAMETERS.types[kind].cap:,} 元" in body
    assert Proposal.objects.values_list("updated_at", "plan_type").get(pk=proposal.pk) == before
    wrong = client.get(url, {"plan_type": "huge", "basis": "new"})
    assert wrong.status_code == 200
    assert "outcome" not in wrong.context


def test_a_finding_on_a_page_that_the_proposal_has_not_leads_nowhere(client: Client, application: Application) -> None:
    client.force_login(window_of(application.school))
    url = reverse("proposal_what_if", args=[sprout_of(application).number])
    come = client.get(url, {"plan_type": "international", "basis": "continuation"}).context["outcome"].come
    assert "partners" in {one.section for one in come}
    more = client.get(url, {"plan_type": "international", "basis": "continuation"}).context["pages_more"]
    assert "國際合作" in "".join(more)
    pages = {one.url.partition("#")[0] for one in come} - {""}
    assert pages
    assert {client.get(page).status_code for page in pages} == {200}


def test_a_school_filters_the_pages_of_its_proposals_too(client: Client, application: Application) -> None:
    client.force_login(window_of(application.school))
    answer = client.get(reverse("school_checks"), {"section": "basics"})
    assert {one.section for one in answer.context["findings"]} == {"basics"}
    assert 'value="basics" selected' in answer.content.decode()


def test_strangers_find_neither_page(client: Client, application: Application) -> None:
    client.force_login(PersonFactory.create())
    number = sprout_of(application).number
    assert client.get(reverse("proposal_checks", args=[number])).status_code == 404
    assert client.get(reverse("proposal_what_if", args=[number])).status_code == 404
    assert client.get(reverse("school_checks")).status_code == 404


def test_a_team_hears_of_its_own_proposal_and_the_school_alone() -> None:
    def found(proposal: str | None) -> findings.ShownFinding:
        return findings.ShownFinding("R", "blocking", False, True, proposal, "", "", "", "", "", "", "", "")  # noqa: FBT003

    everything = tuple(map(found, ("4-0001-01", "4-0001-02", None)))
    read = findings.own(findings.ShownOutcome(everything, everything, 3), "4-0001-01")
    assert [one.proposal for one in read.come] == [one.proposal for one in read.gone] == ["4-0001-01", None]
