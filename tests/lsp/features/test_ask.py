"""Questions about a finding: what the model is shown, and what becomes of its answer."""

from pathlib import Path
from typing import Any

import pytest
from pygls.exceptions import JsonRpcException

from support.language_client import EditorClient, abilities, span

from .conftest import Asked, StartEditor

OURS = abilities(experimental={"r1": True})
SOURCE = "import yaml\n\n\ndef load(text):\n    return yaml.load(text)\n"
SCRIPT = {
    "answer": "A caller can run any code.",
    "reasoning": "It is not safe.",
    "by_text": {"Now put this line right": "```python\n    return yaml.safe_load(text)\n```"},
    "by_slot": {"ask": "Because `yaml.load` makes objects."},
}
CONTENT_MODIFIED = -32801


@pytest.fixture
def uri(root: Path) -> str:
    """A file with one finding."""
    (root / "jobs.py").write_text(SOURCE)
    return (root / "jobs.py").as_uri()


async def reviewed(editor: EditorClient, uri: str) -> str:
    """Review a file; gives the fingerprint of its finding."""
    await editor.command("r1.reviewFile", {"uri": uri})
    (shown,) = editor.came("r1/findings")[-1].findings
    return str(shown.fingerprint)


def question(fingerprint: str, text: str = "Why is that?", **more: Any) -> dict[str, Any]:
    return {"fingerprint": fingerprint, "question": text, "id": "mine", **more}


async def test_a_question_is_answered_and_streamed(
    start_editor: StartEditor, root: Path, uri: str, asked: Asked
) -> None:
    editor = await start_editor(SCRIPT, root=root, can=OURS)
    editor.open(uri, SOURCE)
    fingerprint = await reviewed(editor, uri)
    result = await editor.command("r1.ask", question(fingerprint), token="bar")
    assert result == {
        "id": "mine",
        "answer": "Because `yaml.load` makes objects.",
        "reasoning": "It is not safe.",
        "stopped": False,
    }
    mine = [one for one in editor.came("r1/stream") if one.id == "mine"]
    written = [one.delta for one in mine if getattr(one, "part", "") == "answer"]
    assert "".join(written) == result["answer"]
    assert (mine[-1].done, mine[-1].stopped) == (True, False)
    assert editor.progress("Answer about line 5 of jobs.py")
    slot, prompt = asked()[-1]
    assert slot == "ask"
    for shown in (
        "The file is `jobs.py`.",
        "def load(text):",
        'of the kind "security" about line 5:',
        "```python\n    return yaml.safe_load(text)\n```",
        "It is not safe.",
        "My question: Why is that?",
    ):
        assert shown in prompt


async def test_what_was_said_before_is_known(
    start_editor: StartEditor, root: Path, uri: str, asked: Asked
) -> None:
    editor = await start_editor(SCRIPT, root=root, can=OURS)
    fingerprint = await reviewed(editor, uri)  # a file that is not open
    history = [{"question": "Is it bad?", "answer": "It is."}]
    await editor.command("r1.ask", question(fingerprint, "How bad?", history=history))
    assert asked()[-1][1].endswith("My question: Is it bad?\nIt is.\nHow bad?")


async def test_the_finding_is_asked_about_where_it_is_now(
    start_editor: StartEditor, root: Path, uri: str, asked: Asked
) -> None:
    editor = await start_editor(SCRIPT, root=root, can=OURS)
    editor.open(uri, SOURCE)
    fingerprint = await reviewed(editor, uri)
    editor.insert(uri, 0, "# one\n# two\n")
    await editor.command("r1.ask", question(fingerprint))
    assert "about line 7:" in asked()[-1][1]
    editor.edit(uri, span(6, 0, 7, 0), "")
    with pytest.raises(JsonRpcException, match="No finding of this fingerprint"):
        await editor.command("r1.ask", question(fingerprint))


async def test_of_lines_that_changed_unseen_nothing_is_said(
    start_editor: StartEditor, root: Path, uri: str
) -> None:
    editor = await start_editor(SCRIPT, root=root, can=OURS)
    fingerprint = await reviewed(editor, uri)
    (root / "jobs.py").write_text("import yaml\n")
    with pytest.raises(JsonRpcException, match="have changed; review the file again") as raised:
        await editor.command("r1.ask", question(fingerprint))
    assert raised.value.code == CONTENT_MODIFIED
    (root / "jobs.py").unlink()
    with pytest.raises(JsonRpcException, match=r"jobs\.py cannot be read") as raised:
        await editor.command("r1.ask", question(fingerprint))
    assert raised.value.code == CONTENT_MODIFIED


async def test_a_later_question_about_a_finding_ends_the_one_before(
    start_editor: StartEditor, root: Path, uri: str, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    editor = await start_editor({**SCRIPT, "gate": str(gate)}, root=root, can=OURS)
    gate.touch()
    fingerprint = await reviewed(editor, uri)
    gate.unlink()
    first = await editor.begun(editor.command("r1.ask", question(fingerprint, id="first")))
    second = await editor.begun(editor.command("r1.ask", question(fingerprint, id="second")))
    assert (await first)["stopped"]
    assert await editor.command("r1.stop", "first") == 0
    gate.touch()
    assert (await second)["answer"] == "Because `yaml.load` makes objects."


async def test_other_editors_are_shown_the_answer(
    start_editor: StartEditor, root: Path, uri: str
) -> None:
    editor = await start_editor(SCRIPT, root=root)
    editor.open(uri, SOURCE)
    await editor.command("r1.reviewFile", {"uri": uri})
    (found,) = editor.diagnostics[uri]
    data = found.data if isinstance(found.data, dict) else found.data._asdict()
    await editor.command("r1.ask", question(data["fingerprint"]))
    shown = editor.messages[-1].message
    assert "> Why is that?\n\nBecause `yaml.load` makes objects." in shown
