"""Commands about what is under way: stop it, hurry it, look at it."""

import asyncio
from typing import Any

from lsprotocol import types

from r1_assistant import app
from r1_assistant.lsp import ext
from r1_assistant.lsp.commands import arguments as given
from r1_assistant.lsp.engine import has_model, install
from r1_assistant.lsp.session import Session

Token = types.ProgressToken | None


async def stop_command(session: Session, arguments: list[Any], _: Token) -> int:
    """`r1.stop`: stop one job, or all; returns how many."""
    return session.jobs.stop(given.identifier(arguments))


async def answer_now_command(session: Session, arguments: list[Any], _: Token) -> int:
    """`r1.answerNow`: end a thought, and have the answer with what there is; returns how many."""
    return session.jobs.answer_now(given.identifier(arguments))


async def status_command(session: Session, arguments: list[Any], _: Token) -> dict[str, Any]:
    """`r1.status`: the model, the work, and the index of each folder."""
    installed = await has_model(session)
    values = ext.status_values(session, session.models.status())
    return values | {"installed": installed, "index": await asyncio.to_thread(_indexes, session)}


async def install_command(session: Session, arguments: list[Any], token: Token) -> str:
    """`r1.installModel`: install a model of the catalogue, the starter model without a name."""
    return await install(session, given.identifier(arguments) or app.starter(), token)


def _indexes(session: Session) -> list[dict[str, Any]]:
    found = []
    for workspace in session.workspaces.all:
        if workspace.root is not None and workspace.index is not None:
            counts = workspace.index.counts()
            found.append(
                {
                    "root": str(workspace.root),
                    "files": counts.files,
                    "symbols": counts.symbols,
                    "skipped": dict(workspace.skipped),
                }
            )
    return found
