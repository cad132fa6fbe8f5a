"""A school's whole application as facts: what the rules read and the file format holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from budgets.rules.types import BudgetPlan
from eligibility.rules.types import Basis, PriorProject, TeamMember
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.vocabulary import PlanType


class SchoolKind(StrEnum):
    """Kinds of schools, as far as the call tells them apart."""

    UNIVERSITY = "university"
    OPEN_UNIVERSITY = "open_university"


class Supervisor(StrEnum):
    """Who supervises the school: the ministry, or a special municipality, county or city."""

    MINISTRY = "ministry"
    MUNICIPALITY = "municipality"


class SiteNature(StrEnum):
    """Fixed field sites (固定實踐場域) and others."""

    FIXED = "fixed"
    OTHER = "other"


class MouKind(StrEnum):
    """The two kinds of agreement."""

    MOU = "MOU"
    MOA = "MOA"


class Document(StrEnum):
    """Papers that accompany a proposal."""

    PRIOR_RESULTS_REPORT = "prior_results_report"
    PRIOR_RELATION_STATEMENT = "prior_relation_statement"
    CLOSING_REPORT = "closing_report"
    ELIGIBILITY_EVIDENCE = "eligibility_evidence"
    RESULTS_EVIDENCE = "results_evidence"

    @property
    def label(self) -> str:
        """Chinese name, a msgid."""
        return _DOCUMENT_LABELS[self]

    @property
    def named(self) -> Message:
        """The name as a message, to stand as a value in another message."""
        return Message(self.label)


class EthicsTopic(StrEnum):
    """Topics that call for a word on practicability, or for an ethics review."""

    TIME_BANK = "time_bank"
    CARBON = "carbon"
    BLOCKCHAIN = "blockchain"
    COMMITMENTS = "commitments"
    INDIGENOUS = "indigenous"
    DISABILITY = "disability"
    MINORS = "minors"
    INMATES = "inmates"

    @property
    def label(self) -> str:
        """Chinese name, a msgid."""
        return _TOPIC_LABELS[self]

    @property
    def named(self) -> Message:
        """The name as a message, to stand as a value in another message."""
        return Message(self.label)


@dataclass(frozen=True, slots=True)
class School:
    """The applying school."""

    code: str
    name: str = ""
    kind: SchoolKind = SchoolKind.UNIVERSITY
    under_guidance: bool = False
    supervised_by: Supervisor = Supervisor.MINISTRY
    has_usr_unit: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What another school's submitted application holds: a person, or a prior project used up."""

    person: str | None = None
    predecessor: str | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class SchoolPlan:
    """The school plan (part one): texts by section key; ``evaluation_years`` is (from, to)."""

    sections: Mapping[str, str] = field(default_factory=dict, hash=False)
    evaluation_years: tuple[str, ...] = ()
    international_role: str = ""
    distinctive_role: str = ""
    budget: BudgetPlan = field(default_factory=BudgetPlan)
    checklist: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """A field site; country ``TW`` is domestic."""

    country: str = ""
    nature: SiteNature | None = None
    county: str = ""
    township: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Who answers for the proposal."""

    name: str = ""
    unit: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Mou:
    """An agreement with a foreign partner, with what was declared of it."""

    partner: str = ""
    country: str = ""
    kind: MouKind | None = None
    partner_ok: bool = False
    signed_on: date | None = None
    addendum_on: date | None = None
    signer_level_ok: bool = False
    for_this_project: bool = False
    still_valid_evidence: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """An external resource disclosed."""

    source: str = ""
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Disclosure:
    """External resources, or the declaration that there are none."""

    none: bool = False
    resources: tuple[Resource, ...] = ()


@dataclass(frozen=True, slots=True)
class Ethics:
    """The two statements, the topics touched, and a word on practicability."""

    practice_statement: bool = False
    academic_statement: bool = False
    topics: tuple[EthicsTopic, ...] = ()
    practicability: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal; texts by key, lists and counts by ROC year."""

    id: str
    type: PlanType
    title: str = ""
    keywords_zh: tuple[str, ...] = ()
    keywords_en: tuple[str, ...] = ()
    sites: tuple[Site, ...] = ()
    sites_independent: bool = False
    contact: Contact | None = None
    intl_courses: str = ""
    merge_statement: str = ""
    issue: tuple[int, ...] = ()
    sdgs: tuple[int, ...] = ()
    sdg17_plan: str = ""
    sdg_relation: str = ""
    basis: Basis = field(default_factory=Basis)
    team: tuple[TeamMember, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict, hash=False)
    milestones: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    checkpoints: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    targets: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    sig_activities: Mapping[str, int] = field(default_factory=dict, hash=False)
    forums: Mapping[str, int] = field(default_factory=dict, hash=False)
    mous: tuple[Mou, ...] = ()
    documents: tuple[Document, ...] = ()
    disclosure: Disclosure = field(default_factory=Disclosure)
    ethics: Ethics = field(default_factory=Ethics)
    budget: BudgetPlan = field(default_factory=BudgetPlan)
    checklist: bool = False


@dataclass(frozen=True, slots=True)
class Application:
    """A school's application: school, registry, what others took, school plan, proposals.

    ``as_of`` is the aware moment to judge at; None leaves the upload window unjudged.
    """

    call: str
    school: School
    as_of: datetime | None = None
    registry: tuple[PriorProject, ...] = ()
    taken: tuple[Taken, ...] = ()
    school_plan: SchoolPlan = field(default_factory=SchoolPlan)
    proposals: tuple[Proposal, ...] = ()


_DOCUMENT_LABELS = {
    Document.PRIOR_RESULTS_REPORT: gettext_noop("前期階段性執行成果報告"),
    Document.PRIOR_RELATION_STATEMENT: gettext_noop("與前期計畫關聯性說明"),
    Document.CLOSING_REPORT: gettext_noop("前期成果（結案）報告"),
    Document.ELIGIBILITY_EVIDENCE: gettext_noop("提案資格佐證資料"),
    Document.RESULTS_EVIDENCE: gettext_noop("具體績效佐證資料"),
}

_TOPIC_LABELS = {
    EthicsTopic.TIME_BANK: gettext_noop("時間銀行"),
    EthicsTopic.CARBON: gettext_noop("碳權或碳匯"),
    EthicsTopic.BLOCKCHAIN: gettext_noop("區塊鏈"),
    EthicsTopic.COMMITMENTS: gettext_noop("對利害關係人的承諾"),
    EthicsTopic.INDIGENOUS: gettext_noop("原住民"),
    EthicsTopic.DISABILITY: gettext_noop("身心障礙者"),
    EthicsTopic.MINORS: gettext_noop("未成年人"),
    EthicsTopic.INMATES: gettext_noop("收容人"),
}
