"""What a review asks a model: pure, from a piece of a change to a request."""

import re
from collections.abc import Sequence
from dataclasses import replace

from r1_assistant.domain.generation import (
    GenerationRequest,
    Message,
    ModelInfo,
    Role,
)
from r1_assistant.engine.reasoning import sampling_for
from r1_assistant.features.instructions import as_section
from r1_assistant.features.review.candidate import Candidate
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.schema import findings_schema
from r1_assistant.features.review.select import Piece
from r1_assistant.features.review.show import new_side, old_side
from r1_assistant.prompting.catalog import Template, load
from r1_assistant.prompting.render import Data, Value, render

SLOT = "review"
_NO_CODE = "(nothing: these lines are new)"
_CONTROL = re.compile(r"[\x00-\x1f\x7f`]")


def open_request(
    piece: Piece,
    context: int,
    hints: Sequence[Candidate],
    config: ReviewConfig,
    info: ModelInfo,
) -> GenerationRequest:
    """Ask for whatever is wrong in a piece: the model decides."""
    template = load("review")
    values = _piece_values(piece, context, config) | {"hints": _hints(hints)}
    lines = [line.new_number for line in piece.subjects if line.new_number is not None]
    request = _request(template, values, config, info)
    return replace(request, answer_schema=findings_schema(lines))


def remark_request(
    piece: Piece, context: int, evidence: Candidate, config: ReviewConfig, info: ModelInfo
) -> GenerationRequest:
    """Ask for the words about one line: the evidence has decided."""
    values = _piece_values(piece, context, config) | {
        "line": Data(evidence.line.text.strip(), piece.language.name),
        "suspicion": evidence.suspicion,
        "question": evidence.question,
    }
    if not evidence.compare:
        values["before"] = "(not shown)"
    request = replace(_request(load("remark"), values, config, info), stop=("\n",))
    return request if info.reasoning else replace(request, reasoning_tokens=0)


def fix_request(
    asked: GenerationRequest, answer: str, piece: Piece, evidence: Candidate
) -> GenerationRequest:
    """Ask for the corrected line, in the conversation that led to the remark."""
    template = load("fix")
    language = piece.language.name
    values: dict[str, Value] = {
        "line": Data(evidence.line.text.strip(), language),
        "language": language,
        "remedy": evidence.remedy,
    }
    turns = render(template, values)
    return replace(
        asked,
        messages=(*asked.messages, Message(Role.ASSISTANT, answer), *turns),
        max_tokens=template.max_tokens,
        reasoning_tokens=0,
        answer_schema=None,
        speculate=True,
    )


def instructions(request: GenerationRequest) -> str:
    """Give what a prompt says besides the code: the text outside of its fences."""
    text = "\n".join(message.content for message in request.messages)
    return re.sub(r"^(`{3,}).*?^\1$", "", text, flags=re.DOTALL | re.MULTILINE)


def _request(
    template: Template, values: dict[str, Value], config: ReviewConfig, info: ModelInfo
) -> GenerationRequest:
    thought = config.reasoning_tokens
    return GenerationRequest(
        messages=render(template, values),
        max_tokens=template.max_tokens,
        reasoning_tokens=template.reasoning_tokens if thought is None else thought,
        sampling=sampling_for(info, config.seed),
        urgency=config.urgency,
        slot=SLOT,
    )


def _piece_values(piece: Piece, context: int, config: ReviewConfig) -> dict[str, Value]:
    before = old_side(piece)
    language = piece.language.name
    return {
        "instructions": as_section(config.instructions),
        "path": f"`{_CONTROL.sub('?', piece.file.path)}`",
        "related": Data(piece.related, language) if piece.related else "(nothing)",
        "before": Data(before, language) if before else _NO_CODE,
        "after": Data(new_side(piece, context), language),
    }


def _hints(hints: Sequence[Candidate]) -> str:
    if not hints:
        return ""
    each = "; ".join(f"line {hint.line.new_number} {hint.suspicion}" for hint in hints)
    return f"A search for known kinds of defects says: {each}. It may be mistaken.\n\n"
