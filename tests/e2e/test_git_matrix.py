"""What `r1-review` does with everything that a repository can hold."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from support.git_workshop import Workshop
from support.programs import Program

pytestmark = [pytest.mark.e2e, pytest.mark.model]

BUG = "def f(x):\n    try:\n        input(x)\n    except Exception:\n        pass\n"
PLACE = "src/a.py:4: warning [error-handling"


def test_staged_changes_are_reviewed(r1_review: Program, workshop: Workshop) -> None:
    workshop.add({"src/a.py": BUG})
    ended = r1_review(workshop.root)
    assert ended.code == 1
    assert ended.out.startswith(PLACE)
    assert "1 finding in 1 hunk of 1 file" in ended.out
    assert "(smollm2-135m, " in ended.out
    assert ended.err == ""
    assert "\x1b" not in ended.out


def test_json_and_the_same_again(r1_review: Program, workshop: Workshop) -> None:
    workshop.add({"src/a.py": BUG})
    first, second = (r1_review(workshop.root, "--format", "json").document for _ in range(2))
    assert first["findings"] == second["findings"]
    (finding,) = first["findings"]
    assert (finding["path"], finding["line"], finding["quote"]) == (
        "src/a.py",
        4,
        "except Exception:",
    )
    assert second["stats"]["cached"] == second["stats"]["hunks"] == 1


def test_from_a_folder_within_and_paths(r1_review: Program, workshop: Workshop) -> None:
    workshop.add({"src/a.py": BUG, "b.py": BUG})
    within = workshop.root / "src"
    found = r1_review(within, "--format", "json", "a.py").document["findings"]
    assert [finding["path"] for finding in found] == ["src/a.py"]
    assert r1_review(within, "nothing.py").out.startswith("No staged changes")


def test_only_what_is_staged_of_a_file(r1_review: Program, workshop: Workshop) -> None:
    workshop.add({"src/a.py": "def f(x):\n    input([x])\n"})
    workshop.write({"src/a.py": BUG})
    assert r1_review(workshop.root).code == 0
    assert r1_review(workshop.root, "--working").code == 1


def test_a_repository_without_commits(
    r1_review: Program, tmp_path: Path, workshop: Workshop
) -> None:
    fresh = Workshop(tmp_path / "fresh")
    assert r1_review(fresh.root).out.startswith("No staged changes to review")
    fresh.add({"a.py": BUG})
    assert r1_review(fresh.root).code == 1
    ended = r1_review(fresh.root, "--range", "HEAD~1..HEAD")
    assert ended.code == 2
    assert ended.err.startswith("r1-review: ")


def test_what_cannot_be_reviewed_is_named_with_its_reason(
    r1_review: Program, workshop: Workshop, tmp_path: Path
) -> None:
    other = Workshop(tmp_path / "other")
    other.commit({"x": "x"})
    workshop.commit({"gone.py": "x = 1\n"})
    (workshop.root / "gone.py").unlink()
    workshop.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.root))
    lines = "".join(f"value_{n} = {n}\n" for n in range(120_000))
    workshop.add({"data.bin": bytes(range(256)), "huge.py": lines, "notes.md": "Hello\n"})
    assert len(lines) > 2_000_000
    document = r1_review(workshop.root, "--format", "json").document
    reasons = {skip["path"]: skip["reason"] for skip in document["stats"]["skipped"]}
    assert document["findings"] == []
    assert document["model"] is None
    assert reasons["data.bin"] == "binary"
    assert reasons["gone.py"] == "deleted"
    assert reasons["other"] == "submodule"
    assert reasons["notes.md"] == "data or text without a known sign of a defect"
    assert "larger" in reasons["huge.py"]
    ended = r1_review(workshop.root)
    assert ended.code == 0
    assert ended.out.startswith("Nothing to review in the staged changes: ")


def test_names_and_contents_of_other_languages(r1_review: Program, workshop: Workshop) -> None:
    latin = ("# d\xe9j\xe0 vu\n" + BUG).encode("latin-1")
    name = "src/mon café à toi.py"
    workshop.add({name: latin, "src/win.py": BUG.replace("\n", "\r\n")})
    found = r1_review(workshop.root, "--format", "json").document["findings"]
    assert [(each["path"], each["line"]) for each in found] == [(name, 5), ("src/win.py", 4)]
    assert all("\r" not in (each["quote"] + (each["fix"] or "")) for each in found)
    assert f"{name}:5: warning" in r1_review(workshop.root).out


def test_a_narrow_encoding_costs_characters_and_not_the_program(
    workshop: Workshop, environment: dict[str, str]
) -> None:
    workshop.add({"src/é日本😀.py": BUG})
    narrow = Program({**environment, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    ended = narrow(workshop.root)
    assert ended.code == 1
    assert "src/\\xe9\\u65e5\\u672c\\U0001f600.py:4" in ended.out
    (finding,) = narrow(workshop.root, "--format", "json").document["findings"]
    assert finding["path"] == "src/é日本😀.py"


def test_escapes_of_a_repository_do_not_reach_the_terminal(
    workshop: Workshop, environment: dict[str, str]
) -> None:
    workshop.add({"src/a.py": BUG.replace("input(x)", "input('\x1b[31m')")})
    ended = Program({**environment, "FORCE_COLOR": "1"})(workshop.root)
    assert "\x1b[1;33mwarning" in ended.out
    assert "\x1b[31m" not in ended.out
    assert "\\x1b[31m" in ended.out


def test_no_repository_and_no_model(
    r1_review: Program, tmp_path: Path, workshop: Workshop, environment: dict[str, str]
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    ended = r1_review(outside)
    assert ended.code == 2
    assert ended.err.startswith("r1-review: ")
    assert ended.err.count("\n") == 1
    workshop.add({"src/a.py": BUG})
    bare = Program({**environment, "R1_HOME": str(tmp_path / "empty")})
    ended = bare(workshop.root)
    assert ended.code == 2
    assert "r1-model install" in ended.err
    assert "Traceback" not in ended.err
    ended = r1_review(workshop.root, "--model", "nothing-like-it")
    assert ended.code == 2
    assert "nothing-like-it is not installed" in ended.err


def test_patches(r1_review: Program, workshop: Workshop, tmp_path: Path) -> None:
    workshop.add({"src/a.py": BUG})
    patch = subprocess.run(
        ["git", "diff", "--cached"], cwd=workshop.root, capture_output=True, check=True
    ).stdout
    (tmp_path / "a.patch").write_bytes(patch)
    assert r1_review(tmp_path, "--patch", "a.patch").out.startswith(PLACE)
    assert r1_review(tmp_path, "--patch", "-", stdin=patch).code == 1
    assert r1_review(tmp_path, "--patch", "-").out == "No patch to review.\n"
    (tmp_path / "b.patch").write_bytes(b"\x00\xff not a patch")
    for name in ("b.patch", "missing.patch"):
        ended = r1_review(tmp_path, "--patch", name)
        assert ended.code == 2
        assert ended.err.startswith(("r1-review: The patch cannot", f"r1-review: The patch {name}"))


def test_commits(r1_review: Program, workshop: Workshop) -> None:
    first = workshop.git("rev-parse", "HEAD")
    workshop.commit({"src/a.py": BUG})
    assert r1_review(workshop.root, "--range", f"{first}..").code == 1
    assert r1_review(workshop.root, "--range", f"{first}...HEAD").code == 1
    assert r1_review(workshop.root, "--range", "HEAD..HEAD").code == 0
    assert r1_review(workshop.root, "--range", "no-such..HEAD").code == 2


def test_help_and_version(r1_review: Program, tmp_path: Path) -> None:
    assert "--fail-on" in r1_review(tmp_path, "--help").out
    assert r1_review(tmp_path, "--version").out.startswith("r1-review 0.")


def hook_of(workshop: Workshop, r1_review: Program) -> None:
    hook = Path(workshop.git("rev-parse", "--absolute-git-dir")) / "hooks" / "pre-commit"
    hook.write_text(f'#!/bin/sh\nexec "{r1_review.path}" --format json\n')
    hook.chmod(0o755)


def committed(
    workshop: Workshop, *arguments: str, cwd: Path | None = None
) -> tuple[int, list[str]]:
    """Commit; gives git's exit code and the paths that the hook complained of."""
    done = subprocess.run(
        ["git", "commit", "--quiet", "--message=m", *arguments],
        cwd=cwd or workshop.root,
        capture_output=True,
        env=os.environ,
        check=False,
        timeout=240,
    )
    text = (done.stderr + done.stdout).decode()
    start = text.find("{")
    document = json.loads(text[start : text.rindex("}") + 1]) if start >= 0 else {"findings": []}
    return done.returncode, sorted(finding["path"] for finding in document["findings"])


def test_in_a_commit_hook(r1_review: Program, workshop: Workshop) -> None:
    hook_of(workshop, r1_review)
    workshop.commit({"src/b.py": "x = 1\n"})
    workshop.write({"src/a.py": BUG, "src/b.py": BUG})
    workshop.git("add", "src/a.py")
    assert committed(workshop) == (1, ["src/a.py"])
    assert committed(workshop, "--all") == (1, ["src/a.py", "src/b.py"])
    assert committed(workshop, "src/b.py") == (1, ["src/b.py"])
    workshop.write({"src/a.py": "def f(x):\n    input([x])\n"})
    workshop.git("add", "src/a.py")
    assert committed(workshop) == (0, [])


def test_in_a_commit_hook_of_a_worktree(
    r1_review: Program, workshop: Workshop, tmp_path: Path
) -> None:
    hook_of(workshop, r1_review)
    tree = tmp_path / "tree"
    workshop.git("worktree", "add", "--quiet", str(tree), "-b", "side")
    (tree / "src" / "a.py").write_text(BUG)
    assert committed(workshop, "--all", cwd=tree) == (1, ["src/a.py"])
    assert r1_review(workshop.root).out.startswith("No staged changes")
