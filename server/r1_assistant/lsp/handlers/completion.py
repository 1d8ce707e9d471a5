"""Completion: the suggestion as one item, for editors without inline completion."""

from lsprotocol import types

from r1_assistant.lsp import convert
from r1_assistant.lsp.completing import suggestion_at
from r1_assistant.lsp.session import Call
from r1_assistant.lsp.snapshot import Snapshot

_LONGEST_LABEL = 60


async def completion(call: Call, params: types.CompletionParams) -> types.CompletionList:
    """Answer with one item, or none; what is typed next may deserve another."""
    snapshot = call.snapshot
    found = None
    if snapshot is not None:
        found = await suggestion_at(call.session, snapshot, params.position)
    items = [] if found is None or snapshot is None else [_item(snapshot, found.offset, found.text)]
    return types.CompletionList(is_incomplete=True, items=items)


def _item(snapshot: Snapshot, offset: int, text: str) -> types.CompletionItem:
    """Make an item that replaces the word at the cursor by itself and the suggestion.

    Editors match items against the word that is being typed, so it is part of the item.
    """
    start = offset
    while start > 0 and (snapshot.text[start - 1].isalnum() or snapshot.text[start - 1] == "_"):
        start -= 1
    word = snapshot.text[start:offset]
    where = convert.range_of(snapshot, start, offset)
    first_line = (word + text).strip().splitlines()[0]
    more = "" if len(first_line) <= _LONGEST_LABEL and "\n" not in text.strip() else " …"
    return types.CompletionItem(
        label=f"{first_line[:_LONGEST_LABEL]}{more}",
        kind=types.CompletionItemKind.Text,
        detail="R1",
        filter_text=word + text,
        sort_text="~",
        preselect=False,
        insert_text_format=types.InsertTextFormat.PlainText,
        text_edit=types.TextEdit(range=where, new_text=word + text),
    )
