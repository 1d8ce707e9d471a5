"""What an import statement takes, by language, from its text alone."""

import re
from collections.abc import Callable, Iterator

from r1_assistant.context.imports.script import script
from r1_assistant.context.imports.taken import Taken

Parser = Callable[[str], Iterator[Taken]]

_FROM = re.compile(r"from\s*([.\s]*[\w.]*)\s*import\s*")
_PART = re.compile(r"([\w.*]+)(?:\s+as\s+(\w+))?")


def _python(text: str) -> Iterator[Taken]:
    found = _FROM.match(text)
    start = found.end() if found else len("import")
    module = re.sub(r"\s", "", found[1]) if found else ""
    for part in _PART.finditer(text, start):
        name, alias = part[1], part[2]
        if not found:
            # `import a.b` binds `a`
            top = name.partition(".")[0]
            yield Taken(name if alias else top, "", alias or top, part.start())
            if not alias and top != name:
                yield Taken(name, "", "", part.start())
        else:
            yield Taken(module, name, alias or ("" if name == "*" else name), part.start())


_DOTTED = re.compile(r"import\s+(static\s+)?([\w.]+?)(\.\*)?(?:\s+as\s+(\w+))?\s*;?\s*$")


def _dotted(text: str) -> Iterator[Taken]:
    found = _DOTTED.match(text)
    if found is None:
        return
    _, path, star, alias = found.groups()
    if star:
        yield Taken(path, "*", "")
    else:
        module, _, name = path.rpartition(".")
        yield Taken(module, name, alias or name)


def _scala(text: str) -> Iterator[Taken]:
    for path, name, alias, at in _grouped(text, len("import"), "."):
        if name in ("_", "*", "given"):
            yield Taken(path, "*", "", at)
        elif alias != "_":
            yield Taken(path, name, alias or name, at)


def _rust(text: str) -> Iterator[Taken]:
    if found := re.search(r"\bmod\s+(\w+)\s*;", text):
        yield Taken(f"self::{found[1]}", "", found[1], found.start())
        return
    if found := re.search(r"\bextern\s+crate\s+(\w+)(?:\s+as\s+(\w+))?", text):
        yield Taken(found[1], "", found[2] or found[1])
        return
    start = re.search(r"\buse\b\s*(?:::)?", text)
    for path, name, alias, at in _grouped(text, start.end() if start else 0, "::"):
        if name == "*":
            yield Taken(path, "*", "", at)
        elif name == "self" and path:
            yield Taken(path, "", alias or path.rpartition("::")[2], at)
        else:
            yield Taken(path, name, "" if alias == "_" else alias or name, at)


_PHP_FILE = re.compile(r"""(?:require|include)(?:_once)?\b[^'"]*["']([^"']*)["']""")


def _php(text: str) -> Iterator[Taken]:
    if found := _PHP_FILE.match(text):
        yield Taken(found[1].lstrip("/"), "*", "")
        return
    start = re.match(r"use\s+(?:function\s+|const\s+)?\\?", text)
    for path, name, alias, at in _grouped(text, start.end() if start else 0, "\\"):
        yield Taken(path, name, alias or name, at)


_TOKEN = re.compile(r"[\w$*]+|::|=>|[.\\{},;]")


def _grouped(text: str, start: int, separator: str) -> Iterator[tuple[str, str, str, int]]:
    """Give (path, name, alias, offset) of paths with groups in braces, one within another."""
    stack: list[list[str]] = [[]]
    parts: list[str] = []
    alias, renamed, at = "", False, start

    def taken() -> Iterator[tuple[str, str, str, int]]:
        if parts:
            path = [*stack[-1], *parts[:-1]]
            yield separator.join(path), parts[-1], alias, at

    for token in _TOKEN.finditer(text, start):
        word = token[0]
        if word in ("as", "=>"):
            renamed = True
        elif word == "{":
            stack.append([*stack[-1], *parts])
            parts = []
        elif word in ",};":
            yield from taken()
            parts, alias, renamed = [], "", False
            if word == "}" and len(stack) > 1:
                stack.pop()
        elif renamed:
            alias, renamed = word, False
        elif word != separator:
            at = token.start() if not parts else at
            parts.append(word)
    yield from taken()


