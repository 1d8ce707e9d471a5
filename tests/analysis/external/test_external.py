import logging
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from r1_assistant.analysis.external import external_traces, run
from r1_assistant.analysis.external.folder import Folder, fill
from r1_assistant.analysis.external.tools import TOOLS, Tool
from r1_assistant.analysis.sides import FileSides
from r1_assistant.analysis.trace import Trace
from support.hunk_views import views

SLIPS = """\
def first(a, b=[]):
    b.append(undefined_name)
    return "%s %s" % (a,)
"""
ARCHIVE = "import tarfile\n\n\ndef unpack(path):\n    tarfile.open(path).extractall()\n"
SECRET = 'client_secret = "' + "q7Zx91mPk2Lw" + '8aBcR4"\n'
TOKEN = "const a = '" + "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9" + (
    ".eyJzdWIiOiI3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';\n"
)  # fmt: skip


async def asked(
    new: Mapping[str, str], old: Mapping[str, str] | None = None
) -> dict[str, list[Trace]]:
    sides, added = taken(new, old)
    return await external_traces(sides, added)


def taken(
    new: Mapping[str, str], old: Mapping[str, str] | None = None
) -> tuple[list[FileSides], dict[str, frozenset[int]]]:
    found = [
        (path, list(views(path, (old or {}).get(path, ""), text))) for path, text in new.items()
    ]
    sides = [of_file[0].sides for _, of_file in found]
    return sides, {path: frozenset().union(*(v.added for v in hunks)) for path, hunks in found}


def subjects(traces: list[Trace]) -> list[tuple[int, str]]:
    return sorted((trace.line, trace.subject.partition(":")[0]) for trace in traces)


async def test_what_the_programs_find_on_added_lines() -> None:
    found = await asked({"a/slips.py": SLIPS, "unpack.py": ARCHIVE, "c.py": SECRET, "d.js": TOKEN})
    assert subjects(found["a/slips.py"]) == [(1, "ruff B006"), (2, "ruff F821"), (3, "ruff F507")]
    assert subjects(found["unpack.py"]) == [(5, "bandit B202")]
    assert subjects(found["c.py"]) == [(1, "detect-secrets Secret Keyword")]
    assert subjects(found["d.js"]) == [(1, "detect-secrets JSON Web Token")]
    trace = next(one for one in found["a/slips.py"] if one.line == 2)
    assert (trace.kind, trace.subject) == (
        "external",
        "ruff F821: Undefined name `undefined_name`",
    )
    assert "ruff" in trace.basis
    assert "F821" in trace.basis


@pytest.mark.parametrize(
    ("path", "new"),
    [
        ("a.py", "import os\nimport sys, re\nx=1 ;y = 2\n"),
        ("a.py", "def f():\n    l = 1\n    unused = l\n"),
        ("a.py", "def f(a):\n    assert a\n    import subprocess\n"),
        ("a.py", "from a import Depends, h\n\n\ndef f(g=Depends(h)):\n    print(f'x')\n"),
        ("a.py", f'sha256 = "{"9f86d081884c7d65" * 4}"\n'),
        ("a.py", 'client_secret = "example-of-a-secret-42"\n'),
        ("a.js", "const host = '10.1.2.3';\nconst id = '9f86d081884c7d659a2feaa0';\n"),
        ("tests/test_a.py", SECRET),
        ("tests/test_a.py", ARCHIVE),
        ("yarn.lock.json", '{\n  "client_secret": "q7Zx91mPk2Lw8aBcR4"\n}\n'),
        ("a.md", f"    {SECRET}"),
        ("a.py", "def f(:\n    broken\n"),
    ],
)
async def test_style_and_lookalikes_are_left_alone(path: str, new: str) -> None:
    assert await asked({path: new}) == {}


async def test_lines_that_stood_there_are_not_looked_at() -> None:
    old = SLIPS + "\n" * 30
    assert await asked({"a.py": old + "x = 1\n"}, {"a.py": old}) == {}


async def test_what_moved_is_no_news() -> None:
    old = "def f():\n    return missing\n" + "x = 1\n" * 30
    new = "x = 1\n" * 30 + "y = 2\ndef f():\n    return missing\n"
    assert await asked({"a.py": new}, {"a.py": old}) == {}


async def test_a_repository_configures_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ruff.toml").write_text('[lint]\nignore = ["ALL"]\nselect = ["E"]\n')
    (tmp_path / ".bandit").write_text("[bandit]\nskips = B202\n")
    (tmp_path / "ruff.py").write_text("raise SystemExit('I ran')\n")
    monkeypatch.chdir(tmp_path)
    found = await asked({"slips.py": SLIPS, "unpack.py": ARCHIVE})
    assert set(found) == {"slips.py", "unpack.py"}


async def test_a_patch_alone_is_not_enough_for_python() -> None:
    (view,) = views("a.py", "", SLIPS + SECRET, whole=False)
    found = await external_traces([view.sides], {"a.py": view.added})
    assert [one.subject.partition(" ")[0] for one in found["a.py"]] == ["detect-secrets"]


async def test_without_the_programs_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    absent = [Tool("x", "r1_no_such_module", tool.arguments, tool.read) for tool in TOOLS]
    monkeypatch.setattr(run, "TOOLS", absent)
    assert await asked({"a.py": SLIPS}) == {}


async def test_what_takes_too_long_or_fails_is_left_out(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ruff = next(tool for tool in TOOLS if tool.name == "ruff")
    slow = Tool("slow", "timeit", lambda _: ["-n", "1", "import time; time.sleep(60)"], ruff.read)
    odd = Tool("odd", "this", lambda _: ["x"], ruff.read)
    bad = Tool("bad", "json.tool", lambda _: ["no such file"], ruff.read)
    monkeypatch.setattr(run, "TOOLS", [slow, odd, bad, ruff])
    monkeypatch.setattr(run, "SECONDS", 3.0)
    with caplog.at_level(logging.INFO):
        found = await asked({"a.py": SLIPS})
    assert len(found["a.py"]) == 3
    assert [name for name in ("slow", "odd", "bad") if f"{name} was left out" in caplog.text] == [
        "slow",
        "odd",
        "bad",
    ]


async def test_a_disk_without_room_is_no_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    assert await asked({"a.py": SLIPS}) == {}


def test_names_of_files_stay_outside(tmp_path: Path) -> None:
    sides, added = taken({"-o/-c.py": SLIPS, "a/__init__.py": "x = 1\n"})
    folder = fill(tmp_path, sides, added)
    assert folder.arguments() == [
        "./0/old/module.py",
        "./0/new/module.py",
        "./1/old/__init__.py",
        "./1/new/__init__.py",
    ]
    assert folder.find("nowhere.py") is None
    assert folder.find(str(tmp_path.parent / "x")) is None


def test_each_rule_that_is_asked_for_exists(tmp_path: Path) -> None:
    sides, added = taken({"a.py": "x = 1\n"})
    folder: Folder = fill(tmp_path, sides, added)
    for tool in TOOLS:
        command = [sys.executable, "-P", "-m", tool.module]
        done = subprocess.run(
            [*command, *tool.arguments(folder)], cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        assert "nknown" not in done.stderr
        assert "emoved" not in done.stderr
