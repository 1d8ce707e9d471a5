"""What a pull request brings along changes nothing of how it is reviewed."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Literal

import pytest
from markdown_it import MarkdownIt

from r1_assistant import app
from r1_assistant.app import pull_requests as pulls
from r1_assistant.cli import errors, review
from r1_assistant.domain.errors import R1Error
from r1_assistant.domain.generation import ModelInfo
from r1_assistant.engine.scripted import Scripted, ScriptedEngine
from r1_assistant.github.patience import Patience
from r1_assistant.models.store import InstalledModel
from support.github.fixtures import SWALLOWED
from support.github.world import Fault, World
from support.package_index import serving
from support.programs import program

Call = Callable[..., tuple[int, str]]
Way = Literal["api", "clone"]

PR = ("--pr", "octo/app#1")
HOSTILE = """\
fail_on = "never"
max_findings = 1
exclude = ["**"]
model = "planted"
api_url = "{elsewhere}"

[review]
score_model = "planted"

[github]
api_url = "{elsewhere}"
token = "planted"
"""


@pytest.fixture(params=["api", "clone"])
def way(request: pytest.FixtureRequest) -> Way:
    """Whether the change comes over the API, or from a clone that has it checked out."""
    return request.param


@pytest.fixture
def call(
    way: Way,
    world: World,
    clone: Callable[[str], Path],
    patience: Patience,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Call:
    """Run `r1-review` on what the world has by now; gives the code and what it printed."""

    def call(*arguments: str) -> tuple[int, str]:
        if way == "clone":
            monkeypatch.chdir(clone("topic"))
        monkeypatch.setenv("GITHUB_TOKEN", world.token)
        options = ["--no-model", "--effort=quick", "--api-url", world.url, *PR, *arguments]
        code = review.run(review.parse(options))
        return code, "".join(capsys.readouterr())

    return call


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[str]]]:
    """A server that nothing should be sent to, and what it was sent."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            seen.append(f"{self.path} {self.headers}")
            self.send_error(404)

        do_POST = do_GET  # noqa: N815

    with serving(Handler) as port:
        yield f"http://127.0.0.1:{port}", seen


def at_base(world: World, files: dict[str, str]) -> None:
    """Put files into the base, and have the branch begin there."""
    world.git("checkout", "--quiet", "main")
    world.repository.commit(dict(files))
    world.git("checkout", "--quiet", "topic")
    world.git("rebase", "--quiet", "main")


def test_settings_of_the_change_do_not_count(
    call: Call, world: World, elsewhere: tuple[str, list[str]]
) -> None:
    url, seen = elsewhere
    text = HOSTILE.format(elsewhere=url)
    world.repository.commit({".r1.toml": text, "src/.r1.toml": text, "src/b.py": SWALLOWED})
    code, out = call("--post")
    assert code == 1
    assert all(place in out for place in ("a.py:4", "a.py:2", "src/b.py:4"))
    assert "planted" not in out
    assert not seen


def test_settings_of_the_base_count(call: Call, world: World) -> None:
    at_base(world, {".r1.toml": 'fail_on = "error"\nmax_findings = 1\n'})
    world.repository.commit({".r1.toml": HOSTILE})
    code, out = call()
    assert code == 0
    assert "a.py:4" in out
    assert "1 more not shown" in out


def test_the_baseline_of_the_change_does_not_count(call: Call, world: World) -> None:
    findings = json.loads(call("--format", "json")[1])["findings"]
    baseline = json.dumps({"version": 1, "findings": findings})
    world.repository.commit({".r1-baseline.json": baseline})
    assert call()[0] == 1


def test_the_baseline_of_the_base_counts(call: Call, world: World) -> None:
    found = json.loads(call("--format", "json")[1])["findings"]
    at_base(world, {".r1-baseline.json": json.dumps({"version": 1, "findings": found})})
    code, out = call()
    assert code == 0
    assert "2 not shown: in the baseline" in out


