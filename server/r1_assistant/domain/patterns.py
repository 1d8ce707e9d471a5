"""Patterns of paths, as in `.gitignore`: pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

_FEW_STARS = 4
"""Stars up to which a regular expression has little to try."""
_END = "(?:/|$)"
_WORDS = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]", _END: _END}


def excluded(path: str, patterns: Iterable[str], *, out: bool = False) -> bool:
    """Tell whether a path, with `/` between its parts, is excluded; the last match decides.

    Without any match, what was said before stays: `out`.

    `*` and `?` stay within a name, `**` does not; a pattern with a `/` before its end counts from
    the top, any other one at each level; `!` takes an exclusion back.
    """
    for pattern in patterns:
        bare = pattern.removeprefix("!")
        if bare.strip("/") and _matches(bare, path):
            out = not pattern.startswith("!")
    return out


def _matches(pattern: str, path: str) -> bool:
    """Match in a time that is bounded, whoever wrote the pattern."""
    if pattern.count("*") <= _FEW_STARS:
        return _expression(pattern).match(path) is not None
    return _walked(tuple(_parts(pattern)), path)


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    """Make a regular expression, which is fast where there is little to try."""
    return re.compile("".join(_WORDS.get(part, re.escape(part)) for part in _parts(pattern)))


def _parts(pattern: str) -> Iterator[str]:
    """Give wild cards and what is between them; what lies in a folder is matched with it."""
    if "/" not in pattern.rstrip("/"):
        yield "**/"
    yield from filter(None, re.split(r"(\*\*/|\*\*|\*|\?)", pattern.strip("/")))
    yield "/" if pattern.endswith("/") else _END


def _walked(parts: Sequence[str], path: str) -> bool:
    """Go through the parts with the set of places in the path that they may have come to."""
    places = {0}
    for part in parts:
        places = {after for at in _spread(part, places, path) for after in _after(part, at, path)}
        if not places:
            return False
    return True


def _spread(part: str, places: set[int], path: str) -> Iterable[int]:
    """Give the places from which a wild card for many characters may go on."""
    if part == "**":
        return range(min(places), len(path) + 1)
    if part == "**/":
        later = range(min(places) + 1, len(path) + 1)
        return places | {at for at in later if path[at - 1] == "/"}
    if part != "*":
        return places
    found, reach = set[int](), -1
    for at in sorted(places):
        end = path.find("/", at) % (len(path) + 1)
        found.update(range(max(at, reach), end + 1))
        reach = max(reach, end)
    return found


def _after(part: str, at: int, path: str) -> Iterable[int]:
    """Give the places after a part that begins at one."""
    if part in ("*", "**", "**/"):
        return (at,)
    if part == "?":
        return (at + 1,) if at < len(path) and path[at] != "/" else ()
    if part == _END:
        return (at,) if at == len(path) or path[at] == "/" else ()
    return (at + len(part),) if path.startswith(part, at) else ()
