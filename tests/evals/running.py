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
        _tell(f"{title}: {number} of {len(cases)}, {time.monotonic() - begun:.0f} s")
    _tell(f"{title}: {len(cases)} cases, {time.monotonic() - begun:.0f} s", end="\n")
    return results


def sample_flagged(results: Sequence[Result], count: int, seed: int) -> list[Case]:
    """Draw cases that were flagged, at most `count`."""
    flagged = [result.case for result in results if result.flagged]
    return random.Random(seed).sample(flagged, min(count, len(flagged)))


def of_cases(results: Sequence[Result], cases: Sequence[Case]) -> list[Result]:
    """Pick the results of some cases, in the cases' order."""
    known = {result.case.id: result for result in results}
    return [known[case.id] for case in cases]


def _tell(text: str, end: str = "") -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end=end, file=sys.stderr, flush=True)
    elif end:
        print(text, file=sys.stderr, flush=True)
