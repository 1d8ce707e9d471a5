from lsprotocol import types

from support.language_client import EditorClient, abilities, span

from .conftest import Asked, StartEditor

URI = "file:///project/sums.py"
SOURCE = "def add(first, second):\n    return fi\n"
END = types.Position(1, 13)


async def completed(editor: EditorClient, position: types.Position = END) -> types.CompletionList:
    answer = await editor.text_document_completion_async(
        types.CompletionParams(types.TextDocumentIdentifier(URI), position)
    )
    assert isinstance(answer, types.CompletionList)
    return answer


async def test_a_suggestion_is_one_item_that_replaces_the_word(start_editor: StartEditor) -> None:
    editor = await start_editor({"answer": "```python\n    return first + second\n```"})
    editor.open(URI, SOURCE)
    answer = await completed(editor)
    (item,) = answer.items
    assert answer.is_incomplete
    assert item.label == item.filter_text == "first + second"
    assert item.detail == "R1"
    edit = item.text_edit
    assert isinstance(edit, types.TextEdit)
    assert (edit.range, edit.new_text) == (span(1, 11, end=13), "first + second")


async def test_without_a_suggestion_the_list_is_empty(start_editor: StartEditor) -> None:
    editor = await start_editor({"answer": ""})
    editor.open(URI, SOURCE)
    assert list((await completed(editor)).items) == []


async def test_it_is_offered_where_the_editor_has_no_inline_completion(
    start_editor: StartEditor,
) -> None:
    editor = await start_editor()
    offered = editor.offered
    assert offered.completion_provider is not None
    other = await start_editor(can=abilities(textDocument__inlineCompletion={}))
    assert other.offered.completion_provider is None
    assert other.offered.inline_completion_provider


async def test_it_can_be_turned_off(start_editor: StartEditor, asked: Asked) -> None:
    off = {"completion": {"enabled": False}, "index": {"enabled": False}}
    editor = await start_editor(options=off)
    editor.open(URI, SOURCE)
    assert list((await completed(editor)).items) == []
    assert asked() == []


async def test_without_a_model_there_is_none_and_no_error(start_editor: StartEditor) -> None:
    editor = await start_editor({"missing": True})
    editor.open(URI, SOURCE)
    assert list((await completed(editor)).items) == []
