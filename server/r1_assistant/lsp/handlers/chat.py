"""`r1/chat`: what another program of the editor says to the model, and what that answers."""

from collections.abc import Mapping
from typing import Any

from r1_assistant.domain.generation import Message, Role
from r1_assistant.features.chat import ChatConfig, chat
from r1_assistant.lsp.commands import arguments as given
from r1_assistant.lsp.engine import engine_of
from r1_assistant.lsp.failures import INVALID_PARAMS, Failure
from r1_assistant.lsp.jobs import Job
from r1_assistant.lsp.session import Call, Explanation
from r1_assistant.lsp.writing import write, written

_ROLES = {role.value: role for role in Role}


async def chat_request(call: Call, params: Any) -> dict[str, Any]:
    """Answer a conversation, streamed meanwhile; who cancels the request ends the work."""
    values = given.first([params], "r1/chat")
    session, messages, config = call.session, _messages(values), _config(values)
    id = given.optional_text(values, "id")
    engine = await engine_of(session)

    async def work(job: Job[Explanation]) -> Explanation:
        return await write(session, job, chat(messages, config, engine, job.control))

    return await written(session, "chat", work, id=id)


def _messages(values: Mapping[str, Any]) -> tuple[Message, ...]:
    listed = values.get("messages")
    if not isinstance(listed, list) or not listed:
        raise Failure(INVALID_PARAMS, '"messages" must be a list with at least one message.')
    messages = tuple(map(_message, listed))
    if messages[-1].role is not Role.USER or not messages[-1].content.strip():
        raise Failure(INVALID_PARAMS, "The last message must be a text of the user's.")
    return messages


def _message(value: object) -> Message:
    if isinstance(value, dict):
        role, content = value.get("role"), value.get("content")
        if isinstance(role, str) and role in _ROLES and isinstance(content, str):
            return Message(_ROLES[role], content)
    raise Failure(
        INVALID_PARAMS,
        f'A message has a "role" ({", ".join(_ROLES)}) and a "content", which is a text.',
    )


def _config(values: Mapping[str, Any]) -> ChatConfig:
    usual = ChatConfig()
    return ChatConfig(
        _tokens(values, "maxTokens", 1, usual.max_tokens),
        _tokens(values, "reasoningTokens", 0, usual.reasoning_tokens),
    )


def _tokens(values: Mapping[str, Any], key: str, least: int, usual: int) -> int:
    value = values.get(key)
    if value is None:
        return usual
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise Failure(INVALID_PARAMS, f'"{key}" must be a whole number of at least {least}.')
    return value
