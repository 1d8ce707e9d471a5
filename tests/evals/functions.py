"""The function that a change is in, and the file without it: what a new function's change is."""

from dataclasses import dataclass

from r1_assistant.context.definitions import Symbol, symbols
from r1_assistant.context.languages import language_of
from r1_assistant.context.syntax import parse, parses_as_well

FEWEST, MOST = 3, 60
"""Lines of a function whose insertion is a change."""

_KINDS = {"function", "method"}
_COMMENTS = ("#", "//", "/*", "*", "@")


@dataclass(frozen=True, slots=True)
class Insertion:
    """A function that comes new: the file without it, with the defect, and as it really is."""

    old: str
    defective: str
    sound: str


def name_at(path: str, text: str, line: int) -> str:
    """Give the dotted name of the function that a line (from 1) is in; "" outside of all."""
    found = function_at(path, text, line)
    return "" if found is None else f"{found.container}.{found.name}:{found.signature}"


def inserted(path: str, sound: str, defective: str, line: int) -> Insertion | None:
    """Make the insertion of the function that a defect on a line is in.

    None where the defect is in no function or reaches beyond it, or where the file makes no sense
    without the function.
    """
    language = language_of(path)
    if language is None:
        return None
    old, whole = (_without(path, text, line) for text in (defective, sound))
    if old is None or old != whole or not parses_as_well(sound, old, language):
        return None
    return Insertion(old, defective, sound)


def _without(path: str, text: str, line: int) -> str | None:
    found = function_at(path, text, line)
    if found is None:
        return None
    lines = text.split("\n")
    first, last = _first(text, found), found.end_line
    while first > 0 and lines[first - 1].strip().startswith(_COMMENTS):
        first -= 1
    if not FEWEST <= last - first <= MOST:
        return None
    blank = last < len(lines) and not lines[last].strip()
    while blank and last < len(lines) and not lines[last].strip():
        last += 1
    return "\n".join([*lines[:first], *lines[last:]])


def function_at(path: str, text: str, line: int) -> Symbol | None:
    """Give the innermost function or method that a line (from 1) is in."""
    language = language_of(path)
    tree = parse(text, language) if language is not None else None
    if tree is None:
        return None
    around = [s for s in symbols(tree) if s.kind in _KINDS and _first(text, s) < line <= s.end_line]
    return min(around, key=lambda symbol: symbol.end - symbol.start, default=None)


def _first(text: str, symbol: Symbol) -> int:
    """Count the lines before a symbol with its decorators."""
    return text.count("\n", 0, symbol.start)
