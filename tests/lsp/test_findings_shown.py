"""Findings as diagnostics, in the server's own message, and with their actions."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from r1_assistant.domain.finding import Category, Finding, Severity
from r1_assistant.lsp import ext
from r1_assistant.lsp.commands.dismiss import (
    clear_command,
    dismiss_command,
    show_reasoning_command,
)
from r1_assistant.lsp.failures import Failure
from r1_assistant.lsp.finding_actions import actions_for
from r1_assistant.lsp.findings import Origin
from r1_assistant.lsp.handlers.diagnostic import diagnostic
from r1_assistant.lsp.handlers.reasoning import reasoning
from r1_assistant.lsp.positions import Encoding, split_lines
from r1_assistant.lsp.session import Call
from r1_assistant.lsp.uris import uri_of
from support.lsp_fixtures import Editor

TEXT = "def f(a):\n    \U0001f600 = a[len(a)]  \n    return 1\n"
FINDING = Finding(
    path="a.py",
    line=2,
    end_line=2,
    severity=Severity.ERROR,
    category=Category.BUG,
    confidence=0.9,
    message="This is one too far.",
    quote="\U0001f600 = a[len(a)]",
    fix="    x = a[len(a) - 1]",
    reasoning="An index begins at 0.",
    basis="Read off the line.",
)
REFRESH = types.WORKSPACE_DIAGNOSTIC_REFRESH
PULLS = {"pull_diagnostics": True, "refresh_diagnostics": True}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("R1_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def uri(tmp_path: Path) -> str:
    return uri_of(tmp_path / "a.py")


def editor_with(
    uri: str, finding: Finding = FINDING, text: str = TEXT, **abilities: bool
) -> Editor:
    editor = Editor(**abilities)
    editor.open(uri, text)
    editor.session.findings.add(uri, finding, split_lines(text), None, Origin())
    return editor


async def pull(editor: Editor, uri: str, previous: str | None = None) -> Any:
    identifier = types.TextDocumentIdentifier(uri=uri)
    params = types.DocumentDiagnosticParams(text_document=identifier, previous_result_id=previous)
    return await diagnostic(Call(editor.session, editor.session.snapshot(uri)), params)


def place(where: types.Range) -> tuple[int, int, int, int]:
    return where.start.line, where.start.character, where.end.line, where.end.character


def edited(text: str, edit: types.TextEdit) -> str:
    """Apply an edit of whole lines, or of a line's content from its beginning."""
    lines = split_lines(text)
    start, end = edit.range.start, edit.range.end
    assert start.character == 0
    rest = lines[end.line][end.character :]
    return "".join([*lines[: start.line], edit.new_text, rest, *lines[end.line + 1 :]])


@pytest.mark.parametrize(
    ("encoding", "end"), [(Encoding.UTF16, 18), (Encoding.UTF8, 20), (Encoding.UTF32, 17)]
)
async def test_a_diagnostic_is_at_the_text_of_its_line(
    uri: str, encoding: Encoding, end: int
) -> None:
    editor = editor_with(uri)
    editor.session.documents.encoding = encoding
    (found,) = (await pull(editor, uri)).items
    assert place(found.range) == (1, 4, 1, end)
    assert (found.source, found.code, found.severity) == ("r1", "bug", types.DiagnosticSeverity(1))
    assert found.data == {
        "fingerprint": FINDING.fingerprint,
        "reasoning": "An index begins at 0.",
    }


async def test_a_pull_is_unchanged_until_something_changes(uri: str) -> None:
    editor = editor_with(uri)
    first = await pull(editor, uri)
    again = await pull(editor, uri, first.result_id)
    assert isinstance(again, types.RelatedUnchangedDocumentDiagnosticReport)
    editor.insert(uri, 2, "    pass\n")
    again = await pull(editor, uri, first.result_id)
    assert isinstance(again, types.RelatedUnchangedDocumentDiagnosticReport)
    editor.insert(uri, 0, "\n")
    moved = await pull(editor, uri, first.result_id)
    assert [place(item.range)[0] for item in moved.items] == [2]
    assert (await pull(editor, "file:///other.py")).items == []


