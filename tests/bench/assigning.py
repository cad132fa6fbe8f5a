"""How long a whole round takes to assign, conflicts found included: `make bench`. A program and not a test."""

from __future__ import annotations

import sys
import time
from dataclasses import replace

from review.rules.assignment import assign
from tests.review.rounds import round_of

REACH_S = 10.0


def main() -> int:
    """Print the figures; the status says whether the slower of both is within reach."""
    start = time.perf_counter()
    order = round_of(cases=700, reviewers=200)
    found = assign(order)
    first = time.perf_counter() - start
    pairs = [(pair.case, pair.reviewer) for pair in found.pairs]
    start = time.perf_counter()
    again = assign(replace(order, reviewers=order.reviewers[1:], previous=pairs))
    second = time.perf_counter() - start
    print(
        f"assign, 700 cases x 3 of 200 reviewers: {first:.2f} s with conflicts; one falls out: {second:.2f} s "
        f"and {again.changes} pairs change; loads apart {found.uneven_by}, short {len(found.shortages)}, "
        f"points a pair {found.expertise / len(pairs):.1f} (reach {REACH_S:.0f} s)"
    )
    return int(max(first, second) > REACH_S)


if __name__ == "__main__":
    sys.exit(main())
