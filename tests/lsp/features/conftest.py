"""Whole servers in processes of their own, with a scripted model, and pytest-lsp for an editor."""

import json
import os
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest
from lsprotocol import types
from pytest_lsp import ClientServerConfig

from support.language_client import EditorClient, abilities
from support.raw_client import SCRIPTED

QUIET = {"index": {"enabled": False}, "review": {"background": False}}
"""Settings of an editor whose server needs no index, and does nothing that it is not asked for."""


class StartEditor(Protocol):
    """Starts a server and an editor; `options` are the editor's settings, `script` the model's."""

    async def __call__(
        self,
        script: Mapping[str, Any] | None = None,
        *,
        root: Path | None = None,
        can: types.ClientCapabilities | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> EditorClient: ...


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder that the editor may have open."""
    folder = tmp_path / "a project"
    folder.mkdir()
    return folder


@pytest.fixture
def prompts_file(tmp_path: Path) -> Path:
    """Where the scripted model writes down what it was asked."""
    return tmp_path / "prompts.jsonl"


@pytest.fixture
async def start_editor(tmp_path: Path, prompts_file: Path) -> AsyncIterator[StartEditor]:
    """Start editors; each server must end in order, and no editor may complain."""
    editors: list[EditorClient] = []

    async def start(
        script: Mapping[str, Any] | None = None,
        *,
        root: Path | None = None,
        can: types.ClientCapabilities | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> EditorClient:
        environment = {
            **os.environ,
            "R1_HOME": str(tmp_path / "home"),
            "R1_PROMPTS": str(prompts_file),
            "R1_SCRIPT": json.dumps(script or {}),
            "GIT_CEILING_DIRECTORIES": str(tmp_path),
        }
        config = ClientServerConfig([*SCRIPTED], EditorClient, environment)
        editor = await config.start()
        assert isinstance(editor, EditorClient)
        editors.append(editor)
        folders = [types.WorkspaceFolder(root.as_uri(), root.name)] if root else None
        settings = QUIET if options is None else options
        editor.set_configuration({"r1": dict(settings)})
        await editor.initialize_session(
            types.InitializeParams(
                capabilities=can or abilities(),
                workspace_folders=folders,
                initialization_options={"r1": settings},
            )
        )
        return editor

    yield start
    for editor in editors:
        if not editor.stopped:
            await editor.shutdown_session()
        await editor.stop()
        assert editor.problems == []
        assert editor._server is not None
        assert editor._server.returncode == 0


@pytest.fixture
def asked(prompts_file: Path) -> "Asked":
    """What the scripted models were asked, as (slot, the messages' text), in order."""

    def read() -> list[tuple[str, str]]:
        if not prompts_file.exists():
            return []
        lines = map(json.loads, prompts_file.read_text(encoding="utf-8").splitlines())
        return [(line["slot"], "\n".join(line["messages"])) for line in lines]

    return read


class Asked(Protocol):
    def __call__(self) -> list[tuple[str, str]]: ...
