"""From a request to the tokens that the model reads first."""

from dataclasses import dataclass

from r1_assistant.domain.errors import EngineError
from r1_assistant.domain.generation import GenerationRequest
from r1_assistant.engine.reasoning import CLOSING, NO_THOUGHT, OPEN, OPENING
from r1_assistant.engine.worker.chat import Render, encode_chat
from r1_assistant.engine.worker.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Prompt:
    """What to feed, and whether it ends within a thought."""

    ids: list[int]
    thinking: bool


def build(request: GenerationRequest, tokens: Tokens, form: Render, *, reasoning: bool) -> Prompt:
    """Encode a request; `reasoning` says that the model thinks unless it is kept from it.

    Raises EngineError if there is nothing to read.
    """
    if request.raw_prompt is not None:
        if not request.raw_prompt:
            raise EngineError("The prompt is empty.")
        return Prompt(tokens.encode(request.raw_prompt), _open(request.raw_prompt))
    ids, text = encode_chat(tokens, form, request.messages)
    wanted = request.reasoning_tokens > 0
    return Prompt(ids + tokens.encode(_bridge(_open(text), wanted, reasoning)), wanted)


def _bridge(opened: bool, wanted: bool, reasoning: bool) -> str:
    """Give what leads from the template's end into the thought or past it."""
    if wanted:
        return "" if opened else OPENING
    if opened:
        return CLOSING
    return NO_THOUGHT if reasoning else ""


def _open(text: str) -> bool:
    return text.rstrip().endswith(OPEN)
