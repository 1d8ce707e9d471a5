"""Hover: what a name stands for, at once, and the model's explanation as far as it has come."""

import asyncio
import re

from lsprotocol import types

from r1_assistant.context.index.reader import Index
from r1_assistant.lsp import convert
from r1_assistant.lsp.explaining import brief_explanation
from r1_assistant.lsp.session import Call, Session
from r1_assistant.lsp.targets import Defined, defined, named_at
from r1_assistant.lsp.uris import uri_of

MOST_DOC_LINES = 12

_CODE_OR_IMAGE = re.compile(r"(?P<code>```.*?```|`[^`\n]*`)|!\[", re.DOTALL)


async def hover(call: Call, params: types.HoverParams) -> types.Hover | None:
    """Answer with nothing where there is no symbol."""
    session, snapshot = call.session, call.snapshot
    if snapshot is None or not session.settings(snapshot.uri).hover.enabled:
        return None
    tree = await session.tree(snapshot)
    offset = convert.offset(snapshot, params.position)
    name = None if tree is None else named_at(tree, offset)
    what = None if tree is None else await defined(session, snapshot, tree, offset)
    if name is None or what is None:
        return None
    card = await _card(session, snapshot.uri, what)
    explanation = ""
    if session.settings(snapshot.uri).hover.explain:
        explanation = await brief_explanation(session, snapshot.uri, what)
    text = f"{card}\n\n---\n\n{explanation}" if explanation else card
    where = convert.range_of(snapshot, name.start, name.end)
    return types.Hover(contents=_contents(session, text), range=where)


async def _card(session: Session, uri: str, what: Defined) -> str:
    language = session.language_name(uri)
    callers = await asyncio.to_thread(_callers, session.workspace(uri).index, what.name)
    place = f"{_place(what)}{callers}"
    parts = [f"```{language}\n{what.signature}\n```", _doc(what.doc), place]
    return "\n\n".join(part for part in parts if part)


def _doc(doc: str) -> str:
    lines = doc.strip().splitlines()
    cut = ["…"] if len(lines) > MOST_DOC_LINES else []
    return "\n".join(lines[:MOST_DOC_LINES] + cut)


def _place(what: Defined) -> str:
    where = f"{what.path}:{what.line}"
    if what.file is not None:
        where = f"[{where}]({uri_of(what.file)}#L{what.line})"
    inside = f" in `{what.container}`" if what.container else ""
    return f"{where}{inside}"


def _callers(index: Index | None, name: str) -> str:
    """Count the calls in the folder; says nothing while there is no index."""
    if index is None or not index.counts().files:
        return ""
    found = index.callers(name)
    if not found.count:
        return " · no callers"
    files = "" if found.files == 1 else f" in {found.files} files"
    return f" · {found.count} caller{'s' if found.count > 1 else ''}{files}"


def _contents(session: Session, text: str) -> types.MarkupContent:
    if session.client.markdown_hover:
        return convert.markdown(_without_images(text))
    plain = text.replace("```", "").replace("\n---\n", "\n")
    return types.MarkupContent(kind=types.MarkupKind.PlainText, value=plain)


def _without_images(text: str) -> str:
    """Make images text: an editor would load them from wherever a docstring or a model says."""
    return _CODE_OR_IMAGE.sub(lambda found: found["code"] or r"!\[", text)
