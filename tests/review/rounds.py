"""Made-up rounds of review, the same for the same seed."""

from __future__ import annotations

import random

from review.rules.assignment import Order
from review.rules.conflict import Affiliation, CaseFacts, Institution, ReviewerFacts, Someone, all_conflicts
from review.rules.expertise import Candidate, Subject
from tests.builders import CALL
from usr_portal.kernel.vocabulary import PlanType

ON_DAY = CALL.window("written_review").opens_at.date()


def reviewer_facts(number: int, dice: random.Random) -> ReviewerFacts:
    places = tuple(Affiliation(Institution(code=f"{dice.randrange(140):04d}")) for _ in range(dice.randint(1, 2)))
    return ReviewerFacts(f"r{number:04d}", f"委員{number}", affiliations=places)


def candidate(facts: ReviewerFacts, dice: random.Random, most: int) -> Candidate:
    return Candidate(
        facts.id,
        facts.affiliations[0].institution.code,
        frozenset(dice.sample(range(1, 7), 2)),
        frozenset(dice.sample(range(1, 18), 4)),
        frozenset(dice.sample(list(PlanType), 2)),
        most,
    )


def case_facts(number: int, dice: random.Random) -> CaseFacts:
    school = Institution(code=f"{number // 5:04d}")
    team = tuple(Someone(f"教師{number}-{place}", school) for place in range(dice.randint(1, 6)))
    partners = tuple(Institution(code=f"{dice.randrange(140):04d}") for _ in range(dice.randint(0, 2)))
    return CaseFacts(f"c{number:04d}", (school,), partners, team)


def subject(facts: CaseFacts, dice: random.Random) -> Subject:
    sdgs = frozenset(dice.sample(range(1, 17), 3))
    return Subject(facts.id, dice.choice(list(PlanType)), dice.randint(1, 6), sdgs)


def round_of(cases: int, reviewers: int, per_case: int = 3, most: int = 12, seed: int = 4) -> Order:
    """A round with its conflicts found by the rule itself."""
    dice = random.Random(seed)  # noqa: S311 - made-up people, not secrets
    people = [reviewer_facts(number, dice) for number in range(reviewers)]
    facts = [case_facts(number, dice) for number in range(cases)]
    return Order(
        cases=[subject(one, dice) for one in facts],
        reviewers=[candidate(one, dice, most) for one in people],
        per_case=per_case,
        barred=all_conflicts(people, facts, ON_DAY).keys(),
    )
