"""A suggestion for what comes at the cursor."""

import asyncio
from dataclasses import dataclass

from r1_assistant.context.contexts import Document, Plan
from r1_assistant.engine.protocol import Engine
from r1_assistant.features.answers import whole_answer
from r1_assistant.features.complete.ask import Wanted, completion_request
from r1_assistant.features.complete.cursor import (
    CompletionRequest,
    Surroundings,
    is_hopeless,
    is_multi_line,
)
from r1_assistant.features.complete.filters import block_has_ended, suggestion_text
from r1_assistant.features.complete.memory import CompletionMemory
from r1_assistant.features.lines import line_end, plain
from r1_assistant.features.tokens import fit

_BRACKETS_WITHIN = 20_000
"""Code points on each side of the cursor in which open brackets are counted."""


@dataclass(frozen=True, slots=True)
class CompletionConfig:
    """The bounds of a suggestion.

    `max_tokens` bounds one of several lines, `line_tokens` one of a single line. `multi_line` False
    allows single lines only; None asks the syntax; True asks for several anyway. `prompt_tokens`
    bound what the model is shown.
    """

    max_tokens: int = 128
    line_tokens: int = 32
    multi_line: bool | None = None
    prompt_tokens: int = 1500
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text to insert at a code-point offset, with the document's own line ends."""

    offset: int
    text: str


async def complete(
    request: CompletionRequest,
    config: CompletionConfig,
    engine: Engine,
    memory: CompletionMemory | None = None,
) -> Suggestion | None:
    """Suggest what comes at the cursor; None if nothing useful is known. Raises EngineError."""
    if is_hopeless(request):
        return None
    memory = CompletionMemory() if memory is None else memory
    place = request.path, request.text[: request.offset], request.text[request.offset :]
    known = memory.suggestions.get(*place)
    if known is None:
        known = await _ask(request, config, engine, memory)
        memory.suggestions.put(*place, known)
    return Suggestion(request.offset, known) if known else None


async def _ask(
    request: CompletionRequest, config: CompletionConfig, engine: Engine, memory: CompletionMemory
) -> str:
    info = await engine.info()
    multi = is_multi_line(request) if config.multi_line is None else config.multi_line
    wanted = Wanted(multi, config.max_tokens if multi else config.line_tokens, config.seed)
    around = await _shown(request, config, engine, memory)
    asked = completion_request(around, request.language, info, wanted)
    answer, _ = await whole_answer(
        asked,
        engine,
        enough=lambda text: info.fill_in_the_middle and multi and block_has_ended(text, around),
    )
    text = suggestion_text(
        answer,
        around,
        multi_line=multi,
        chat=not info.fill_in_the_middle,
        whole=_nearby(request),
    )
    return (text or "").replace("\n", line_end(request.text))


async def _shown(
    request: CompletionRequest, config: CompletionConfig, engine: Engine, memory: CompletionMemory
) -> Surroundings:
    """Choose what the model is shown; a thread collects it."""
    document = Document(request.path, request.text, request.language, request.tree)
    plan = await asyncio.to_thread(_plan, document, request)
    last = memory.shown_last(request.path)
    context = await fit(plan, config.prompt_tokens, engine, memory.counts, last)
    memory.show(request.path, context)
    return Surroundings(plain(context.before), plain(context.after), request.path, context.snippets)


def _plan(document: Document, request: CompletionRequest) -> Plan:
    from r1_assistant.context.contexts import plan_completion  # late: a server starts without

    return plan_completion(document, request.offset, request.workspace, request.recent)


def _nearby(request: CompletionRequest) -> tuple[str, str]:
    start, end = request.offset - _BRACKETS_WITHIN, request.offset + _BRACKETS_WITHIN
    return request.text[max(start, 0) : request.offset], request.text[request.offset : end]
