r"""Markdown of text that nobody can be trusted to have written.

What is written outside of code can't become markup, a link, a mention or a reference; where a
backslash does not help against what GitHub and GitLab link by themselves (`@name`, `#1`, `GH-1`,
`https://...`), a zero-width space stands in between. Pairs of single backticks stay code.
"""

import re

from r1_assistant.features.formats.safe import printable, printable_lines

_NOTHING = "\u200b"
"""A zero-width space."""

_SPAN = re.compile(r"`([^`\n]+)`")
_MARKUP = re.compile(r"([\\`*_\[\]|~$])")
_BEGINNING = re.compile(r"^(\d*)([#+\-=.)])")
_LINKED = re.compile(
    r"(?<=[@#!%~$&])(?=\w)|(?<=:)(?=//)|(?<=\bwww)(?=\.)|(?<=\bGH)(?=-\d)", re.IGNORECASE
)


def text(words: str) -> str:
    """Write words in one paragraph."""
    shown = " ".join(printable_lines(words).split())
    parts = _SPAN.split(shown)
    made = (code(part) if at % 2 else _escaped(part) for at, part in enumerate(parts))
    return _BEGINNING.sub(r"\1\\\2", "".join(made))


def code(words: str) -> str:
    """Write words as code within a line."""
    shown = printable(words)
    fence = "`" * (_longest(shown) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") or shown.strip() != shown else ""
    return f"{fence}{pad}{shown}{pad}{fence}" if shown.strip() else "` `"


def fenced(lines: str, language: str = "") -> str:
    """Write lines as a block of code, with a fence longer than any in it."""
    shown = printable_lines(lines)
    fence = "`" * max(3, _longest(shown) + 1)
    return f"{fence}{language}\n{shown}\n{fence}"


def html_text(words: str) -> str:
    """Write words within an HTML element of Markdown."""
    return _unlinked(printable(words)).translate(_ENTITIES)


_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def _escaped(words: str) -> str:
    return _MARKUP.sub(r"\\\1", _unlinked(words)).translate(_ENTITIES)


def _unlinked(words: str) -> str:
    return _LINKED.sub(_NOTHING, words)


def _longest(words: str) -> int:
    return max(map(len, re.findall("`+", words)), default=0)
