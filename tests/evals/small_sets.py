"""Small sets of changes, written by hand, with and without a defect.

A case counts as found if a finding is on the planted line; any other finding is a false alarm. The
sets are by the same hands as the rules: their numbers tell a better version from a worse one, not
how good a review is.
"""

import difflib
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from r1_assistant.domain.change import Change
from r1_assistant.domain.finding import Finding
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.events import Found
from r1_assistant.features.review.pipeline import Models, review
from r1_assistant.git.patch import parse_patch

HERE = Path(__file__).parent
SETS = ("dev", "held_out", "lookalikes")
QUICK = 10
"""About as many cases of each set are taken where time is short."""


@dataclass(frozen=True, slots=True)
class SmallCase:
    """A change to one file; `bug` is the 1-based line of the new side that is wrong, or 0."""

    name: str
    change: Change
    bug: int


async def measure(
    names: Sequence[str], config: ReviewConfig, models: Models, *, quick: bool
) -> dict[str, float]:
    """Measure a review on these sets; gives numbers by the set's name and their own."""
    numbers: dict[str, float] = {}
    for name in names:
        cases = read_cases(HERE / f"{name}.toml")
        chosen = cases[:: max(1, len(cases) // QUICK)] if quick else cases
        found = await measure_set(name, chosen, config, models)
        numbers |= {f"{name}.{key}": value for key, value in found.items()}
    return numbers


async def measure_set(
    name: str, cases: list[SmallCase], config: ReviewConfig, models: Models
) -> dict[str, float]:
    found = missed = alarms = quiet = 0
    begun = time.monotonic()
    for case in cases:
        findings = await findings_of(case, config, models)
        hit = any(finding.line == case.bug for finding in findings)
        wrong = [finding for finding in findings if finding.line != case.bug]
        found += bool(case.bug) and hit
        missed += bool(case.bug) and not hit
        alarms += len(wrong)
        quiet += not case.bug and not findings
        verdict = ("found" if hit else "missed") if case.bug else ("quiet" if not wrong else "")
        print(f"{name:10} {case.name:28} {verdict:6}", *map(_shown, findings), flush=True)
    clean = sum(not case.bug for case in cases)
    seconds = (time.monotonic() - begun) / max(1, len(cases))
    print(
        f"{name}: found {found} of {found + missed}, quiet on {quiet} of {clean} clean ones, "
        f"{alarms} false alarms, {seconds:.1f} s a case\n"
    )
    return {
        "planted": found + missed,
        "found": found,
        "clean": clean,
        "quiet": quiet,
        "false_alarms": alarms,
        "seconds_per_case": round(seconds, 2),
    }


async def findings_of(case: SmallCase, config: ReviewConfig, models: Models) -> list[Finding]:
    events = review(case.change, config, models)
    return [event.finding async for event in events if isinstance(event, Found)]


def read_cases(file: Path) -> list[SmallCase]:
    tables = tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    return [_case(table) for table in tables]


def _case(table: dict[str, str]) -> SmallCase:
    old, new = (table[side].lstrip("\n").splitlines() for side in ("old", "new"))
    path = table["path"]
    diff = difflib.unified_diff(old, new, f"a/{path}", f"b/{path}", n=8, lineterm="")
    change, problems = parse_patch(("\n".join(diff) + "\n").encode())
    if problems:
        raise ValueError(f"{path}: {problems}")
    wanted = table.get("bug")
    bug = next(n for n, line in enumerate(new, 1) if wanted in line) if wanted else 0
    return SmallCase(path, change, bug)


def _shown(finding: Finding) -> str:
    fix = "" if finding.fix is None else f"\n      -> {finding.fix.strip()}"
    return f"\n    {finding.line} {finding.confidence:.2f} {finding.message}{fix}"
