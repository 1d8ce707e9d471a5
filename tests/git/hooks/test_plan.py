"""Hooks as git runs them: real commits in real repositories."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from r1_assistant.app import is_yaml
from r1_assistant.domain.errors import GitError
from r1_assistant.git.hooks.plan import HookPlan, Kind, Review, plan
from r1_assistant.git.hooks.writing import write
from support.git_workshop import Workshop

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs are shell scripts")


EXITS = """\
#!/bin/sh
echo first >> {record}
if git diff --cached | grep -q ^+TODO; then exit 3; fi
exit 0
"""
PYTHON = """\
#!/usr/bin/env python3
import subprocess, sys
open('{record}', 'a').write('first\\n')
staged = subprocess.run(['git', 'diff', '--cached'], capture_output=True).stdout
sys.exit(b'+TODO' in staged)
"""


def planned(shop: Workshop, review: Review, kind: Kind = "git") -> HookPlan:
    return plan(shop.root, kind, review, is_yaml)


def installed(shop: Workshop, review: Review) -> HookPlan:
    found = planned(shop, review)
    write(found)
    assert found.path.read_text(encoding="utf-8") == found.after
    return found


def hook(shop: Workshop, text: str, mode: int = 0o755) -> Path:
    path = shop.root / ".git/hooks/pre-commit"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def commit(shop: Workshop, text: str, **variables: str) -> subprocess.CompletedProcess[str]:
    shop.add({"a.py": text})
    return subprocess.run(
        ["git", "commit", "--message=A change"],
        cwd=shop.root,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def runs(record: Path) -> list[str]:
    found = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
    record.unlink(missing_ok=True)
    return found


def test_a_hook_reviews_each_commit(workshop: Workshop, review: Review, record: Path) -> None:
    found = installed(workshop, review)
    assert (found.before, found.problem, found.note) == (None, "", "")
    assert found.path == workshop.root / ".git/hooks/pre-commit"
    stopped = commit(workshop, "BUG\n")
    assert stopped.returncode == 1
    assert "To commit without the review, set R1_SKIP=1." in stopped.stderr
    assert runs(record) == [f"{workshop.root}: -P -m r1_assistant.cli.hook pre-commit"]
    assert commit(workshop, "BUG\n", R1_SKIP="1").returncode == 0
    assert runs(record) == []
    assert commit(workshop, "fine\n").returncode == 0
    assert len(runs(record)) == 1


def test_a_second_time_there_is_nothing_to_do(workshop: Workshop, review: Review) -> None:
    first = installed(workshop, review)
    again = planned(workshop, review)
    assert again.before == again.after == first.after
    write(again)
    other = installed(workshop, Review(Path("/elsewhere/python"), "2"))
    assert other.after != first.after
    assert "/elsewhere/python" in (other.after or "")


def test_an_interpreter_that_is_gone_stops_nobody(workshop: Workshop, review: Review) -> None:
    installed(workshop, review)
    shutil.rmtree(Path(review.python).parent)
    done = commit(workshop, "BUG\n")
    assert done.returncode == 0
    assert "Not reviewed: R1 is gone from" in done.stderr


@pytest.mark.parametrize(
    ("there", "aside"),
    [
        ("#!/bin/sh\necho first >> {record}\n! git diff --cached | grep -q ^+TODO\n", False),
        (
            "#!/bin/bash\nset -eu\necho first >> {record}\n! git diff --cached | grep -q ^+TODO\n",
            False,
        ),
        (EXITS, True),
        (
            "#!/bin/sh\necho first >> {record}\nexec sh -c '! git diff --cached | grep ^+TODO'\n",
            True,
        ),
        (PYTHON, True),
    ],
    ids=["shell", "strict", "exit", "exec", "python"],
)
def test_a_hook_that_is_there_runs_first(
    workshop: Workshop, review: Review, record: Path, there: str, aside: bool
) -> None:
    path = hook(workshop, there.replace("{record}", str(record)))
    found = installed(workshop, review)
    assert (found.aside is not None) == ("pre-commit.before-r1" in found.note) == aside
    assert path.with_name("pre-commit.before-r1").exists() == aside
    assert commit(workshop, "fine\n").returncode == 0
    assert [line.split()[-1] for line in runs(record)] == ["first", "pre-commit"]
    assert commit(workshop, "BUG\n").returncode == 1
    runs(record)
    assert commit(workshop, "TODO BUG\n").returncode == 1
    assert runs(record) == ["first"]
    assert planned(workshop, review).after == found.after


def test_a_hook_that_git_does_not_run_is_not_woken(
    workshop: Workshop, review: Review, record: Path
) -> None:
    hook(workshop, f"#!/bin/sh\necho first >> {record}\n", 0o644)
    assert installed(workshop, review).aside is not None
    assert commit(workshop, "fine\n").returncode == 0
    assert [line.split()[-1] for line in runs(record)] == ["pre-commit"]


def test_a_linked_hook_and_its_file_stay_as_they_are(
    workshop: Workshop, review: Review, record: Path
) -> None:
    workshop.commit({"tools/check.sh": f"#!/bin/sh\necho first >> {record}\n"})
    (workshop.root / "tools/check.sh").chmod(0o755)
    path = workshop.root / ".git/hooks/pre-commit"
    path.parent.mkdir(exist_ok=True)
    path.symlink_to("../../tools/check.sh")
    text = (workshop.root / "tools/check.sh").read_text()
    installed(workshop, review)
    assert commit(workshop, "fine\n").returncode == 0
    assert [line.split()[-1] for line in runs(record)] == ["first", "pre-commit"]
    assert (workshop.root / "tools/check.sh").read_text() == text


def test_a_file_in_the_way_is_said_and_nothing_changes(workshop: Workshop, review: Review) -> None:
    path = hook(workshop, "#!/bin/sh\nexit 0\n")
    path.with_name("pre-commit.before-r1").write_text("mine")
    found = planned(workshop, review)
    assert found.after == found.before
    assert "pre-commit.before-r1 already" in found.problem
    with pytest.raises(GitError, match="already"):
        write(found)
    assert path.read_text() == "#!/bin/sh\nexit 0\n"


def test_worktrees_share_the_hook(
    workshop: Workshop, review: Review, record: Path, tmp_path: Path
) -> None:
    workshop.commit({"a.py": "x\n"})
    workshop.git("worktree", "add", "--quiet", str(tmp_path / "other"))
    found = plan(tmp_path / "other", "git", review, is_yaml)
    assert (found.path.resolve(), found.note) == (
        (workshop.root / ".git/hooks/pre-commit").resolve(),
        "",
    )
    write(found)
    assert commit(workshop, "fine\n").returncode == 0
    assert len(runs(record)) == 1


def test_a_folder_of_hooks_is_respected(
    workshop: Workshop, review: Review, record: Path, tmp_path: Path
) -> None:
    workshop.git("config", "core.hooksPath", "tools/hooks")
    (workshop.root / "src").mkdir()
    found = plan(workshop.root / "src", "git", review, is_yaml)
    assert found.path == workshop.root / "tools/hooks/pre-commit"
    assert "a folder of the repository" in found.note
    write(found)
    assert commit(workshop, "BUG\n").returncode == 1
    assert len(runs(record)) == 1
    workshop.git("config", "core.hooksPath", str(tmp_path / "shared"))
    assert "every repository" in planned(workshop, review).note


@pytest.mark.parametrize(
    ("path", "sentence"), [("/dev/null", "no hooks here"), (".husky/_", ".husky/pre-commit")]
)
def test_hooks_that_are_anothers_are_left_alone(
    workshop: Workshop, review: Review, path: str, sentence: str
) -> None:
    workshop.git("config", "core.hooksPath", path)
    found = planned(workshop, review)
    assert (found.before, found.after) == (None, None)
    assert sentence in found.problem
    with pytest.raises(GitError):
        write(found)


def test_a_folder_that_cannot_be_written_is_said(workshop: Workshop, review: Review) -> None:
    path = hook(workshop, "#!/bin/sh\nexit 0\n")
    path.with_name("pre-commit.r1-new").mkdir()
    with pytest.raises(GitError, match="cannot be written"):
        write(planned(workshop, review))
    assert path.read_text() == "#!/bin/sh\nexit 0\n"
    assert not path.with_name("pre-commit.before-r1").exists()


def test_without_a_repository_there_is_no_hook(tmp_path: Path, review: Review) -> None:
    for kind in ("git", "framework"):
        with pytest.raises(GitError, match="no git repository"):
            plan(tmp_path, kind, review, is_yaml)


def test_the_frameworks_file_is_at_the_top(workshop: Workshop, review: Review) -> None:
    (workshop.root / "src").mkdir()
    found = plan(workshop.root / "src", "framework", review, is_yaml)
    assert (found.path, found.before) == (workshop.root / ".pre-commit-config.yaml", None)
    assert "pre-commit install" in found.note
    write(found)
    hook(workshop, "#!/bin/sh\nexec pre-commit hook-impl\n")
    again = planned(workshop, review, "framework")
    assert (again.before, again.after, again.note) == (found.after, found.after, "")
    assert found.path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("content", [b"repos: *all\n", b"# \xff\nrepos: []\n"])
def test_a_configuration_that_is_not_understood_stays(
    workshop: Workshop, review: Review, content: bytes
) -> None:
    file = workshop.root / ".pre-commit-config.yaml"
    file.write_bytes(content)
    found = planned(workshop, review, "framework")
    assert found.after == found.before
    assert "not understood" in found.problem
    with pytest.raises(GitError, match="not understood"):
        write(found)
    assert file.read_bytes() == content


def test_the_real_program_stops_a_commit_with_a_sentence(
    workshop: Workshop, tmp_path: Path
) -> None:
    """Here no model is installed; what it does with one is tested end to end."""
    installed(workshop, Review(Path(sys.executable), "1"))
    (workshop.root / "json.py").write_text("raise SystemExit(0)\n")  # which Python must not import
    done = commit(
        workshop, "try:\n    f()\nexcept Exception:\n    pass\n", R1_HOME=str(tmp_path / "r1")
    )
    assert "No model is installed" in done.stderr
    assert done.returncode == 1
