"""What a review is compared with: the model asked plainly, and the size of the change."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from evals import hunks
from evals.cases import Case
from evals.intervals import areas
from evals.regression import fitted_line
from evals.reviewing import Reviewed, Reviewer
from r1_assistant.domain.finding import Category, Finding, Severity
from r1_assistant.domain.generation import Delta, GenerationRequest, Message, Part, Role
from r1_assistant.engine.protocol import Engine

SYSTEM = "You are a careful code reviewer."
QUESTION = """Review this change to {path} ({language}). A line with `-` is gone, one with `+` is \
new; the numbers are those of the new file.

```diff
{diff}
```

First compare the old and the new code in a few sentences: what does the change do, and can it go \
wrong? Then list the bugs that it introduces, if any. Answer with JSON: {{"analysis": text, \
"findings": [{{"line": number of the wrong line, "message": what goes wrong and when}}]}}."""
"""The best of four that were tried on the training set with a coder of 1.5B: asked for findings
without an analysis first, in three ways of asking, it said nothing at all."""
ANSWER_TOKENS = 400
THOUGHT_TOKENS = 600
"""For a model that reasons; as many as a review may spend on a hunk."""
MAX_MESSAGE = 240
MAX_ANALYSIS = 500
MAX_FINDINGS = 2
CONTEXT = 12
"""Lines around the change that the model is shown."""

Measure = tuple[float, ...]
NAMES = ("net", "added", "removed", "total")


def plain_reviewer(engine: Engine) -> Reviewer:
    """Give the reviewer that asks the model and believes it."""

    async def review(case: Case) -> Reviewed:
        begun = time.monotonic()
        answer = await _answer(engine, await _request(engine, case))
        found = tuple(_findings(answer, case))
        seconds = time.monotonic() - begun
        if not found:
            return Reviewed(seconds_write=seconds)
        return Reviewed(found, 1.0, found[0].line, seconds_write=seconds)

    return review


async def _request(engine: Engine, case: Case) -> GenerationRequest:
    """Ask about all hunks at once, with less around them if that is too much for the model."""
    info = await engine.info()
    thought = THOUGHT_TOKENS if info.reasoning else 0
    room = info.context_length - ANSWER_TOKENS - thought - 100
    for context in (CONTEXT, 3, 0):
        diff = "\n".join(hunks.diff(case, context))
        question = QUESTION.format(path=case.path, language=case.language, diff=diff)
        if await engine.count_tokens(SYSTEM + question) <= room:
            break
    lines = sorted({line for shown in hunks.ranges(case) for line in shown})
    return GenerationRequest(
        messages=(Message(Role.SYSTEM, SYSTEM), Message(Role.USER, question)),
        max_tokens=ANSWER_TOKENS,
        reasoning_tokens=thought,
        answer_schema=schema(lines),
        slot="plain",
    )


async def _answer(engine: Engine, request: GenerationRequest) -> str:
    return "".join(
        [
            event.text
            async for event in engine.generate(request)
            if isinstance(event, Delta) and event.part is Part.ANSWER
        ]
    )


def _findings(answer: str, case: Case) -> Iterator[Finding]:
    """Read an answer; one that was cut off by its bound says nothing."""
    try:
        claims = json.loads(answer)["findings"]
    except (ValueError, KeyError, TypeError):
        return
    lines = case.new.split("\n")
    for claim in claims:
        line = claim["line"]
        yield Finding(
            path=case.path,
            line=line,
            end_line=line,
            severity=Severity.WARNING,
            category=Category.BUG,
            confidence=1.0,
            message=claim["message"],
            quote=lines[line - 1].strip(),
            fix=None,
            reasoning="",
        )


def schema(lines: Sequence[int]) -> Mapping[str, Any]:
    """Hold an answer to an analysis, and then to findings on these lines of the new side."""
    finding = _object(
        line={"enum": list(lines)}, message={"type": "string", "maxLength": MAX_MESSAGE}
    )
    findings = {"type": "array", "items": finding, "maxItems": MAX_FINDINGS}
    analysis = {"type": "string", "maxLength": MAX_ANALYSIS}
    whole = _object(analysis=analysis, findings=findings)
    return whole | {"x-guidance": {"whitespace_flexible": False}}


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def sizes(case: Case) -> Measure:
    """Count the words and signs that a change adds and removes: net, added, removed, in all."""
    removed, added = (len(hunks.tokens(text)) for text in hunks.changed_text(case))
    return float(added - removed), float(added), float(removed), float(added + removed)


def auc_size_only(train: Sequence[Case], test: Sequence[Case]) -> tuple[float, str]:
    """Tell how well size alone tells planted from clean, and what of it was chosen.

    What tells them apart best in the training set is chosen there with its direction: one of the
    counts, or a regression on them all. What is told is measured on the test set.
    """
    before, after = _table(train), _table(test)
    labels = np.array([case.planted for case in train], dtype=bool)
    line = fitted_line(before, labels)
    ways = {name: (before[:, at], after[:, at]) for at, name in enumerate(NAMES)}
    ways["regression"] = (before @ line, after @ line)
    known = {name: _area(scores[0], labels) for name, scores in ways.items()}
    best = max(known, key=lambda name: abs(known[name] - 0.5))
    sign = 1.0 if known[best] >= 0.5 else -1.0
    planted = np.array([case.planted for case in test], dtype=bool)
    return _area(sign * ways[best][1], planted), best if sign > 0 else f"-{best}"


def _table(cases: Sequence[Case]) -> np.ndarray:
    return np.array([sizes(case) for case in cases], dtype=float).reshape(-1, len(NAMES))


def _area(scores: np.ndarray, planted: np.ndarray) -> float:
    return float(areas(scores, planted, np.ones((1, len(scores))))[0])
