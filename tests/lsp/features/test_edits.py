"""Code actions that edit: what becomes of the document, or why nothing."""

from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from r1_assistant.context.languages import language_of
from r1_assistant.context.syntax import parse, problems
from support.language_client import EditorClient, abilities, span

from .conftest import Asked, StartEditor

URI = "file:///project/sums.py"
SOURCE = """\
import os


def add(first, second):
    if first:
        return first + second
    else:
        return first + second


print(add(1, 2))
"""
ON_ADD = span(3, 5)
SIMPLER = "def add(first, second):\n    return first + second"
FENCED = f"It is shorter now.\n\n```python\n{SIMPLER}\n```\n"
DOC = "Adds two numbers and gives their sum."
CONTENT_MODIFIED = -32801
REQUEST_FAILED = -32803


def parses(text: str) -> bool:
    language = language_of("a.py")
    assert language is not None
    tree = parse(text, language)
    return tree is not None and not problems(tree)


async def resolved(editor: EditorClient, uri: str, title: str) -> types.WorkspaceEdit:
    action = await editor.action(uri, ON_ADD, title)
    result = await editor.code_action_resolve_async(action)
    assert result.edit is not None
    assert result.title == action.title
    return result.edit


async def test_a_doc_comment_is_added_and_nothing_else_changes(start_editor: StartEditor) -> None:
    editor = await start_editor({"answer": DOC})
    editor.open(URI, SOURCE)
    edit = await resolved(editor, URI, "Write a doc comment")
    text = editor.apply(edit)[URI]
    header = "def add(first, second):\n"
    assert text == SOURCE.replace(header, f'{header}    """{DOC}"""\n')
    assert parses(text)


async def test_a_function_is_simplified_within_its_lines(start_editor: StartEditor) -> None:
    editor = await start_editor({"answer": FENCED})
    editor.open(URI, SOURCE)
    text = editor.apply(await resolved(editor, URI, "Simplify"))[URI]
    assert text == f"import os\n\n\n{SIMPLER}\n\n\nprint(add(1, 2))\n"


async def test_line_ends_and_other_letters_stay_as_they_are(start_editor: StartEditor) -> None:
    editor = await start_editor({"answer": FENCED})
    before = SOURCE.replace("import os", "import os  # 𝄞é").replace("\n", "\r\n")
    editor.open(URI, before)
    text = editor.apply(await resolved(editor, URI, "Simplify"))[URI]
    simpler = SIMPLER.replace("\n", "\r\n")
    assert text == f"import os  # 𝄞é\r\n\r\n\r\n{simpler}\r\n\r\n\r\nprint(add(1, 2))\r\n"


async def test_a_selection_is_simplified(start_editor: StartEditor) -> None:
    editor = await start_editor({"answer": FENCED})
    editor.open(URI, SOURCE)
    action = await editor.action(URI, span(4, 0, 7, 29), "Simplify the selection")
    result = await editor.code_action_resolve_async(action)
    assert parses(editor.apply(result.edit)[URI])


async def test_code_is_completed_at_the_cursor(start_editor: StartEditor) -> None:
    editor = await start_editor({"answer": "```python\n    return second\n```"})
    editor.open(URI, "def second(first, second):\n    \n")
    action = await editor.action(URI, span(1, 4), "Complete here")
    result = await editor.code_action_resolve_async(action)
    assert editor.apply(result.edit)[URI] == "def second(first, second):\n    return second\n"


async def test_tests_go_into_a_file_of_their_own(start_editor: StartEditor, root: Path) -> None:
    (root / "tests").mkdir()
    (root / "sums.py").write_text(SOURCE)
    test = "def test_add():\n    assert add(1, 2) == 3"
    editor = await start_editor({"answer": f"```python\n{test}\n```"}, root=root)
    uri = (root / "sums.py").as_uri()
    editor.open(uri, SOURCE)
    changed = editor.apply(await resolved(editor, uri, "Write tests"))
    new = (root / "tests" / "test_sums.py").as_uri()
    assert changed == {new: f"from sums import add\n\n{test}\n"}


async def test_tests_are_added_behind_those_there_are(
    start_editor: StartEditor, root: Path
) -> None:
    (root / "tests").mkdir()
    there = "from sums import add\n\n\ndef test_nothing():\n    assert add(0, 0) == 0\n"
    (root / "tests" / "test_sums.py").write_text(there)
    (root / "sums.py").write_text(SOURCE)
    test = "def test_add():\n    assert add(1, 2) == 3"
    editor = await start_editor({"answer": f"```python\n{test}\n```"}, root=root)
    uri, file = (root / "sums.py").as_uri(), (root / "tests" / "test_sums.py").as_uri()
    editor.open(uri, SOURCE)
    editor.open(file, there)
    assert editor.apply(await resolved(editor, uri, "Write tests")) == {
        file: f"{there}\n\n{test}\n"
    }


@pytest.mark.parametrize(
    ("title", "answer", "why"),
    [
        ("Simplify", "```python\ndef add(first, second:\n    return\n```", "parse|keep"),
        ("Simplify", f"```python\n{SIMPLER}\n\ndef more():\n    pass\n```", "defines something"),
        ("Simplify", "I can't do that.", "keep the first lines"),
        ("Write a doc comment", "No.", "says nothing"),
    ],
)
async def test_what_the_model_breaks_is_a_sentence_and_no_edit(
    start_editor: StartEditor, asked: Asked, title: str, answer: str, why: str
) -> None:
    editor = await start_editor({"answer": answer})
    editor.open(URI, SOURCE)
    action = await editor.action(URI, ON_ADD, title)
    with pytest.raises(JsonRpcException, match=why) as raised:
        await editor.code_action_resolve_async(action)
    assert raised.value.code == REQUEST_FAILED
    assert len(asked()) == 2  # the model was told what is wrong, and had another try


