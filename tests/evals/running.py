"""Takes reviewers through cases."""

import random
import sys
import time
from collections.abc import Sequence

from evals.cases import Case
from evals.reviewing import Result, Reviewer


async def run(title: str, cases: Sequence[Case], reviewer: Reviewer) -> list[Result]:
    """Review cases one after the other; tells on standard error how far it is."""
    results: list[Result] = []
    begun = time.monotonic()
    for number, case in enumerate(cases, 1):
        results.append(Result(case, await reviewer(case)))
        tell(f"{title}: {number} of {len(cases)}, {time.monotonic() - begun:.0f} s")
    tell(f"{title}: {len(cases)} cases, {time.monotonic() - begun:.0f} s", end="\n")
    return results


def sample_flagged(results: Sequence[Result], count: int, seed: int) -> list[Case]:
    """Draw cases that were flagged, at most `count`."""
    flagged = [result.case for result in results if result.flagged]
    return random.Random(seed).sample(flagged, min(count, len(flagged)))


def tell(text: str, end: str = "") -> None:
    """Say on standard error how far something is; without a terminal, only how it ended."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end=end, file=sys.stderr, flush=True)
    elif end:
        print(text, file=sys.stderr, flush=True)
