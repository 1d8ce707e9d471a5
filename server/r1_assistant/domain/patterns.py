"""Patterns of paths, as in `.gitignore`: pure."""

import re
from collections.abc import Iterable
from functools import cache


def excluded(path: str, patterns: Iterable[str], *, out: bool = False) -> bool:
    """Tell whether a path, with `/` between its parts, is excluded; the last match decides.

    Without any match, what was said before stays: `out`.

    `*` and `?` stay within a name, `**` does not; a pattern with a `/` before its end counts from
    the top, any other one at each level; `!` takes an exclusion back.
    """
    for pattern in patterns:
        bare = pattern.removeprefix("!")
        if bare.strip("/") and _expression(bare).match(path):
            out = not pattern.startswith("!")
    return out


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    anchored = "/" in pattern.rstrip("/")
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern.strip("/"))
    words = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    body = "".join(words.get(part, re.escape(part)) for part in parts)
    # What lies in an excluded folder is excluded with it.
    tail = "/" if pattern.endswith("/") else "(?:/|$)"
    return re.compile(("" if anchored else "(?:.*/)?") + body + tail)
