"""Where a name stands in a text, found without a pattern for each name."""

from collections.abc import Iterator


def uses_of(name: str, text: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Give the offsets of a name as a word of its own that follows no dot."""
    for at in words_of(name, text, start, end):
        if text[at - 1 : at] != ".":
            yield at


def words_of(name: str, text: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Give the offsets of a name as a word of its own."""
    size = len(name)
    end = len(text) if end is None else end
    at = text.find(name, start, end) if name else -1
    while at >= 0:
        if not _is_part(text[at - 1 : at]) and not _is_part(text[at + size : at + size + 1]):
            yield at
        at = text.find(name, at + 1, end)


def _is_part(character: str) -> bool:
    return character == "_" or character.isalnum()
