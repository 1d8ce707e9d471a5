"""Explanations of code and of problems in it, in Markdown."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Literal

from r1_assistant.context.contexts import Plan, Reason
from r1_assistant.context.contexts.shown import shown
from r1_assistant.domain.errors import EngineError
from r1_assistant.domain.generation import (
    Delta,
    Event,
    GenerationControl,
    GenerationRequest,
    ModelInfo,
    Part,
    Urgency,
)
from r1_assistant.engine.protocol import Engine
from r1_assistant.engine.reasoning import sampling_for
from r1_assistant.features.budget import fit_lines
from r1_assistant.features.instructions import as_section, fitted
from r1_assistant.features.lines import plain
from r1_assistant.features.tokens import TokenCounts, fit
from r1_assistant.prompting.catalog import load
from r1_assistant.prompting.render import Data, Value, render

SLOT = "explain"
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f`]+")
_LONGEST_MESSAGE = 1_000
"""Code points of another program's message; the rest of a longer one rarely helps."""

Kind = Literal["symbol", "selection", "problem"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be explained; `path` is the file's name as a person knows it.

    `name` is the symbol's, "" for a selection. `language` is the name in a fence. `surroundings` is
    code that helps to understand `code`: the lines around it. A `plan` has both, as far as there is
    room; `code` then stands for it where explanations are remembered. For a
    problem, `message` is what the program `source` says, with its `problem_code`, about `line`
    (its text); `code` is what the line stands in.
    """

    kind: Kind
    path: str
    language: str
    code: str
    name: str = ""
    surroundings: str = ""
    line: str = ""
    message: str = ""
    source: str = ""
    problem_code: str = ""
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class ExplainConfig:
    """The bounds of an explanation, in tokens.

    `brief` asks for two or three sentences at once, without a thought. `reasoning_tokens` bounds
    the thought of a model that has one; None leaves it to the prompt. `code_tokens` bounds the
    code that is shown, and a third of it what surrounds that. `instructions` are the repository's
    notes. `seed` decides what is sampled.
    """

    brief: bool = False
    reasoning_tokens: int | None = None
    code_tokens: int = 1500
    instructions: str = ""
    seed: int = 0


def prompt_digest(*, kind: Kind, brief: bool) -> str:
    """Give what changes with the prompt's wording, for the key of a cache."""
    return load(_task(kind, brief)).digest


async def explain(
    subject: Subject,
    config: ExplainConfig,
    engine: Engine,
    control: GenerationControl | None = None,
    counts: TokenCounts | None = None,
) -> AsyncIterator[Event]:
    """Stream an explanation: any number of `Delta`, then one `Finished`.

    A model that has thought and then said nothing is asked once more, to answer at once. Raises
    EngineError, also if nothing came even so.
    """
    info = await engine.info()
    request = explain_request(
        await _fitted(subject, config.code_tokens, engine, counts or TokenCounts()),
        await fitted(config.instructions, engine),
        info,
        brief=config.brief,
        reasoning_tokens=config.reasoning_tokens,
        seed=config.seed,
    )
    attempts = (
        [request, replace(request, reasoning_tokens=0)] if request.reasoning_tokens else [request]
    )
    for attempt in attempts:
        answered = False
        async for event in engine.generate(attempt, control):
            if isinstance(event, Delta):
                answered |= event.part is Part.ANSWER
            if answered or isinstance(event, Delta):
                yield event
        if answered:
            return
    raise EngineError("The model gave no answer.", hint="Try again, or with another model.")


def explain_request(
    subject: Subject,
    instructions: str,
    info: ModelInfo,
    *,
    brief: bool,
    reasoning_tokens: int | None = None,
    seed: int = 0,
) -> GenerationRequest:
    """Ask for an explanation. A brief one has no thought and is one paragraph."""
    task = _task(subject.kind, brief)
    template = load(task)
    thought = template.reasoning_tokens if reasoning_tokens is None else reasoning_tokens
    return GenerationRequest(
        messages=render(template, _values(subject, instructions, task)),
        max_tokens=template.max_tokens,
        reasoning_tokens=thought if info.reasoning and not brief else 0,
        stop=("\n\n",) if brief else (),
        sampling=sampling_for(info, seed),
        urgency=Urgency.INTERACTIVE,
        slot=SLOT,
        speculate=not brief,
    )


def whole_sentences(text: str) -> str:
    """Cut off the sentence that a bound of tokens has interrupted; "" if none is whole."""
    ends = [match.end() for match in re.finditer(r"[.!?][)\"'`]*(?=\s|$)", text)]
    return text[: ends[-1]].strip() if ends else ""


def _task(kind: Kind, brief: bool) -> str:
    if kind == "problem":
        return "problem"
    return "hover" if brief else "explain"


def _values(subject: Subject, instructions: str, task: str) -> dict[str, Value]:
    language = subject.language
    values: dict[str, Value] = {
        "instructions": as_section(instructions),
        "path": _inline(subject.path),
        "code": Data(subject.code, language),
        "surroundings": _surroundings(subject),
    }
    if task != "problem":
        return values | {"subject": _inline(subject.name) if subject.name else "this code"}
    message = subject.message[:_LONGEST_MESSAGE]
    return values | {
        "line": Data(subject.line.strip(), language),
        "message": Data(message),
        "source": _source(subject),
    }


def _surroundings(subject: Subject) -> Value:
    return Data(subject.surroundings, subject.language) if subject.surroundings else "(not shown)"


def _source(subject: Subject) -> str:
    source = _inline(subject.source) if subject.source else "Another program"
    return f"{source} ({_inline(subject.problem_code)})" if subject.problem_code else source


def _inline(text: str) -> str:
    """Set a name, which may come from a repository, within a sentence."""
    return f"`{_UNPRINTABLE.sub('?', text)[:200]}`"


async def _fitted(
    subject: Subject, max_tokens: int, engine: Engine, counts: TokenCounts
) -> Subject:
    """Bound what is shown; of a plan, code and surroundings share their room."""
    if subject.plan is None:
        code = await _cut(subject.code, engine, max_tokens)
        surroundings = await _cut(subject.surroundings, engine, max_tokens // 3)
        return replace(subject, code=code, surroundings=surroundings)
    context = await fit(subject.plan, max_tokens + max_tokens // 3, engine, counts)
    own = [one.text for one in context.snippets if one.reason is Reason.SUBJECT]
    others = [one for one in context.snippets if one.reason is not Reason.SUBJECT]
    code = own[0] if own else subject.code
    return replace(subject, code=plain(code), surroundings=plain(shown(others)))


async def _cut(code: str, engine: Engine, max_tokens: int) -> str:
    code = code.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    kept, left_out = await fit_lines(code, engine, max_tokens)
    return f"{kept}\n[{left_out} more lines are not shown]" if left_out else kept
