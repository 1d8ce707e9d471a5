"""Brackets of a text that are opened and not closed, found without a parser."""

import re
from dataclasses import dataclass
from functools import cache

from r1_assistant.context.languages import Language

_PAIRS = {"(": ")", "[": "]", "{": "}"}
_STRINGS = (
    r'"""(?s:.*?)"""',
    r"'''(?s:.*?)'''",
    r'"(?:\\.|[^"\\\n])*"',
    r"'(?:\\.|[^'\\\n]){1,200}'",
)
_RUST_STRINGS = (r'"(?:\\.|[^"\\])*"', r"'(?:\\.[^']*|[^'\\])'")


@dataclass(frozen=True, slots=True)
class Unclosed:
    """Calls that a line leaves open: the first and the last bracket's offset, and what closes them.

    `surplus` is how many braces of the text close something that was never opened, `missing` how
    many are never closed.
    """

    start: int
    last: int
    closing: str
    surplus: int
    missing: int


def unclosed(text: str, language: Language) -> list[Unclosed]:
    """Find the lines that leave round or square brackets open; the last ones come first."""
    opened, surplus = _scanned(text, language)
    missing = sum(text[at] == "{" for at in opened)
    by_line: dict[int, list[int]] = {}
    for at in sorted(opened):
        if text[at] != "{":
            by_line.setdefault(text.rfind("\n", 0, at), []).append(at)
    found = []
    for places in reversed(by_line.values()):
        closing = "".join(_PAIRS[text[at]] for at in reversed(places))
        found.append(Unclosed(places[0], places[-1], closing, surplus, missing))
    return found


def _scanned(text: str, language: Language) -> tuple[list[int], int]:
    """Give the offsets of brackets that nothing closes, and count the braces that close nothing."""
    stack: list[int] = []
    left: list[int] = []
    surplus = 0
    for found in _tokens(language).finditer(text):
        sign = found[0]
        if sign in _PAIRS:
            stack.append(found.start())
        elif sign in (")", "]", "}"):
            depth = _partner(text, stack, sign)
            if depth is None:
                surplus += sign == "}"
            else:
                left += stack[depth + 1 :]
                del stack[depth:]
    return [*left, *stack], surplus


def _partner(text: str, stack: list[int], sign: str) -> int | None:
    """Find what a bracket closes; none but a brace closes beyond a brace."""
    for depth in range(len(stack) - 1, -1, -1):
        if _PAIRS[text[stack[depth]]] == sign:
            return depth
        if text[stack[depth]] == "{":
            return None
    return None


@cache
def _tokens(language: Language) -> re.Pattern[str]:
    """Make the pattern of brackets, and of strings and comments, in which there are none."""
    line = next((one for one in language.comments if one in ("#", "//", "--")), "")
    comments = [rf"{line}[^\n]*"] if line else []
    if "/*" in language.comments:
        comments.insert(0, r"/\*(?s:.*?)\*/")
    strings = _RUST_STRINGS if language.name == "rust" else _STRINGS
    ticks = (r"`(?:\\.|[^`\\])*`",) if language.name not in ("bash", "rust", "lua") else ()
    return re.compile("|".join((*comments, *strings, *ticks, r"[()\[\]{}]")))
