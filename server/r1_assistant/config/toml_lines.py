"""On which line of a TOML text each key stands; `tomllib` reads values, and tells no places."""

import re
from collections.abc import Iterator

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_DOTTED = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_DOTTED})[ \t]*\]")
_PAIR = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=")
_ONE = re.compile(_KEY)
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|' + r"'''.*?'{3,5}" + r"|\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*'|#[^\n]*"
    r"|[\[\]{}]|\n",
    re.DOTALL,
)

Lines = dict[str, int]
"""Lines, 1-based, by key: `rules[0].name`, `severity.bug`; keys within inline tables are not told
apart from the line on which their pair begins."""


def key_lines(text: str) -> Lines:
    """Find the lines of the keys of a text that is TOML; of another text, what looks like them."""
    lines: Lines = {}
    counts: dict[str, int] = {}
    table = ""
    for number, row in _statements(text):
        if header := _HEADER.match(row):
            table = _within(_names(header[2]), counts)
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = f"{table}[{counts[table]}]"
            lines.setdefault(table, number)
        elif pair := _PAIR.match(row):
            key = table
            for name in _names(pair[1]):
                key = f"{key}.{name}" if key else name
                lines.setdefault(key, number)
    return lines


def line_of(lines: Lines, key: str) -> int:
    """Give the line of a key, or of the nearest table around it; 0 if there is none."""
    while key and key not in lines:
        key = key[: max(key.rfind("."), key.rfind("["), 0)]
    return lines.get(key, 0)


def _within(names: list[str], counts: dict[str, int]) -> str:
    """Give the key of a table; in an array of tables that is in its last one so far."""
    key = ""
    for at, name in enumerate(names):
        key = f"{key}.{name}" if key else name
        if at < len(names) - 1 and key in counts:
            key = f"{key}[{counts[key]}]"
    return key


def _names(dotted: str) -> list[str]:
    return [each[1:-1] if each[0] in "\"'" else each for each in _ONE.findall(dotted)]


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Give the lines on which a statement begins, each with its number."""
    starts = [match.end() for match in re.finditer("\n", text)]
    inside = _inside(text)
    for number, start in enumerate([0, *starts], 1):
        if start not in inside:
            yield number, text[start : text.find("\n", start) % (len(text) + 1)]


def _inside(text: str) -> set[int]:
    """Give the beginnings of lines that lie within a text or an array of several lines."""
    inside: set[int] = set()
    depth = 0
    for token in _TOKEN.finditer(text):
        said = token[0]
        if said in "[{":
            depth += 1
        elif said in "]}":
            depth = max(depth - 1, 0)
        elif said == "\n" and depth:
            inside.add(token.end())
        elif "\n" in said and said != "\n":
            inside |= {token.start() + at + 1 for at, char in enumerate(said) if char == "\n"}
    return inside
