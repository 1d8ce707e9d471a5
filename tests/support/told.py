"""Changes as small files: what rules should say of them, and on which line."""

from collections.abc import Iterable
from textwrap import dedent

from r1_assistant.analysis.trace import Rule
from support.traced import traces_of


def told(rules: Iterable[Rule], path: str, old: str, new: str) -> list[tuple[str, str]]:
    """Give the kinds that rules are sure enough of, each with the text of its line."""
    old, new = dedent(old).lstrip("\n"), dedent(new).lstrip("\n")
    lines = new.split("\n")
    found = traces_of(rules, path, old, new)
    return [(one.kind, lines[one.line - 1].strip()) for one in found if one.strength >= 0.5]


def without(text: str, *parts: str) -> str:
    """Take lines out of a text: those that contain one of the parts."""
    return "".join(
        line for line in text.splitlines(True) if not any(part in line for part in parts)
    )
