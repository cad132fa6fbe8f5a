"""The desk at which a section is written: what it is, what is stored, whether it can be saved now, where next."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from proposals import access
from proposals.access import Need
from proposals.forms.parts import Surroundings
from proposals.forms.section import SectionForm
from proposals.selectors import comments, workspace
from proposals.selectors.addresses import page, plan_page, school_page
from proposals.selectors.priors import prior_choices
from proposals.services.writing import UPLOAD, is_sent
from usr_portal.call.rules import digest
from usr_portal.call.services import moment
from usr_portal.kernel.names import folded
from usr_portal.kernel.vocabulary import PlanType
from usr_portal.schools import selectors as schools

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from django.http import QueryDict

    from proposals.models import Application, Proposal
    from proposals.selectors.priors import PriorChoice
    from proposals.selectors.workspace import StoredSection
    from usr_portal.accounts.models import Person
    from usr_portal.call.services import Moment


class Desk:
    """One section of one proposal or (with `proposal` None) of the school plan, for one person.

    What a save does not need (other pages, prior projects, schools) is read only when a page asks for it.
    """

    def __init__(
        self,
        person: Person,
        section: digest.Section,
        application: Application,
        proposal: Proposal | None,
        now: Moment | None = None,
    ) -> None:
        self.person = person
        self._now = now
        self.section = section
        self.application = application
        self.proposal = proposal

    def form(self, data: QueryDict | None = None) -> SectionForm:
        """Make the section's form, showing what is stored or bound to what was sent."""
        needs_stored = data is None or self.section.key == "eligibility"
        return SectionForm(self.section, self.around, self.stored.values if needs_stored else {}, data)

    def reread(self) -> Desk:
        """Give the same desk with what is stored now."""
        return Desk(self.person, self.section, self.application, self.proposal)

    @cached_property
    def stored(self) -> StoredSection:
        """What is stored."""
        if self.proposal is None:
            return workspace.plan_section_of(self.application, self.section)
        return workspace.section_of(self.proposal, self.section)

    @cached_property
    def moment(self) -> Moment:
        """The upload window for this school now, or as a save found it."""
        return self._now or moment(UPLOAD, self.application.school_id)

    @property
    def name(self) -> str:
        """What is written here, the same at each opening: it finds what a browser kept unsent."""
        owner = self.proposal.number if self.proposal else self.application.school.code
        return f"{owner} {self.section.key}"

    @cached_property
    def writable(self) -> bool:
        """Tell whether this person can save here now; the server asks again at each save."""
        if not self.moment.is_open:
            return False
        if self.proposal is None:
            is_window = self.application.school_id in self.person.standing.window_schools
            return is_window and not is_sent(self.application)
        may = access.may(self.person, self.proposal, Need.EDIT)
        return may and not self.proposal.is_sent and self.proposal.state == self.proposal.State.WRITING

    @property
    def pages(self) -> list[tuple[digest.Section, str]]:
        """The pages of the form with their addresses."""
        if self.proposal is None:
            code = self.application.school.code
            return [(one, plan_page(code, one.key)) for one in digest.school_sections() if not one.computed]
        return [(one, page(self.proposal.number, one.key)) for one in workspace.sections_for(self.proposal)]

    @property
    def url(self) -> str:
        """This page."""
        return {one.key: url for one, url in self.pages}[self.section.key]

    @property
    def next_url(self) -> str:
        """The page after this one, or the overview."""
        urls = [url for _one, url in self.pages]
        place = urls.index(self.url) + 1
        return urls[place] if place < len(urls) else self.home_url

    @property
    def home_url(self) -> str:
        """The overview that the page belongs to."""
        if self.proposal is None:
            return school_page("school", self.application.school.code)
        return reverse("proposal", args=[self.proposal.number])

    @property
    def comments_url(self) -> str:
        """The talks about this page; '' for the school plan, and for those who take no part."""
        return comments.address(self.person, self.proposal, self.section.key) if self.proposal else ""

    @property
    def here_url(self) -> str:
        """Where the open page says that it is there."""
        if self.proposal is None:
            return school_page("school_here", self.application.school.code)
        return reverse("proposal_here", args=[self.proposal.number])

    @property
    def pictures_url(self) -> str:
        """Where the pictures of this page's texts are sent to and shown."""
        if self.proposal is None:
            return reverse("school_pictures", args=[self.application.school.code])
        return reverse("proposal_pictures", args=[self.proposal.number])

    @property
    def history_url(self) -> str:
        """What was written on this page before."""
        key = self.section.key
        if self.proposal is None:
            return school_page("school_history", self.application.school.code, section=key)
        return f"{reverse('proposal_history', args=[self.proposal.number])}?section={key}"

    @property
    def findings_url(self) -> str:
        """Where a script asks for the findings of this page."""
        key = self.section.key
        if self.proposal is None:
            return school_page("school_findings", self.application.school.code, section=key)
        return f"{reverse('proposal_findings', args=[self.proposal.number])}?section={key}"

    @cached_property
    def around(self) -> Surroundings:
        """What the parts of this section need to know."""
        if self.proposal is None:
            return Surroundings(None, self.moment.parameters.years, pictures=self.pictures_url)
        key = self.section.key
        return Surroundings(
            plan_type=PlanType(self.proposal.plan_type),
            years=self.moment.parameters.years,
            team=workspace.people_of(self.proposal) if key == "eligibility" else (),
            priors=self._priors(self.proposal) if key == "eligibility" else (),
            school_code=self.application.school.code,
            pictures=self.pictures_url,
            facts=_schools() if key == "team" else {},
        )

    def _priors(self, proposal: Proposal) -> tuple[PriorChoice, ...]:
        return prior_choices(self.application, proposal, self.moment.parameters)


def of_proposal(person: Person, proposal: Proposal, key: str, now: Moment | None = None) -> Desk:
    """Give the desk of a proposal's section, or raise `Http404` where its type has none of that key."""
    found = next((section for section in workspace.sections_for(proposal) if section.key == key), None)
    if found is None:
        raise Http404
    return Desk(person, found, proposal.application, proposal, now)


def of_plan(person: Person, application: Application, key: str, now: Moment | None = None) -> Desk:
    """Give the desk of a section of the school plan, or raise `Http404`."""
    found = next((one for one in digest.school_sections() if one.key == key and not one.computed), None)
    if found is None:
        raise Http404
    return Desk(person, found, application, None, now)


def _schools() -> Mapping[str, Any]:
    rows = schools.named()
    codes = {folded(name): code for code, name in rows} | {folded(code): code for code, _name in rows}
    return {"school_codes": codes, "school_names": [f"{code} {name}" for code, name in rows]}


def clock(at: datetime) -> str:
    """Give the time of day that a save is confirmed with."""
    return f"{timezone.localtime(at):%H:%M:%S}"
