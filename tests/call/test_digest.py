import re
from collections.abc import Iterator

import pytest

from usr_portal.call.rules import citations, digest
from usr_portal.call.rules.digest import CheckItem, Field, FieldKind, Points, Section, Words
from usr_portal.call.rules.parameters import bundled
from usr_portal.kernel.rulebook import forms
from usr_portal.kernel.vocabulary import Issue, PlanType

SUSTAINABLE = (PlanType.INTERNATIONAL, PlanType.DISTINCTIVE)
CHINESE = re.compile(r"[\u4e00-\u9fff]")

# The pages of a proposal, in the order of the form.
PAGES = [
    "basics",
    "eligibility",
    "team",
    "summary",
    "relation",
    "issue_analysis",
    "organisation",
    "goals",
    "strategy",
    "schedule",
    "indicators",
    "evaluation",
    "ethics",
    "budget",
    "papers",
    "checklist",
]
# Everything of a proposal that somebody fills in, by the file format's names; parts of an object by their own.
FILLED = {
    *("title", "keywords_zh", "keywords_en", "sites", "sites_independent", "contact", "merge_statement"),
    *("issue", "sdgs", "sdg_relation", "basis", "predecessors", "team", "disclosure"),
    *("milestones", "checkpoints", "targets", "budget", "matching", "personnel_reason", "abroad_plans"),
    *("practice_statement", "academic_statement", "topics", "practicability", "checklist"),
    *("prior_results_report", "prior_relation_statement"),
}
ONLY = {
    PlanType.SPROUT: {"new_ground", "ground_a", "ground_b", "ground_c"}
    | {"closing_report", "eligibility_evidence", "results_evidence"},
    PlanType.DEEP: {"sig_activities"},
    PlanType.INTERNATIONAL: {
        "sig_activities",
        "forums",
        "mous",
        "intl_courses",
        "sdg17_plan",
        "external",
        "mou_papers",
    },
    PlanType.DISTINCTIVE: {"sig_activities", "external", "international_focus"},
}
TEXTS = {"summary", "relation", "issue_analysis", "organisation", "goals", "schedule", "indicators"}
SECOND = {"summary_second", "schedule_second", "indicators_second", "external_plan"}
SCHOOL_EXTRAS = {"evaluation_years", "international_role", "distinctive_role", "school_budget", "school_checklist"}


def every_section() -> Iterator[Section]:
    yield from digest.school_sections()
    for plan_type in PlanType:
        yield from digest.sections(plan_type)


def every_field() -> Iterator[Field]:
    for section in every_section():
        yield from section.fields


def every_item() -> Iterator[CheckItem]:
    yield from digest.school_checklist()
    for plan_type in PlanType:
        yield from digest.checklist(plan_type)


def every_entry() -> Iterator[Section | Field]:
    yield from every_section()
    yield from every_field()


def every_text() -> Iterator[Words]:
    for found in digest.articles().values():
        yield from (found.title, found.digest)
    for entry in every_entry():
        yield entry.title
        yield from (Words(*pair) for pair in zip(entry.guidance.zh, entry.guidance.en, strict=True))
    yield from (field.hint for field in every_field() if field.hint)
    yield from (item.words for item in every_item())
    yield from (scope.meaning for scope in digest.issues())


def every_point_list() -> Iterator[Points]:
    yield from (entry.guidance for entry in every_entry())
    yield from (scope.scope for scope in digest.issues())


def keys(plan_type: PlanType) -> list[str]:
    return [field.key for section in digest.sections(plan_type) for field in section.fields]


def test_every_text_is_there_in_both_languages() -> None:
    for words in every_text():
        assert CHINESE.search(words.zh), words
        assert words.en.strip(), words
        assert not CHINESE.search(words.en.replace("流域治理, 環境教育", "")), words


def test_points_are_few_and_say_the_same_number_of_things_in_both_languages() -> None:
    for points in every_point_list():
        assert 1 <= len(points.zh) <= 6
        assert len(points.zh) == len(points.en), points


def test_words_speak_the_language_asked_for() -> None:
    words = Words("中文", "English")
    assert [words("zh-hant"), words("en"), words("en-gb"), words("")] == ["中文", "English", "English", "中文"]


def test_points_speak_the_language_asked_for() -> None:
    points = Points(("一",), ("one",))
    assert [points("zh-hant"), points("en")] == [("一",), ("one",)]


def test_every_article_stands_in_the_calls_order_under_its_chapter() -> None:
    places = list(digest.articles())
    assert places == sorted(places, key=citations.order)
    assert [place for place, found in digest.articles().items() if found.parent is None] == list(citations.CHAPTERS)


def test_no_two_articles_share_an_address() -> None:
    for found in digest.articles().values():
        assert digest.by_slug(found.slug) == found


def test_an_unknown_address_has_no_article() -> None:
    assert digest.by_slug("99-1") is None


def test_an_article_without_a_digest_is_shown_by_the_one_above_it() -> None:
    assert digest.article("捌、一、（一）9（9）").citation == "捌、一、（一）"


def test_an_article_is_found_by_its_own_citation() -> None:
    assert digest.article("捌、一、（二）").title.zh.startswith("深耕型")


def test_what_is_no_citation_is_refused() -> None:
    with pytest.raises(citations.CitationError):
        digest.article("somewhere")


def test_children_stand_right_under_their_article() -> None:
    assert [child.citation for child in digest.children("捌")] == ["捌、一", "捌、二", "捌、表4"]


