"""`textDocument/diagnostic`: the findings of a document, for editors that ask."""

from lsprotocol import types

from r1_assistant.lsp.diagnostics import diagnostics_of
from r1_assistant.lsp.session import Call

Report = types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport


async def diagnostic(call: Call, params: types.DocumentDiagnosticParams) -> Report:
    """Give the findings, or say that they are what they were."""
    session, uri = call.session, params.text_document.uri
    result_id = str(session.findings.revision(uri))
    if params.previous_result_id == result_id:
        return types.RelatedUnchangedDocumentDiagnosticReport(result_id=result_id)
    return types.RelatedFullDocumentDiagnosticReport(
        items=diagnostics_of(session, uri), result_id=result_id
    )