async def test_an_offer_for_an_older_text_is_void(start_editor: StartEditor, asked: Asked) -> None:
    editor = await start_editor({"answer": FENCED})
    editor.open(URI, SOURCE)
    action = await editor.action(URI, ON_ADD, "Simplify")
    editor.insert(URI, 0, "import sys\n")
    with pytest.raises(JsonRpcException, match="changed") as raised:
        await editor.code_action_resolve_async(action)
    assert raised.value.code == CONTENT_MODIFIED
    assert asked() == []


async def test_an_edit_of_a_text_that_changed_meanwhile_is_void(
    start_editor: StartEditor, tmp_path: Path, asked: Asked
) -> None:
    gate = tmp_path / "gate"
    editor = await start_editor({"answer": FENCED, "gate": str(gate)})
    editor.open(URI, SOURCE)
    action = await editor.action(URI, ON_ADD, "Simplify")
    waiting = await editor.begun(editor.code_action_resolve_async(action))
    editor.insert(URI, 0, "import sys\n")
    assert await editor.hover(URI, 0, 0) is None  # the edit has arrived
    gate.touch()
    with pytest.raises(JsonRpcException, match="changed") as raised:
        await waiting
    assert raised.value.code == CONTENT_MODIFIED


async def test_an_action_without_an_edit_of_ours_comes_back_as_it_is(
    start_editor: StartEditor,
) -> None:
    editor = await start_editor()
    for data in (None, 5, {"other": "server"}):
        action = types.CodeAction(title="Other", data=data)
        assert (await editor.code_action_resolve_async(action)).edit is None


@pytest.mark.parametrize(
    "change", [{"edit": "format"}, {"start": "x"}, {"version": None}, {"uri": 7}]
)
async def test_data_of_another_make_is_refused(
    start_editor: StartEditor, change: dict[str, Any]
) -> None:
    editor = await start_editor()
    editor.open(URI, SOURCE)
    action = await editor.action(URI, ON_ADD, "Simplify")
    action.data = {**_plain(action.data), **change}
    with pytest.raises(JsonRpcException) as raised:
        await editor.code_action_resolve_async(action)
    assert raised.value.code in (-32602, CONTENT_MODIFIED)


async def test_a_preview_shows_and_changes_nothing(start_editor: StartEditor) -> None:
    editor = await start_editor({"answer": FENCED})
    editor.open(URI, SOURCE)
    action = await editor.action(URI, ON_ADD, "Simplify")
    shown = await editor.command("r1.preview", action.data)
    assert shown["title"] == "Simplify add"
    assert "-    if first:" in shown["diff"]
    assert "+    return first + second" in shown["diff"]
    assert "documentChanges" in shown["edit"]
    assert "-    if first:" in editor.messages[-1].message
    assert editor.texts[URI] == SOURCE
    assert editor.came("workspace/applyEdit") == []


async def test_an_editor_that_cannot_resolve_gets_its_edit_by_command(
    start_editor: StartEditor,
) -> None:
    can = abilities("textDocument.codeAction.resolveSupport")
    editor = await start_editor({"answer": DOC}, can=can)
    editor.open(URI, SOURCE)
    action = await editor.action(URI, ON_ADD, "Write a doc comment")
    assert action.data is None
    assert (await editor.run(action))["applied"]
    assert f'    """{DOC}"""\n' in editor.texts[URI]
    assert editor.came("workspace/applyEdit")[0].label == "Write a doc comment for add"


async def test_an_editor_without_versions_gets_plain_changes(start_editor: StartEditor) -> None:
    can = abilities("workspace.workspaceEdit")
    editor = await start_editor({"answer": DOC}, can=can)
    editor.open(URI, SOURCE)
    edit = await resolved(editor, URI, "Write a doc comment")
    assert edit.document_changes is None
    assert f'    """{DOC}"""\n' in editor.apply(edit)[URI]


CONFIRM = {"edit": {"confirm": True}, "index": {"enabled": False}}


async def test_edits_can_be_marked_as_in_need_of_a_confirmation(start_editor: StartEditor) -> None:
    can = abilities(workspace__workspaceEdit__changeAnnotationSupport={})
    editor = await start_editor({"answer": DOC}, can=can, options=CONFIRM)
    editor.open(URI, SOURCE)
    edit = await resolved(editor, URI, "Write a doc comment")
    assert edit.document_changes is not None
    assert edit.change_annotations is not None
    (change,) = edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    (annotated,) = change.edits
    assert isinstance(annotated, types.AnnotatedTextEdit)
    note = edit.change_annotations[annotated.annotation_id]
    assert note.needs_confirmation
    assert note.label == "Write a doc comment for add"
    assert f'    """{DOC}"""\n' in editor.apply(edit)[URI]


@pytest.mark.parametrize("button", ["Apply", "Discard", None])
async def test_an_editor_without_such_marks_is_asked(
    start_editor: StartEditor, button: str | None
) -> None:
    can = abilities("textDocument.codeAction.resolveSupport")
    editor = await start_editor({"answer": DOC}, can=can, options=CONFIRM)
    editor.button = button
    editor.open(URI, SOURCE)
    result = await editor.run(await editor.action(URI, ON_ADD, "Write a doc comment"))
    assert result["applied"] == (button == "Apply")
    assert (editor.texts[URI] != SOURCE) == (button == "Apply")
    (question,) = editor.came("window/showMessageRequest")
    assert DOC in question.message


def _plain(data: Any) -> dict[str, Any]:
    return dict(data) if isinstance(data, dict) else data._asdict()
