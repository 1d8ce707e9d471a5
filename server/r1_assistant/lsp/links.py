"""Links from the names in an answer to their definitions, as the client opens them."""

import asyncio
import re
from collections.abc import Sequence
from typing import Any

from r1_assistant.context.contexts import Document
from r1_assistant.context.facts import Definition, Workspace
from r1_assistant.features.links import About, definitions_of, names_in
from r1_assistant.lsp import convert
from r1_assistant.lsp.session import Session
from r1_assistant.lsp.snapshot import Snapshot
from r1_assistant.lsp.texts import snapshot_now
from r1_assistant.lsp.uris import uri_of
from r1_assistant.lsp.views import document_of, view


async def links_in(
    session: Session, answer: str, snapshot: Snapshot, about: About
) -> list[dict[str, Any]]:
    """Give `{name, uri, range}` for each name in an answer whose definition is known.

    The range is that of the defined name as the text is now; what is not there is left out.
    """
    names = names_in(answer)
    if not names:
        return []
    document = await document_of(session, snapshot)
    around = view(session, snapshot.uri)
    found = await asyncio.to_thread(_definitions, names, about, document, around)
    links = [await _link(session, snapshot.uri, name, found[name]) for name in found]
    return [link for link in links if link is not None]


def _definitions(
    names: Sequence[str], about: About, document: Document, around: Workspace
) -> dict[str, Definition]:
    if about.path != document.path:
        document = Document.of(about.path, around.text(about.path) or "")
    return definitions_of(names, about, document.tree, around) if document.tree else {}


async def _link(
    session: Session, uri: str, name: str, definition: Definition
) -> dict[str, Any] | None:
    if definition.path != session.path(uri):
        root = session.workspace(uri).root
        if root is None:
            return None
        uri = uri_of(root / definition.path)
    snapshot, _ = await snapshot_now(session, uri)
    if snapshot is None or definition.line > len(snapshot.lines):
        return None
    line = snapshot.lines[definition.line - 1]
    match = re.search(rf"(?<!\w){re.escape(definition.name)}(?!\w)", line)
    if match is None:
        return None
    start = snapshot.offset(definition.line - 1, 0)
    where = convert.range_of(snapshot, start + match.start(), start + match.end())
    return {"name": name, "uri": uri, "range": convert.plain(where)}