async def test_edits_push_moved_diagnostics_with_their_version(uri: str) -> None:
    editor = editor_with(uri)
    editor.insert(uri, 0, "\n")
    editor.insert(uri, 2, "y")
    moved, gone = editor.published(uri)
    assert (moved.version, [place(item.range)[0] for item in moved.diagnostics]) == (2, [2])
    assert (gone.version, gone.diagnostics) == (3, [])


async def test_an_editor_that_pulls_is_asked_to_and_not_sent_what_is_open(uri: str) -> None:
    editor = editor_with(uri, **PULLS)
    editor.insert(uri, 0, "\n")
    await editor.settled()
    assert (editor.told, editor.asked) == ([], [])
    await dismiss_command(editor.session, [{"fingerprint": FINDING.fingerprint}], None)
    await editor.settled()
    assert editor.asked == [(REFRESH, None)]
    assert editor.told == []


async def test_an_editor_that_cannot_be_asked_to_pull_again_is_sent_all(uri: str) -> None:
    editor = editor_with(uri, pull_diagnostics=True)
    editor.insert(uri, 0, "\n")
    assert len(editor.published(uri)) == 1


async def test_findings_outlast_the_closing_of_their_document(uri: str, home: Path) -> None:
    (home / "a.py").write_text("\n" + TEXT, encoding="utf-8")
    editor = editor_with(uri, **PULLS)
    editor.close(uri)
    await editor.settled()
    (sent,) = editor.published(uri)
    assert (sent.version, [place(item.range)[0] for item in sent.diagnostics]) == (None, [2])
    editor.open(uri, TEXT)
    await editor.settled()
    assert editor.published(uri)[1].diagnostics == []
    assert [place(item.range)[0] for item in (await pull(editor, uri)).items] == [1]


async def test_findings_go_with_a_file_that_is_gone(uri: str) -> None:
    editor = editor_with(uri)
    editor.close(uri)
    await editor.settled()
    assert editor.published(uri)[-1].diagnostics == []


async def test_a_document_that_is_opened_by_another_name_takes_its_findings_over(uri: str) -> None:
    editor = editor_with(uri)
    editor.session.documents.close(uri)
    other = uri.replace("a.py", "%61.py")
    editor.open(other, TEXT)
    assert editor.published(uri)[-1].diagnostics == []
    assert len(editor.published(other)[-1].diagnostics) == 1


async def test_clients_of_our_own_get_the_findings_in_full(uri: str) -> None:
    editor = editor_with(uri, r1=True)
    editor.insert(uri, 0, "\n")
    (sent,) = [params for method, params in editor.told if method == ext.FINDINGS]
    assert sent == {
        "uri": uri,
        "findings": [
            {
                "fingerprint": FINDING.fingerprint,
                "path": "a.py",
                "range": {
                    "start": {"line": 2, "character": 4},
                    "end": {"line": 2, "character": 18},
                },
                "severity": "error",
                "category": "bug",
                "message": "This is one too far.",
                "confidence": 0.9,
                "fix": FINDING.fix,
                "diff": "-    \U0001f600 = a[len(a)]  \n+    x = a[len(a) - 1]",
                "reasoning": "An index begins at 0.",
                "reason": "Read off the line.",
            }
        ],
    }


async def test_reasoning_is_told_on_request(uri: str) -> None:
    call = Call(editor_with(uri).session, None)
    told = await reasoning(call, {"fingerprint": FINDING.fingerprint})
    assert told == {"reasoning": "An index begins at 0."}
    for wrong in (None, [], {"fingerprint": 7}, {"fingerprint": "0"}):
        with pytest.raises(Failure, match="No finding"):
            await reasoning(call, wrong)


async def test_reasoning_is_shown(uri: str) -> None:
    editor = editor_with(uri)
    result = await show_reasoning_command(
        editor.session, [{"fingerprint": FINDING.fingerprint}], None
    )
    assert result["reasoning"] == "An index begins at 0."
    ((method, params),) = editor.told
    assert method == types.WINDOW_SHOW_MESSAGE
    assert "An index begins at 0." in params.message


