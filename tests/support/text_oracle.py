"""A document as one would write it down without a thought for speed: to compare with."""

import re
from itertools import pairwise

from r1_assistant.lsp.positions import Encoding, Range

_LINE_END = re.compile(r"\r\n|\r|\n")


def split(text: str) -> list[str]:
    cuts = [0, *(match.end() for match in _LINE_END.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts)]


def units_of(character: str, encoding: Encoding) -> int:
    code = ord(character)
    if encoding is Encoding.UTF32:
        return 1
    if encoding is Encoding.UTF16:
        return 1 if code < 0x10000 else 2
    return 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4


def column(line: str, units: int, encoding: Encoding) -> int:
    content = line.rstrip("\r\n")
    for index, character in enumerate(content):
        units -= units_of(character, encoding)
        if units < 0:
            return index
    return len(content)


def offset(text: str, line: int, units: int, encoding: Encoding) -> int:
    lines = split(text)
    if line < 0:
        return 0
    if line >= len(lines):
        return len(text)
    return sum(map(len, lines[:line])) + column(lines[line], units, encoding)


def edit(text: str, where: Range, new: str, encoding: Encoding) -> str:
    ends = (
        offset(text, where.start_line, where.start_character, encoding),
        offset(text, where.end_line, where.end_character, encoding),
    )
    return text[: min(ends)] + new + text[max(ends) :]
