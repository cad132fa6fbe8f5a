"""Every page of the portal, as those see it who may: nothing serious for axe, wide or narrow, and it fits a telephone.

A page that nobody looks at fails the test: each named address is visited, or stands among the acts and the answers
that are no pages.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings as django_settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.factories import PASSWORD, PersonFactory, staff
from tests.journeys.accessibility import faults_of
from tests.journeys.acting import sign_in
from tests.journeys.cases import OF_CASES
from tests.journeys.world import World
from usr_portal.accounts.models import Person, Role


class Stop(NamedTuple):
    """A page to look at: its name and the arguments of its address."""

    name: str
    arguments: tuple[str, ...] = ()
    query: str = ""


TOUR: dict[str, tuple[Stop, ...]] = {
    "anonymous": (
        Stop("home"),
        Stop("site_map"),
        Stop("call"),
        Stop("results"),
        Stop("article", ("{article}",)),
        Stop("account_login"),
        Stop("window_request"),
        Stop("privacy"),
        Stop("window_request_sent"),
        Stop("account_signup"),
        Stop("account_inactive"),
        Stop("account_reset_password"),
        Stop("account_reset_password_done"),
        Stop("account_reset_password_from_key", ("x", "x-y")),
        Stop("account_reset_password_from_key_done"),
        Stop("role_invitation", ("{role_token}",)),
        Stop("team_invitation", ("{team_token}",)),
        Stop("demo_mail"),
    ),
    "team": (
        Stop("home"),
        Stop("proposals"),
        Stop("proposal", ("{sprout}",)),
        Stop("proposal", ("{returned}",)),
        *(Stop("proposal_edit", ("{international}", key)) for key in ("basics", "partners", "goals", "schedule")),
        *(Stop("proposal_edit", ("{new}", key)) for key in ("team", "eligibility")),
        *(Stop("proposal_edit", ("{distinctive}", key)) for key in ("summary", "ethics", "checklist")),
        Stop("proposal_budget", ("{international}",)),
        Stop("proposal_papers", ("{sprout}",)),
        Stop("proposal_budget_file", ("{sprout}",)),
        Stop("proposal_history", ("{sprout}",)),
        Stop("proposal_checks", ("{sprout}",)),
        Stop("proposal_alike", ("{sprout}",)),
        Stop("proposal_what_if", ("{sprout}",)),
        Stop("proposal_what_if", ("{sprout}",), "?plan_type=deep&basis=new&new_ground=A"),
        Stop("proposal_comments", ("{sprout}",)),
        Stop("proposal_comments", ("{sprout}",), "?section=summary"),
        Stop("proposal_version", ("{sprout}", "{version}")),
        Stop("account_again"),
        Stop("proposal_people", ("{sprout}",)),
        Stop("proposal_people_remove", ("{sprout}", "{reader}")),
        Stop("proposal_offer", ("{sprout}",)),
        Stop("account"),
        Stop("account_notice"),
        Stop("account_logout"),
    ),
    "window": (
        Stop("home"),
        Stop("proposals"),
        Stop("school"),
        Stop("school_edit", ("governance",)),
        Stop("school_edit", ("evaluation",)),
        Stop("school_edit", ("checklist",)),
        Stop("school_budget"),
        Stop("school_budget_file"),
        Stop("school_history"),
        Stop("school_checks"),
        Stop("school_import"),
        Stop("school_compare"),
        Stop("school_version", ("{plan_version}",)),
        Stop("school_send"),
        Stop("proposal", ("{returned}",)),
        Stop("proposal_return", ("{returned}",)),
        Stop("proposal_return", ("{sprout}",)),
        Stop("pdf_job", ("{running}",)),
        Stop("pdf_job", ("{failed}",)),
        Stop("eligibility"),
        Stop("school_avoid"),
    ),
    "sender": (
        Stop("school"),
        Stop("receipt", ("{receipt}",)),
        Stop("school_edit", ("governance",)),
        Stop("school_budget"),
    ),
    "office": (
        Stop("home"),
        Stop("staff"),
        Stop("staff_schools"),
        Stop("staff_requests"),
        Stop("staff_request", ("{request}",)),
        Stop("staff_schools", query="?condition=writing"),
        Stop("staff_proposals"),
        Stop("staff_views"),
        Stop("staff_totals"),
        Stop("staff_calendar"),
        Stop("staff_window", ("upload",)),
        Stop("staff_extension"),
        Stop("staff_version", ("1",)),
        Stop("staff_official_text"),
        Stop("staff_notice"),
        Stop("staff_people"),
        Stop("staff_person", ("{person}",)),
        Stop("staff_log"),
        Stop("school", query="?school=0997"),
        Stop("registry"),
        Stop("registry_create"),
        Stop("registry_import"),
        Stop("registry_import_preview", ("{import}",)),
        Stop("registry_person", ("{researcher}",)),
        Stop("registry_project", ("{prior}",)),
        Stop("registry_edit", ("{prior}",)),
        Stop("staff_check"),
        Stop("announce"),
        Stop("panels"),
        Stop("panels_reviewers"),
        Stop("panels_avoidances"),
        Stop("panels_round_new"),
        Stop("schedule_talks"),
        Stop("schedule_visits"),
        Stop("schedule_replies", ("written_reply",)),
        Stop("decision"),
        Stop("decision_schools"),
        Stop("decision_meeting_new"),
    ),
    "reviewer": (Stop("home"), Stop("review"), Stop("review_schedule")),
    "admin": (Stop("admin:index"),),
}
SECURED = (
    *(
        "mfa_index",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
    ),
    *("mfa_list_webauthn", "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn"),
    *("mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_authenticate"),
    *("account_reauthenticate", "account_change_password", "account_set_password"),
)
# Buttons of other pages: they take a POST only, which is tested below.
ACTS = frozenset(
    {
        *(
            "proposal_restore",
            "proposal_here",
            "staff_request_approve",
            "staff_request_refuse",
            "proposal_comment_answer",
            "proposal_comment_settle",
            "proposal_comment_take_back",
            "school_import_discard",
            "proposal_pictures",
            "school_pictures",
            "school_here",
            "school_restore",
            "application_begin",
            "proposal_new",
            "proposal_move",
            "proposal_type",
            "proposal_remove",
            "receipt_withdraw",
        ),
        *("proposal_people_change", "proposal_people_resend", "proposal_people_revoke", "proposal_paper_remove"),
        *("pdf_job_retry", "registry_import_discard", "demo_clock", "staff_log_check", "staff_person_active"),
        *("staff_role_revoke", "staff_invitation_resend", "staff_invitation_withdraw"),
        *("correction_answer", "panels_act", "panels_avoidance", "panels_exchange", "panels_remove"),
        *(
            "panels_conflict",
            "panels_conflict_take_back",
            "panels_reopen",
            "panels_seat_remove",
            "panels_take_on",
            "proposal_answer",
        ),
        *("proposal_slides_upload", "review_accept", "review_mark", "review_marks", "review_reopen"),
        *("schedule_publish", "schedule_replies_draft", "schedule_replies_preview"),
        *("schedule_replies_release", "schedule_take_out", "schedule_visit_photo_remove"),
        *("schedule_visit_photos", "schedule_visit_place", "schedule_visit_report"),
        *("schedule_visits_publish", "school_avoid_withdraw", "staff_check_ask", "staff_check_close"),
        *("staff_check_decide", "staff_check_judge", "staff_check_letter", "staff_check_move"),
        *("staff_proposals_move", "staff_view", "staff_view_default"),
        *("staff_check_open", "staff_check_paper_copy", "staff_check_undo"),
        *("decision_save", "decision_schools_save", "decision_confirm", "decision_withdraw"),
    }
)
ANSWERS = {
    "healthz": "a word for machines",
    "set_language": "sends back to where one was",
    "school_file": "a file",
    "staff_request_letter": "a file",
    "school_findings": "a part of the pages that are written",
    "proposal_findings": "the same",
    "school_pdf": "leads to pdf_job or is a file",
    "proposal_pdf": "the same",
    "receipt_pdf": "the same",
    "pdf_job_file": "the same",
    "receipt_json": "a file",
    "proposal_paper": "a file",
    "proposal_picture": "a file",
    "proposal_odt": "a file",
    "proposal_budget_sheet": "a file",
    "school_budget_sheet": "a file",
    "school_odt": "a file",
    "school_picture": "a file",
    "review_picture": "a file",
    "registry_download": "a file",
    "staff_log_export": "a file",
    "eligibility_people": "JSON",
    "mfa_download_recovery_codes": "a file",
    "correction_letter": "a file",
    "decision_minutes": "a file",
    "proposal_calendar": "a file",
    "proposal_slides": "a file",
    "review_calendar": "a file",
    "review_paper": "a file",
    "review_pdf": "a file",
    "review_slides": "a file",
    "review_visit_photo": "a file",
    "reviews_csv": "a file",
    "staff_proposals_export": "a file",
    "staff_totals_export": "a file",
    "reviews_ods": "a file",
    "reviews_xlsx": "a file",
    "result_letter": "a file",
    "results_csv": "a file",
    "results_json": "a file",
    "results_ods": "a file",
    "schedule_slides": "a file",
    "schedule_visit_photo": "a file",
    "account_email": "leads elsewhere: addresses are not changed by oneself",
    "account_email_verification_sent": "the same",
    "account_confirm_email": "the same",
    "account_confirm_login_code": "leads to sign-in: there are no codes by mail",
}


def named(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address of the portal; Django's own of the administration are only looked at by their first."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern) and entry.name:
            yield f"{prefix}{entry.name}", entry
        elif isinstance(entry, URLResolver) and entry.namespace != "admin":
            yield from named(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)


def test_every_address_is_looked_at_or_is_no_page() -> None:
    looked_at = {stop.name for stops in TOUR.values() for stop in stops} | set(SECURED)
    known = {name for name, _entry in named(get_resolver())}
    assert known - looked_at - ACTS - set(ANSWERS) - OF_CASES == set()
    assert (looked_at | ACTS | set(ANSWERS) | OF_CASES) - known == {"admin:index"}


@pytest.mark.django_db
def test_an_act_is_no_page(client: Client) -> None:
    client.force_login(staff(Role.MINISTRY))
    entries = dict(named(get_resolver()))
    answers = {name: client.get(reverse(name, args=_some(entries[name]))).status_code for name in sorted(ACTS)}
    assert set(answers.values()) == {405}, answers


def _some(entry: URLPattern) -> list[object]:
    """Arguments that the address takes, whatever they name."""
    values = {
        "IntConverter": 1,
        "UUIDConverter": uuid.uuid4(),
        "ProposalNumber": "4-0000-01",
        "ProjectNumber": "USR4-0000-S01",
    }
    return [values.get(type(one).__name__, "x") for one in entry.pattern.converters.values()]


@pytest.fixture
def demo(settings: Settings) -> None:
    """The demo has what a deployment has, and its bar, clock and mailbox."""
    settings.USR_DEMO = True


def enter(page: Page, live_server: LiveServer, person: Person) -> None:
    """Come in without the way over the sign-in page."""
    client = Client()
    client.force_login(person)
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])


def look(page: Page, url: str, *, status: int = 200) -> list[str]:
    """Open a page and give its faults."""
    answer = page.goto(url)
    assert answer is not None
    if answer.status != status:
        return [f"{url} answered {answer.status}"]
    # What a page fetches after it has come, and what it folds away, is looked at too.
    expect(page.locator("#section-findings > p > a")).to_have_count(0)
    page.evaluate("for (const fold of document.querySelectorAll('main details')) fold.open = true")
    return faults_of(page)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("who", TOUR)
def test_every_page_is_accessible(page: Page, live_server: LiveServer, who: str) -> None:
    world = World()
    if who != "anonymous":
        enter(page, live_server, getattr(world, who))
    addresses = [world.address(stop.name, *stop.arguments) + stop.query for stop in TOUR[who]]
    faults = [fault for address in addresses for fault in look(page, address)]
    assert faults == [], "\n".join(faults)


def passkey(page: Page) -> None:
    """Give the browser a security key that answers by itself."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("demo")
