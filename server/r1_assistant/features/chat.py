"""A conversation that another program has with the model, as it is: nothing is added to it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from r1_assistant.domain.errors import ContextTooLong
from r1_assistant.domain.generation import (
    Event,
    GenerationControl,
    GenerationRequest,
    Message,
    ModelInfo,
    Urgency,
)
from r1_assistant.engine.protocol import Engine
from r1_assistant.engine.reasoning import sampling_for
from r1_assistant.features.answers import answered

SLOT = "chat"
MOST_CHARACTERS = 4_000_000
"""Code points of a conversation: no model reads as much, and nobody counts its tokens."""


@dataclass(frozen=True, slots=True)
class ChatConfig:
    """The bounds of an answer, in tokens; `reasoning_tokens` are for models that think."""

    max_tokens: int = 1024
    reasoning_tokens: int = 1024
    seed: int = 0


async def chat(
    messages: Sequence[Message],
    config: ChatConfig,
    engine: Engine,
    control: GenerationControl | None = None,
) -> AsyncIterator[Event]:
    """Stream the next turn of a conversation: any number of `Delta`, then one `Finished`.

    Raises ContextTooLong, and EngineError as `answered` does.
    """
    length = sum(len(message.content) for message in messages)
    if length > MOST_CHARACTERS:
        raise _too_long(f"The conversation has {length} characters.")
    request = chat_request(messages, config, await engine.info())
    try:
        async for event in answered(request, engine, control):
            yield event
    except ContextTooLong as error:
        raise _too_long(error.message) from error


def chat_request(
    messages: Sequence[Message], config: ChatConfig, info: ModelInfo
) -> GenerationRequest:
    """Ask for the next turn, after what a person waits for while typing or has asked to read.

    Neighbours of one role are joined: the form of many models wants turns.
    """
    return GenerationRequest(
        messages=_turns(messages),
        max_tokens=min(config.max_tokens, info.context_length),
        reasoning_tokens=min(config.reasoning_tokens, info.context_length) if info.reasoning else 0,
        sampling=sampling_for(info, config.seed),
        urgency=Urgency.NORMAL,
        slot=SLOT,
    )


def _turns(messages: Sequence[Message]) -> tuple[Message, ...]:
    turns: list[Message] = []
    for message in messages:
        if turns and turns[-1].role is message.role:
            message = Message(message.role, f"{turns.pop().content}\n\n{message.content}")
        turns.append(message)
    return tuple(turns)


def _too_long(what: str) -> ContextTooLong:
    hint = "Begin a new conversation, show it less, or use a model with a longer context."
    return ContextTooLong(what, hint=hint)
