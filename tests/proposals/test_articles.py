"""The rules and the call's digest speak of the same places."""

from proposals.rules.catalogue import CATALOGUE
from proposals.rules.form import sections
from proposals.rules.school_plan import SECTION_ARTICLES, SECTION_NAMES
from proposals.rules.sections import section_article
from usr_portal.call.rules import digest
from usr_portal.call.rules.parameters import bundled
from usr_portal.kernel.vocabulary import PlanType


def test_every_place_that_a_rule_cites_has_a_digest() -> None:
    cited = {place for entry in CATALOGUE for place in entry.articles}
    assert cited <= digest.articles().keys()


def test_a_missing_text_cites_the_article_that_stands_beside_its_field() -> None:
    for plan_type in PlanType:
        fields = {field.key: field for section in digest.sections(plan_type) for field in section.fields}
        for key in sections(plan_type, bundled("usr-4")):
            cited = digest.article(section_article(key, plan_type))
            beside = digest.article(fields[key].article)
            assert beside.citation.startswith(cited.citation), key


def test_a_missing_text_of_the_school_plan_cites_the_article_beside_its_field() -> None:
    fields = {field.key: field.article for section in digest.school_sections() for field in section.fields}
    assert {key: fields[key] for key in SECTION_ARTICLES} == dict(SECTION_ARTICLES)


def test_checklists_name_rules_of_the_catalogue() -> None:
    items = [*digest.school_checklist(), *(item for plan_type in PlanType for item in digest.checklist(plan_type))]
    assert {rule for item in items for rule in item.rules} <= {entry.id for entry in CATALOGUE}


def test_a_missing_text_of_the_school_plan_is_named_as_its_field_is() -> None:
    titles = {field.key: field.title.zh for section in digest.school_sections() for field in section.fields}
    assert {key: titles[key] for key in SECTION_NAMES} == dict(SECTION_NAMES)
