"""Whether a text shows a definition's signature."""

import re
from collections.abc import Iterable

_PYTHON = re.compile(r"^(?:async def|def|class) ")
_BESIDE_SIGN = re.compile(r"(?<=[^\w\s]) | (?=[^\w\s])")
_MODIFIERS = re.compile(r"^(?:export |default |declare )+")


def head(line: str) -> str:
    """Give a definition's first line as it is looked for.

    White space is collapsed; a body, what opens one, and a comma or semicolon at its end are
    dropped, and `export`, which is no part of the signature.
    """
    text = " ".join(line.split())
    return _MODIFIERS.sub("", _without_body(text)).rstrip(" ({[:;,=")


def _without_body(text: str) -> str:
    """Remove a body that is on the same line."""
    depth = 0
    if _PYTHON.match(text):
        for at, character in enumerate(text):
            depth += (character in "([{") - (character in ")]}")
            if character == ":" and not depth:
                return text[:at]
    elif text.endswith(("}", "};")):
        for at in range(len(text) - 1, -1, -1):
            depth += (text[at] == "}") - (text[at] == "{")
            if text[at] == "{" and not depth:
                return text[:at]
    return text


def head_to_name(line: str, name: str) -> str:
    """Give no more than what is up to the name."""
    text = head(line)
    found = re.search(rf"\b{re.escape(name)}\b", text)
    return text[: found.end()] if found else text


def shows(text: str, wanted: str) -> bool:
    """Tell whether a text has a head that neither begins nor goes on as another word.

    How either sets its brackets and commas apart doesn't matter.
    """
    return re.search(rf"(?<!\w){re.escape(_dense(wanted))}(?!\w)", _dense(text)) is not None


def _dense(text: str) -> str:
    """Remove white space, but for one space between two words."""
    return _BESIDE_SIGN.sub("", " ".join(text.split()))


def any_shows(texts: Iterable[tuple[str, str]], targets: Iterable[tuple[str, str]]) -> bool:
    """Tell whether a text (path, text) of a target's file (path, head) shows it."""
    wanted = list(targets)
    return any(path == where and shows(text, it) for path, text in texts for where, it in wanted)
