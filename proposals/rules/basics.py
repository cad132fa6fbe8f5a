"""The basic data, field sites, disclosure and checklist of a proposal (玖、四（一）; 玖、三、（四）)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from proposals.rules.application import Contact
from proposals.rules.case import ProposalCase
from usr_portal.kernel.messages import Message, gettext_noop
from usr_portal.kernel.rulebook import Fault
from usr_portal.kernel.vocabulary import PlanType

_DOMESTIC = "TW"


def basics_complete(case: ProposalCase) -> Iterator[Fault]:
    """DOC-BASICS: title, keywords in both languages, a domestic site (international: a foreign one too), a contact."""
    subject = case.subject
    if not subject.title.strip():
        yield _missing("title", gettext_noop("計畫名稱尚未填寫。"))
    if not _any_text(subject.keywords_zh):
        yield _missing("keywords_zh", gettext_noop("中文關鍵字尚未填寫。"))
    if not _any_text(subject.keywords_en):
        yield _missing("keywords_en", gettext_noop("英文關鍵字尚未填寫。"))
    yield from _sites(case)
    if not _reachable(subject.contact):
        yield _missing("contact", gettext_noop("聯絡人尚未填寫（姓名，以及電話或電子郵件）。"))


def _sites(case: ProposalCase) -> Iterator[Fault]:
    countries = {site.country.strip().upper() for site in case.subject.sites} - {""}
    wants_foreign = case.plan_type is PlanType.INTERNATIONAL
    lacks_domestic, lacks_foreign = _DOMESTIC not in countries, wants_foreign and not countries - {_DOMESTIC}
    if lacks_domestic and lacks_foreign:
        yield _missing("sites", gettext_noop("尚未填寫國內實踐場域與國外實踐場域，各至少 1 處。"))
    elif lacks_domestic:
        yield _missing("sites", gettext_noop("尚未填寫國內實踐場域，至少 1 處。"))
    elif lacks_foreign:
        yield _missing("sites", gettext_noop("國際合作型計畫尚未填寫國外實踐場域，至少 1 處。"))


def _reachable(contact: Contact | None) -> bool:
    return contact is not None and bool(contact.name.strip()) and bool(contact.phone.strip() or contact.email.strip())


def _any_text(texts: Iterable[str]) -> bool:
    return any(text.strip() for text in texts)


def _missing(place: str, template: str) -> Fault:
    return Fault(place, Message(template), Message(gettext_noop("請於計畫申請基本資料表補填。")))


def sites_independent(case: ProposalCase) -> Iterator[Fault]:
    """SITE-INDEPENDENT: declared that no site belongs to the school or team, or is left to another unit to run."""
    if not case.subject.sites_independent:
        yield Fault(
            "sites_independent",
            Message(gettext_noop("尚未聲明實踐場域與學校、計畫團隊無利益或從屬關係，且未交由其他單位規劃及執行。")),
            Message(gettext_noop("請確認各實踐場域後勾選聲明；不符者請更換場域。")),
        )


def resources_disclosed(case: ProposalCase) -> Iterator[Fault]:
    """DISCLOSURE: external resources are disclosed, or declared to be none; not both. Planned funds are no disclosure."""
    disclosure = case.subject.disclosure
    listed = any(resource.source.strip() or resource.amount for resource in disclosure.resources)
    if listed != disclosure.none:
        return
    template = (
        gettext_noop("已聲明沒有外部資源，卻又列出外部資源；兩者只能擇一。")
        if listed
        else gettext_noop("尚未揭露外部資源，也未聲明沒有外部資源。")
    )
    yield Fault(
        "disclosure",
        Message(template),
        Message(gettext_noop("請列出執行中或曾獲的外部資源，或勾選沒有外部資源。")),
    )


def proposal_checklist(case: ProposalCase) -> Iterator[Fault]:
    """CHECKLIST-TICKED, for a proposal's checklist."""
    if not case.subject.checklist:
        yield Fault(
            "checklist",
            Message(gettext_noop("個案計畫資料檢核表尚未逐項勾選。")),
            Message(gettext_noop("請逐項核對並勾選個案計畫資料檢核表。")),
        )
