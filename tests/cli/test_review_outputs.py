"""Files beside standard output: each as a whole, wherever the review ended."""

import asyncio
import json
import os
import re
import signal
import stat
import subprocess
import sys
from dataclasses import replace
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from r1_assistant import app
from r1_assistant.cli import review
from r1_assistant.cli.options.output import FORMS
from r1_assistant.cli.report import whole_files
from r1_assistant.cli.report.documents import Files
from r1_assistant.cli.report.outputs import Output
from r1_assistant.cli.report.reporters import report_for
from r1_assistant.domain.change import Change
from r1_assistant.domain.errors import UsageError
from r1_assistant.engine.scripted import Scripted, ScriptedEngine
from r1_assistant.features.formats import COMMANDS
from r1_assistant.features.review.events import Done, Found, Stats
from r1_assistant.features.review.skip import Skip
from r1_assistant.models.store import InstalledModel
from support.git_workshop import Workshop
from support.reviews import GUARD, change, full

PATCH = """\
--- a/a.py
+++ b/a.py
@@ -1,1 +1,4 @@
-f()
+try:
+    f("é\u20ac")
+except Exception:
+    pass
"""


class WarmEngine(ScriptedEngine):
    """A scripted engine that can be warmed up, as the local one."""

    async def warm_up(self) -> None:
        """Do nothing."""


