"""`r1.applyFix`: what a finding's comment offers, done by the editor."""

from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from support.language_client import EditorClient, abilities, span

from .conftest import StartEditor

URI = "file:///project/jobs.py"
LOADED = "import yaml\n\n\ndef load(text):\n    return yaml.load(text)\n"
FIXED = LOADED.replace("yaml.load", "yaml.safe_load")
SCRIPT = {
    "answer": "A caller can run any code.",
    "by_text": {"Now put this line right": "```python\n    return yaml.safe_load(text)\n```"},
}
CAN = abilities(experimental={"r1": True})


async def reviewed(editor: EditorClient, uri: str = URI) -> Any:
    """Review a file; gives its one finding, as clients of our own are told."""
    await editor.command("r1.reviewFile", {"uri": uri})
    (found,) = shown(editor, uri)
    return found


def shown(editor: EditorClient, uri: str = URI) -> Any:
    return [one for one in editor.came("r1/findings") if one.uri == uri][-1].findings


async def apply(editor: EditorClient, found: Any) -> Any:
    return await editor.command("r1.applyFix", {"fingerprint": found.fingerprint})


async def test_the_editor_applies_the_fix_and_the_finding_goes(start_editor: StartEditor) -> None:
    editor = await start_editor(SCRIPT, can=CAN)
    editor.open(URI, LOADED)
    found = await reviewed(editor)
    assert found.diff == "-    return yaml.load(text)\n+    return yaml.safe_load(text)"
    assert found.reason == "`text` can name any class to be made when it is read."
    assert await apply(editor, found) == {"applied": True, "uri": URI}
    assert editor.texts[URI] == FIXED
    assert shown(editor) == []
    assert list(editor.diagnostics[URI]) == []


async def test_the_fix_of_a_file_that_is_not_open_is_applied(
    start_editor: StartEditor, root: Path
) -> None:
    file = root / "jobs.py"
    file.write_bytes(LOADED.replace("\n", "\r\n").encode())
    uri = file.as_uri()
    editor = await start_editor(SCRIPT, root=root, can=CAN)
    found = await reviewed(editor, uri)
    editor.texts[uri] = LOADED.replace("\n", "\r\n")
    assert await apply(editor, found) == {"applied": True, "uri": uri}
    assert editor.texts[uri] == FIXED.replace("\n", "\r\n")
    assert shown(editor, uri) == []


async def test_a_file_that_is_another_one_now_is_left_alone(
    start_editor: StartEditor, root: Path
) -> None:
    file = root / "jobs.py"
    file.write_text(LOADED)
    editor = await start_editor(SCRIPT, root=root, can=CAN)
    found = await reviewed(editor, file.as_uri())
    file.write_text("\n" + LOADED)
    with pytest.raises(JsonRpcException, match="does not fit the code as it is now"):
        await apply(editor, found)
    file.unlink()
    with pytest.raises(JsonRpcException, match=r"jobs\.py cannot be changed"):
        await apply(editor, found)


async def test_an_editor_that_declines_keeps_the_finding(start_editor: StartEditor) -> None:
    editor = await start_editor(SCRIPT, can=CAN)
    editor._apply = lambda _: types.ApplyWorkspaceEditResult(applied=False)  # type: ignore[method-assign]
    editor.open(URI, LOADED)
    found = await reviewed(editor)
    assert await apply(editor, found) == {"applied": False, "uri": URI}
    assert len(shown(editor)) == 1
    assert editor.texts[URI] == LOADED


async def test_a_finding_that_is_gone_or_has_no_fix_is_said(start_editor: StartEditor) -> None:
    editor = await start_editor({"answer": "Nobody hears of a failure."}, can=CAN)
    editor.open(URI, "try:\n    input()\nexcept Exception:\n    pass\n")
    found = await reviewed(editor)
    assert (found.fix, found.diff) == (None, None)
    with pytest.raises(JsonRpcException, match="There is no fix"):
        await apply(editor, found)
    editor.edit(URI, span(2, 7, end=16), "KeyError")
    with pytest.raises(JsonRpcException, match="No finding"):
        await apply(editor, found)
