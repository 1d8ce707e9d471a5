"""Findings for editors that are told, for those that ask, and for those that know `r1/findings`."""

from pathlib import Path

from lsprotocol import types

from support.language_client import EditorClient, abilities, span

from .conftest import StartEditor

URI = "file:///project/jobs.py"
SWALLOWED = "try:\n    input()\nexcept Exception:\n    pass\n"
ASKS = {"textDocument__diagnostic": {}, "workspace__diagnostics": {"refreshSupport": True}}
Report = types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport


async def pulled(editor: EditorClient, uri: str = URI, before: str | None = None) -> Report:
    identifier = types.TextDocumentIdentifier(uri)
    params = types.DocumentDiagnosticParams(identifier, previous_result_id=before)
    answer = await editor.text_document_diagnostic_async(params)
    assert isinstance(
        answer,
        types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport,
    )
    return answer


async def test_an_editor_that_asks_is_told_to_ask_again(start_editor: StartEditor) -> None:
    editor = await start_editor(can=abilities(**ASKS))
    editor.open(URI, SWALLOWED)
    first = await pulled(editor)
    assert isinstance(first, types.RelatedFullDocumentDiagnosticReport)
    assert list(first.items) == []
    await editor.command("r1.reviewFile", {"uri": URI})
    await editor.until(lambda: editor.diagnostic_refresh_count)
    second = await pulled(editor, before=first.result_id)
    assert isinstance(second, types.RelatedFullDocumentDiagnosticReport)
    assert [item.range for item in second.items] == [span(2, 0, end=17)]
    assert second.result_id != first.result_id
    assert editor.came("textDocument/publishDiagnostics") == []
    third = await pulled(editor, before=second.result_id)
    assert isinstance(third, types.RelatedUnchangedDocumentDiagnosticReport)
    assert third.result_id == second.result_id


async def test_an_edit_changes_what_is_asked_for(start_editor: StartEditor) -> None:
    editor = await start_editor(can=abilities(**ASKS))
    editor.open(URI, SWALLOWED)
    await editor.command("r1.reviewFile", {"uri": URI})
    editor.insert(URI, 0, "\n")
    moved = await pulled(editor)
    assert isinstance(moved, types.RelatedFullDocumentDiagnosticReport)
    assert [item.range.start.line for item in moved.items] == [3]
    editor.edit(URI, span(3, 0, end=6), "EXCEPT")
    gone = await pulled(editor, before=moved.result_id)
    assert isinstance(gone, types.RelatedFullDocumentDiagnosticReport)
    assert list(gone.items) == []


async def test_what_is_not_open_is_sent_even_to_editors_that_ask(
    start_editor: StartEditor, root: Path
) -> None:
    (root / "jobs.py").write_text(SWALLOWED)
    uri = (root / "jobs.py").as_uri()
    editor = await start_editor(root=root, can=abilities(**ASKS))
    await editor.command("r1.reviewFile", {"uri": uri})
    assert [one.range.start.line for one in editor.diagnostics[uri]] == [2]
    editor.open(uri, "import os\n" + SWALLOWED)
    report = await pulled(editor, uri)
    assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
    assert [item.range.start.line for item in report.items] == [3]
    assert list(editor.diagnostics[uri]) == []  # else it would be shown twice


async def test_findings_of_a_closed_document_are_those_of_its_file(
    start_editor: StartEditor, root: Path
) -> None:
    (root / "jobs.py").write_text(SWALLOWED)
    uri = (root / "jobs.py").as_uri()
    editor = await start_editor(root=root)
    editor.open(uri, "import os\n" + SWALLOWED)
    await editor.command("r1.reviewFile", {"uri": uri})
    assert [one.range.start.line for one in editor.diagnostics[uri]] == [3]
    editor.close(uri)
    await editor.until(lambda: [one.range.start.line for one in editor.diagnostics[uri]] == [2])


async def test_a_client_of_ours_gets_findings_with_all_there_is_to_know(
    start_editor: StartEditor,
) -> None:
    fix = {"Now put this line right": "```python\nvalue = yaml.safe_load(input())\n```"}
    editor = await start_editor(
        {"answer": "A caller can run any code.", "by_text": fix, "reasoning": "Aha."},
        can=abilities(experimental={"r1": True}),
    )
    editor.open(URI, "import yaml\n\nvalue = yaml.load(input())\n")
    await editor.command("r1.reviewFile", {"uri": URI})
    sent = editor.came("r1/findings")[-1]
    assert sent.uri == URI
    (finding,) = sent.findings
    assert finding.severity == "error"
    assert finding.category == "security"
    assert 0.5 < finding.confidence <= 1
    assert finding.fix == "value = yaml.safe_load(input())"
    assert "Aha." in finding.reasoning
    assert (finding.range.start.line, finding.range.end.character) == (2, 26)
    answer = await editor.protocol.send_request_async(
        "r1/reasoning", {"fingerprint": finding.fingerprint}
    )
    assert "Aha." in answer.reasoning
    editor.edit(URI, span(2, 0, 3, 0), "")
    await editor.until(lambda: list(editor.came("r1/findings")[-1].findings) == [])
