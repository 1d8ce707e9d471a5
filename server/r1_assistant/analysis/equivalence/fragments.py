"""Lines of which the rest of the file isn't known: only white space and comments are judged."""

from r1_assistant.context.languages import Language
from r1_assistant.domain.change import DiffLine, Hunk, LineKind

_QUOTES = ("'", '"', "`")
_TELLING = ("#!", "//go:", "// +build", "//export")
"""What looks like a comment and is an instruction."""
_BY_INDENTATION = {"python", "haskell", "elixir", "yaml", "markdown", "html"}


def same_lines(hunk: Hunk, language: Language) -> bool:
    """Tell whether a hunk's sides have the same lines of code, in their order.

    Indentation counts where a language goes by it, and white space within a line with a quote.
    """
    old = _code([line for line in hunk.lines if line.kind is not LineKind.ADDED], language)
    new = _code([line for line in hunk.lines if line.kind is not LineKind.REMOVED], language)
    return old == new


def _code(lines: list[DiffLine], language: Language) -> list[str]:
    return [_bare(line.text, language) for line in lines if _says(line, language)]


def _says(line: DiffLine, language: Language) -> bool:
    """Leave out blank lines and those that are a comment; a lone star may be code."""
    text = line.text.strip()
    marks = tuple(mark for mark in language.comments if mark in ("#", "//", "--"))
    return bool(text) and not (text.startswith(marks) and not text.startswith(_TELLING))


def _bare(text: str, language: Language) -> str:
    if any(quote in text for quote in _QUOTES) or language.name in _BY_INDENTATION:
        return text.rstrip()
    return " ".join(text.split())
