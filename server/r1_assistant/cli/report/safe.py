"""How wide text is on a terminal."""

import unicodedata


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
