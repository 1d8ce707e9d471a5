"""Measures what a model's own claims are worth, for `features/review/trust.py`.

A model is asked about planted and clean changes as a review would ask it, with what the evidence
says as a hint. Its claims that no evidence supports are right as often as they are on a planted
line; that it names a candidate, or doesn't, changes the candidate's odds by how much more often it
does so where there is a defect.
"""

import math
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.adapter import change_of
from evals.cases import Case
from evals.reviewing import near
from evals.running import tell
from r1_assistant.context.overlay import NoWorkspace
from r1_assistant.engine.protocol import Engine
from r1_assistant.features.review.candidate import Candidate
from r1_assistant.features.review.confidence import weights_for
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.decide import Grounds, decide, merged
from r1_assistant.features.review.opinions import claims
from r1_assistant.features.review.select import select
from r1_assistant.features.review.tally import Tally
from r1_assistant.features.review.work import HunkWork, Writer
from r1_assistant.features.tokens import TokenCounts

CAUTION = 10
"""Wrong claims that a model is taken to have made before the first one that was seen."""
LIKELY = 0.1
"""The confidence from which a candidate is one that a model may confirm or deny."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted: claims without evidence, and candidates named and not, right and wrong."""

    claims: int = 0
    right: int = 0
    true_named: int = 0
    true_all: int = 0
    false_named: int = 0
    false_all: int = 0

    @property
    def alone(self) -> float:
        """The share of claims without evidence that are right, with caution."""
        return (self.right + 1) / (self.claims + 1 + CAUTION)

    @property
    def lift(self) -> float:
        """What naming adds to a candidate's logit."""
        return math.log(_share(self.true_named, self.true_all)) - math.log(
            _share(self.false_named, self.false_all)
        )

    @property
    def denial(self) -> float:
        """What not naming adds to it."""
        return math.log(_share(self.true_all - self.true_named, self.true_all)) - math.log(
            _share(self.false_all - self.false_named, self.false_all)
        )


async def measure(cases: Sequence[Case], writer: Engine, scorer: Engine) -> Counted:
    """Ask a model about cases, and count. Raises EngineError."""
    total = Counted()
    begun = time.monotonic()
    for number, case in enumerate(cases, 1):
        total = await _one(case, writer, scorer, total)
        tell(f"trust: {number} of {len(cases)}, {time.monotonic() - begun:.0f} s")
    tell(f"trust: {len(cases)} cases, {time.monotonic() - begun:.0f} s", end="\n")
    return total


async def _one(case: Case, writer: Engine, scorer: Engine, total: Counted) -> Counted:
    config = ReviewConfig(model_opines=True)
    change = change_of(case)
    weights = weights_for((await scorer.info()).id)
    grounds = Grounds(change, NoWorkspace(), config.stages, weights, scorer)
    for piece in select(change, config).pieces:
        candidates = merged(await decide(piece, grounds))
        sure = [each for each in candidates if each.confidence >= weights.threshold]
        words = Writer(writer, await writer.info(), lambda _: None, time.monotonic, TokenCounts())
        work = HunkWork(piece, config, Tally(), grounds, weights.threshold, words)
        said = await claims(work, words, config.context_lines, sure[: config.max_per_hunk], 0)
        total = _counted(case, {one.line for one in said}, candidates, total)
    return total


def _counted(
    case: Case, lines: set[int], candidates: Sequence[Candidate], total: Counted
) -> Counted:
    likely = [each for each in candidates if each.confidence >= LIKELY]
    alone = lines - {each.number for each in likely}
    true = [each for each in likely if case.planted and near(each.number, case)]
    false = [each for each in likely if each not in true]
    return Counted(
        total.claims + len(alone),
        total.right + sum(case.planted and near(line, case) for line in alone),
        total.true_named + sum(each.number in lines for each in true),
        total.true_all + len(true),
        total.false_named + sum(each.number in lines for each in false),
        total.false_all + len(false),
    )


def write(file: Path, model: str, counted: Counted, cases: int) -> None:
    """Put a model's row into the file of trust, in place of an older one. Raises OSError."""
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    head = f'["{model}"]'
    kept = re.sub(rf"(?ms)^{re.escape(head)}\n.*?(?=^\[|\Z)", "", text).rstrip()
    seen = (
        f"# {cases} cases: {counted.right} of {counted.claims} claims without evidence were right,",
        f"# named were {counted.true_named} of {counted.true_all} right candidates",
        f"# and {counted.false_named} of {counted.false_all} wrong ones",
    )
    numbers = (f"{name} = {getattr(counted, name):.4f}" for name in ("alone", "lift", "denial"))
    rows = (head, *seen, *numbers)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n\n".join(filter(None, (kept, "\n".join(rows)))) + "\n", encoding="utf-8")


def _share(count: int, total: int) -> float:
    return (count + 1) / (total + 2)
