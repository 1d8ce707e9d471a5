"""The real pre-commit program, and git's own hooks, in all that people do with a repository.

Rules alone decide here, without a model; `test_pre_commit` has one.
"""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.git_workshop import Files, Workshop
from support.programs import program

from .conftest import put_in_place

pytestmark = pytest.mark.e2e

PROJECT = Path(__file__).parents[2]
FINE = "def f(x):\n    input(x)\n"
BUG = "def f(x):\n    try:\n        input(x)\n    except Exception:\n        pass\n"
MORE = '\n\ny = len("y")\n'
FOUND = ":4: warning [error-handling"
CONFIG = """\
repos:
  - repo: local
    hooks:
      - id: {id}
        name: {id}
        entry: {entry}
        language: system
        pass_filenames: false
        always_run: true
        require_serial: true
        verbose: true
        stages: [pre-commit, pre-push, manual]
"""


@dataclass(frozen=True)
class Ended:
    """How git ended, and all that was said."""

    code: int
    said: str

    @property
    def found(self) -> list[str]:
        """The files in which something was found."""
        return [line.split(":")[0] for line in self.said.splitlines() if FOUND in line]


class Shop(Workshop):
    """A repository with a bare one as its remote, where the review runs as a hook."""

    def run(self, *command: str, cwd: Path | None = None, **variables: str) -> Ended:
        """Run a program."""
        done = subprocess.run(
            list(command),
            cwd=cwd or self.root,
            env=os.environ | variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=240,
        )
        return Ended(done.returncode, done.stdout.decode(errors="replace"))

    def change(self, files: Files, *arguments: str, **variables: str) -> Ended:
        """Stage everything and commit it, hooks included."""
        self.add(files)
        return self.run("git", "commit", "--quiet", "--message=m", *arguments, **variables)

    def push(self, *arguments: str, **variables: str) -> Ended:
        """Push, hooks included."""
        return self.run("git", "push", "--quiet", "origin", *arguments, **variables)

    def configure(self, entry: str, hook: str = "r1-review") -> None:
        """Have pre-commit run a command, and commit its configuration."""
        self.write({".pre-commit-config.yaml": CONFIG.format(id=hook, entry=entry)})
        types = ("--hook-type", "pre-commit", "--hook-type", "pre-push")
        assert self.run(program("pre-commit"), "install", *types).code == 0
        self.commit()