async def actions(editor: Editor, uri: str, line: int = 2) -> dict[str, types.CodeAction]:
    snapshot = editor.session.snapshot(uri)
    assert snapshot is not None
    found = [one async for one in actions_for(editor.session, snapshot, line, line)]
    return {action.title.partition(":")[0]: action for action in found}


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("fix", "expected"),
    [
        ("    x = a[-1]", "def f(a):\n    x = a[-1]\n    return 1\n"),
        ("", "def f(a):\n    return 1\n"),
        ("    i = -1\n    x = a[i]", "def f(a):\n    i = -1\n    x = a[i]\n    return 1\n"),
    ],
)
async def test_a_fix_replaces_its_lines_and_keeps_their_ends(
    uri: str, line_end: str, fix: str, expected: str
) -> None:
    text = TEXT.replace("\U0001f600", "x").replace("\n", line_end)
    editor = editor_with(uri, replace(FINDING, fix=fix), text)
    action = (await actions(editor, uri))["Apply fix"]
    assert action.is_preferred
    assert action.edit is not None
    assert action.edit.changes is not None
    (edit,) = action.edit.changes[uri]
    assert edited(text, edit) == expected.replace("\n", line_end)


async def test_a_fix_of_the_last_line_adds_no_end(uri: str) -> None:
    text = "x = 1\r\ny = 2"
    editor = editor_with(uri, replace(FINDING, fix="y = 3\nz = 4"), text)
    action = (await actions(editor, uri))["Apply fix"]
    assert action.edit is not None
    assert action.edit.changes is not None
    assert edited(text, action.edit.changes[uri][0]) == "x = 1\r\ny = 3\r\nz = 4"


async def test_a_fix_names_the_version_where_the_editor_knows_versions(uri: str) -> None:
    editor = editor_with(uri, document_changes=True)
    edit = (await actions(editor, uri))["Apply fix"].edit
    assert edit is not None
    assert edit.document_changes is not None
    (change,) = edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    assert (change.text_document.uri, change.text_document.version) == (uri, 1)


@pytest.mark.parametrize("fix", ["    x = a[", "    x = a)", None])
async def test_a_fix_that_does_not_parse_is_not_offered(uri: str, fix: str | None) -> None:
    text = TEXT.replace("\U0001f600", "x")
    editor = editor_with(uri, replace(FINDING, fix=fix), text)
    assert list(await actions(editor, uri)) == ["Show reasoning", "Dismiss"]


async def test_a_fix_of_lines_that_were_indented_anew_is_not_offered(uri: str) -> None:
    editor = editor_with(uri)
    editor.insert(uri, 1, "  ")
    assert list(await actions(editor, uri)) == ["Show reasoning", "Dismiss"]


async def test_actions_are_those_of_the_lines(uri: str) -> None:
    editor = editor_with(uri, replace(FINDING, reasoning=""))
    assert (await actions(editor, uri, 1)) == (await actions(editor, uri, 3)) == {}
    found = await actions(editor, uri)
    assert list(found) == ["Apply fix", "Dismiss"]
    command = found["Dismiss"].command
    assert command is not None
    assert (command.command, command.arguments) == (
        "r1.dismiss",
        [{"fingerprint": FINDING.fingerprint}],
    )
    (about,) = found["Dismiss"].diagnostics or ()
    assert about.message == FINDING.message


async def test_the_editors_own_diagnostic_is_named(uri: str) -> None:
    editor = editor_with(uri)
    (own,) = (await pull(editor, uri)).items
    own.message = "as the editor has it"
    snapshot = editor.session.snapshot(uri)
    assert snapshot is not None
    async for action in actions_for(editor.session, snapshot, 2, 2, [own]):
        assert action.diagnostics == [own]


async def test_clearing_takes_all_findings_away_and_remembers_none(uri: str, home: Path) -> None:
    editor = editor_with(uri, r1=True)
    other = uri_of(home / "b.py")
    editor.session.findings.add(other, replace(FINDING, path="b.py"), split_lines(TEXT))
    assert await clear_command(editor.session, [], None) == 2
    assert editor.session.findings.all() == ()
    told = [params for method, params in editor.told if method == ext.FINDINGS]
    assert sorted(told, key=lambda params: params["uri"]) == [
        {"uri": uri, "findings": []},
        {"uri": other, "findings": []},
    ]
    assert not list(home.rglob("dismissed"))
    assert await clear_command(editor.session, [], None) == 0


async def test_dismissing_what_is_not_shown_is_said(uri: str) -> None:
    with pytest.raises(Failure, match="No finding"):
        await dismiss_command(Editor().session, [{"fingerprint": "0123"}], None)