@pytest.fixture(autouse=True)
def folder(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.delenv(whole_files.SUMMARY, raising=False)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (folder / "change.patch").write_text(PATCH, encoding="utf-8")
    return folder


def run(*options: str) -> int:
    arguments = ["--patch", "change.patch", "--no-model", *options]
    return review.run(review.parse(arguments))


def test_all_formats_at_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outputs = [f"--output={form}=r1.{form}" for form in FORMS]
    assert run("--format", "json", *outputs) == 1
    document = json.loads(capsys.readouterr().out)
    for form in FORMS:
        text = (folder / f"r1.{form}").read_text(encoding="utf-8")
        assert text.endswith("\n")
        assert "Swallowed exception" in text or "swallowed-exception" in text or form == "text"
    written = json.loads((folder / "r1.json").read_text(encoding="utf-8"))
    assert written["findings"] == document["findings"]
    assert "a.py:3: warning" in (folder / "r1.text").read_text(encoding="utf-8")
    assert [path.name for path in folder.glob(".*")] == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_any_encoding_of_standard_output_will_do(
    form: str, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = TextIOWrapper(BytesIO(), encoding, errors="backslashreplace")
    monkeypatch.setattr(sys, "stdout", stream)
    run("--format", form)
    stream.flush()
    written = stream.buffer.getvalue()  # type: ignore[attr-defined]
    text = written.decode(encoding)
    if form in ("json", "sarif", "rdjson", "gitlab"):
        json.loads(text)
    if form == "html":
        assert ("é" if encoding != "ascii" else "&#233;") in text
        assert ("&#8364;" if encoding == "ascii" else "\u20ac") in text


EVIL = "##vso[task.setvariable variable=a]b ##[add-path]c\n::set-env name=a::b\n  ::x::"
COMMAND = re.compile(r"^\s*::|##\[|##vso\[", re.MULTILINE)


@pytest.mark.parametrize("form", [form for form in FORMS if form not in COMMANDS])
def test_no_code_can_command_a_ci_service(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    evil = replace(GUARD, message=EVIL, basis=EVIL, quote=EVIL, reasoning=EVIL, fix=EVIL)
    files = [replace(file, new_text=f"a\n{EVIL}\n", hunks=()) for file in change().files]
    report = report_for(Change(EVIL, tuple(files)), form, reasoning=True)
    report.event(Found(evil))
    report.event(Done(Stats(files=1, hunks=1, findings=1, skips=(Skip("##vso[a]", 0, EVIL),))))
    out = capsys.readouterr().out
    assert "set-env" in out
    assert not COMMAND.search(out)
    if form == "json":
        assert json.loads(out)["findings"][0]["message"] == EVIL


def test_an_empty_change_is_written_as_well(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Workshop(folder)
    assert review.run(review.parse(["--output", "sarif=r1.sarif", "--no-model"])) == 0
    assert capsys.readouterr().out == "No staged changes to review.\n"
    (only,) = json.loads((folder / "r1.sarif").read_text(encoding="utf-8"))["runs"]
    assert only["results"] == []


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("sarif", "'sarif' is not FORMAT=FILE, as in sarif=review.sarif"),
        ("sarif=", "'sarif=' is not FORMAT=FILE"),
        ("pdf=a", "'pdf' is no format; there are text, json, sarif"),
        ("sarif=-", "standard output is what --format sarif is for"),
    ],
)
def test_what_is_no_output(output: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("--output", output)
    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err


def refused(*outputs: str) -> str:
    """Say why a review does not begin."""
    with pytest.raises(UsageError) as caught:
        run(*(f"--output={each}" for each in outputs))
    assert caught.value.hint
    return caught.value.message


def test_what_cannot_be_written_is_said_before_the_review(folder: Path) -> None:
    (folder / "sub").mkdir()
    missing = Path("none") / "a"
    assert refused(f"json={missing}") == f"{missing} cannot be written: there is no folder none."
    assert refused("json=sub") == "sub cannot be written: it is a folder."
    long = "x" * 5_000
    assert refused(f"json={long}").startswith(f"{long} cannot be written: ")
    (folder / "circle").symlink_to("circle")
    assert refused("json=circle").startswith("circle cannot be written: ")
    (folder / "circle").unlink()
    twice = Path("sub") / ".." / "a"
    assert refused("json=a", f"sarif={twice}") == f"{twice} is to be written twice."
    assert {path.name for path in folder.iterdir()} == {"change.patch", "sub"}


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid"), reason="no such permissions")
def test_a_file_that_may_not_be_changed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a").write_text("old")
    allowed = os.access
    monkeypatch.setattr(  # root may change anything
        os, "access", lambda path, mode: allowed(path, mode) and bool(path_mode(path) & 0o200)
    )
    (folder / "a").chmod(0o444)
    assert refused("json=a") == "a cannot be written: it may not be changed."
    folder.chmod(0o555)
    assert refused("json=b") == "b cannot be written: nothing may be written in .."
    folder.chmod(0o755)


def path_mode(path: os.PathLike[str]) -> int:
    return stat.S_IMODE(Path(path).stat().st_mode)


def test_what_fails_leaves_the_old_file_and_nothing_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a").write_text("old")

    def full_disk(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(UsageError, match="a cannot be written: No space left on device"):
        Files([Output("json", Path("a"))], reasoning=False).write(full())
    assert (folder / "a").read_text() == "old"
    assert {path.name for path in folder.iterdir()} == {"a", "change.patch"}


def test_one_that_fails_keeps_no_other_from_being_written(folder: Path) -> None:
    (folder / "sub").mkdir()
    files = Files([Output("json", Path("sub/a")), Output("json", Path("b"))], reasoning=False)
    (folder / "sub").rmdir()
    with pytest.raises(UsageError):
        files.write(full())
    assert json.loads((folder / "b").read_text(encoding="utf-8"))["findings"]


@pytest.mark.skipif(os.name == "nt", reason="no such modes")
def test_modes_and_links_are_kept(folder: Path) -> None:
    (folder / "real").write_text("old")
    (folder / "real").chmod(0o640)
    (folder / "link").symlink_to("real")
    Files([Output("json", Path("link")), Output("json", Path("new"))], reasoning=False).write(
        full()
    )
    assert (folder / "link").is_symlink()
    assert path_mode(folder / "real") == 0o640
    mask = os.umask(0)
    os.umask(mask)
    assert path_mode(folder / "new") == 0o666 & ~mask


@pytest.mark.skipif(os.name == "nt", reason="no named pipes in folders")
def test_a_pipe_is_written_as_it_is(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    reader = subprocess.Popen(["cat", "pipe"], stdout=subprocess.PIPE)
    Files([Output("json", Path("pipe"))], reasoning=False).write(full())
    out, _ = reader.communicate(timeout=20)
    assert json.loads(out)["model"] == "m"


@pytest.mark.skipif(sys.platform != "linux", reason="where open files have paths")
def test_an_open_pipe_is_written_as_it_is() -> None:
    read, written = os.pipe()
    with os.fdopen(read) as stream:
        Files([Output("gitlab", Path(f"/dev/fd/{written}"))], reasoning=False).write(full())
        os.close(written)
        assert len(json.loads(stream.read())) == 3


def test_a_steps_summary_is_added_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = folder / "summary.md"
    monkeypatch.setenv(whole_files.SUMMARY, str(summary))
    for before in ("", "# Tests"):
        summary.write_text(before)
        Files([Output("markdown", Path("summary.md"))], reasoning=False).write(full())
        text = summary.read_text(encoding="utf-8")
        assert text.startswith(f"{before}\n## R1" if before else "## R1 Assistant")


def test_an_interrupted_review_writes_what_was_found(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = [Output("sarif", Path("r1.sarif"))]
    report = report_for(change(), "text", reasoning=False, outputs=outputs)
    report.event(Found(GUARD))
    report.event(Done(Stats(files=1, hunks=1, findings=1, interrupted=True)))
    assert "interrupted" in capsys.readouterr().out
    (only,) = json.loads((folder / "r1.sarif").read_text(encoding="utf-8"))["runs"]
    assert [each["ruleId"] for each in only["results"]] == ["dropped-guard"]
    assert only["invocations"][0]["executionSuccessful"] is False


@pytest.mark.skipif(os.name == "nt", reason="no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_in_the_middle_leaves_a_whole_file(
    number: signal.Signals, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def pause() -> None:
        os.kill(os.getpid(), number)
        await asyncio.Event().wait()

    engine = WarmEngine(lambda _: Scripted("Nobody hears of what failed here."), pause=pause)
    model = InstalledModel("scripted", "", folder, 9, False, False, "", 0, "cpu", folder)
    monkeypatch.setattr(app, "installed_model", lambda _: model)
    monkeypatch.setattr(app, "local_engine", lambda *_: engine)
    with pytest.raises(KeyboardInterrupt):
        review.run(review.parse(["--patch", "change.patch", "--output", "sarif=r1.sarif"]))
    (only,) = json.loads((folder / "r1.sarif").read_text(encoding="utf-8"))["runs"]
    assert only["invocations"][0]["executionSuccessful"] is False


def test_nothing_is_imported_for_formats_that_nobody_asked_for() -> None:
    code = (
        "import sys; from r1_assistant.cli import review, reviewing;"
        "review.parse(['--format', 'sarif']);"
        "print([m for m in sys.modules if 'jinja2' in m or 'review.kinds' in m])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
