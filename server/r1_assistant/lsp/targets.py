"""What a position or a selection in a document means: the symbol, where it is defined, its text."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from r1_assistant.context.outline import outline
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
    """Find what the name at an offset stands for: in the document first, then in the folder."""
    name = named_at(tree, offset)
    if name is None:
        return None
    symbol = _in_document(tree, name, offset)
    if symbol is not None:
        return of_symbol(session, snapshot, symbol)
    return await asyncio.to_thread(_in_folder, session, snapshot, name.name)


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


def outline_of(tree: SyntaxTree, what: Defined) -> str:
    """Give the signatures that belong with a definition of the document; "" for any other."""
    here = (one for one in symbols(tree) if (one.name, one.line) == (what.name, what.line))
    symbol = next(here, None) if what.code is not None else None
    return "" if symbol is None else outline(tree, symbol)


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


def _in_document(tree: SyntaxTree, name: Identifier, offset: int) -> Symbol | None:
    """Choose among the document's symbols of that name: the one here, then the nearest above.

    What follows a dot is rather a member of something than what stands for itself.
    """
    found = [symbol for symbol in symbols(tree) if symbol.name == name.name]
    here = [symbol for symbol in found if symbol.name_start <= offset <= symbol.name_end]
    if here:
        return here[0]
    members = [symbol for symbol in found if symbol.container]
    found = members if members and name.is_member else found
    above = [symbol for symbol in found if symbol.start <= offset]
    return above[-1] if above else (found[0] if found else None)


def _in_folder(session: Session, snapshot: Snapshot, name: str) -> Defined | None:
    workspace = session.workspace(snapshot.uri)
    if workspace.index is None or workspace.root is None:
        return None
    found = workspace.index.definitions(name, limit=1)
    if not found:
        return None
    first = found[0]
    return Defined(
        name=first.name,
        kind=first.kind,
        container=first.container,
        signature=first.signature,
        doc=first.doc,
        path=first.path,
        file=workspace.root / first.path,
        line=first.line,
        end_line=first.end_line,
        code=None,
    )
