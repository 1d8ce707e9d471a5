"""Measures the checks of rules in plain language: `python -m evals.rules.measure MODEL FILE`.

It is run in the folder `tests`. FILE holds cases as in `choosing.toml` and `held_out.toml`. Each is
judged as in a review; the report has precision, recall and how often the line was right, at the
bound that is in `weights/`.
"""

import asyncio
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from r1_assistant import app
from r1_assistant.config.team.model import TeamRule
from r1_assistant.engine.protocol import Engine
from r1_assistant.features.review.custom.judge import Verdict, judged
from r1_assistant.features.review.custom.measured import Worth, worth_of
from r1_assistant.features.review.select import Piece
from support.changes import piece_of


@dataclass(frozen=True, slots=True)
class Case:
    """A hunk, the rule, and a part of the line that breaks it; empty if none does."""

    rule: TeamRule
    piece: Piece
    line: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was said of a case."""

    case: Case
    verdict: Verdict | None
    confidence: float

    @property
    def place_is_right(self) -> bool:
        """Whether the line that was named is the one that breaks the rule."""
        number = 0 if self.verdict is None else self.verdict.line
        text = next(
            (one.text for one in self.case.piece.hunk.added if one.new_number == number), ""
        )
        return bool(self.case.line) and self.case.line in text


def cases(file: Path) -> Iterator[Case]:
    """Read a file of cases."""
    for rule in tomllib.loads(file.read_text(encoding="utf-8"))["rules"]:
        own = TeamRule(rule["name"], rule["text"])
        for case in rule["cases"]:
            old, new = (case[side].removeprefix("\n") for side in ("old", "new"))
            yield Case(own, piece_of(case["path"], old, new), case.get("line", ""))


async def outcomes(file: Path, engine: Engine) -> list[Outcome]:
    """Judge every case."""
    worth = worth_of((await engine.info()).id)
    found = []
    for case in cases(file):
        verdict = await judged(case.piece, case.rule, engine)
        sure = 0.0 if verdict is None else worth.confidence(verdict)
        found.append(Outcome(case, verdict, sure))
        print(f"{case.rule.name:28} {'broken' if case.line else 'kept':7} {verdict} {sure:.2f}")
    return found


def summary(found: list[Outcome], worth: Worth) -> dict[str, Any]:
    """Add up: of what was shown, how much was right, and of what is wrong, how much was shown."""
    shown = [one for one in found if one.confidence >= worth.threshold]
    right = [one for one in shown if one.case.line]
    broken = [one for one in found if one.case.line]
    return {
        "cases": len(found),
        "broken": len(broken),
        "shown": len(shown),
        "right": len(right),
        "false alarms": len(shown) - len(right),
        "precision": len(right) / len(shown) if shown else None,
        "recall": len(right) / len(broken) if broken else None,
        "line right": sum(one.place_is_right for one in right),
    }


async def main(model: str, file: Path) -> None:
    """Measure and print."""
    installed = app.find_model(model)
    assert installed is not None, f"{model} is not installed"
    engine = app.local_engine(installed)
    try:
        print(summary(await outcomes(file, engine), worth_of(model)))
    finally:
        await engine.aclose()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
