"""Explanations of code and of problems in it, in Markdown."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Literal

from r1_assistant.context.contexts import Plan
from r1_assistant.domain.generation import (
    Event,
    GenerationControl,
    GenerationRequest,
    ModelInfo,
    Urgency,
)
from r1_assistant.engine.protocol import Engine
from r1_assistant.engine.reasoning import sampling_for
from r1_assistant.features.answers import answered
from r1_assistant.features.instructions import as_section, fitted
from r1_assistant.features.lines import plain
from r1_assistant.features.passages import code_and_surroundings, code_or, cut, inline
from r1_assistant.features.tokens import TokenCounts
from r1_assistant.prompting.catalog import load
from r1_assistant.prompting.render import Data, Value, render

SLOT = "explain"
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
    async for event in answered(request, engine, control):
        yield event


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
        "path": inline(subject.path),
        "code": Data(subject.code, language),
        "surroundings": code_or(subject.surroundings, subject.language, "(not shown)"),
    }
    if task != "problem":
        return values | {"subject": inline(subject.name) if subject.name else "this code"}
    message = subject.message[:_LONGEST_MESSAGE]
    return values | {
        "line": Data(subject.line.strip(), language),
        "message": Data(message),
        "source": _source(subject),
    }


def _source(subject: Subject) -> str:
    source = inline(subject.source) if subject.source else "Another program"
    return f"{source} ({inline(subject.problem_code)})" if subject.problem_code else source


async def _fitted(
    subject: Subject, max_tokens: int, engine: Engine, counts: TokenCounts
) -> Subject:
    """Bound what is shown; of a plan, code and surroundings share their room."""
    if subject.plan is None:
        code = await cut(subject.code, engine, max_tokens)
        surroundings = await cut(subject.surroundings, engine, max_tokens // 3)
        return replace(subject, code=code, surroundings=surroundings)
    code, surroundings = await code_and_surroundings(
        subject.plan, max_tokens + max_tokens // 3, engine, counts
    )
    return replace(subject, code=code or plain(subject.code), surroundings=surroundings)
