"""Shows a longer text to the user, however the editor can."""

import asyncio
import re
from pathlib import Path

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from r1_assistant.config.paths import cache_dir
from r1_assistant.lsp.session import Session
from r1_assistant.lsp.uris import uri_of

MOST_SHOWN = 1500
"""Code points of a message box; the rest is left out."""

_UNFIT = re.compile(r"[^\w.-]+")


async def show_text(session: Session, title: str, text: str) -> None:
    """Open a text as a document, or put it into a message where documents can't be shown.

    A client that takes this server's own messages shows texts itself, and gets none here.
    """
    if session.client.r1:
        return
    if not (session.client.show_document and await _shown(session, title, text)):
        short = text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN].rstrip()} …"
        session.inform(f"{title}\n\n{short}")


async def _shown(session: Session, title: str, text: str) -> bool:
    try:
        file = await asyncio.to_thread(_write, title, text)
    except OSError:
        return False
    params = types.ShowDocumentParams(uri=uri_of(file), take_focus=True)
    try:
        answer = await session.request(types.WINDOW_SHOW_DOCUMENT, params)
    except JsonRpcException:
        return False
    return bool(answer and answer.success)


def _write(title: str, text: str) -> Path:
    """Write the text where one of the same title was before."""
    name = _UNFIT.sub("-", title).strip("-.")[:60] or "r1"
    file = cache_dir() / "shown" / f"{name}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"# {title}\n\n{text.rstrip()}\n", encoding="utf-8")
    return file
