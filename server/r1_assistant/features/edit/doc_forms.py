"""Doc comments in each language's own form, out of plain words. Pure."""

import re
import textwrap
from html import escape

WIDTH = 88
"""Code points of a line of a comment, with its indentation."""

_LEAST_WIDTH = 40

_BLOCKS = ("javascript", "typescript", "tsx", "java", "kotlin", "scala", "php", "c", "cpp")
_LINES = {
    "rust": "///",
    "swift": "///",
    "dart": "///",
    "zig": "///",
    "go": "//",
    "ruby": "#",
    "bash": "#",
    "perl": "#",
    "elixir": "#",
    "powershell": "#",
    "julia": "#",
    "r": "#'",
    "lua": "---",
    "haskell": "-- |",
    "sql": "--",
}


def has_form(language: str) -> bool:
    """Tell whether doc comments of a language are known."""
    return language in ("python", "csharp") or language in _BLOCKS or language in _LINES


def comment(words: str, language: str, indent: str) -> list[str]:
    """Set words as the lines of a comment, with their indentation."""
    if language == "python":
        return _docstring(words, indent)
    if language in _BLOCKS:
        lines = _wrapped(words.replace("*/", "* /"), indent, " * ")
        return [f"{indent}/**", *lines, f"{indent} */"]
    if language == "csharp":
        inner = _wrapped(escape(words, quote=False), indent, "/// ")
        return [f"{indent}/// <summary>", *inner, f"{indent}/// </summary>"]
    mark = _LINES[language]
    lines = _wrapped(words, indent, f"{mark} ")
    if mark == "-- |":
        lines = [lines[0], *(line.replace("-- |", "--", 1) for line in lines[1:])]
    return lines


def _docstring(words: str, indent: str) -> list[str]:
    safe = words.replace("\\", "\\\\").replace('"""', "'''")
    lines = _wrapped(safe, indent, "")
    quotes = '"""'
    if len(lines) == 1 and len(lines[0]) + 6 <= WIDTH and not safe.endswith('"'):
        return [f"{indent}{quotes}{lines[0].strip()}{quotes}"]
    return [f"{indent}{quotes}{lines[0].strip()}", *lines[1:], f"{indent}{quotes}"]


def _wrapped(words: str, indent: str, mark: str) -> list[str]:
    """Wrap each paragraph; an empty line lies between two."""
    before = indent + mark
    width = max(WIDTH - len(before.expandtabs(4)), _LEAST_WIDTH)
    lines: list[str] = []
    for paragraph in re.split(r"\n\s*\n", words.strip()):
        lines += [before.rstrip()] if lines else []
        wrapped = textwrap.wrap(" ".join(paragraph.split()), width, break_on_hyphens=False)
        lines += [before + line for line in wrapped]
    return lines
