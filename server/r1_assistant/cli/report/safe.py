"""Text from repositories and models, made safe to print on a terminal."""

import re
import unicodedata

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)


def printable(text: str) -> str:
    """Show control characters, and those that turn or hide text, as escapes; tabs as spaces."""
    return _UNSAFE.sub(_escape, text.expandtabs(4).replace("\n", "\\n"))


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def width(text: str) -> int:
    """Count the columns that a printable text takes on a terminal."""
    return sum(_columns(char) for char in text)


def shortened(text: str, columns: int) -> str:
    """Cut a text so that it takes at most so many columns."""
    if width(text) <= columns:
        return text
    kept, taken = [], 3
    for char in text:
        taken += _columns(char)
        if taken > columns:
            break
        kept.append(char)
    return "".join(kept) + "..."


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
