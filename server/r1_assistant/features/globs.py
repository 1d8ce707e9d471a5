"""Globs as editors write them: `**/*.ts`, `src/**`, `*.{js,jsx}`. Pure, in time that is bounded."""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

MOST_ALTERNATIVES = 64
"""More than these out of a pattern's braces are not tried."""


def matches_any(path: str, patterns: Iterable[str]) -> bool:
    """Tell whether a path, with `/` between its parts, matches a pattern.

    `*` and `?` stay within a name, `**` is any number of folders; a pattern counts from the top.
    """
    parts = path.split("/")
    return any(
        _matches(parts, pattern.strip("/").split("/"))
        for braced in patterns
        for pattern in _alternatives(braced)
        if pattern
    )


def _alternatives(pattern: str) -> list[str]:
    """Write out what is between braces."""
    done: list[str] = []
    waiting = [pattern]
    while waiting and len(done) + len(waiting) <= MOST_ALTERNATIVES:
        text = waiting.pop()
        start = text.rfind("{")  # the innermost comes first
        end = text.find("}", start)
        if start < 0 or end < 0:
            done.append(text)
            continue
        waiting += [
            text[:start] + word + text[end + 1 :] for word in text[start + 1 : end].split(",")
        ]
    return done


def _matches(parts: Sequence[str], names: Sequence[str]) -> bool:
    """Walk through the pattern with the set of places in the path where it may stand."""
    places = {0}
    for name in names:
        if name == "**":
            places = set(range(min(places), len(parts) + 1)) if places else places
        else:
            places = {at + 1 for at in places if at < len(parts) and fnmatchcase(parts[at], name)}
    return len(parts) in places
