"""What surrounds an offset: its class and siblings, what that extends, types, imports, edits."""

import re
from collections.abc import Iterable, Iterator

from r1_assistant.context.contexts.definitions import (
    CLASSES,
    members_of,
    of_definition,
    with_members,
)
from r1_assistant.context.contexts.scope import Scope
from r1_assistant.context.contexts.values import Candidate, Document, Reason, Recent
from r1_assistant.context.definitions import Symbol, symbols
from r1_assistant.context.extraction import definition_of
from r1_assistant.context.facts import Definition, Workspace
from r1_assistant.context.imports import imports
from r1_assistant.context.resolve.things import qualified

MOST_IMPORTS = 12
"""Imported names that are looked up though nothing uses them yet."""

_MOST_TYPES = 4
_MOST_SIBLINGS = 12
_NAME = re.compile(r"[^\W\d]\w*")
_TYPE = re.compile(r"\b[A-Z]\w*")
_EDIT_ABOVE, _EDIT_BELOW = 3, 6


def enclosing_parts(document: Document, around: list[Symbol]) -> Iterator[Candidate]:
    """Give the heads of the definitions around an offset, and what else their class holds."""
    if document.tree is None:
        return
    for symbol in around:
        yield _own(document, symbol, Reason.ENCLOSING, 0.6)
    classes = [one for one in around if one.kind in CLASSES]
    if not classes:
        return
    name = qualified(definition_of(classes[-1], document.path))
    beside = [one for one in symbols(document.tree) if one.container == name and one not in around]
    middle = around[-1].line
    beside.sort(key=lambda one: abs(one.line - middle))
    for number, one in enumerate(beside[:_MOST_SIBLINGS]):
        yield _own(document, one, Reason.SIBLING, 0.4 - 0.02 * number)


def extended(scope: Scope, around: list[Symbol], line: str = "") -> Iterator[Candidate]:
    """Give what the class at hand extends: first of all the method that is overridden.

    While a method is being written, only the text of its line names it.
    """
    classes = [one for one in around if one.kind in CLASSES]
    if not classes:
        return
    names = {around[-1].name, *_NAME.findall(line)}
    for base in _types_in(classes[-1], scope):
        yield of_definition(base, Reason.BASE, 0.5)
        for member in members_of(base, scope.workspace):
            score = 0.8 if member.name in names else 0.2
            yield of_definition(member, Reason.BASE, score)


def parameter_types(scope: Scope, around: list[Symbol]) -> Iterator[Candidate]:
    """Give the types that the function at hand names in its signature, with their members."""
    if not around or around[-1].kind in CLASSES:
        return
    for number, found in enumerate(_types_in(around[-1], scope)):
        yield from with_members(found, scope.workspace, Reason.PARAMETER_TYPE, 0.5 - 0.05 * number)


def imported(scope: Scope) -> Iterator[Candidate]:
    """Give what the file imports from the workspace."""
    if scope.document.tree is None:
        return
    names = dict.fromkeys(
        one.alias for one in imports(scope.document.tree) if one.name not in ("", "*")
    )
    for name in [each for each in names if each][:MOST_IMPORTS]:
        for found in scope.resolve_name(name, 1):
            if found.how == "import":
                yield of_definition(found.definition, Reason.IMPORTED, 0.2)


def import_lines(document: Document, first: int) -> Iterator[Candidate]:
    """Give a file's import lines that are above the line `first`, as one text."""
    if document.tree is None:
        return
    rows = sorted({one.line for one in imports(document.tree) if one.line < first})
    lines = document.text.split("\n")
    own = {lines[row - 1].strip(): row for row in reversed(rows) if _is_outer(lines[row - 1])}
    if own:
        text = "\n".join(reversed(own))
        places = own.values()
        yield Candidate(document.path, min(places), max(places), text, Reason.IMPORTS, 0.45)


def edited(places: Iterable[Recent], workspace: Workspace) -> Iterator[Candidate]:
    """Give the lines around recent edits, the last one first."""
    for number, place in enumerate(places):
        lines = (workspace.text(place.path) or "").splitlines()
        first = max(1, place.line - _EDIT_ABOVE)
        text = "\n".join(lines[first - 1 : place.line + _EDIT_BELOW])
        if text.strip():
            last = min(len(lines), place.line + _EDIT_BELOW)
            yield Candidate(place.path, first, last, text, Reason.RECENT, 0.35 - 0.05 * number)


def _is_outer(line: str) -> bool:
    """Tell imports of a file, or those that are only there for types, from a function's own."""
    return not line.startswith(("\t", "        ")) and bool(line.strip())


def _types_in(symbol: Symbol, scope: Scope) -> list[Definition]:
    """Resolve the names of types in a signature, but for the definition's own."""
    found: list[Definition] = []
    names = dict.fromkeys(_TYPE.findall(symbol.signature))
    for name in [each for each in names if each != symbol.name]:
        resolved = scope.resolve_name(name, 1)
        found += [one.definition for one in resolved if one.definition.kind in CLASSES]
        if len(found) >= _MOST_TYPES:
            break
    return found


def _own(document: Document, symbol: Symbol, reason: Reason, score: float) -> Candidate:
    return of_definition(definition_of(symbol, document.path), reason, score)
