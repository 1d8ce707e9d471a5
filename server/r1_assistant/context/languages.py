"""Which files are source code, and how their comments begin."""

from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Language:
    """A programming language: its name in a fence, and what begins a line comment."""

    name: str
    comments: tuple[str, ...]


_HASH = ("#",)
_SLASHES = ("//", "/*", "*/", "* ")
_DASHES = ("--",)

_BY_SUFFIX = {
    suffix: Language(name, comments)
    for name, comments, suffixes in (
        ("python", _HASH, "py pyi pyw"),
        ("ruby", _HASH, "rb rake"),
        ("bash", _HASH, "sh bash zsh"),
        ("powershell", _HASH, "ps1 psm1"),
        ("perl", _HASH, "pl pm"),
        ("r", _HASH, "r"),
        ("elixir", _HASH, "ex exs"),
        ("julia", _HASH, "jl"),
        ("javascript", _SLASHES, "js jsx mjs cjs"),
        ("typescript", _SLASHES, "ts mts cts"),
        ("tsx", _SLASHES, "tsx"),
        ("java", _SLASHES, "java"),
        ("kotlin", _SLASHES, "kt kts"),
        ("scala", _SLASHES, "scala"),
        ("go", _SLASHES, "go"),
        ("rust", _SLASHES, "rs"),
        ("c", _SLASHES, "c h"),
        ("cpp", _SLASHES, "cc cpp cxx hh hpp hxx"),
        ("csharp", _SLASHES, "cs"),
        ("swift", _SLASHES, "swift"),
        ("dart", _SLASHES, "dart"),
        ("zig", ("//",), "zig"),
        ("php", (*_SLASHES, "#"), "php"),
        ("lua", _DASHES, "lua"),
        ("haskell", _DASHES, "hs"),
        ("sql", _DASHES, "sql"),
    )
    for suffix in suffixes.split()
}
_BY_INTERPRETER = {
    "python": "py",
    "sh": "sh",
    "bash": "sh",
    "ruby": "rb",
    "perl": "pl",
    "node": "js",
}


def language_of(path: str, first_line: str = "") -> Language | None:
    """Tell a file's language by its name, or else by its `#!` line; None if it is not code."""
    suffix = PurePosixPath(path).suffix.lower().removeprefix(".")
    if suffix or not first_line.startswith("#!"):
        return _BY_SUFFIX.get(suffix)
    words = first_line[2:].split()
    program = PurePosixPath(words[-1] if words else "").name.rstrip("0123456789.")
    return _BY_SUFFIX.get(_BY_INTERPRETER.get(program, ""))
