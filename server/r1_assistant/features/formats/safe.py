"""Text from repositories and models, made safe to show."""

import re

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ud800-\udfff\ufffe\uffff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def printable(text: str) -> str:
    """Show control characters, and those that turn or hide text, as escapes; tabs as spaces."""
    return _UNSAFE.sub(_escape, text.expandtabs(4).replace("\n", "\\n"))


def printable_lines(text: str) -> str:
    """Show a text of several lines; whatever stands in it, only its line feeds end a line."""
    return "\n".join(printable(line.removesuffix("\r")) for line in text.split("\n"))


def well_formed(text: str) -> str:
    """Put U+FFFD in the place of lone surrogates, which no encoding has."""
    return _SURROGATE.sub("\ufffd", text)


def cut(text: str, most: int) -> str:
    """Cut a text to so many code points."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
