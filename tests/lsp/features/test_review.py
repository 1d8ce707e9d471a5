"""Reviews: findings as the user sees them come, move, go, and what can be done with them."""

from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from r1_assistant.lsp.uris import path_of
from support.git_workshop import Workshop, commit_as_somebody
from support.language_client import EditorClient, abilities, span

from .conftest import Asked, StartEditor

URI = "file:///project/jobs.py"
SWALLOWED = "try:\n    input()\nexcept Exception:\n    pass\n"
SECOND = "try:\n    help()\nexcept:\n    pass\n"
GAP = "\n" + "# more\n" * 40 + "\n"
"""Far enough apart that two parts of a file are two hunks."""
LOADED = "import yaml\n\n\ndef load(text):\n    return yaml.load(text)\n"
ANSWER = "Nobody hears of a failure of f."
FIXED = {"Now put this line right": "```python\n    return yaml.safe_load(text)\n```"}


def lines(editor: EditorClient, uri: str = URI) -> list[int]:
    return [one.range.start.line for one in editor.diagnostics.get(uri, ())]


async def reviewed(editor: EditorClient, text: str, uri: str = URI) -> list[types.Diagnostic]:
    if uri not in editor.texts:
        editor.open(uri, text)
    await editor.command("r1.reviewFile", {"uri": uri})
    return list(editor.diagnostics.get(uri, ()))


async def test_a_finding_is_a_diagnostic(start_editor: StartEditor) -> None:
    editor = await start_editor({"answer": ANSWER, "reasoning": "Let me see."})
    (found,) = await reviewed(editor, f"x = '𝄞'\n{SWALLOWED}")
    assert found.range == span(3, 0, end=17)
    assert found.severity is types.DiagnosticSeverity.Warning
    assert (found.source, found.code) == ("r1", "error-handling")
    assert found.message.startswith("This line catches every error")
    assert ANSWER in found.message
    assert found.data is not None
    data = found.data if isinstance(found.data, dict) else found.data._asdict()
    assert len(data["fingerprint"]) >= 8
    assert "Let me see." in data["reasoning"]


