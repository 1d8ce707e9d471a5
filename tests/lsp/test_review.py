import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from r1_assistant.domain.errors import EngineCrashed, GitError, ModelNotInstalled
from r1_assistant.domain.generation import GenerationRequest
from r1_assistant.engine.scripted import Scripted, ScriptedEngine
from r1_assistant.lsp.commands import COMMANDS
from r1_assistant.lsp.failures import INVALID_PARAMS, Failure
from r1_assistant.lsp.uris import uri_of
from support.git_workshop import Workshop, commit_as_somebody
from support.lsp_fixtures import Editor

SWALLOWED = "try:\n    input()\nexcept Exception:\n    pass\n"
CLEAN = "for a in 'abc':\n    hash(a)\n"
GAP = "\n" + "# more\n" * 40 + "\n"
"""Far enough apart that two parts of a file are two hunks."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("R1_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    return tmp_path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "w"
    folder.mkdir()
    return folder


class Gate:
    """Holds the engine up before each piece until it is opened."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.open = asyncio.Event()

    async def __call__(self) -> None:
        self.reached.set()
        await self.open.wait()


def engine(pause: Callable[[], Awaitable[None]] | None = None) -> ScriptedEngine:
    def reply(_: object) -> Scripted:
        return Scripted("Nobody hears of a failure of f.", piece=100)

    return ScriptedEngine(reply) if pause is None else ScriptedEngine(reply, pause=pause)


def editor_in(root: Path, model: ScriptedEngine | None = None, **abilities: bool) -> Editor:
    editor = Editor(engine() if model is None else model, **abilities)
    editor.session.workspaces.add(root)
    return editor


async def run(editor: Editor, command: str, *arguments: Any, token: str | None = None) -> Any:
    return await COMMANDS[command](editor.session, list(arguments), token)


def lines_of(editor: Editor, uri: str) -> list[int]:
    return [shown.line for shown in editor.session.findings.of(uri)]


def where(first: int, last: int, end: int = 1) -> dict[str, Any]:
    return {"start": {"line": first, "character": 0}, "end": {"line": last, "character": end}}


async def test_a_file_is_reviewed_as_the_editor_has_it(root: Path) -> None:
    editor = editor_in(root)
    uri = uri_of(root / "a.py")
    editor.open(uri, CLEAN + SWALLOWED)
    result = await run(editor, "r1.reviewFile", {"uri": uri, "id": "mine"})
    assert lines_of(editor, uri) == [5]
    assert result == {
        "id": "mine",
        "findings": 1,
        "files": 1,
        "hunks": 1,
        "skipped": [],
        "stopped": False,
    }
    (sent,) = editor.published(uri)
    (found,) = sent.diagnostics
    assert sent.version == 1
    assert found.message.startswith("This line catches every error")


async def test_a_file_that_is_not_open_is_read_from_the_disk(root: Path) -> None:
    (root / "a.py").write_bytes(SWALLOWED.replace("\n", "\r\n").encode())
    editor, uri = editor_in(root), uri_of(root / "a.py")
    await run(editor, "r1.reviewFile", {"uri": uri})
    assert lines_of(editor, uri) == [3]
    assert editor.published(uri)[-1].version is None


async def test_a_selection_is_reviewed_alone(root: Path) -> None:
    editor, uri = editor_in(root), uri_of(root / "a.py")
    editor.open(uri, SWALLOWED + GAP + SWALLOWED.replace("input()", "help()"))
    await run(editor, "r1.reviewSelection", {"uri": uri, "range": where(40, 50)})
    assert lines_of(editor, uri) == [49]
    await run(editor, "r1.reviewSelection", {"uri": uri, "range": where(0, 2, end=0)})
    assert lines_of(editor, uri) == [49]
    await run(editor, "r1.reviewSelection", {"uri": uri, "range": where(0, 2)})
    assert 3 in lines_of(editor, uri)


async def test_a_new_review_replaces_what_the_older_one_of_its_lines_found(root: Path) -> None:
    editor, uri = editor_in(root), uri_of(root / "a.py")
    editor.open(uri, SWALLOWED + GAP + "try:\n    help()\nexcept:\n    pass\n")
    await run(editor, "r1.reviewFile", {"uri": uri})
    assert lines_of(editor, uri) == [3, 49]
    editor.replace(uri, types.Range(types.Position(3, 0), types.Position(4, 0)), "    raise\n")
    await run(editor, "r1.reviewSelection", {"uri": uri, "range": where(0, 4)})
    assert lines_of(editor, uri) == [49]
    assert [len(sent.diagnostics) for sent in editor.published(uri)][-1] == 1


