"""Inline completion: one suggestion, as ghost text."""

from lsprotocol import types

from r1_assistant.lsp import convert
from r1_assistant.lsp.completing import suggestion_at
from r1_assistant.lsp.session import Call


async def inline_completion(
    call: Call, params: types.InlineCompletionParams
) -> types.InlineCompletionList | None:
    """Answer with nothing where nothing useful is known."""
    if call.snapshot is None:
        return None
    asked = params.context.trigger_kind is types.InlineCompletionTriggerKind.Invoked
    found = await suggestion_at(call.session, call.snapshot, params.position, asked=asked)
    if found is None:
        return None
    where = convert.range_of(call.snapshot, found.offset, found.offset)
    item = types.InlineCompletionItem(insert_text=found.text, range=where)
    return types.InlineCompletionList(items=[item])
