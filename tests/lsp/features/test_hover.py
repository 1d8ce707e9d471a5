from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from support.language_client import abilities, span

from .conftest import Asked, StartEditor

URI = "file:///project/sums.py"
SOURCE = '''\
def add(first, second):
    """Adds two numbers."""
    return first + second  # add it


total = add(1, 2)
print("add", unknown)
'''


async def test_a_definition_is_described_and_explained(start_editor: StartEditor) -> None:
    editor = await start_editor()
    editor.open(URI, SOURCE)
    shown = await editor.hover(URI, 5, 9)
    assert shown is not None
    assert isinstance(shown.contents, types.MarkupContent)
    assert shown.contents.kind is types.MarkupKind.Markdown
    card, explanation = shown.contents.value.split("\n\n---\n\n")
    assert "```python\ndef add(first, second)" in card
    assert "Adds two numbers." in card
    assert "[sums.py:1](file:///project/sums.py#L1)" in card
    assert explanation == "It adds two numbers."
    assert shown.range == span(5, 8, end=11)


async def test_nothing_is_loaded_for_a_hover(start_editor: StartEditor) -> None:
    editor = await start_editor({"answer": "See ![x](https://far.example/x.png), not `![y](z)`."})
    drawn = 'def draw():\n    """Draws ![it](https://far.example/y.png)."""\n'
    editor.open(URI, drawn)
    shown = await editor.hover(URI, 0, 5)
    assert shown is not None
    assert isinstance(shown.contents, types.MarkupContent)
    assert r"Draws !\[it](https://far" in shown.contents.value
    assert r"See !\[x](https://far.example/x.png), not `![y](z)`." in shown.contents.value


@pytest.mark.parametrize(
    ("line", "character", "what"),
    [
        (2, 5, "keyword"),
        (2, 31, "comment"),
        (6, 8, "string"),
        (1, 10, "doc string"),
        (5, 13, "number"),
        (4, 0, "blank line"),
        (6, 14, "name that nobody defined"),
        (99, 9, "beyond the end"),
    ],
)
async def test_nothing_is_shown_where_there_is_no_symbol(
    start_editor: StartEditor, asked: Asked, line: int, character: int, what: str
) -> None:
    editor = await start_editor()
    editor.open(URI, SOURCE)
    assert await editor.hover(URI, line, character) is None, what
    assert asked() == []


async def test_nothing_is_shown_in_what_is_not_code_or_not_open(start_editor: StartEditor) -> None:
    editor = await start_editor()
    editor.open("file:///notes.txt", SOURCE, "plaintext")
    editor.open("file:///data.py", SOURCE + "\0", "python")
    assert await editor.hover("file:///notes.txt", 0, 5) is None
    assert await editor.hover("file:///data.py", 0, 5) is None
    assert await editor.hover("file:///closed.py", 0, 5) is None


async def test_positions_are_in_utf_16_units(start_editor: StartEditor) -> None:
    editor = await start_editor()
    editor.open(URI, "def f(): ...\n\nx = '𝄞𝄞'; f()\r\n")
    shown = await editor.hover(URI, 2, 12)
    assert shown is not None
    assert shown.range == span(2, 12, end=13)


async def test_a_symbol_of_another_file_comes_with_its_callers(
    start_editor: StartEditor, root: Path, asked: Asked
) -> None:
    (root / "lib").mkdir()
    body = "def shout(text):\n    # Louder.\n    return text.upper()\n"
    (root / "lib" / "voice.py").write_text(body)
    (root / "a.py").write_text("from lib.voice import shout\nshout('a')\nshout('b')\n")
    (root / "b.py").write_text("from lib.voice import shout\n\ndef f():\n    shout('c')\n")
    editor = await start_editor(root=root, options={})
    await editor.until(lambda: "Indexing a project" in editor.ended())
    uri = (root / "a.py").as_uri()
    editor.open(uri, (root / "a.py").read_text())
    text = await editor.hover_text(uri, 1, 2)
    assert "def shout(text)" in text
    assert "lib/voice.py:1" in text
    assert "3 callers in 2 files" in text
    ((_, prompt),) = asked()
    assert body.rstrip() in prompt  # read from the disk for the model


async def test_a_slow_explanation_is_shown_as_far_as_it_is(
    start_editor: StartEditor, tmp_path: Path, asked: Asked
) -> None:
    gate = tmp_path / "gate"
    answer = "It adds the two numbers. It never fails."
    script = {"answer": answer, "piece": 4, "gate": str(gate), "free": 3}
    settings = {"hover": {"wait_ms": 1000}, "index": {"enabled": False}}
    editor = await start_editor(script, options=settings)
    editor.open(URI, SOURCE)
    assert (await editor.hover_text(URI, 0, 5)).endswith("\n\n---\n\nIt adds the …")
    gate.touch()
    assert (await editor.hover_text(URI, 0, 5)).endswith(f"\n\n---\n\n{answer}")
    assert len(asked()) == 1