async def test_findings_come_one_by_one_with_progress_on_the_clients_token(root: Path) -> None:
    gate = Gate()
    editor, uri = editor_in(root, engine(gate), progress=True), uri_of(root / "a.py")
    editor.open(uri, SWALLOWED + GAP + "try:\n    help()\nexcept:\n    pass\n")
    waiting = asyncio.ensure_future(run(editor, "r1.reviewFile", {"uri": uri}, token="bar"))
    await gate.reached.wait()
    assert "bar" in editor.session.cancels
    gate.open.set()
    assert (await waiting)["findings"] == 2
    assert [len(sent.diagnostics) for sent in editor.published(uri)] == [1, 2]
    begin, *reports, end = editor.progress()
    assert begin.title == "Reviewing a.py"
    assert "a.py: hunk 1 of 2" in [report.message for report in reports]
    assert isinstance(end, types.WorkDoneProgressEnd)
    assert editor.session.cancels == {}
    assert types.WINDOW_WORK_DONE_PROGRESS_CREATE not in [method for method, _ in editor.asked]


@pytest.mark.parametrize("how", ["button", "command", "newer"])
async def test_a_review_is_stopped(root: Path, how: str) -> None:
    gate = Gate()
    model = engine(gate)
    editor, uri = editor_in(root, model), uri_of(root / "a.py")
    editor.open(uri, SWALLOWED)
    waiting = asyncio.ensure_future(run(editor, "r1.reviewFile", {"uri": uri}, token="bar"))
    await gate.reached.wait()
    if how == "button":
        editor.session.cancels["bar"]()
    elif how == "command":
        editor.session.jobs.stop()
    else:
        newer = asyncio.ensure_future(run(editor, "r1.reviewFile", {"uri": uri}))
    result = await waiting
    gate.open.set()
    if how == "newer":
        assert not (await newer)["stopped"]
    assert (result["stopped"], result["findings"]) == (True, 0)
    assert len(model.cancelled) == 1
    assert editor.session.jobs.running() == []


async def test_whoever_gives_up_the_command_ends_the_review(root: Path) -> None:
    gate = Gate()
    model = engine(gate)
    editor, uri = editor_in(root, model), uri_of(root / "a.py")
    editor.open(uri, SWALLOWED)
    waiting = asyncio.ensure_future(run(editor, "r1.reviewFile", {"uri": uri}))
    await gate.reached.wait()
    (job,) = editor.session.jobs.running("review")
    waiting.cancel()
    await asyncio.wait([waiting, job.task] if job.task else [waiting])
    assert len(model.cancelled) == 1


async def test_a_stopped_review_keeps_the_older_findings(root: Path) -> None:
    editor, uri = editor_in(root), uri_of(root / "a.py")
    editor.open(uri, SWALLOWED)
    await run(editor, "r1.reviewFile", {"uri": uri})
    editor.insert(uri, 0, "def f():\n    return g(1)\n")
    working = asyncio.ensure_future(run(editor, "r1.reviewFile", {"uri": uri}))
    await asyncio.sleep(0)
    editor.session.jobs.stop()
    assert (await working)["stopped"]
    assert lines_of(editor, uri) == [5]


async def test_edits_while_a_review_runs_are_followed(root: Path) -> None:
    gate = Gate()
    editor, uri = editor_in(root, engine(gate)), uri_of(root / "a.py")
    editor.open(uri, SWALLOWED + SWALLOWED.replace("input()", "help()"))
    waiting = asyncio.ensure_future(
        run(editor, "r1.reviewSelection", {"uri": uri, "range": where(4, 7)})
    )
    await gate.reached.wait()
    editor.insert(uri, 0, "import x\n" * 4)
    gate.open.set()
    await waiting
    assert lines_of(editor, uri) == [11]