async def test_findings_arrive_one_by_one(start_editor: StartEditor, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    editor = await start_editor(
        {"answer": ANSWER, "piece": 1000, "gate": str(gate), "free": 1},
    )
    editor.open(URI, SWALLOWED + GAP + SECOND)
    task = await editor.begun(editor.command("r1.reviewFile", {"uri": URI}))
    await editor.until(lambda: lines(editor) == [2])
    assert not task.done()
    gate.touch()
    result = await task
    assert lines(editor) == [2, 48]
    assert (result["findings"], result["files"], result["stopped"]) == (2, 1, False)


async def test_findings_move_with_the_text_and_go_with_their_line(
    start_editor: StartEditor,
) -> None:
    editor = await start_editor({"answer": ANSWER})
    await reviewed(editor, SWALLOWED + GAP + SECOND)
    assert lines(editor) == [2, 48]
    editor.insert(URI, 0, "import os\nimport sys\n")
    await editor.until(lambda: lines(editor) == [4, 50])
    editor.edit(URI, span(4, 0, 5, 0), "except KeyError:\n")
    await editor.until(lambda: lines(editor) == [50])
    editor.edit(URI, span(50, 0, 52, 0), "")
    await editor.until(lambda: lines(editor) == [])


async def test_a_finding_is_not_shown_where_its_line_is_gone(
    start_editor: StartEditor, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    editor = await start_editor({"answer": ANSWER, "gate": str(gate)})
    editor.open(URI, SWALLOWED)
    task = await editor.begun(editor.command("r1.reviewFile", {"uri": URI}))
    editor.edit(URI, span(2, 7, end=16), "KeyError")
    await editor.hover(URI, 0, 0)
    gate.touch()
    assert (await task)["findings"] == 0
    assert lines(editor) == []


async def test_a_fix_is_applied(start_editor: StartEditor) -> None:
    editor = await start_editor({"answer": "A caller can run any code.", "by_text": FIXED})
    (found,) = await reviewed(editor, LOADED)
    action = await editor.action(URI, found.range, "Apply fix", diagnostics=[found])
    assert action.kind == types.CodeActionKind.QuickFix
    assert action.is_preferred
    assert action.diagnostics[0].message == found.message
    text = LOADED.replace("yaml.load", "yaml.safe_load")
    assert editor.apply(action.edit) == {URI: text}


async def test_a_fix_is_gone_when_the_line_is_another_one(start_editor: StartEditor) -> None:
    editor = await start_editor({"answer": "A caller can run any code.", "by_text": FIXED})
    await reviewed(editor, LOADED)
    editor.edit(URI, span(4, 21, end=25), "body")
    assert await editor.actions(URI, span(4, 4), ["quickfix"]) == []
    await editor.until(lambda: lines(editor) == [])


async def test_what_led_to_a_finding_is_shown(start_editor: StartEditor) -> None:
    editor = await start_editor({"answer": ANSWER, "reasoning": "Hm, f may fail."})
    (found,) = await reviewed(editor, SWALLOWED)
    action = await editor.action(URI, found.range, "Show reasoning")
    told = await editor.run(action)
    assert "Hm, f may fail." in told["reasoning"]
    assert "Hm, f may fail." in editor.messages[-1].message


async def test_reasoning_opens_as_a_document_where_that_is_possible(
    start_editor: StartEditor,
) -> None:
    can = abilities(window__showDocument={"support": True})
    editor = await start_editor({"answer": ANSWER, "reasoning": "Hm, f may fail."}, can=can)
    (found,) = await reviewed(editor, SWALLOWED)
    await editor.run(await editor.action(URI, found.range, "Show reasoning"))
    (shown,) = editor.shown_documents
    file = path_of(shown.uri)
    assert file is not None
    assert "Hm, f may fail." in file.read_text(encoding="utf-8")
    assert editor.messages == []


async def test_a_dismissed_finding_stays_away(start_editor: StartEditor, root: Path) -> None:
    (root / "jobs.py").write_text(SWALLOWED)
    uri = (root / "jobs.py").as_uri()
    editor = await start_editor({"answer": ANSWER}, root=root)
    (found,) = await reviewed(editor, SWALLOWED, uri)
    await editor.run(await editor.action(uri, found.range, "Dismiss"))
    assert lines(editor, uri) == []
    assert await reviewed(editor, SWALLOWED, uri) == []
    other = await start_editor({"answer": ANSWER}, root=root)
    assert await reviewed(other, "import os\n" + SWALLOWED, uri) == []


async def test_a_selection_is_reviewed_by_its_action(start_editor: StartEditor) -> None:
    editor = await start_editor({"answer": ANSWER})
    editor.open(URI, SWALLOWED + GAP + SECOND)
    result = await editor.run(await editor.action(URI, span(46, 0, 50, 0), "Find bugs"))
    assert (result["findings"], lines(editor)) == (1, [48])


async def test_a_function_is_reviewed_by_its_action(start_editor: StartEditor) -> None:
    editor = await start_editor({"answer": ANSWER})
    function = "def h():\n" + "".join(f"    {line}\n" for line in SECOND.splitlines())
    editor.open(URI, SWALLOWED + GAP + function)
    await editor.run(await editor.action(URI, span(46, 5), "Review h"))
    assert lines(editor) == [49]


async def test_a_file_that_is_not_open_is_reviewed(start_editor: StartEditor, root: Path) -> None:
    (root / "jobs.py").write_text(SWALLOWED)
    uri = (root / "jobs.py").as_uri()
    editor = await start_editor({"answer": ANSWER}, root=root)
    result = await editor.command("r1.reviewFile", {"uri": uri})
    assert (result["findings"], lines(editor, uri)) == (1, [2])


@pytest.fixture
def workshop(root: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(root.parent / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    commit_as_somebody(monkeypatch)
    return Workshop(root)


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ({"scope": "staged"}, {"staged.py"}),
        ({"scope": "working"}, {"staged.py", "working.py"}),
        ({}, {"staged.py", "working.py"}),
        ({"scope": "branch"}, {"committed.py"}),
        ({"scope": "range", "range": "HEAD~1..HEAD"}, {"committed.py"}),
    ],
)
async def test_changes_are_reviewed(
    start_editor: StartEditor,
    workshop: Workshop,
    argument: dict[str, str],
    expected: set[str],
) -> None:
    names = ("staged.py", "working.py", "committed.py")
    workshop.commit(dict.fromkeys(names, "input()\n"))
    workshop.git("checkout", "--quiet", "-b", "topic")
    workshop.commit({"committed.py": SWALLOWED})
    workshop.add({"staged.py": SWALLOWED})
    workshop.write({"working.py": SWALLOWED})
    editor = await start_editor({"answer": ANSWER}, root=workshop.root)
    result = await editor.command("r1.reviewChanges", argument)
    found = {uri.rpartition("/")[2]: lines(editor, uri) for uri in editor.diagnostics}
    assert found == {name: [2] for name in expected}
    assert result["findings"] == len(expected)


async def test_a_folder_without_a_repository_is_said(start_editor: StartEditor, root: Path) -> None:
    editor = await start_editor(root=root)
    with pytest.raises(JsonRpcException, match="repository") as raised:
        await editor.command("r1.reviewChanges", {"scope": "staged"})
    assert raised.value.code == -32803


@pytest.mark.parametrize(
    ("name", "language", "text", "reason"),
    [
        ("notes.txt", "plaintext", SWALLOWED, "not source code"),
        ("jobs.py", "python", "a\0b\n", "binary"),
        ("jobs.py", "python", f"x = '{'y' * 30_000}'\n", "minified"),
        ("jobs.py", "python", "# only words\n", "only comments, blank lines or brackets"),
    ],
)
async def test_what_is_left_out_is_said(
    start_editor: StartEditor, asked: Asked, name: str, language: str, text: str, reason: str
) -> None:
    editor = await start_editor()
    uri = f"file:///project/{name}"
    editor.open(uri, text, language)
    result = await editor.command("r1.reviewFile", {"uri": uri})
    assert [skip["reason"] for skip in result["skipped"]] == [reason]
    assert asked() == []


async def test_without_a_model_a_review_says_how_to_get_one(start_editor: StartEditor) -> None:
    editor = await start_editor({"missing": True})
    editor.open(URI, SWALLOWED)
    with pytest.raises(JsonRpcException, match="r1-model install") as raised:
        await editor.command("r1.reviewFile", {"uri": URI})
    assert raised.value.code == -32803
