"""Measures a review on small changes with and without a planted defect.

    python tests/evals/review.py [--quick] [--json FILE] [--model ID] [--set NAME ...] [--opinions]

A case counts as found if a finding is on the planted line; any other finding is a false alarm. The
sets are small and by the same hands as the rules: the numbers tell a better version from a worse
one, not how good a review is.
"""

import argparse
import asyncio
import difflib
import json
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from r1_assistant import app
from r1_assistant.domain.change import Change
from r1_assistant.domain.finding import Finding
from r1_assistant.engine.protocol import Engine
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.events import Found
from r1_assistant.features.review.pipeline import review
from r1_assistant.git.patch import parse_patch

HERE = Path(__file__).parent
SETS = ("dev", "held_out", "lookalikes")


@dataclass(frozen=True, slots=True)
class Case:
    """A change to one file; `bug` is the 1-based line of the new side that is wrong, or 0."""

    name: str
    change: Change
    bug: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="ten cases of each set")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--model")
    parser.add_argument("--set", nargs="*", default=SETS, choices=SETS)
    parser.add_argument("--opinions", action="store_true", help="let the model decide")
    options = parser.parse_args()
    config = ReviewConfig(model_opines=options.opinions or None)
    results = asyncio.run(measure(options, config))
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


async def measure(options: argparse.Namespace, config: ReviewConfig) -> dict[str, Any]:
    model = app.installed_model(options.model)
    engine = app.local_engine(model)
    results: dict[str, Any] = {"model": model.id}
    try:
        for name in options.set:
            cases = read_cases(HERE / f"{name}.toml")
            chosen = cases[:: max(1, len(cases) // 10)] if options.quick else cases
            results[name] = await measure_set(name, chosen, config, engine)
    finally:
        await engine.aclose()
    return results


async def measure_set(
    name: str, cases: list[Case], config: ReviewConfig, engine: Engine
) -> dict[str, Any]:
    found = missed = alarms = quiet = 0
    begun = time.monotonic()
    for case in cases:
        findings = await findings_of(case, config, engine)
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


async def findings_of(case: Case, config: ReviewConfig, engine: Engine) -> list[Finding]:
    events = review(case.change, config, engine)
    return [event.finding async for event in events if isinstance(event, Found)]


def read_cases(file: Path) -> list[Case]:
    tables = tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    return [_case(table) for table in tables]


def _case(table: dict[str, str]) -> Case:
    old, new = (table[side].lstrip("\n").splitlines() for side in ("old", "new"))
    path = table["path"]
    diff = difflib.unified_diff(old, new, f"a/{path}", f"b/{path}", n=8, lineterm="")
    change, problems = parse_patch(("\n".join(diff) + "\n").encode())
    if problems:
        raise ValueError(f"{path}: {problems}")
    wanted = table.get("bug")
    bug = next(n for n, line in enumerate(new, 1) if wanted in line) if wanted else 0
    return Case(path, change, bug)


def _shown(finding: Finding) -> str:
    fix = "" if finding.fix is None else f"\n      -> {finding.fix.strip()}"
    return f"\n    {finding.line} {finding.confidence:.2f} {finding.message}{fix}"


if __name__ == "__main__":
    main()