_INCLUDE = re.compile(r"""\s*#?\s*include\s*[<"]([^>"]+)[>"]""")
_ALIAS = re.compile(r"using\s+(\w+)\s*=\s*(?:typename\s+)?([\w:]+)")


def _c(text: str) -> Iterator[Taken]:
    if found := _INCLUDE.match(text):
        yield Taken(found[1], "*", "")
    elif found := _ALIAS.match(text):
        module, _, name = found[2].rpartition("::")
        yield Taken(module, name, found[1])
    elif found := re.match(r"using\s+namespace\s+([\w:]+)", text):
        yield Taken(found[1], "*", "")
    elif found := re.match(r"using\s+(?:typename\s+)?([\w:]*)::(\w+)", text):
        yield Taken(found[1], found[2], found[2])


_USING = re.compile(r"(?:global\s+)?using\s+(static\s+)?(?:(\w+)\s*=\s*)?(?:global::)?([\w.]+)")


def _csharp(text: str) -> Iterator[Taken]:
    found = _USING.match(text)
    if found is None:
        return
    _, alias, path = found.groups()
    if alias:
        module, _, name = path.rpartition(".")
        yield Taken(module, name, alias)
    else:
        yield Taken(path, "*", "")


_SPEC = re.compile(r"""(?:([\w.]+)[ \t]+)?["`]([^"`\n]+)["`]""")
_VERSION = re.compile(r"v\d+")


def _go(text: str) -> Iterator[Taken]:
    for spec in _SPEC.finditer(text, len("import")):
        alias, module = spec[1] or "", spec[2]
        if alias in ("", "."):
            alias = "" if alias else _package_name(module)
            yield Taken(module, "" if alias else "*", alias, spec.start())
        else:
            yield Taken(module, "", "" if alias == "_" else alias, spec.start())


def _package_name(path: str) -> str:
    """Give what a package is called in all likelihood: its folder's name, freed of its version."""
    parts = [part for part in path.split("/") if not _VERSION.fullmatch(part)]
    name = re.sub(r"\.v\d+$", "", parts[-1]) if parts else path
    return re.sub(r"^go[-.]|[-.]go$", "", name).rpartition("-")[2].replace(".", "_")


_RUBY = re.compile(
    r"""(require_relative|require|load|autoload)\b\s*\(?\s*(?::(\w+)\s*,\s*)?["']([^"']+)["']"""
)


def _ruby(text: str) -> Iterator[Taken]:
    found = _RUBY.match(text)
    if found:
        word, constant, module = found.groups()
        if word == "require_relative" and not module.startswith("."):
            module = f"./{module}"
        yield Taken(module, constant or "*", constant or "")


def _swift(text: str) -> Iterator[Taken]:
    found = re.search(r"\bimport\s+(\w+\s+)?([\w.]+)\s*$", text)
    if found:
        module, _, name = found[2].rpartition(".") if found[1] else (found[2], "", "*")
        yield Taken(module, name, "" if name == "*" else name)


_LUA = re.compile(
    r"""(?:(\w+)\s*=\s*)?\brequire\s*\(?\s*["']([^"']+)["']\s*\)?(?:\s*[.]\s*(\w+))?"""
)


def _lua(text: str) -> Iterator[Taken]:
    for found in _LUA.finditer(text):
        yield Taken(found[2], found[3] or "", found[1] or "", found.start())


_SOURCED = re.compile(r"""(?:source|\.)\s+("(?:\$\([^()]*\)|[^"])*"|'[^']*'|\S+)""")
_EXPANDED = re.compile(r"\$\{[^{}]*\}|\$\([^()]*\)|\$\w+")


def _bash(text: str) -> Iterator[Taken]:
    found = _SOURCED.match(text)
    if found:
        # what a variable stands for is a folder most of the time, and not known
        yield Taken(_EXPANDED.sub("", found[1].strip("\"'")).lstrip("/"), "*", "")


PARSERS: dict[str, Parser] = {
    "python": _python,
    "javascript": script,
    "typescript": script,
    "tsx": script,
    "java": _dotted,
    "kotlin": _dotted,
    "scala": _scala,
    "rust": _rust,
    "php": _php,
    "c": _c,
    "cpp": _c,
    "csharp": _csharp,
    "go": _go,
    "ruby": _ruby,
    "swift": _swift,
    "lua": _lua,
    "bash": _bash,
}
"""How the import statements of each language are read."""
