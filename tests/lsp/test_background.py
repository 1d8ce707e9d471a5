"""Reviews ahead, and what the editor does not show: all of it shared with the command line."""

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import pytest

from r1_assistant import app
from r1_assistant.cli import review, running
from r1_assistant.domain.generation import GenerationRequest, ModelInfo, Urgency
from r1_assistant.engine.scripted import Scripted, ScriptedEngine
from r1_assistant.features.review.suppression.baseline import FILE, write_baseline
from r1_assistant.lsp.background import BackgroundReviews
from r1_assistant.lsp.commands import COMMANDS
from r1_assistant.lsp.configuration import resolve
from r1_assistant.lsp.jobs import Job
from r1_assistant.lsp.uris import uri_of
from r1_assistant.models.store import InstalledModel
from support.git_workshop import Workshop, commit_as_somebody
from support.lsp_fixtures import Editor

SWALLOWED = "try:\n    input()\nexcept Exception:\n    pass\n"
DIGEST = "d1"


@pytest.fixture
def shop(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """A repository with a defect that is staged, in which a command line stands."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    commit_as_somebody(monkeypatch)
    shop = Workshop(tmp_path / "w")
    shop.commit({"readme.txt": "Hello\n", "AGENTS.md": "Mind the gap.\n"})
    shop.add({"a.py": SWALLOWED})
    monkeypatch.chdir(shop.root)
    return shop


@pytest.fixture
def model() -> ScriptedEngine:
    def reply(_: GenerationRequest) -> Scripted:
        return Scripted("Nobody hears of a failure here.", piece=100)

    return ScriptedEngine(reply, info=ModelInfo("m", "M", 4096, False, False, digest=DIGEST))


@pytest.fixture
def editor(shop: Workshop, model: ScriptedEngine) -> Editor:
    editor = Editor(model)
    editor.session.workspaces.add(shop.root)
    return editor


async def test_a_commit_hook_finds_what_was_reviewed_ahead(
    editor: Editor,
    model: ScriptedEngine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ahead = BackgroundReviews(editor.session)
    await ahead.look()
    assert model.requests == []  # more may be coming
    await ahead.look()
    assert {request.urgency for request in model.requests} == {Urgency.BACKGROUND}
    assert editor.told == []
    assert editor.session.findings.all() == ()

    folder = Path()
    installed = InstalledModel("m", "", folder, 9, False, False, "", 0, "cpu", folder)
    installed = replace(installed, digest=DIGEST)
    monkeypatch.setattr(app, "installed_model", lambda _: installed)
    monkeypatch.setattr(running, "run_review", None)  # what is not recalled fails
    code = await asyncio.to_thread(review.run, review.parse([]))
    out = capsys.readouterr().out
    assert code == 1
    assert out.startswith("a.py:3: warning [error-handling")
    assert "all from the cache" in out


async def test_what_was_reviewed_is_left_alone_until_it_changes(
    editor: Editor, model: ScriptedEngine, shop: Workshop
) -> None:
    ahead = BackgroundReviews(editor.session)
    for _ in range(4):
        await ahead.look()
    before = len(model.requests)
    assert before
    await ahead.look()
    assert len(model.requests) == before
    shop.add({"b.py": SWALLOWED.replace("input", "help")})
    await ahead.look()
    assert len(model.requests) == before
    await ahead.look()
    assert "help()" in str(model.requests[-1].messages)


async def test_whoever_waits_for_a_model_goes_first(editor: Editor, model: ScriptedEngine) -> None:
    ahead, over = BackgroundReviews(editor.session), asyncio.Event()

    async def work(_: Job[bool]) -> bool:
        return await over.wait()

    job = editor.session.jobs.start("ask", work)
    for _ in range(3):
        await ahead.look()
    assert model.requests == []
    over.set()
    await job.result()
    for _ in range(3):
        await ahead.look()
    assert model.requests


async def test_nothing_is_reviewed_ahead_where_it_is_switched_off(
    shop: Workshop, model: ScriptedEngine
) -> None:
    shop.write({".r1.toml": "[review]\nbackground = false\n"})
    editor = Editor(model)
    editor.session.workspaces.add(shop.root)
    await resolve(editor.session)
    ahead = BackgroundReviews(editor.session)
    for _ in range(3):
        await ahead.look()
    assert (model.requests, model.scored) == ([], [])


async def run(editor: Editor, command: str, **values: object) -> None:
    await COMMANDS[command](editor.session, [values], None)


async def found_in(editor: Editor, uri: str) -> list[int]:
    await run(editor, "r1.reviewFile", uri=uri)
    return [shown.line for shown in editor.session.findings.of(uri)]


async def test_what_was_dismissed_is_remembered_in_the_repository(
    editor: Editor, shop: Workshop
) -> None:
    uri = uri_of(shop.root / "a.py")
    assert await found_in(editor, uri) == [3]
    (shown,) = editor.session.findings.of(uri)
    fingerprint = shown.finding.fingerprint
    await run(editor, "r1.dismiss", fingerprint=fingerprint)
    assert (shop.root / ".git" / "r1" / "findings.sqlite").exists()
    assert app.finding_memory(shop.root).dismissed() == {fingerprint}
    assert await found_in(editor, uri) == []


async def test_a_baseline_holds_in_the_editor(editor: Editor, shop: Workshop) -> None:
    uri = uri_of(shop.root / "a.py")
    assert await found_in(editor, uri) == [3]
    write_baseline(shop.root / FILE, [one.finding for one in editor.session.findings.of(uri)])
    assert await found_in(editor, uri) == []


async def test_comments_hold_in_the_editor(editor: Editor, shop: Workshop) -> None:
    uri = uri_of(shop.root / "b.py")
    loaded = "import yaml\n\nvalue = yaml.load(input())"
    editor.open(uri, f"{loaded}\n")
    assert await found_in(editor, uri) == [3]
    editor.close(uri)
    editor.open(uri, f"{loaded}  # r1: ignore[security] it is our own\n")
    assert await found_in(editor, uri) == []
