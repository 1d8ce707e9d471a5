"""Snippets as a model reads them: by file, members below the name of their class."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Protocol


class Placed(Protocol):
    """A text with the file it is from, and the class it is in ("" if none)."""

    @property
    def path(self) -> str:
        """The file's path."""
        ...

    @property
    def text(self) -> str:
        """The text, without an indentation of its own."""
        ...

    @property
    def within(self) -> str:
        """The line below which it stands."""
        ...

    @property
    def heads(self) -> str:
        """The line that it would be for its members, "" if it is no class."""
        ...


INDENT = "    "


def shown(snippets: Iterable[Placed], header: str = "{}") -> str:
    """Write snippets one below the other; `header` is put above those of one file."""
    return "\n".join(f"{header.format(path)}\n{body}" for path, body in by_file(snippets))


def by_file(snippets: Iterable[Placed]) -> list[tuple[str, str]]:
    """Give each run of snippets of one file as one text."""
    return [
        (path, _body(list(group))) for path, group in groupby(snippets, key=lambda one: one.path)
    ]


def piece(text: str, within: str) -> str:
    """Write a snippet as it stands below its class."""
    margin = INDENT if within else ""
    return "".join(f"{margin}{line}\n" for line in text.split("\n"))


def _body(snippets: Sequence[Placed]) -> str:
    lines = []
    above = ""
    for one in snippets:
        if one.within and one.within != above:
            lines.append(f"{one.within}\n")
        above = one.heads or one.within
        lines.append(piece(one.text, one.within))
    return "".join(lines).rstrip("\n")
