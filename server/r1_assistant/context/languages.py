"""The languages that the program knows: their files, comments, editors' ids and grammars."""

from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its name in a fence, what begins a line comment, and what is known of it.

    `code` tells programs from data and documents, `grammar` names the module and the function
    that give the grammar ("" if there is none), and `symbols` whether definitions are found.
    """

    name: str
    comments: tuple[str, ...]
    code: bool = True
    grammar: str = ""
    symbols: bool = False


_HASH = ("#",)
_SLASHES = ("//", "/*", "*/", "* ")
_DASHES = ("--",)
_MARKUP = ("<!--",)


def _with_symbols(name: str, comments: tuple[str, ...], grammar: str = "") -> Language:
    return Language(name, comments, grammar=grammar or f"tree_sitter_{name}:language", symbols=True)


def _data(name: str, comments: tuple[str, ...]) -> Language:
    return Language(name, comments, code=False, grammar=f"tree_sitter_{name}:language")


_TABLE: tuple[tuple[Language, str, str], ...] = (
    # language, suffixes of its files, its ids in the language server protocol
    (_with_symbols("python", _HASH), "py pyi pyw", "python"),
    (_with_symbols("ruby", _HASH), "rb rake", "ruby"),
    (_with_symbols("bash", _HASH), "sh bash zsh", "shellscript bash sh zsh"),
    (_with_symbols("javascript", _SLASHES), "js jsx mjs cjs", "javascript javascriptreact"),
    (
        _with_symbols("typescript", _SLASHES, "tree_sitter_typescript:language_typescript"),
        "ts mts cts",
        "typescript",
    ),
    (
        _with_symbols("tsx", _SLASHES, "tree_sitter_typescript:language_tsx"),
        "tsx",
        "typescriptreact tsx",
    ),
    (_with_symbols("java", _SLASHES), "java", "java"),
    (_with_symbols("kotlin", _SLASHES), "kt kts", "kotlin"),
    (_with_symbols("scala", _SLASHES), "scala", "scala"),
    (_with_symbols("go", _SLASHES), "go", "go"),
    (_with_symbols("rust", _SLASHES), "rs", "rust"),
    (_with_symbols("c", _SLASHES), "c h", "c"),
    (_with_symbols("cpp", _SLASHES), "cc cpp cxx hh hpp hxx", "cpp"),
    (_with_symbols("csharp", _SLASHES, "tree_sitter_c_sharp:language"), "cs", "csharp"),
    (_with_symbols("swift", _SLASHES), "swift", "swift"),
    (
        _with_symbols("php", (*_SLASHES, "#"), "tree_sitter_php:language_php"),
        "php",
        "php",
    ),
    (_with_symbols("lua", _DASHES), "lua", "lua"),
    (Language("sql", _DASHES, grammar="tree_sitter_sql:language"), "sql", "sql"),
    (Language("powershell", _HASH), "ps1 psm1", "powershell"),
    (Language("perl", _HASH), "pl pm", "perl"),
    (Language("r", _HASH), "r", "r"),
    (Language("elixir", _HASH), "ex exs", "elixir"),
    (Language("julia", _HASH), "jl", "julia"),
    (Language("dart", _SLASHES), "dart", "dart"),
    (Language("zig", ("//",)), "zig", "zig"),
    (Language("haskell", _DASHES), "hs", "haskell"),
    (_data("json", ("//",)), "json jsonc", "json jsonc"),
    (_data("yaml", _HASH), "yaml yml", "yaml"),
    (_data("toml", _HASH), "toml", "toml"),
    (_data("html", _MARKUP), "html htm", "html"),
    (_data("css", ("/*", "*/", "* ")), "css", "css"),
    (_data("markdown", _MARKUP), "md markdown", "markdown"),
)

LANGUAGES = tuple(language for language, _, _ in _TABLE)
"""Every language, in the order of the table."""

_BY_SUFFIX = {suffix: language for language, suffixes, _ in _TABLE for suffix in suffixes.split()}
_BY_ID = {id_: language for language, _, ids in _TABLE for id_ in ids.split()}
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
    found = any_language_of(path, first_line)
    return found if found and found.code else None


def any_language_of(path: str, first_line: str = "") -> Language | None:
    """Tell a file's language as `language_of` does, be it code, data or a document."""
    suffix = PurePosixPath(path).suffix.lower().removeprefix(".")
    if suffix or not first_line.startswith("#!"):
        return _BY_SUFFIX.get(suffix)
    words = first_line[2:].split()
    program = PurePosixPath(words[-1] if words else "").name.rstrip("0123456789.")
    return _BY_SUFFIX.get(_BY_INTERPRETER.get(program, ""))


def language_for_id(language_id: str) -> Language | None:
    """Give the language that an editor calls by this id of the language server protocol."""
    return _BY_ID.get(language_id.lower())