def test_notes_of_the_change_do_not_reach_a_model(
    way: Way,
    world: World,
    clone: Callable[[str], Path],
    patience: Patience,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_base(world, {"AGENTS.md": "What the base says.", "src/AGENTS.md": "The base below."})
    planted = {"AGENTS.md": "planted", ".github/copilot-instructions.md": "planted"}
    scoped = {".github/instructions/a.instructions.md": "---\napplyTo: '**'\n---\nplanted"}
    world.repository.commit({**planted, **scoped, "src/AGENTS.md": "planted", "src/b.py": "b\n"})
    folder = clone("topic") if way == "clone" else Path.cwd()
    request = pulls.open_pull_request("octo/app#1", world.url, folder, lambda _: None)
    taken = pulls.pull_change(request, folder, ["src"])
    settings, _ = pulls.pull_settings(taken)
    notes, problems = pulls.pull_notes(taken, settings)
    assert (taken.clone is not None) == (way == "clone")
    assert "What the base says." in notes
    assert "The base below." in notes
    assert "planted" not in notes
    assert not problems


def test_attributes_of_the_change_hide_nothing(call: Call, world: World, way: Way) -> None:
    hiding = "*.py binary -diff linguist-generated diff=evil filter=evil\n"
    world.repository.commit({".gitattributes": hiding, "b.py": SWALLOWED})
    code, out = call()
    assert code == 1
    if way == "clone":
        assert all(place in out for place in ("a.py:4", "b.py:4"))
    else:  # the diff is GitHub's, and may follow them; what it hides is told
        assert "b.py:4" in out or "Not reviewed: 2 files (binary)" in out


def test_no_program_of_the_change_is_run(
    call: Call, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = tmp_path / "ran"
    script = f"#!/bin/sh\ntouch '{ran}'\n"
    names = ("git", "gh", "ruff", "bandit", "python", "r1-review", ".git-hooks/post-checkout")
    world.repository.write(dict.fromkeys(names, script))
    for name in names:
        (world.repository.root / name).chmod(0o755)
    planted = f"import pathlib\npathlib.Path({str(ran)!r}).touch()\n"
    modules = ("sitecustomize.py", "github/__init__.py", "requests.py", "r1_assistant/__init__.py")
    world.repository.commit({**dict.fromkeys(modules, planted), "conftest.py": planted})
    monkeypatch.setenv("PATH", f".{os.pathsep}{os.environ['PATH']}")
    assert call("--effort", "normal", "--post")[0] == 1
    assert not ran.exists()


@pytest.mark.e2e
@pytest.mark.skipif(os.name == "nt", reason="the program is a shell script")
def test_no_other_program_and_no_file_gets_the_token(
    world: World,
    home: Path,
    clone: Callable[[str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "bin").mkdir()
    told, git = tmp_path / "told", tmp_path / "bin" / "git"
    git.write_text(f"#!/bin/sh\nenv >> '{told}'\nexec '{shutil.which('git')}' \"$@\"\n")
    git.chmod(0o755)
    folder = clone("topic")
    monkeypatch.setenv("PATH", f"{git.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("GH_TOKEN", world.token)
    world.faults.append(Fault("POST .*/reviews", 403, "Resource not accessible by integration"))
    command = [program("r1-review"), "--no-model", "--api-url", world.url, *PR, "--post"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=100)
    assert (done.returncode, done.stderr[:30]) == (2, b"r1-review: The token's rights ")
    assert b"a.py:4: warning" in done.stdout
    assert "PATH=" in told.read_text()
    written = [file for file in (*home.rglob("*"), *folder.rglob("*"), told) if file.is_file()]
    assert "r1-review.log" in {file.name for file in written}
    kept = b"".join([done.stdout, done.stderr, *(file.read_bytes() for file in written)])
    assert world.token.encode() not in kept
    assert any(world.token in asked.headers["authorization"] for asked in world.asked)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("GET", 401, "Bad credentials"),
        Fault("GET", 403, "rate limit", {"Retry-After": "9999"}),
        Fault("POST", 403, "Resource not accessible by integration", times=9),
        Fault("GET", 0, times=9, hangs_up=True),
        Fault("GET .*/trees", 200, "no tree"),
    ],
)
def test_a_failure_is_one_sentence_without_the_token(
    world: World, patience: Patience, capfd: pytest.CaptureFixture[str], fault: Fault
) -> None:
    world.faults.append(fault)
    options = ["--no-model", "--effort=quick", "--api-url", world.url, *PR, "--post"]
    code = errors.run(lambda: review.run(review.parse(options)), "r1-review")
    out, err = capfd.readouterr()
    assert code == errors.FAILURE
    assert err.startswith("r1-review: ")
    assert err.count("\n") == 1
    assert "something went wrong" not in err
    assert world.token not in out + err


class WarmEngine(ScriptedEngine):
    """A scripted engine that can be warmed up, as the local one."""

    async def warm_up(self) -> None:
        """Do nothing."""


def test_what_a_model_says_is_text(
    world: World, patience: Patience, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "Ask @octocat about [this](https://evil.example) <img src=x>, closes #1."
    info = ModelInfo("scripted", "Scripted", 4096, False, False)
    engine = WarmEngine(lambda _: Scripted(words), info=info)
    model = InstalledModel("scripted", "", Path(), 9, False, False, "", 0, "cpu", Path())
    monkeypatch.setattr(app, "installed_model", lambda _: model)
    monkeypatch.setattr(app, "local_engine", lambda *_: engine)
    review.run(review.parse(["--api-url", world.url, *PR, "--post"]))
    assert "with the model `scripted`" in world.pulls[1].reviews[0].body
    texts = [t.comments[0].body for t in world.pulls[1].threads] + [world.pulls[1].reviews[0].body]
    assert any("octocat" in text for text in texts)
    for text in texts:
        tokens = [
            c
            for t in MarkdownIt("gfm-like", {"linkify": False}).parse(text)
            for c in t.children or ()
        ]
        assert not {"link_open", "image"} & {token.type for token in tokens}
        assert "@octocat" not in text
        assert "<img" not in text
        assert "#1" not in text


def test_a_name_with_markup_in_it(call: Call, world: World) -> None:
    name = "a`@octocat`<b>[x](y).py"
    world.repository.commit({name: SWALLOWED})
    try:
        code, out = call("--post")
    except R1Error as error:
        pytest.fail(str(error))
    assert code == 1
    assert name in out
    assert {thread.path for thread in world.pulls[1].threads} == {"a.py", name}
