"""A suggestion for what comes at the cursor."""

from dataclasses import dataclass, replace

from r1_assistant.engine.protocol import Engine
from r1_assistant.features.answers import whole_answer
from r1_assistant.features.complete.ask import Wanted, completion_request
from r1_assistant.features.complete.cache import SuggestionCache
from r1_assistant.features.complete.cursor import (
    CompletionRequest,
    Surroundings,
    is_hopeless,
    is_multi_line,
    surroundings,
)
from r1_assistant.features.complete.filters import block_has_ended, suggestion_text
from r1_assistant.features.lines import line_end

_BRACKETS_WITHIN = 20_000
"""Code points on each side of the cursor in which open brackets are counted."""


@dataclass(frozen=True, slots=True)
class CompletionConfig:
    """The bounds of a suggestion.

    `max_tokens` bounds one of several lines, `line_tokens` one of a single line. `multi_line` False
    allows single lines only; None asks the syntax; True asks for several anyway. `lines_before` and
    `lines_after` the cursor are shown to the model as far as `prompt_tokens` allow.
    """

    max_tokens: int = 128
    line_tokens: int = 32
    multi_line: bool | None = None
    lines_before: int = 120
    lines_after: int = 40
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
    cache: SuggestionCache | None = None,
) -> Suggestion | None:
    """Suggest what comes at the cursor; None if nothing useful is known. Raises EngineError."""
    if is_hopeless(request):
        return None
    before, after = request.text[: request.offset], request.text[request.offset :]
    known = cache.get(request.path, before, after) if cache is not None else None
    if known is None:
        known = await _ask(request, config, engine)
        if cache is not None:
            cache.put(request.path, before, after, known)
    return Suggestion(request.offset, known) if known else None


async def _ask(request: CompletionRequest, config: CompletionConfig, engine: Engine) -> str:
    info = await engine.info()
    multi = is_multi_line(request) if config.multi_line is None else config.multi_line
    wanted = Wanted(multi, config.max_tokens if multi else config.line_tokens, config.seed)
    around = await _fitted(request, config, engine)
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


async def _fitted(
    request: CompletionRequest, config: CompletionConfig, engine: Engine
) -> Surroundings:
    """Take as many lines around the cursor as the prompt has room for, fewer behind it."""
    lines_before, lines_after = config.lines_before, config.lines_after
    while True:
        around = surroundings(request.text, request.offset, lines_before, lines_after)
        around = _bounded(around, config.prompt_tokens)
        text = around.before + around.after
        if lines_before == 0 or await engine.count_tokens(text) <= config.prompt_tokens:
            return around
        lines_before, lines_after = lines_before // 2, lines_after // 2


def _bounded(around: Surroundings, tokens: int) -> Surroundings:
    """Keep lines of many thousand characters from the model."""
    most = tokens * 4
    return replace(around, before=around.before[-most:], after=around.after[: most // 3])


def _nearby(request: CompletionRequest) -> tuple[str, str]:
    start, end = request.offset - _BRACKETS_WITHIN, request.offset + _BRACKETS_WITHIN
    return request.text[max(start, 0) : request.offset], request.text[request.offset : end]