def test_every_place_that_a_form_cites_has_a_digest_of_its_own() -> None:
    cited = {entry.article for entry in every_entry()}
    cited |= {item.article for plan_type in (None, *PlanType) for item in digest.budget_items(plan_type)}
    assert cited <= set(digest.articles())


def test_every_window_of_the_calendar_has_a_digest() -> None:
    assert {window.article for window in bundled("usr-4").windows.values()} <= set(digest.articles())


@pytest.mark.parametrize("plan_type", PlanType)
def test_pages_stand_in_the_order_of_the_form(plan_type: PlanType) -> None:
    expected = list(PAGES)
    if plan_type is PlanType.INTERNATIONAL:
        expected.insert(expected.index("summary"), "partners")
    assert [section.key for section in digest.sections(plan_type)] == expected


@pytest.mark.parametrize("plan_type", PlanType)
def test_a_proposal_is_asked_for_all_that_the_file_holds_of_its_type(plan_type: PlanType) -> None:
    figures = bundled("usr-4").of_type(plan_type)
    texts = TEXTS | (SECOND if plan_type in SUSTAINABLE else set())
    texts |= {f"strategy_{part}" for part in range(1, figures.strategy_parts + 1)}
    texts |= {f"evaluation_{part}" for part in range(1, figures.evaluation_parts + 1)}
    asked = keys(plan_type)
    assert len(asked) == len(set(asked))
    assert set(asked) == FILLED | ONLY[plan_type] | texts


def test_the_school_plan_is_asked_for_all_that_the_file_holds() -> None:
    asked = [field.key for section in digest.school_sections() for field in section.fields]
    assert len(asked) == len(set(asked))
    assert set(asked) == {*bundled("usr-4").school_plan.sections, *SCHOOL_EXTRAS}


def test_the_school_plans_pages_stand_in_the_order_of_the_form() -> None:
    pages = [(section.key, section.number) for section in digest.school_sections()]
    assert pages == [
        ("overview", "（一）"),
        ("governance", "（二）"),
        ("incubation", "（三）"),
        ("evaluation", "（四）"),
        ("budget", ""),
        ("checklist", "（五）"),
    ]


def test_only_a_computed_page_has_nothing_to_fill_in() -> None:
    for section in every_section():
        assert section.computed is not bool(section.fields)


@pytest.mark.parametrize("plan_type", PlanType)
def test_each_type_cites_its_own_form(plan_type: PlanType) -> None:
    names = forms("{form}")
    other_forms = set(names.values()) - {names[plan_type], "大學特色類"}
    for section in digest.sections(plan_type):
        cited = [section.article, *(field.article for field in section.fields)]
        assert not [place for place in cited if any(form in place for form in other_forms)]


def test_a_field_is_found_on_its_page() -> None:
    basics = digest.sections(PlanType.SPROUT)[0]
    assert basics.field("sdgs").kind is FieldKind.CHOICE


def test_a_field_that_is_not_on_the_page_is_named() -> None:
    with pytest.raises(LookupError, match="forums"):
        digest.sections(PlanType.SPROUT)[0].field("forums")


def test_a_limit_is_suggested_for_summaries_alone() -> None:
    limits = {field.key: field.limit for field in every_field() if field.limit}
    assert limits == {"summary": 500, "summary_second": 500}


@pytest.mark.parametrize("plan_type", PlanType)
def test_guidance_names_the_ceiling_that_the_rules_read(plan_type: PlanType) -> None:
    budget = next(section for section in digest.sections(plan_type) if section.key == "budget")
    ceiling = f"{bundled('usr-4').of_type(plan_type).cap:,}"
    assert ceiling in budget.field("budget").guidance.zh[0]
    assert ceiling in budget.field("budget").guidance.en[0]


def test_checklist_items_have_keys_of_their_own_and_name_rules() -> None:
    for items in (digest.school_checklist(), *(digest.checklist(plan_type) for plan_type in PlanType)):
        assert len({item.key for item in items}) == len(items) > 5
        assert all(item.rules for item in items)


def test_only_an_international_proposal_is_asked_about_its_agreement() -> None:
    asked = [plan_type for plan_type in PlanType if "mou" in {item.key for item in digest.checklist(plan_type)}]
    assert asked == [PlanType.INTERNATIONAL]


@pytest.mark.parametrize(
    ("plan_type", "absent"),
    [
        (None, {"personnel", "sundry", "travel_abroad", "international_cooperation", "capital"}),
        (PlanType.SPROUT, {"international_cooperation", "capital"}),
        (PlanType.DEEP, {"international_cooperation"}),
        (PlanType.INTERNATIONAL, set()),
        (PlanType.DISTINCTIVE, set()),
    ],
)
def test_budget_items_are_those_that_the_type_may_have(plan_type: PlanType | None, absent: set[str]) -> None:
    every = {"personnel", "operating", "sundry", "travel_abroad", "international_cooperation", "capital"}
    assert {item.key for item in digest.budget_items(plan_type)} == every - absent


def test_customary_rates_are_hints_in_both_languages() -> None:
    labels = [label for item in digest.budget_items(PlanType.DEEP) for label in item.labels]
    rates = {label.name.en: label.rate.en for label in labels if label.rate}
    assert rates["Attendance fee"] == "customary: NT$ 2,500 a person"
    assert all(label.name.zh and label.name.en for label in labels)


def test_each_of_the_six_issues_is_explained() -> None:
    assert [scope.issue for scope in digest.issues()] == list(Issue)