async def test_the_card_does_not_wait_for_a_model_that_says_nothing(
    start_editor: StartEditor, tmp_path: Path
) -> None:
    settings = {"hover.wait_ms": 0, "index.enabled": False}
    editor = await start_editor({"gate": str(tmp_path / "never")}, options=settings)
    editor.open(URI, SOURCE)
    text = await editor.hover_text(URI, 0, 5)
    assert "def add(first, second)" in text
    assert "R1 is reading this" in text


async def test_an_explanation_is_asked_for_once_by_all_servers(
    start_editor: StartEditor, asked: Asked
) -> None:
    first = await start_editor()
    first.open(URI, SOURCE)
    explained = await first.hover_text(URI, 0, 5)
    second = await start_editor({"answer": "Something else."})
    second.open(URI, SOURCE)
    assert await second.hover_text(URI, 0, 5) == explained
    second.insert(URI, 0, "import os\n\n\n")
    assert (await second.hover_text(URI, 3, 5)).endswith("It adds two numbers.")
    assert len(asked()) == 1
    second.edit(URI, span(5, 19, end=20), "-")
    assert (await second.hover_text(URI, 3, 5)).endswith("Something else.")
    assert len(asked()) == 2


async def test_hover_can_be_turned_off(start_editor: StartEditor) -> None:
    editor = await start_editor(options={"hover": {"enabled": False}, "index.enabled": False})
    editor.open(URI, SOURCE)
    assert await editor.hover(URI, 0, 5) is None


async def test_an_editor_without_markdown_gets_plain_text(start_editor: StartEditor) -> None:
    editor = await start_editor(can=abilities("textDocument.hover"))
    editor.open(URI, SOURCE)
    shown = await editor.hover(URI, 0, 5)
    assert shown is not None
    assert isinstance(shown.contents, types.MarkupContent)
    assert shown.contents.kind is types.MarkupKind.PlainText
    assert "`" not in shown.contents.value
    assert "It adds two numbers." in shown.contents.value


async def test_an_edit_is_seen_at_once(start_editor: StartEditor) -> None:
    editor = await start_editor()
    editor.open(URI, SOURCE)
    editor.edit(URI, span(0, 8, end=13), "left")
    assert "def add(left, second)" in await editor.hover_text(URI, 0, 5)


LANGUAGES: list[tuple[str, str, str, Any]] = [
    ("typescript", "a.ts", "/** Adds. */\nfunction add(a: number): number {\n return a;\n}\n", 1),
    ("go", "a.go", "package p\n\n// Add adds.\nfunc Add(a int) int {\n\treturn a\n}\n", 3),
    ("rust", "a.rs", "/// Adds.\npub fn add(a: u8) -> u8 {\n    a\n}\n", 1),
]


@pytest.mark.parametrize(("language", "name", "source", "line"), LANGUAGES)
async def test_other_languages_have_cards_too(
    start_editor: StartEditor, language: str, name: str, source: str, line: int
) -> None:
    editor = await start_editor()
    uri = f"file:///project/{name}"
    editor.open(uri, source, language)
    column = source.splitlines()[line].lower().index("add")
    text = await editor.hover_text(uri, line, column + 1)
    assert f"```{language}\n" in text
    assert "adds" in text.lower().split("\n---\n")[0].split("```")[2]


async def test_without_a_model_the_card_stays_and_a_new_model_is_found(
    start_editor: StartEditor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flag = tmp_path / "installed"
    monkeypatch.setenv("R1_MODEL_FLAG", str(flag))
    editor = await start_editor({"missing": True}, can=abilities("window.showMessage"))
    editor.open(URI, SOURCE)
    assert "It adds two numbers." not in await editor.hover_text(URI, 0, 5)
    assert "def add(first, second)" in await editor.hover_text(URI, 0, 5)
    flag.touch()
    assert (await editor.hover_text(URI, 0, 5)).endswith("It adds two numbers.")


async def test_a_member_is_looked_for_behind_a_dot(start_editor: StartEditor) -> None:
    editor = await start_editor()
    source = "class A:\n    def go(self, far): ...\n\n\ndef go(): ...\n\n\na.go()\n"
    editor.open(URI, source)
    shown = await editor.hover(URI, 7, 2)
    assert shown is not None
    assert isinstance(shown.contents, types.MarkupContent)
    assert "def go(self, far)" in shown.contents.value


async def test_an_open_document_counts_for_what_it_defines(
    start_editor: StartEditor, asked: Asked, root: Path
) -> None:
    """The index knows what is on the disk; the words are about the text in the editor."""
    (root / "lib.py").write_text("def helper(a):\n    return 'old'\n")
    editor = await start_editor(root=root, options={})
    await editor.until(lambda: "Indexing a project" in editor.ended())
    library = (root / "lib.py").as_uri()
    editor.open(library, "def helper(a):\n    return 'new'\n")
    use = (root / "use.py").as_uri()
    editor.open(use, "helper(1)\n")
    assert "def helper(a)" in await editor.hover_text(use, 0, 2)
    assert any("'new'" in str(one) for one in asked())
