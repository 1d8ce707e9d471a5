"""What is offered, of which kinds, and what the offers are good for."""

from pathlib import Path

import pytest
from lsprotocol import types

from support.language_client import abilities, span

from .conftest import Asked, StartEditor

URI = "file:///project/sums.py"
SOURCE = '''\
import os


class Sum:
    def add(self, first, second):
        result = first
        result = result + second
        return result


def documented():
    """Says nothing."""
    return None
'''
ON_ADD = span(4, 9)
UNUSED = types.Diagnostic(
    range=span(0, 7, end=9), message="`os` imported but unused", source="ruff", code="F401"
)
FIXED = "Here:\n\n```python\nclass Sum:\n    pass\n```\n"


def titles(actions: list[types.CodeAction]) -> list[str]:
    return [action.title for action in actions]


async def test_what_is_offered_on_a_symbol(start_editor: StartEditor, root: Path) -> None:
    editor = await start_editor(root=root)
    uri = (root / "sums.py").as_uri()
    editor.open(uri, SOURCE)
    offered = await editor.actions(uri, ON_ADD)
    assert titles(offered) == [
        "Explain add",
        "Review add",
        "Write a doc comment for add",
        "Write tests for add",
        "Simplify add",
        "Complete here",
    ]
    kinds = [action.kind for action in offered]
    rewrite = types.CodeActionKind.RefactorRewrite
    assert kinds == [
        "r1.explain",
        "r1.review",
        rewrite,
        types.CodeActionKind.Refactor,
        rewrite,
        rewrite,
    ]
    assert all(action.edit is None for action in offered)


async def test_what_is_offered_on_a_selection(start_editor: StartEditor) -> None:
    editor = await start_editor()
    editor.open(URI, SOURCE)
    assert titles(await editor.actions(URI, span(5, 0, 7, 0))) == [
        "Explain the selection",
        "Find bugs in the selection",
        "Simplify the selection",
    ]
    assert await editor.actions(URI, span(1, 0, 2, 0)) == []


async def test_a_documented_function_needs_no_doc_comment(start_editor: StartEditor) -> None:
    editor = await start_editor()
    editor.open(URI, SOURCE)
    assert "Write a doc comment for documented" not in titles(
        await editor.actions(URI, span(10, 6))
    )


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (["r1.explain"], ["Explain add"]),
        (["r1"], ["Explain add", "Review add"]),
        (["refactor.rewrite"], ["Write a doc comment for add", "Simplify add", "Complete here"]),
        (["quickfix"], []),
        (["source.organizeImports"], []),
        (["refactor.rew"], []),
        ([], []),
    ],
)
async def test_only_the_wanted_kinds_are_offered(
    start_editor: StartEditor, only: list[str], expected: list[str]
) -> None:
    editor = await start_editor()
    editor.open(URI, SOURCE)
    assert titles(await editor.actions(URI, ON_ADD, only)) == expected


@pytest.mark.parametrize(
    ("name", "language", "text"),
    [
        ("empty.txt", "plaintext", ""),
        ("notes.txt", "plaintext", "def add(): ...\n"),
        ("data.py", "python", "def add():\n    return '\0'\n"),
        ("bundle.js", "javascript", "function add() {}" + ";a=1" * 6000),
    ],
)
async def test_nothing_is_offered_that_cannot_work(
    start_editor: StartEditor, name: str, language: str, text: str
) -> None:
    editor = await start_editor()
    uri = f"file:///project/{name}"
    editor.open(uri, text, language)
    assert await editor.actions(uri, span(0, min(5, len(text)))) == []
    assert await editor.actions("file:///project/closed.py", span(0, 0)) == []


async def test_in_an_empty_file_of_code_it_can_only_go_on(start_editor: StartEditor) -> None:
    editor = await start_editor()
    editor.open(URI, "")
    assert titles(await editor.actions(URI, span(0, 0))) == ["Complete here"]


async def test_without_a_model_nothing_is_offered(start_editor: StartEditor) -> None:
    editor = await start_editor({"missing": True})
    editor.open(URI, SOURCE)
    assert await editor.actions(URI, ON_ADD, diagnostics=[UNUSED]) == []


async def test_any_servers_problem_can_be_explained_and_fixed(
    start_editor: StartEditor, asked: Asked
) -> None:
    answer = "```python\nimport sys\n```"
    editor = await start_editor({"by_slot": {"edit": answer}, "answer": "Nobody uses it."})
    editor.open(URI, SOURCE)
    offered = await editor.actions(URI, span(0, 7), ["quickfix"], [UNUSED])
    assert titles(offered) == [
        "Explain this problem: `os` imported but unused",
        "Fix this problem: `os` imported but unused",
    ]
    explain, fix = offered
    assert explain.diagnostics == fix.diagnostics == (UNUSED,)
    await editor.run(explain)
    assert "Nobody uses it." in editor.messages[-1].message
    resolved = await editor.code_action_resolve_async(fix)
    assert editor.apply(resolved.edit) == {URI: SOURCE.replace("import os", "import sys")}
    assert [slot for slot, _ in asked()] == ["explain", "edit"]
    assert all("imported but unused" in prompt for _, prompt in asked())


async def test_our_own_findings_are_no_problem_of_another_server(
    start_editor: StartEditor,
) -> None:
    editor = await start_editor()
    editor.open(URI, SOURCE)
    ours = types.Diagnostic(span(0, 0, end=9), "This line ...", source="r1")
    assert await editor.actions(URI, span(0, 0), ["quickfix"], [ours]) == []


async def test_an_editor_that_knows_commands_alone_gets_commands(
    start_editor: StartEditor,
) -> None:
    editor = await start_editor(
        {"answer": "Adds two numbers and keeps nothing."}, can=abilities("textDocument.codeAction")
    )
    editor.open(URI, SOURCE)
    offered = await editor.actions(URI, ON_ADD)
    assert all(isinstance(one, types.Command) for one in offered)
    (doc,) = [one for one in offered if one.title.startswith("Write a doc")]
    result = await editor.command(doc.command, *doc.arguments)
    assert result["applied"]
    assert '        """Adds two numbers and keeps nothing."""\n' in editor.texts[URI]


async def test_tests_are_offered_where_it_is_known_where_they_go(
    start_editor: StartEditor,
) -> None:
    editor = await start_editor()
    editor.open(URI, SOURCE)
    assert "Write tests for add" not in titles(await editor.actions(URI, ON_ADD))


async def test_the_folder_has_no_index_yet_and_all_is_offered(
    start_editor: StartEditor, root: Path
) -> None:
    (root / "sums.py").write_text(SOURCE)
    editor = await start_editor(root=root, options={})
    uri = (root / "sums.py").as_uri()
    editor.open(uri, SOURCE)
    assert "Explain add" in titles(await editor.actions(uri, ON_ADD))
