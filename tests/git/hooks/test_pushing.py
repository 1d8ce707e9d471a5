"""Git's hook of a push: real pushes to a real remote."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from r1_assistant.app import is_yaml
from r1_assistant.git.hooks.plan import HookPlan, Review, plan
from r1_assistant.git.hooks.writing import write
from support.git_workshop import Workshop

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs are shell scripts")


@pytest.fixture
def pushing(workshop: Workshop, tmp_path: Path) -> Workshop:
    Workshop(tmp_path / "remote", "--bare")
    workshop.git("remote", "add", "origin", str(tmp_path / "remote"))
    workshop.commit({"a.py": "fine\n"})
    return workshop


@pytest.fixture
def reads(tmp_path: Path, record: Path) -> Review:
    """A program that writes down its arguments and its standard input, and finds BUG there."""
    program = tmp_path / "python"
    program.write_text(
        f'#!/bin/sh\necho "ours: $*" >> {record}\n'
        f"if tee -a {record} | grep -q heads/bug; then exit 1; fi\n"
    )
    program.chmod(0o755)
    return Review(program, "1.2.3", "pre-push")


def installed(shop: Workshop, review: Review) -> HookPlan:
    found = plan(shop.root, "git", review, is_yaml)
    write(found)
    return found


def push(shop: Workshop, *refs: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", "push", "--quiet", "origin", *refs],
        cwd=shop.root,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def recorded(record: Path) -> list[str]:
    lines = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
    record.unlink(missing_ok=True)
    return lines


def test_it_is_told_what_is_pushed(
    pushing: Workshop, reads: Review, record: Path, tmp_path: Path
) -> None:
    installed(pushing, reads)
    head, zeros = pushing.git("rev-parse", "HEAD"), "0" * 40
    assert push(pushing, "main", "main:other").returncode == 0
    remote = tmp_path / "remote"
    assert recorded(record) == [
        f"ours: -P -m r1_assistant.cli.hook pre-push -- origin {remote}",
        f"refs/heads/main {head} refs/heads/main {zeros}",
        f"refs/heads/main {head} refs/heads/other {zeros}",
    ]
    stopped = push(pushing, "main:bug")
    assert stopped.returncode == 1
    assert "To push without the review, set R1_SKIP=1." in stopped.stderr
    recorded(record)
    assert push(pushing, "main:bug", R1_SKIP="1").returncode == 0
    assert recorded(record) == []


THEIRS = {
    "shell": '#!/bin/sh\necho "theirs: $*" >> {record}\nwhile read -r line; do\n'
    '  echo "$line" >> {record}\ndone\n! grep -q heads/no {record}\n',
    "python": "#!/usr/bin/env python3\nimport sys\nlines = sys.stdin.read()\n"
    "open('{record}', 'a').write('theirs: ' + ' '.join(sys.argv[1:]) + '\\n' + lines)\n"
    "sys.exit('heads/no' in lines)\n",
}


@pytest.mark.parametrize("theirs", THEIRS.values(), ids=THEIRS)
def test_a_hook_that_is_there_reads_the_same(
    pushing: Workshop, reads: Review, record: Path, tmp_path: Path, theirs: str
) -> None:
    path = pushing.root / ".git/hooks/pre-push"
    path.parent.mkdir(exist_ok=True)
    path.write_text(theirs.replace("{record}", str(record)))
    path.chmod(0o755)
    found = installed(pushing, reads)
    assert "becomes pre-push.before-r1, and runs first" in found.note
    assert push(pushing, "main", "main:other").returncode == 0
    lines = recorded(record)
    assert lines[0] == f"theirs: origin {tmp_path / 'remote'}"
    assert lines[1:3] == lines[4:6]
    assert [line.split()[2] for line in lines[1:3]] == ["refs/heads/main", "refs/heads/other"]
    assert push(pushing, "main:no").returncode == 1
    assert not any(line.startswith("ours") for line in recorded(record))
    assert push(pushing, "main:bug").returncode == 1
    assert plan(pushing.root, "git", reads, is_yaml).after == found.after


def test_a_hook_that_reads_nothing_is_no_harm(
    pushing: Workshop, reads: Review, record: Path
) -> None:
    path = pushing.root / ".git/hooks/pre-push"
    path.parent.mkdir(exist_ok=True)
    path.write_text("#!/bin/sh\nexec 0<&-\nexit 0\n")
    path.chmod(0o755)
    installed(pushing, reads)
    refs = [f"refs/tags/a-long-name-that-fills-the-pipe-{n:04}" for n in range(600)]
    head = pushing.git("rev-parse", "HEAD")
    lines = "".join(f"{ref} {head} {ref} {'0' * 40}\n" for ref in refs).encode()
    assert len(lines) > 65_536
    done = subprocess.run(
        [str(path), "origin", "there"], input=lines, capture_output=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(recorded(record)) == 601


def test_the_options_that_were_given_are_passed_on(
    pushing: Workshop, reads: Review, record: Path
) -> None:
    installed(pushing, replace(reads, options="--advisory --time-limit 20"))
    push(pushing, "main")
    assert "pre-push --advisory --time-limit 20 -- origin" in recorded(record)[0]
    again = plan(pushing.root, "git", reads, is_yaml)
    assert again.after == again.before