@pytest.fixture
def bare_shop(
    tmp_path: Path, without_model: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Shop:
    """A repository whose one commit is on its remote; no hook runs yet."""
    put_in_place(without_model, monkeypatch)
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    Workshop(tmp_path / "remote", "--bare")
    shop = Shop(tmp_path / "a répository")
    shop.git("remote", "add", "origin", str(tmp_path / "remote"))
    shop.commit({"src/a.py": FINE, "src/b.py": FINE})
    shop.git("push", "--quiet", "origin", "main")
    return shop


@pytest.fixture(params=["pre-commit", "git"])
def shop(request: pytest.FixtureRequest, bare_shop: Shop) -> Iterator[Shop]:
    """The same with the review before commits and pushes, by pre-commit or by git itself."""
    entry = f"{program('r1-review')} --no-model"
    if request.param == "pre-commit":
        bare_shop.configure(entry)
        bare_shop.git("push", "--quiet", "--no-verify", "origin", "main")
    else:
        for hook in ("pre-commit", "pre-push"):
            assert bare_shop.run(*entry.split(" "), "--install-hook", hook).code == 0
    yield bare_shop
    assert bare_shop.run(*entry.split(" "), "--uninstall-hook").code == 0


def test_commits(shop: Shop) -> None:
    stopped = shop.change({"src/a.py": BUG})
    assert (stopped.code, stopped.found) == (1, ["src/a.py"])
    assert shop.change({"src/a.py": "def f(x):\n    input([x])\n"}).code == 0
    (shop.root / "src/b.py").unlink()
    assert shop.change({}).code == 0
    assert shop.change({}, "--allow-empty").code == 0


def test_a_file_that_is_staged_in_part(shop: Shop) -> None:
    shop.add({"src/a.py": FINE + MORE, "src/b.py": BUG})
    shop.write({"src/a.py": BUG + MORE})
    shop.git("reset", "--quiet", "src/b.py")
    fine = shop.run("git", "commit", "--quiet", "--message=m")
    assert (fine.code, fine.found) == (0, [])
    assert (shop.root / "src/a.py").read_text() == BUG + MORE
    assert (shop.root / "src/b.py").read_text() == BUG
    stopped = shop.run("git", "commit", "--quiet", "--message=m", "--all")
    assert (stopped.code, stopped.found) == (1, ["src/a.py", "src/b.py"])


def test_an_amended_commit_is_asked_about_what_is_new(shop: Shop) -> None:
    assert shop.change({"src/a.py": BUG}, R1_SKIP="1").code == 0
    amended = shop.change({"src/b.py": FINE + MORE}, "--amend")
    assert (amended.code, amended.found) == (0, [])
    assert shop.change({"src/b.py": BUG}, "--amend").found == ["src/b.py"]
    pushed = shop.push("main")  # all of it is, at the latest, when it is pushed
    assert (pushed.code, pushed.found) == (1, ["src/a.py"])


@pytest.fixture
def sides(shop: Shop) -> Shop:
    """Two branches that conflict in src/a.py; one of them has what a review would complain of."""
    shop.git("switch", "--quiet", "--create", "side")
    shop.commit({"src/a.py": "def f(x):\n    return x\n", "src/theirs.py": BUG})
    shop.git("switch", "--quiet", "main")
    shop.commit({"src/a.py": "def f(x):\n    input([x])\n"})
    return shop


def test_of_a_merge_what_neither_side_has(sides: Shop) -> None:
    assert sides.run("git", "merge", "side").code == 1
    sides.add({"src/a.py": BUG})
    stopped = sides.run("git", "commit", "--no-edit")
    assert (stopped.code, stopped.found) == (1, ["src/a.py"])
    sides.add({"src/a.py": "def f(x):\n    return [x]\n"})
    merged = sides.run("git", "commit", "--no-edit")
    assert (merged.code, merged.found) == (0, [])
    assert sides.git("rev-list", "--merges", "--count", "HEAD") == "1"


def test_rebased_commits_are_asked_about_when_they_are_pushed(sides: Shop) -> None:
    sides.git("switch", "--quiet", "side")
    assert sides.run("git", "rebase", "main").code == 1
    sides.add({"src/a.py": "def f(x):\n    return [x]\n"})
    done = sides.run("git", "rebase", "--continue", GIT_EDITOR="true")
    assert (done.code, done.found) == (0, [])
    assert sides.push("main").code == 0
    pushed = sides.push("side")
    assert (pushed.code, pushed.found) == (1, ["src/theirs.py"])


def test_in_a_worktree(shop: Shop, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    shop.git("worktree", "add", "--quiet", str(tree), "-b", "side")
    (tree / "src/a.py").write_text(BUG)
    shop.add({"src/b.py": BUG})
    stopped = shop.run("git", "commit", "--quiet", "--message=m", "--all", cwd=tree)
    assert (stopped.code, stopped.found) == (1, ["src/a.py"])


def test_pushes(shop: Shop, tmp_path: Path) -> None:
    shop.git("switch", "--quiet", "--create", "side")
    shop.commit({"src/a.py": BUG})
    for _ in range(2):
        stopped = shop.push("side")
        assert (stopped.code, stopped.found) == (1, ["src/a.py"])
    assert shop.push("side", R1_SKIP="1").code == 0
    shop.commit({"src/c.py": FINE})
    grown = shop.push("side")
    assert (grown.code, grown.found) == (0, [])
    shop.commit({"src/d.py": BUG})
    assert shop.push("side").found == ["src/d.py"]
    assert shop.push("HEAD:refs/heads/other").found == ["src/d.py"]
    shop.git("reset", "--quiet", "--hard", "HEAD~2")
    back = shop.push("--force", "side")
    assert (back.code, back.found) == (0, [])
    shop.git("tag", "v1")
    assert shop.push("v1").code == 0
    assert shop.push(":side").code == 0
    remote = Workshop(tmp_path / "remote", "--bare")
    assert remote.git("branch", "--format=%(refname:short)") == "main"


def test_a_rewritten_branch_is_asked_about_what_it_brings(shop: Shop) -> None:
    shop.git("switch", "--quiet", "--create", "side")
    shop.commit({"src/c.py": FINE})
    assert shop.push("side").code == 0
    shop.git("switch", "--quiet", "main")
    shop.commit({"src/others.py": BUG})
    shop.push("main", R1_SKIP="1")
    shop.git("rebase", "--quiet", "main", "side")
    forced = shop.push("--force", "side")
    assert (forced.code, forced.found) == (0, [])
    assert shop.change({"src/c.py": BUG}, "--amend", "--no-verify").code == 0
    assert shop.push("--force", "side").found == ["src/c.py"]


def test_a_history_of_which_the_remote_knows_nothing(shop: Shop, tmp_path: Path) -> None:
    shop.commit({"src/a.py": BUG})
    shop.git("remote", "remove", "origin")
    Workshop(tmp_path / "empty", "--bare")
    shop.git("remote", "add", "origin", str(tmp_path / "empty"))
    stopped = shop.push("main")
    assert (stopped.code, stopped.found) == (1, ["src/a.py"])


@pytest.mark.parametrize("variable", [("SKIP", "mypy,r1-review"), ("R1_SKIP", "1")])
def test_without_the_review(shop: Shop, variable: tuple[str, str]) -> None:
    name, value = variable
    done = shop.change({"src/a.py": BUG}, **{name: value})
    assert (done.code, done.found) == (0, [])
    done = shop.push("main", **{name: value})
    assert (done.code, done.found) == (0, [])


def test_without_a_model_advice_passes_with_a_line(bare_shop: Shop) -> None:
    bare_shop.configure(f"{program('r1-review')} --advisory", "r1-review-advisory")
    done = bare_shop.change({"src/a.py": BUG})
    assert done.code == 0
    said = [line for line in done.said.splitlines() if line.startswith("r1-review: ")]
    assert said == [f"r1-review: not reviewed: No model is installed. Run: {_install(done)}"]
    assert bare_shop.push("main").code == 0


def test_without_a_model_a_gate_says_what_to_do(bare_shop: Shop) -> None:
    bare_shop.configure(program("r1-review"))
    done = bare_shop.change({"src/a.py": BUG})
    assert done.code == 1
    assert f"r1-review: No model is installed. Run: {_install(done)}\n" in done.said
    assert "Or have rules alone decide: r1-review --no-model" in done.said
    assert "Traceback" not in done.said
    (bare_shop.root / "src/a.py").write_text(FINE)
    assert bare_shop.change({"notes.md": "Nothing that takes a model.\n"}).code == 0


def _install(done: Ended) -> str:
    (line,) = [line for line in done.said.splitlines() if "r1-model install" in line]
    return line.partition("Run: ")[2]


def test_what_the_framework_is_asked_to_compare(bare_shop: Shop) -> None:
    bare_shop.configure(f"{program('r1-review')} --no-model")
    first = bare_shop.git("rev-parse", "HEAD")
    bare_shop.commit({"src/a.py": BUG})
    bare_shop.git("push", "--quiet", "--no-verify", "origin", "main")
    ends = ("--from-ref", first, "--to-ref", "HEAD")
    done = bare_shop.run(program("pre-commit"), "run", "--hook-stage", "manual", *ends)
    assert (done.code, done.found) == (1, ["src/a.py"])


def test_a_hook_that_was_there_comes_back(bare_shop: Shop) -> None:
    theirs = bare_shop.root / ".git/hooks/pre-push"
    theirs.parent.mkdir(exist_ok=True)
    theirs.write_text('#!/bin/sh\ncat > "$(git rev-parse --git-dir)/told"\n')
    theirs.chmod(0o755)
    review = program("r1-review")
    bare_shop.run(review, "--no-model", "--install-hook", "pre-push")
    bare_shop.commit({"src/a.py": BUG})
    assert bare_shop.push("main").found == ["src/a.py"]
    head = bare_shop.git("rev-parse", "HEAD")
    assert (bare_shop.root / ".git/told").read_text().startswith(f"refs/heads/main {head} ")
    done = bare_shop.run(review, "--uninstall-hook")
    assert "the hook that was there before is back" in done.said
    assert bare_shop.push("main").code == 0


def test_beside_the_framework_in_whatever_order(bare_shop: Shop) -> None:
    review, framework = program("r1-review"), program("pre-commit")
    bare_shop.configure("git --version", "theirs")
    for again in (False, True):
        bare_shop.run(review, "--no-model", "--install-hook")
        if again:
            assert "Running in migration mode" in bare_shop.run(framework, "install").said
        fine = bare_shop.change({"src/a.py": f"{FINE}\n\nAGAIN = {again}\n"})
        assert (fine.code, fine.said.count("git version")) == (0, 1)
        stopped = bare_shop.change({"src/a.py": BUG})
        assert (stopped.code, stopped.found) == (1, ["src/a.py"])
    assert "nothing changed" in bare_shop.run(review, "--no-model", "--install-hook").said
    assert bare_shop.run(review, "--uninstall-hook").code == 0
    done = bare_shop.change({"src/a.py": BUG})
    assert (done.code, done.found, done.said.count("git version")) == (0, [], 1)


def test_the_manifest_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path))
    manifest = str(PROJECT / ".pre-commit-hooks.yaml")
    command = [program("pre-commit"), "validate-manifest", manifest]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (0, b"")
