"""Findings as the editor shows them: as diagnostics, and in this server's own message.

What is open in an editor that asks for diagnostics, and can be told to ask again, waits for being
asked. All else is sent.
"""

import asyncio
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from r1_assistant.domain.finding import Severity
from r1_assistant.lsp import ext
from r1_assistant.lsp.findings import Shown
from r1_assistant.lsp.positions import Encoding, to_units
from r1_assistant.lsp.session import Session

SOURCE = "r1"
PATIENCE = 5.0
"""Seconds in which an editor must answer."""

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}


def publish(session: Session, uri: str, *, edited: bool = False) -> None:
    """Have the editor show what is found in a document now.

    After an edit (`edited`) an editor that asks for diagnostics does so by itself.
    """
    if session.client.r1:
        session.notify(ext.FINDINGS, _message(session, uri))
    if not _is_asked_for(session, uri):
        _send(session, uri, diagnostics_of(session, uri))
    elif not edited:
        session.background(_refresh(session))


def opened(session: Session, uri: str) -> None:
    """Look for the findings of a document in its text as the editor has it."""
    before = session.findings.of(uri)
    document = session.documents.get(uri)
    if not before or document is None:
        return
    session.findings.settle(uri, document.lines)
    for spelled in {one.uri for one in before} | {uri}:
        if spelled != uri or _is_asked_for(session, uri):
            _send(session, spelled, [])
    publish(session, uri)


def closed(session: Session, uri: str) -> None:
    """Look for the findings of a document in its file, when the editor has given it back."""
    if session.findings.of(uri):
        session.background(_settle_in_file(session, uri))


def diagnostics_of(session: Session, uri: str) -> list[types.Diagnostic]:
    """Give a document's findings as diagnostics."""
    encoding = session.documents.encoding
    return [diagnostic_of(shown, encoding) for shown in session.findings.of(uri)]


def diagnostic_of(shown: Shown, encoding: Encoding) -> types.Diagnostic:
    """Describe a finding; its range is the text of its lines without the white space around it."""
    finding = shown.finding
    data = {"fingerprint": finding.fingerprint}
    if finding.reasoning:
        data["reasoning"] = finding.reasoning
    return types.Diagnostic(
        range=range_of(shown, encoding),
        message=finding.message,
        severity=_SEVERITIES[finding.severity],
        code=str(finding.category),
        source=SOURCE,
        data=data,
    )


def range_of(shown: Shown, encoding: Encoding) -> types.Range:
    """Give the place of a finding in the client's units; the document need not be at hand."""
    first, last = shown.now[0], shown.now[-1]
    start = to_units(first, len(first) - len(first.lstrip()), encoding)
    end = to_units(last, len(last.rstrip()), encoding)
    return types.Range(
        start=types.Position(line=shown.line - 1, character=start),
        end=types.Position(line=shown.end_line - 1, character=end),
    )


def _is_asked_for(session: Session, uri: str) -> bool:
    client = session.client
    pulls = client.pull_diagnostics and client.refresh_diagnostics
    return pulls and session.documents.get(uri) is not None


def _send(session: Session, uri: str, diagnostics: list[types.Diagnostic]) -> None:
    document = session.documents.get(uri)
    params = types.PublishDiagnosticsParams(
        uri=uri, diagnostics=diagnostics, version=document.version if document else None
    )
    session.notify(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)


async def _refresh(session: Session) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            await session.request(types.WORKSPACE_DIAGNOSTIC_REFRESH, None)
    except (JsonRpcException, TimeoutError):
        return


async def _settle_in_file(session: Session, uri: str) -> None:
    from r1_assistant.lsp.texts import lines_now

    lines = await lines_now(session, uri)
    if session.documents.get(uri) is None:
        session.findings.settle(uri, lines or ())
        publish(session, uri)


def _message(session: Session, uri: str) -> dict[str, Any]:
    encoding = session.documents.encoding
    found = [_plain(shown, encoding) for shown in session.findings.of(uri)]
    return {"uri": uri, "findings": found}


def _plain(shown: Shown, encoding: Encoding) -> dict[str, Any]:
    finding, where = shown.finding, range_of(shown, encoding)
    ends = {"start": where.start, "end": where.end}
    return {
        "fingerprint": finding.fingerprint,
        "path": finding.path,
        "range": {
            name: {"line": end.line, "character": end.character} for name, end in ends.items()
        },
        "severity": str(finding.severity),
        "category": str(finding.category),
        "message": finding.message,
        "confidence": finding.confidence,
        "fix": shown.fix,
        "diff": shown.diff,
        "reasoning": finding.reasoning or None,
        **({"reason": finding.basis} if finding.basis else {}),
    }
