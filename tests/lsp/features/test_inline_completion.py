from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from support.language_client import EditorClient, abilities, span

from .conftest import Asked, StartEditor

URI = "file:///project/sums.py"
SOURCE = "def add(first, second):\n    return fi\n"
CAN = abilities(textDocument__inlineCompletion={})
RETURNED = {"answer": "```python\n    return first + second\n```"}


async def suggested(
    editor: EditorClient,
    line: int,
    character: int,
    uri: str = URI,
    id: str | None = None,
    trigger: types.InlineCompletionTriggerKind = types.InlineCompletionTriggerKind.Automatic,
) -> types.InlineCompletionItem | None:
    params = types.InlineCompletionParams(
        types.InlineCompletionContext(trigger),
        types.TextDocumentIdentifier(uri),
        types.Position(line, character),
    )
    method = types.TEXT_DOCUMENT_INLINE_COMPLETION
    answer: Any = await editor.protocol.send_request_async(method, params, msg_id=id)
    if answer is None:
        return None
    (item,) = answer.items
    assert isinstance(item, types.InlineCompletionItem)
    return item


async def test_the_rest_of_a_line_is_suggested(start_editor: StartEditor) -> None:
    editor = await start_editor(RETURNED, can=CAN)
    editor.open(URI, SOURCE)
    item = await suggested(editor, 1, 13)
    assert item is not None
    assert item.insert_text == "rst + second"
    assert item.range == span(1, 13)


async def test_a_block_is_suggested_as_several_lines(start_editor: StartEditor) -> None:
    answer = "```python\n    total = first + second\n    return total\n```"
    editor = await start_editor({"answer": answer}, can=CAN)
    editor.open(URI, "def add(first, second):\r\n    \r\n")
    item = await suggested(editor, 1, 4)
    assert item is not None
    assert item.insert_text == "total = first + second\r\n    return total"


async def test_a_model_that_can_fills_in_the_middle(
    start_editor: StartEditor, asked: Asked
) -> None:
    editor = await start_editor({"answer": "rst + second", "fim": True}, can=CAN)
    editor.open(URI, SOURCE)
    item = await suggested(editor, 1, 13)
    assert item is not None
    assert item.insert_text == "rst + second"
    ((slot, prompt),) = asked()
    assert slot == "completion"
    assert prompt == (
        "<|fim_prefix|>def add(first, second):\n    return fi<|fim_suffix|>\n<|fim_middle|>"
    )


async def test_typing_along_asks_the_model_once(start_editor: StartEditor, asked: Asked) -> None:
    editor = await start_editor(RETURNED, can=CAN)
    editor.open(URI, SOURCE)
    await suggested(editor, 1, 13)
    editor.edit(URI, span(1, 13), "rs")
    item = await suggested(editor, 1, 15)
    assert item is not None
    assert item.insert_text == "t + second"
    assert len(asked()) == 1


@pytest.mark.parametrize(
    ("name", "language", "text", "at"),
    [
        ("sums.py", "python", "total = compute(first, second) + 1\n", (0, 8)),
        ("notes.txt", "plaintext", "def add(", (0, 8)),
        ("data.py", "python", "def add(\0", (0, 8)),
    ],
)
async def test_nothing_is_suggested_where_it_could_not_help(
    start_editor: StartEditor,
    asked: Asked,
    name: str,
    language: str,
    text: str,
    at: tuple[int, int],
) -> None:
    editor = await start_editor(RETURNED, can=CAN)
    uri = f"file:///project/{name}"
    editor.open(uri, text, language)
    assert await suggested(editor, *at, uri=uri) is None
    assert await suggested(editor, *at, uri="file:///project/closed.py") is None
    assert asked() == []


async def test_a_suggestion_for_an_older_text_is_dropped(
    start_editor: StartEditor, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    editor = await start_editor({**RETURNED, "gate": str(gate)}, can=CAN)
    editor.open(URI, SOURCE)
    task = await editor.begun(suggested(editor, 1, 13))
    editor.edit(URI, span(1, 4, end=13), "x")
    await editor.hover(URI, 0, 0)
    gate.touch()
    assert await task is None


async def test_a_newer_request_takes_the_place_of_an_older_one(
    start_editor: StartEditor, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    editor = await start_editor({**RETURNED, "gate": str(gate)}, can=CAN)
    editor.open(URI, SOURCE)
    older = await editor.begun(suggested(editor, 1, 13))
    newer = await editor.begun(suggested(editor, 1, 12))
    assert await older is None
    gate.touch()
    item = await newer
    assert item is None or item.insert_text.startswith("irst")


async def test_a_cancelled_request_is_answered_as_such(
    start_editor: StartEditor, tmp_path: Path
) -> None:
    editor = await start_editor({"gate": str(tmp_path / "never")}, can=CAN)
    editor.open(URI, SOURCE)
    task = await editor.begun(suggested(editor, 1, 13, id="x"))
    editor.cancel_request(types.CancelParams("x"))
    with pytest.raises(JsonRpcException) as raised:
        await task
    assert raised.value.code == -32800
    assert (await editor.command("r1.status"))["jobs"] == []


@pytest.mark.parametrize(
    "completion", [{"enabled": False}, {"disabled_languages": ["python"]}], ids=["off", "language"]
)
async def test_what_is_not_suggested_of_itself_can_be_asked_for(
    start_editor: StartEditor, asked: Asked, completion: dict[str, object]
) -> None:
    options = {"completion": completion, "index": {"enabled": False}}
    editor = await start_editor(RETURNED, can=CAN, options=options)
    editor.open(URI, SOURCE)
    assert await suggested(editor, 1, 13) is None
    assert asked() == []
    item = await suggested(editor, 1, 13, trigger=types.InlineCompletionTriggerKind.Invoked)
    assert item is not None
    assert item.insert_text == "rst + second"


async def test_other_languages_stay_enabled(start_editor: StartEditor) -> None:
    options = {"completion.disabled_languages": ["go", "rust"], "index": {"enabled": False}}
    editor = await start_editor(RETURNED, can=CAN, options=options)
    editor.open(URI, SOURCE)
    assert await suggested(editor, 1, 13) is not None
