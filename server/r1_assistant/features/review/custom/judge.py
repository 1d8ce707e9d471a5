"""Whether a hunk breaks a rule, by what the writing model finds likely.

A small model that is asked says the same of nearly all code. But it has read many style guides with
good and bad examples. So the hunk is set into such a guide twice, as an example of code that breaks
the rule and as one that keeps to it, and where its new lines are likelier among the bad ones, they
probably belong there: what helps most says which line it is. `tests/evals/rules` measures it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from r1_assistant.config.team.model import TeamRule
from r1_assistant.domain.generation import Message, TokenScore
from r1_assistant.engine.protocol import Engine
from r1_assistant.features.review.select import Piece
from r1_assistant.features.review.show import rows
from r1_assistant.prompting.catalog import load
from r1_assistant.prompting.render import Data, Value, fence, render, without_special_tokens

PROMPTS = ("rule_broken", "rule_kept")
"""The templates: each turn is a wording of its own, and both have the same."""
CONTEXT = 3
"""Lines of the file before and behind the hunk's own."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What speaks for a broken rule: `score` in nats, the more the likelier, and on which line.

    `line` is the 1-based number of the added line that speaks for it most, `agreeing` the share of
    the wordings that point the same way.
    """

    score: float
    line: int
    agreeing: float


async def judged(piece: Piece, rule: TeamRule, engine: Engine) -> Verdict | None:
    """Compare a hunk as a bad and as a good example; None if it has no new line of code.

    Raises EngineError, ScoringUnsupported among them.
    """
    numbers = [number for number, _ in rows(piece, CONTEXT)]
    subjects = {line.new_number for line in piece.subjects}
    if not subjects & set(numbers):
        return None
    lines = [without_special_tokens(text) for _, text in rows(piece, CONTEXT)]
    texts = [text for name in PROMPTS for text in _texts(name, piece, rule, lines)]
    scores = await engine.score_each(texts)
    costs = [_by_line(*pair, lines) for pair in zip(texts, scores, strict=True)]
    half = len(costs) // 2
    sides = zip(costs[:half], costs[half:], strict=True)
    gains = [
        {number: good - bad for number, bad, good in zip(numbers, *pair, strict=True)}
        for pair in sides
    ]
    return _verdict([{at: one[at] for at in one if at in subjects} for one in gains])


def _verdict(gains: Sequence[dict[int, float]]) -> Verdict:
    """Put the wordings together: the mean of what the lines gain as bad examples."""
    totals = [sum(one.values()) for one in gains]
    by_line = {number: sum(one[number] for one in gains) for number in gains[0]}
    return Verdict(
        score=sum(totals) / len(totals),
        line=max(by_line, key=lambda number: by_line[number]),
        agreeing=sum(total > 0 for total in totals) / len(totals),
    )


def _texts(name: str, piece: Piece, rule: TeamRule, lines: Sequence[str]) -> list[str]:
    """Set the code into a guide, up to its end, in each wording."""
    language = piece.language.name
    examples = rule.bad if name == PROMPTS[0] else rule.good
    values: dict[str, Value] = {
        "rule": " ".join(rule.text.split()),
        "example": "".join(f"{fence(Data(each.strip(), language))}\n\n" for each in examples),
        "code": Data("\n".join(lines), language),
    }
    return [_up_to_code(message) for message in render(load(name), values)]


def _up_to_code(message: Message) -> str:
    """Leave the closing fence out: nothing behind the code is scored."""
    return message.content.rpartition("\n")[0] + "\n"


def _by_line(text: str, scores: Sequence[TokenScore], lines: Sequence[str]) -> list[float]:
    """Add up what each line of the code at a text's end costs, in nats."""
    start = len(text) - sum(len(line) + 1 for line in lines)
    ends = [start + end for end in accumulate(len(line) + 1 for line in lines)]
    costs, at = [0.0] * len(lines), 0
    for score in scores:
        while at < len(lines) and score.start >= ends[at]:
            at += 1
        if start <= score.start and at < len(lines):
            costs[at] += score.nll
    return costs