async def test_a_finding_whose_line_is_gone_meanwhile_is_not_shown(root: Path) -> None:
    gate = Gate()
    editor, uri = editor_in(root, engine(gate)), uri_of(root / "a.py")
    editor.open(uri, SWALLOWED)
    waiting = asyncio.ensure_future(run(editor, "r1.reviewFile", {"uri": uri}))
    await gate.reached.wait()
    editor.replace(uri, types.Range(types.Position(2, 7), types.Position(2, 16)), "KeyError")
    gate.open.set()
    assert (await waiting)["findings"] == 0
    assert editor.published(uri) == []


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.txt", SWALLOWED, "not source code"),
        ("a.py", "# nothing\n", "only comments, blank lines or brackets"),
        ("a.py", "a\0b", "binary"),
        ("a.py", None, "cannot be read: No such file or directory"),
    ],
)
async def test_what_is_not_reviewed_is_said_and_needs_no_model(
    root: Path, name: str, text: str | None, reason: str
) -> None:
    editor, uri = editor_in(root), uri_of(root / name)
    editor.session.models = Editor().session.models
    if text is not None:
        editor.open(uri, text)
    result = await run(editor, "r1.reviewFile", {"uri": uri})
    assert [(skip["path"], skip["reason"]) for skip in result["skipped"]] == [(name, reason)]
    assert (result["findings"], result["stopped"]) == (0, False)


async def test_without_a_model_the_review_says_so(root: Path) -> None:
    editor, uri = editor_in(root), uri_of(root / "a.py")
    editor.session.models = Editor().session.models
    editor.open(uri, SWALLOWED)
    with pytest.raises(ModelNotInstalled):
        await run(editor, "r1.reviewFile", {"uri": uri})
    await editor.settled()


async def test_when_the_model_dies_what_was_found_stands(root: Path) -> None:
    def reply(request: GenerationRequest) -> Scripted | EngineCrashed:
        dies = "help()" in str(request.messages)
        return EngineCrashed("It died.") if dies else Scripted("Nobody hears of a failure of f.")

    editor, uri = editor_in(root, ScriptedEngine(reply)), uri_of(root / "a.py")
    editor.open(uri, SWALLOWED + GAP * 2 + SWALLOWED.replace("input()", "help()"))
    with pytest.raises(EngineCrashed):
        await run(editor, "r1.reviewFile", {"uri": uri})
    assert lines_of(editor, uri) == [3]
    assert editor.session.jobs.running() == []


async def test_a_stopped_review_tells_how_far_it_came(root: Path) -> None:
    gate = Gate()

    async def pause() -> None:
        if "help()" in str(model.requests[-1].messages):
            await gate()

    model = engine(pause)
    editor, uri = editor_in(root, model), uri_of(root / "a.py")
    editor.open(uri, SWALLOWED + GAP * 2 + SWALLOWED.replace("input()", "help()"))
    waiting = asyncio.ensure_future(run(editor, "r1.reviewFile", {"uri": uri, "id": "mine"}))
    await gate.reached.wait()
    while not editor.published(uri):
        await asyncio.sleep(0)
    assert editor.session.jobs.stop("mine") == 1
    result = await waiting
    assert (result["id"], result["findings"], result["hunks"]) == ("mine", 1, 2)
    assert result["stopped"]
    assert lines_of(editor, uri) == [3]


@pytest.mark.parametrize(
    ("command", "argument", "problem"),
    [
        ("r1.reviewFile", None, "takes one object"),
        ("r1.reviewFile", {"uri": 7}, '"uri" must be a text'),
        ("r1.reviewFile", {"uri": "file:///a.py", "id": 7}, '"id" must be a text'),
        ("r1.reviewSelection", {"uri": "file:///a.py"}, '"range" must be a range'),
        ("r1.reviewChanges", {"scope": "all"}, "must be one of staged, working, branch, range"),
        (
            "r1.reviewChanges",
            {"scope": ["staged"]},
            "must be one of staged, working, branch, range",
        ),
        ("r1.reviewChanges", {"scope": "range"}, "must name commits"),
        ("r1.reviewChanges", {"root": "untitled:a"}, "is no folder"),
        ("r1.dismiss", {"fingerprint": None}, '"fingerprint" must be a text'),
        ("r1.showReasoning", "0123", "takes one object"),
        ("r1.showReasoning", {"fingerprint": "0123"}, "No finding"),
    ],
)
async def test_wrong_arguments_are_said(
    root: Path, command: str, argument: Any, problem: str
) -> None:
    with pytest.raises(Failure, match=problem) as raised:
        await run(editor_in(root), command, argument)
    assert raised.value.code == INVALID_PARAMS


async def test_without_a_folder_changes_need_one() -> None:
    with pytest.raises(Failure, match="No folder is open"):
        await run(Editor(engine()), "r1.reviewChanges")


