"""How long judging an application of five takes: `make bench`. A program and not a test, since machines differ.

Every section holds 2,000 characters, so that what reads texts has something to read.
"""

from __future__ import annotations

import random
import statistics
import sys
import time

from proposals.document import parse_object
from proposals.rules.application import Application
from proposals.rules.judge import judge
from tests import builders

REACH_MS = 5.0
RUNS = 300
LETTERS = "大學社會責任實踐計畫在地連結人才培育場域農村長照文化永續環境教育產業共創居民學生教師課程行動社區河川海洋部落"


def prose(seed: int, length: int) -> str:
    """Chinese-looking text, the same for the same seed and different for another."""
    return "".join(random.Random(seed).choices(LETTERS, k=length))  # noqa: S311 - text, not secrets


def full_application() -> Application:
    """The valid application of the tests, its texts as long as people write them."""
    base = builders.document()
    for number, proposal in enumerate(base["proposals"]):
        proposal["title"] = prose(number, 20)
        for place, key in enumerate(proposal["sections"]):
            proposal["sections"][key] = prose(100 * number + place, 2_000)
    return parse_object(base)


def main() -> int:
    """Print the figures; the status says whether the median is within reach."""
    application = full_application()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        judge(application, builders.CALL)
        times.append((time.perf_counter() - start) * 1_000)
    median, tail = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    print(f"judge, application of five: median {median:.2f} ms, p95 {tail:.2f} ms (reach {REACH_MS:.0f} ms)")
    return int(median > REACH_MS)


if __name__ == "__main__":
    sys.exit(main())
