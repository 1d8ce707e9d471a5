"""`r1/hook` and `r1.installHook`: the review before each commit, shown and then written."""

from pathlib import Path
from typing import Any

import pytest
from pygls.exceptions import JsonRpcException

from r1_assistant.lsp.failures import INVALID_PARAMS, REQUEST_FAILED
from support.git_workshop import Workshop
from support.language_client import EditorClient

from .conftest import StartEditor


async def asked(editor: EditorClient, **params: Any) -> Any:
    return await editor.protocol.send_request_async("r1/hook", params)


async def test_a_hook_is_shown_and_written_when_wanted(
    start_editor: StartEditor, root: Path
) -> None:
    file = Workshop(root).root / ".git/hooks/pre-commit"
    editor = await start_editor(root=root)
    shown = await asked(editor, kind="git", root=root.as_uri())
    assert (shown.path, shown.uri, shown.before) == (str(file), file.as_uri(), None)
    assert not file.exists()
    written = await editor.command("r1.installHook", {"kind": "git"})
    assert written == {"path": shown.path, "uri": shown.uri, "before": None, "after": shown.after}
    assert file.read_text(encoding="utf-8") == shown.after
    again = await asked(editor, kind="git")
    assert again.before == again.after == shown.after


async def test_the_frameworks_file_is_shown_with_what_is_missing(
    start_editor: StartEditor, root: Path
) -> None:
    Workshop(root).write({".pre-commit-config.yaml": "repos: []\n"})
    editor = await start_editor(root=root)
    shown = await asked(editor, kind="framework")
    assert shown.before == "repos: []\n"
    assert "id: r1-review\n" in shown.after
    assert "pre-commit install" in shown.note
    await editor.command("r1.installHook", {"kind": "framework"})
    assert (root / ".pre-commit-config.yaml").read_text(encoding="utf-8") == shown.after


async def test_what_cannot_be_done_is_a_sentence(start_editor: StartEditor, root: Path) -> None:
    editor = await start_editor(root=root)
    with pytest.raises(JsonRpcException, match="no git repository") as raised:
        await asked(editor, kind="git")
    assert raised.value.code == REQUEST_FAILED
    for params in ({}, {"kind": "svn"}, {"kind": "git", "root": "untitled:1"}):
        with pytest.raises(JsonRpcException) as raised:
            await asked(editor, **params)
        assert raised.value.code == INVALID_PARAMS
    Workshop(root).write({".pre-commit-config.yaml": "repos: *all\n"})
    shown = await asked(editor, kind="framework")
    assert shown.before == shown.after
    with pytest.raises(JsonRpcException, match="is not understood") as raised:
        await editor.command("r1.installHook", {"kind": "framework"})
    assert raised.value.code == REQUEST_FAILED
