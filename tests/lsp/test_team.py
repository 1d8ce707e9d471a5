"""What a team's files say holds in the editor as on the command line, reviews ahead included."""

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import pytest
from lsprotocol import types

from r1_assistant import app
from r1_assistant.cli import review, running
from r1_assistant.domain.generation import GenerationRequest, ModelInfo
from r1_assistant.engine.scripted import Scripted, ScriptedEngine
from r1_assistant.lsp.background import BackgroundReviews
from r1_assistant.lsp.commands import COMMANDS
from r1_assistant.lsp.explaining import notes_for
from r1_assistant.lsp.handlers.workspace import did_change_watched_files
from r1_assistant.lsp.uris import uri_of
from r1_assistant.models.store import InstalledModel
from support.git_workshop import Workshop, commit_as_somebody
from support.lsp_fixtures import Editor

DIGEST = "d1"
TOP = """\
[[paths]]
match = ["api/"]
instructions = "Say what a caller notices."

[[rules]]
name = "no-shout"
text = "No shouting."
pattern = 'LookupError'
"""
CODE = "def f():\n    raise LookupError(1)\n"


@pytest.fixture
def shop(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """A repository with rules, and two staged files that break one."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    commit_as_somebody(monkeypatch)
    shop = Workshop(tmp_path / "w")
    shop.commit({".r1.toml": TOP, "cli/.r1.toml": '[severity]\n"rule:no-shout" = "off"\n'})
    shop.add({"api/a.py": CODE, "cli/a.py": CODE})
    monkeypatch.chdir(shop.root)
    return shop


@pytest.fixture
def model() -> ScriptedEngine:
    def reply(_: GenerationRequest) -> Scripted:
        return Scripted("Nobody hears of a failure here.", piece=100)

    return ScriptedEngine(reply, info=ModelInfo("m", "M", 4096, False, False, digest=DIGEST))


@pytest.fixture
async def editor(shop: Workshop, model: ScriptedEngine) -> Editor:
    editor = Editor(model)
    workspace = editor.session.workspaces.add(shop.root)
    await editor.session.workspaces.load_settings(workspace, trusted=True)
    return editor


async def kinds_in(editor: Editor, file: Path) -> list[str]:
    uri = uri_of(file)
    await COMMANDS["r1.reviewFile"](editor.session, [{"uri": uri}], None)
    return [shown.finding.kind for shown in editor.session.findings.of(uri)]


async def test_rules_and_severities_hold_by_folder(editor: Editor, shop: Workshop) -> None:
    assert await kinds_in(editor, shop.root / "api" / "a.py") == ["rule:no-shout"]
    assert await kinds_in(editor, shop.root / "cli" / "a.py") == []


async def test_a_folders_file_that_changes_is_read_again(editor: Editor, shop: Workshop) -> None:
    shop.write({"cli/.r1.toml": ""})
    saves = editor.session.saves
    changed = types.FileEvent(uri_of(shop.root / "cli" / ".r1.toml"), types.FileChangeType.Changed)
    did_change_watched_files(editor.session, types.DidChangeWatchedFilesParams([changed]))
    assert editor.session.saves > saves  # what was reviewed ahead is looked at again
    assert await kinds_in(editor, shop.root / "cli" / "a.py") == ["rule:no-shout"]


async def test_a_workspace_within_a_repository_has_the_files_above(
    shop: Workshop, model: ScriptedEngine
) -> None:
    editor = Editor(model)
    editor.session.workspaces.add(shop.root / "api")
    assert await kinds_in(editor, shop.root / "api" / "a.py") == ["rule:no-shout"]


async def test_notes_about_a_file_are_among_its_notes(editor: Editor, shop: Workshop) -> None:
    notes = await notes_for(editor.session, uri_of(shop.root / "api" / "a.py"))
    assert notes == "From .r1.toml (api/):\n\nSay what a caller notices."
    assert await notes_for(editor.session, uri_of(shop.root / "cli" / "a.py")) == ""


async def test_a_commit_hook_finds_what_was_reviewed_ahead(
    editor: Editor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ahead = BackgroundReviews(editor.session)
    await ahead.look()
    await ahead.look()
    folder = Path()
    installed = InstalledModel("m", "", folder, 9, False, False, "", 0, "cpu", folder)
    monkeypatch.setattr(app, "installed_model", lambda _: replace(installed, digest=DIGEST))
    monkeypatch.setattr(running, "run_review", None)  # what is not recalled fails
    code = await asyncio.to_thread(review.run, review.parse([]))
    out = capsys.readouterr().out
    assert code == 1
    assert "api/a.py:2: warning [maintainability, confidence 100%]" in out
    assert "cli/a.py" not in out
