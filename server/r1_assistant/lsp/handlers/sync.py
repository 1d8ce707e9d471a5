"""Open documents, kept as the editor has them."""

import logging

from lsprotocol import types

from r1_assistant.lsp import convert, indexing
from r1_assistant.lsp.diagnostics import closed, opened, publish
from r1_assistant.lsp.session import Session
from r1_assistant.lsp.uris import path_of

_log = logging.getLogger(__name__)


def did_open(session: Session, params: types.DidOpenTextDocumentParams) -> None:
    """Take a document over from the disk."""
    item = params.text_document
    session.documents.open(item.uri, item.language_id, item.version, item.text)
    opened(session, item.uri)


def did_change(session: Session, params: types.DidChangeTextDocumentParams) -> None:
    """Apply edits, and have the findings follow them."""
    uri, version = params.text_document.uri, params.text_document.version
    changes = [convert.change(change) for change in params.content_changes]
    update = session.documents.change(uri, version, changes)
    if update.problem:
        _log.info("%s: %s", uri, update.problem)
    for applied in update.applied:
        session.edits.note(uri, applied.first_line + 1)
    document = session.documents.get(uri)
    if document is not None and session.findings.follow(uri, update.applied, document.lines):
        publish(session, uri, edited=True)


def did_close(session: Session, params: types.DidCloseTextDocumentParams) -> None:
    """Give a document back to the disk."""
    session.documents.close(params.text_document.uri)
    session.forget(params.text_document.uri)
    closed(session, params.text_document.uri)


def did_save(session: Session, params: types.DidSaveTextDocumentParams) -> None:
    """Have the index read what was saved, and reviews look at it."""
    session.saves += 1
    path = path_of(params.text_document.uri)
    if path is not None:
        indexing.changed(session, [path])
