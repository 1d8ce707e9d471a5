"""From the protocol's types to our own and back; positions in client units exist only here."""

from functools import cache
from typing import Any

from lsprotocol import types
from lsprotocol.converters import get_converter

from r1_assistant.lsp.documents import Change
from r1_assistant.lsp.positions import Range
from r1_assistant.lsp.snapshot import Snapshot


def change(event: types.TextDocumentContentChangeEvent) -> Change:
    """Read an edit: of a range, or of the whole document."""
    if isinstance(event, types.TextDocumentContentChangePartial):
        start, end = event.range.start, event.range.end
        return Change(Range(start.line, start.character, end.line, end.character), event.text)
    return Change(None, event.text)


def offset(snapshot: Snapshot, position: types.Position) -> int:
    """Give the code-point offset of a position."""
    return snapshot.offset(position.line, position.character)


def offsets(snapshot: Snapshot, where: types.Range) -> tuple[int, int]:
    """Give the code-point offsets of a range, in order."""
    ends = sorted((offset(snapshot, where.start), offset(snapshot, where.end)))
    return ends[0], ends[1]


def position(snapshot: Snapshot, at: int) -> types.Position:
    """Give the position of a code-point offset."""
    line, character = snapshot.position(at)
    return types.Position(line=line, character=character)


def range_of(snapshot: Snapshot, start: int, end: int) -> types.Range:
    """Give the range between two code-point offsets."""
    return types.Range(start=position(snapshot, start), end=position(snapshot, end))


def markdown(text: str) -> types.MarkupContent:
    """Mark a text as Markdown."""
    return types.MarkupContent(kind=types.MarkupKind.Markdown, value=text)


def plain(value: Any) -> Any:
    """Give a protocol value as JSON has it, for arguments that come back."""
    return converter().unstructure(value)


@cache
def converter() -> Any:
    """Give the converter between protocol values and JSON; making one takes a while."""
    return get_converter()