def test_the_pages_of_the_second_factor_are_accessible(new_page: Callable[[], Page]) -> None:
    person = PersonFactory.create(name="周承辦")
    page = new_page()
    sign_in(page, person.email)
    page.goto(reverse("account_reauthenticate"))
    page.get_by_label("密碼").fill(PASSWORD)
    page.get_by_role("button", name="確認").click()
    page.wait_for_url(lambda url: "reauthenticate" not in url)
    faults = [fault for name in ("mfa_add_webauthn", "mfa_activate_totp") for fault in look(page, reverse(name))]
    TOTP.activate(person, "A" * 32)
    RecoveryCodes.activate(person)
    passkey(page)
    page.goto(reverse("mfa_add_webauthn"))
    page.get_by_label("名稱").fill("辦公室的鑰匙")
    page.get_by_role("button", name="加入", exact=True).click()
    expect(page.get_by_text("已加入通行密鑰。")).to_be_visible()
    key = Authenticator.objects.get(user=person, type=Authenticator.Type.WEBAUTHN)
    arguments = {"mfa_edit_webauthn": [key.pk], "mfa_remove_webauthn": [key.pk]}
    rest = [name for name in SECURED if name not in {"mfa_add_webauthn", "mfa_activate_totp", "mfa_authenticate"}]
    faults += [fault for name in rest for fault in look(page, reverse(name, args=arguments.get(name)))]

    elsewhere = new_page()
    elsewhere.goto(reverse("account_login"))
    elsewhere.get_by_label("電子郵件").fill(person.email)
    elsewhere.get_by_label("密碼").fill(PASSWORD)
    elsewhere.locator("main").get_by_role("button", name="登入").click()
    elsewhere.wait_for_url(f"**{reverse('mfa_authenticate')}*")
    faults += faults_of(elsewhere)
    assert faults == [], "\n".join(faults)