async def test_a_dismissed_finding_does_not_come_back(root: Path) -> None:
    editor, uri = editor_in(root), uri_of(root / "a.py")
    editor.open(uri, SWALLOWED)
    await run(editor, "r1.reviewFile", {"uri": uri})
    (shown,) = editor.session.findings.of(uri)
    dismissal = {"fingerprint": shown.finding.fingerprint, "reason": "by design"}
    assert await run(editor, "r1.dismiss", dismissal) == 1
    assert editor.published(uri)[-1].diagnostics == []
    again = editor_in(root)
    again.open(uri, "import x\n" + SWALLOWED)
    assert (await run(again, "r1.reviewFile", {"uri": uri}))["findings"] == 0
    assert again.published(uri) == []


async def test_the_repositorys_notes_reach_the_prompts(root: Path) -> None:
    (root / "AGENTS.md").write_text("Errors are never hidden here.\n")
    model = engine()
    editor, uri = editor_in(root, model), uri_of(root / "a.py")
    editor.open(uri, SWALLOWED)
    await run(editor, "r1.reviewFile", {"uri": uri})
    assert "Errors are never hidden here." in str(model.requests[0].messages)


@pytest.fixture
def workshop(root: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(root.parent / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    commit_as_somebody(monkeypatch)
    return Workshop(root)


async def test_changes_are_reviewed_and_shown_where_the_lines_are(workshop: Workshop) -> None:
    root = workshop.root
    workshop.commit({"src/a.py": CLEAN, "b.py": CLEAN})
    workshop.add({"src/a.py": CLEAN + SWALLOWED})
    workshop.write({"b.py": SWALLOWED})
    editor, uri = editor_in(root), uri_of(root / "src" / "a.py")
    editor.open(uri, "import x\n\n" + CLEAN + SWALLOWED)
    result = await run(editor, "r1.reviewChanges", {"scope": "staged"})
    assert (result["findings"], result["files"]) == (1, 1)
    assert lines_of(editor, uri) == [7]
    result = await run(editor, "r1.reviewChanges")
    assert (result["findings"], result["files"]) == (2, 2)
    closed = uri_of(root / "b.py")
    assert lines_of(editor, closed) == [3]
    assert editor.published(closed)[-1].version is None


async def test_a_range_is_shown_as_far_as_its_lines_are_there(workshop: Workshop) -> None:
    workshop.commit({"a.py": CLEAN})
    workshop.commit({"a.py": CLEAN + SWALLOWED, "b.py": SWALLOWED})
    workshop.write({"a.py": CLEAN})
    editor = editor_in(workshop.root)
    argument = {"scope": "range", "range": "HEAD~1..HEAD", "root": uri_of(workshop.root)}
    result = await run(editor, "r1.reviewChanges", argument)
    assert (result["findings"], result["files"]) == (1, 2)
    assert lines_of(editor, uri_of(workshop.root / "b.py")) == [3]


async def test_a_review_of_changes_replaces_its_own_findings_alone(workshop: Workshop) -> None:
    workshop.commit({"a.py": CLEAN, "b.py": SWALLOWED})
    workshop.write({"a.py": SWALLOWED})
    editor, a, b = editor_in(workshop.root), *map(uri_of, map(workshop.root.joinpath, "ab"))
    a, b = f"{a}.py", f"{b}.py"
    await run(editor, "r1.reviewFile", {"uri": b})
    await run(editor, "r1.reviewChanges")
    assert (lines_of(editor, a), lines_of(editor, b)) == ([3], [3])
    workshop.write({"a.py": CLEAN})
    await run(editor, "r1.reviewChanges")
    assert (lines_of(editor, a), lines_of(editor, b)) == ([], [3])
    assert editor.published(a)[-1].diagnostics == []


async def test_fingerprints_agree_between_files_and_changes(workshop: Workshop) -> None:
    workshop.commit({"src/a.py": CLEAN})
    workshop.write({"src/a.py": SWALLOWED})
    editor, uri = editor_in(workshop.root / "src"), uri_of(workshop.root / "src" / "a.py")
    await run(editor, "r1.reviewChanges")
    (first,) = editor.session.findings.of(uri)
    await run(editor, "r1.reviewFile", {"uri": uri})
    (second,) = editor.session.findings.of(uri)
    assert first.finding.fingerprint == second.finding.fingerprint
    assert first.origin.folder == second.origin.folder == workshop.root


async def test_a_folder_without_a_repository_is_said(root: Path) -> None:
    with pytest.raises(GitError):
        await run(editor_in(root), "r1.reviewChanges")
