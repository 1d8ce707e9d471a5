"""What the import and export statements of JavaScript and TypeScript take."""

import re
from collections.abc import Iterator

from r1_assistant.context.imports.taken import Taken

_QUOTED = re.compile(r"""["'`]([^"'`\n]*)["'`]""")
_CLAUSES = re.compile(r"\{([^{}]*)\}")
_NAMED = re.compile(r"(?:type\s+)?([\w$]+|\*)(?:\s*(?:\bas\b|:)\s*([\w$]+))?")
_STAR = re.compile(r"\*\s*(?:as\s+([\w$]+))?")
_DEFAULT = re.compile(r"import\s+(?:type\s+)?([\w$]+)\s*(?:,|from\b)")
_DEFAULT_EXPORT = re.compile(
    r"export\s+default\s+([\w$]+)\s*;?\s*$|[\w.]*exports\s*=\s*([\w$]+)\s*;?$"
)
_REQUIRED = re.compile(
    r"(?:([\w$]+)|\{([^{}]*)\})\s*(?::[^=]+)?=\s*(?:await\s+)?(?:require|import)\s*\(\s*"
    r"""["'`]([^"'`\n]*)["'`]\s*\)(?:\s*\.\s*([\w$]+))?"""
)
_CALLED = re.compile(r"""\b(?:require|import)\s*\(\s*["'`]([^"'`\n]*)["'`]""")


def script(text: str) -> Iterator[Taken]:
    """Give what one statement, or one call of `require`, takes."""
    if text.startswith(("import", "export")) and not text.startswith("import("):
        if required := _REQUIRED.search(text):
            yield from _required(required)
        else:
            yield from _module_statement(text)
        return
    if exported := re.search(r"exports\s*=\s*([\w$]+)\s*;?\s*$", text):
        yield Taken("", exported[1], "default", exported.start(1))
    if listed := re.search(r"exports\s*=\s*\{([\w$,\s]*)\}", text):
        for name in re.finditer(r"[\w$]+", listed[1]):
            yield Taken("", name[0], name[0], listed.start(1) + name.start())
    ends = -1
    for required in _REQUIRED.finditer(text):
        ends = required.end()
        yield from _required(required)
    for called in _CALLED.finditer(text, max(ends, 0)):
        yield Taken(called[1], "", "", called.start())


def _required(found: re.Match[str]) -> Iterator[Taken]:
    alias, names, module, member = found.groups()
    if alias:
        yield Taken(module, member or "", alias, found.start())
    for name in _NAMED.finditer(names or ""):
        yield Taken(module, name[1], name[2] or name[1], found.start(2) + name.start())


def _module_statement(text: str) -> Iterator[Taken]:
    default = _DEFAULT_EXPORT.match(text)
    if default:
        yield Taken("", default[1], "default", default.start(1))
        return
    exports = text.startswith("export")
    quoted = list(_QUOTED.finditer(text))
    module = quoted[-1][1] if quoted and not re.match(r"export\s+default\b", text) else ""
    if not module and not (exports and re.match(r"export\s+(?:type\s*)?\{", text)):
        return
    head = text[: quoted[-1].start()] if module else text
    count = 0
    for taken in _clauses(head, module):
        count += 1
        yield taken
    if not count:
        yield Taken(module, "", "")


def _clauses(head: str, module: str) -> Iterator[Taken]:
    if default := _DEFAULT.match(head):
        yield Taken(module, "default", default[1], default.start(1))
    outside = _CLAUSES.sub("", head)
    if star := _STAR.search(outside):
        yield Taken(module, "" if star[1] else "*", star[1] or "", 0)
    for clause in _CLAUSES.finditer(head):
        for name in _NAMED.finditer(clause[1]):
            yield Taken(module, name[1], name[2] or name[1], clause.start(1) + name.start())
