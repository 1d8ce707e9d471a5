"""What a position or a selection in a document means: the symbol, where it is defined, its text."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from r1_assistant.context.facts import Definition, Workspace
from r1_assistant.context.symbols import (
    Identifier,
    Symbol,
    enclosing,
    identifier_at,
    symbols,
)
from r1_assistant.context.syntax import Place, SyntaxTree, place_of
from r1_assistant.lsp.session import Session
from r1_assistant.lsp.snapshot import Snapshot
from r1_assistant.lsp.texts import lines_now
from r1_assistant.lsp.uris import path_of, uri_of
from r1_assistant.lsp.views import view

if TYPE_CHECKING:
    from r1_assistant.context.resolve import Resolved


@dataclass(frozen=True, slots=True)
class Defined:
    """A symbol's definition; `path` is relative to the folder, `file` where it is on the disk.

    `code` is its text if it is in the document at hand, else None: it is read when it is needed.
    `line` and `end_line` are 1-based.
    """

    name: str
    kind: str
    container: str
    signature: str
    doc: str
    path: str
    file: Path | None
    line: int
    end_line: int
    code: str | None


def named_at(tree: SyntaxTree, offset: int) -> Identifier | None:
    """Give the name at an offset; None in strings, comments, keywords and between words."""
    return identifier_at(tree, offset) if place_of(tree, offset) is Place.CODE else None


async def defined(
    session: Session, snapshot: Snapshot, tree: SyntaxTree, offset: int
) -> Defined | None:
    """Find what the name at an offset stands for: in the document, or anywhere in the folder.

    A thread looks; parameters and local variables stand for nothing that is known.
    """
    name = named_at(tree, offset)
    if name is None:
        return None
    around = view(session, snapshot.uri)
    found = await asyncio.to_thread(_resolved, tree, session.path(snapshot.uri), name, around)
    return _of_definition(session, snapshot, tree, found[0].definition) if found else None


def _resolved(
    tree: SyntaxTree, path: str, name: Identifier, around: Workspace
) -> tuple["Resolved", ...]:
    from r1_assistant.context.resolve import resolve  # late, in a thread: a server starts without

    return resolve(tree, path, name, around, limit=1)


def of_symbol(session: Session, snapshot: Snapshot, symbol: Symbol) -> Defined:
    """Describe a symbol of an open document."""
    return Defined(
        name=symbol.name,
        kind=symbol.kind,
        container=symbol.container,
        signature=symbol.signature,
        doc=symbol.doc,
        path=session.path(snapshot.uri),
        file=path_of(snapshot.uri),
        line=symbol.line,
        end_line=symbol.end_line,
        code=snapshot.text[symbol.start : symbol.end],
    )


async def code_of(session: Session, what: Defined) -> str:
    """Give a definition's text, from another document if need be; empty if it cannot be read."""
    if what.code is not None or what.file is None:
        return what.code or ""
    lines = await lines_now(session, uri_of(what.file)) or ()
    return "".join(lines[what.line - 1 : what.end_line])


def symbol_around(tree: SyntaxTree, start: int, end: int) -> Symbol | None:
    """Give the innermost definition that holds all of a selection, or that its name is on."""
    symbol = enclosing(tree, start)
    if symbol is None or end > symbol.end:
        return None
    return symbol


def _of_definition(
    session: Session, snapshot: Snapshot, tree: SyntaxTree, found: Definition
) -> Defined:
    if found.path == session.path(snapshot.uri):
        here = (one for one in symbols(tree) if (one.name, one.line) == (found.name, found.line))
        symbol = next(here, None)
        if symbol is not None:
            return of_symbol(session, snapshot, symbol)
    root = session.workspace(snapshot.uri).root
    return Defined(
        name=found.name,
        kind=found.kind,
        container=found.container,
        signature=found.signature,
        doc=found.doc,
        path=found.path,
        file=None if root is None else root / found.path,
        line=found.line,
        end_line=found.end_line,
        code=None,
    )
