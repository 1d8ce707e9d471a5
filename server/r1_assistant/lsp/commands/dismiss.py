"""`r1.dismiss`, `r1.clear` and `r1.showReasoning`: what is done with findings."""

import asyncio
from typing import Any

from lsprotocol import types

from r1_assistant import app
from r1_assistant.lsp.commands import arguments as given
from r1_assistant.lsp.diagnostics import publish
from r1_assistant.lsp.session import Session
from r1_assistant.lsp.show import show_text

Token = types.ProgressToken | None


async def dismiss_command(session: Session, arguments: list[Any], _: Token) -> int:
    """`r1.dismiss`: take a finding away, and don't show it with the next review of its folder.

    Returns in how many documents it was shown. Raises UsageError if it cannot be remembered; the
    finding is gone for now.
    """
    values = given.first(arguments, "r1.dismiss")
    reason = given.optional_text(values, "reason") or ""
    shown = given.finding(session, values)
    fingerprint, folder = shown.finding.fingerprint, shown.origin.folder
    same = session.findings.drop(
        lambda one: (one.finding.fingerprint, one.origin.folder) == (fingerprint, folder)
    )
    for uri in same:
        publish(session, uri)
    if folder is not None:
        path = shown.finding.path
        await asyncio.to_thread(
            lambda: app.finding_memory(folder).dismiss(fingerprint, path, reason)
        )
    return len(same)


async def clear_command(session: Session, _arguments: list[Any], _: Token) -> int:
    """`r1.clear`: take all findings away until a review finds them again; returns how many."""
    count = len(session.findings.all())
    for uri in session.findings.drop(lambda _: True):
        publish(session, uri)
    return count


async def show_reasoning_command(
    session: Session, arguments: list[Any], _: Token
) -> dict[str, str]:
    """`r1.showReasoning`: show what the model thought; the answer has it, too."""
    values = given.first(arguments, "r1.showReasoning")
    shown = given.finding(session, values)
    finding = shown.finding
    title = f"Reasoning about line {shown.line} of {session.path(shown.uri)}"
    reasoning = finding.reasoning or "The model did not say what it thought."
    await show_text(session, title, f"> {finding.message}\n\n{reasoning}")
    return {"title": title, "reasoning": finding.reasoning}
