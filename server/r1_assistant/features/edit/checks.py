"""What must hold of code that a model has rewritten. Pure."""

import re

from r1_assistant.context.languages import Language
from r1_assistant.context.symbols import Symbol, symbols
from r1_assistant.context.syntax import parse, parses_as_well
from r1_assistant.features.edit.target import Target

_ELISION = re.compile(
    r"(rest|remainder|remaining) of (the|your) |existing code|same as (before|above)|"
    r"(//|#|--|/\*)\s*\.\.\.",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|[()]")


def fault(target: Target, start: int, end: int, new_text: str, language: Language) -> str:
    """Say what is wrong with replacing [start, end) of a document; "" if nothing is."""
    before = target.text
    old = before[start:end]
    after = before[:start] + new_text + before[end:]
    if not new_text.strip():
        return "it is empty"
    if _words(old) == _words(new_text):
        return "it changes nothing"
    if _ELISION.search(new_text) and not _ELISION.search(old):
        return "it leaves code out"
    if not parses_as_well(before, after, language):
        return "it does not parse"
    return ""


def outline_kept(target: Target, symbol: Symbol, after: str) -> bool:
    """Tell whether the document still defines what it defined, apart from what is in `symbol`."""
    old, new = parse(target.text, target.language), parse(after, target.language)
    if old is None or new is None:
        return True
    return _outline(symbols(old), symbol) == _outline(symbols(new), symbol)


def header(code: str, name: str) -> str:
    """Give what a definition is called by: all up to its parameters' end, without white space.

    Without parameters in parentheses it is the first line.
    """
    named = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", code)
    begin = code.find("(", named.end()) if named else -1
    depth = 0
    for found in _BRACKET.finditer(code, begin) if begin >= 0 else ():
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth == 0:
            return re.sub(r"\s+|,(?=\s*\))", "", code[: found.end()])
    return re.sub(r"\s+", "", code.partition("\n")[0])


def _outline(found: tuple[Symbol, ...], symbol: Symbol) -> list[tuple[str, str, str]]:
    inside = f"{symbol.container}.{symbol.name}".lstrip(".")
    return [
        (other.container, other.name, other.kind)
        for other in found
        if other.container != inside and not other.container.startswith(f"{inside}.")
    ]


def _words(code: str) -> list[str]:
    return code.split()
