"""The definitions around a place, also where half a line is typed that no grammar knows."""

from r1_assistant.context.contexts.values import Document
from r1_assistant.context.definitions import Symbol, symbols

_PLAIN = ("variable", "constant", "field")
"""Kinds that hold no statements."""


def chain(document: Document, offset: int) -> list[Symbol]:
    """Give the definitions around an offset, the outermost first."""
    if document.tree is None:
        return []
    blocks = [one for one in symbols(document.tree) if one.kind not in _PLAIN]
    found = [one for one in blocks if one.start <= offset <= one.end]
    if document.tree.root.has_error:
        inside = {one.start for one in found}
        found += [
            one for one in _by_margin(document.text, offset, blocks) if one.start not in inside
        ]
    return sorted(found, key=lambda one: (one.start, -one.end))


def _by_margin(text: str, offset: int, blocks: list[Symbol]) -> list[Symbol]:
    """Find the definitions above that are each further to the left than what is below."""
    by_line = {text.rfind("\n", 0, one.start) + 1: one for one in blocks if one.start < offset}
    found = []
    limit = _margin(text, offset)
    at = text.rfind("\n", 0, offset) + 1
    while at > 0 and limit > 0:
        end, at = at - 1, text.rfind("\n", 0, at - 1) + 1
        line = text[at:end]
        words = line.lstrip()
        margin = len(line) - len(words)
        # the brackets of a head over several lines close below its name
        if not words or margin >= limit or words[0] in ")]":
            continue
        limit = margin
        if at in by_line:
            found.append(by_line[at])
    return found


def _margin(text: str, offset: int) -> int:
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", start)
    line = text[start : len(text) if end < 0 else end]
    return len(line) - len(line.lstrip()) if line.strip() else offset - start
