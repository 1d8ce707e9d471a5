"""The ends of a text's lines. Pure."""

import re

_END = re.compile(r"\r\n|\n|\r")


def line_end(text: str) -> str:
    """Tell how a document ends its lines, by the first of them."""
    found = _END.search(text)
    return found[0] if found else "\n"


def plain(text: str) -> str:
    """End all lines with LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
