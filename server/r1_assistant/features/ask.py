"""Answers to questions about a finding, in Markdown."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from r1_assistant.context.contexts import Plan
from r1_assistant.domain.finding import Finding
from r1_assistant.domain.generation import (
    Event,
    GenerationControl,
    GenerationRequest,
    Message,
    ModelInfo,
    Role,
    Urgency,
)
from r1_assistant.engine.protocol import Engine
from r1_assistant.engine.reasoning import sampling_for
from r1_assistant.features.answers import answered
from r1_assistant.features.instructions import as_section, fitted
from r1_assistant.features.passages import code_and_surroundings, code_or, cut, inline
from r1_assistant.features.tokens import TokenCounts
from r1_assistant.prompting.catalog import load
from r1_assistant.prompting.render import Data, render, without_special_tokens

SLOT = "ask"
_NOT_SHOWN = "(not shown)"


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier question about the same finding, and what was answered."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about a finding as it is shown now.

    `line` and `end_line` are 1-based, `lines` their text. `fix` is the proposal as far as it still
    fits, `language` the name in a fence. `plan` collects the code around them; `history` has the
    oldest exchange first.
    """

    text: str
    finding: Finding
    path: str
    language: str
    line: int
    end_line: int
    lines: str
    fix: str | None
    plan: Plan
    history: tuple[Exchange, ...] = ()


@dataclass(frozen=True, slots=True)
class AskConfig:
    """The bounds of an answer and of its prompt, in tokens.

    `code_tokens` bounds the code with what surrounds it, `thought_tokens` the thought that led to
    the finding, and `history_tokens` the exchanges before. `reasoning_tokens` bounds the thought
    of a model that has one; None leaves it to the prompt. `instructions` are the repository's
    notes.
    """

    reasoning_tokens: int | None = None
    code_tokens: int = 1500
    thought_tokens: int = 200
    history_tokens: int = 600
    instructions: str = ""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class _Fitted:
    """The parts of a prompt, within their bounds."""

    code: str
    surroundings: str
    lines: str
    message: str
    fix: str
    reasoning: str
    instructions: str
    history: Sequence[Exchange]


async def ask(
    question: Question,
    config: AskConfig,
    engine: Engine,
    control: GenerationControl | None = None,
    counts: TokenCounts | None = None,
) -> AsyncIterator[Event]:
    """Stream an answer: any number of `Delta`, then one `Finished`.

    Raises EngineError as `answered` does.
    """
    info = await engine.info()
    parts = await _fitted(question, config, info, engine, counts or TokenCounts())
    async for event in answered(_request(question, parts, config, info), engine, control):
        yield event


def _request(
    question: Question, parts: _Fitted, config: AskConfig, info: ModelInfo
) -> GenerationRequest:
    """Put the exchanges before as turns behind the code: what begins alike is read once."""
    template = load("ask")
    thought = config.reasoning_tokens
    thought = template.reasoning_tokens if thought is None else thought
    return GenerationRequest(
        messages=_messages(question, parts),
        max_tokens=template.max_tokens,
        reasoning_tokens=thought if info.reasoning else 0,
        sampling=sampling_for(info, config.seed),
        urgency=Urgency.INTERACTIVE,
        slot=SLOT,
        speculate=True,
    )


def _messages(question: Question, parts: _Fitted) -> tuple[Message, ...]:
    first = parts.history[0].question if parts.history else question.text
    values = {
        "instructions": as_section(parts.instructions),
        "path": inline(question.path),
        "surroundings": code_or(parts.surroundings, question.language, _NOT_SHOWN),
        "code": code_or(parts.code, question.language, _NOT_SHOWN),
        "place": _place(question),
        "line": Data(parts.lines, question.language),
        "category": question.finding.category.value,
        "message": Data(parts.message),
        "fix": _fix(question, parts),
        "reasoning": code_or(parts.reasoning, "", "(not known)"),
        "question": first,
    }
    messages = list(render(load("ask"), values))
    questions = [*(one.question for one in parts.history[1:]), question.text]
    for one, following in zip(parts.history, questions, strict=False):
        messages.append(Message(Role.ASSISTANT, without_special_tokens(one.answer)))
        messages.append(Message(Role.USER, without_special_tokens(following)))
    return tuple(messages)


def _place(question: Question) -> str:
    if question.end_line == question.line:
        return f"line {question.line}"
    return f"lines {question.line} to {question.end_line}"


def _fix(question: Question, parts: _Fitted) -> Data | str:
    if question.fix is None:
        return "(none)"
    return Data(parts.fix, question.language) if question.fix else "(to delete what it is about)"


async def _fitted(
    question: Question, config: AskConfig, info: ModelInfo, engine: Engine, counts: TokenCounts
) -> _Fitted:
    """Bound what is shown; of a short context the code takes no more than a third."""
    room = min(config.code_tokens, info.context_length // 3)
    code, surroundings = await code_and_surroundings(question.plan, room, engine, counts)
    most = config.thought_tokens
    return _Fitted(
        code=code,
        surroundings=surroundings,
        lines=await cut(question.lines, engine, most),
        message=await cut(question.finding.message, engine, most),
        fix=await cut(question.fix or "", engine, most),
        reasoning=await cut(question.finding.reasoning, engine, most),
        instructions=await fitted(config.instructions, engine),
        history=await _latest(question.history, engine, config.history_tokens),
    )


async def _latest(
    history: Sequence[Exchange], engine: Engine, max_tokens: int
) -> tuple[Exchange, ...]:
    """Keep the latest exchanges that fit."""
    costs = await engine.count_each([f"{one.question}\n{one.answer}" for one in history])
    kept: list[Exchange] = []
    for one, cost in zip(reversed(history), reversed(costs), strict=True):
        max_tokens -= cost
        if max_tokens < 0:
            break
        kept.insert(0, one)
    return tuple(kept)
