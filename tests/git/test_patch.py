"""Patches of many makes."""

import subprocess
from pathlib import Path

import pytest

from r1_assistant.domain.change import FileChange, FileStatus
from r1_assistant.git.patch import parse_patch
from support.git_workshop import Workshop, by_path

ONE = """\
diff --git a/a.py b/a.py
index 3b6f40a..fe085f8 100644
--- a/a.py
+++ b/a.py
@@ -1,3 +1,4 @@ def f():
 a
-b
+B
+C
 d
"""


def read(text: str | bytes) -> list[FileChange]:
    """Parse a patch without a fault."""
    change, problems = parse_patch(text.encode() if isinstance(text, str) else text)
    assert problems == []
    return list(change.files)


def summary(file: FileChange) -> tuple[str, str, FileStatus, str]:
    return file.path, file.old_path, file.status, file.skipped


def added(file: FileChange) -> list[tuple[int | None, str]]:
    return [(line.new_number, line.text) for hunk in file.hunks for line in hunk.added]


def test_a_hunk() -> None:
    (file,) = read(ONE)
    (hunk,) = file.hunks
    assert summary(file) == ("a.py", "a.py", FileStatus.MODIFIED, "")
    assert (hunk.old_start, hunk.old_count, hunk.new_start, hunk.new_count) == (1, 3, 1, 4)
    assert hunk.heading == "def f():"
    assert [(str(x.kind), x.old_number, x.new_number, x.text) for x in hunk.lines] == [
        (" ", 1, 1, "a"),
        ("-", 2, None, "b"),
        ("+", None, 2, "B"),
        ("+", None, 3, "C"),
        (" ", 3, 4, "d"),
    ]
    assert (file.old_text, file.new_text) == (None, None)


def test_a_repository_s_patch_says_what_the_repository_says(workshop: Workshop) -> None:
    names = ["with space.py", "d'été/ü.py", 'quo"te.py', "new\nline.py", "tab\t.py", "back\\s.py"]
    workshop.commit(dict.fromkeys(names, "1\n") | {"moved a b.py": "x\n" * 9, "bits": b"\0"})
    (workshop.root / "moved a b.py").rename(workshop.root / "moved b.py")
    workshop.add(dict.fromkeys(names, "2\n") | {"bits": b"\1\0", "empty file": ""})
    for options in ([], ["--no-prefix"], ["--src-prefix=old/", "--dst-prefix=new/"]):
        done = subprocess.run(
            ["git", "diff", "--cached", "--find-renames", *options],
            cwd=workshop.root,
            capture_output=True,
            check=True,
        )
        change, problems = parse_patch(done.stdout)
        assert problems == []
        found = by_path(change)
        assert set(found) == {*names, "moved b.py", "bits", "empty file"}
        assert all(added(found[name]) == [(1, "2")] for name in names)
        assert found["moved b.py"].old_path == "moved a b.py"
        assert found["empty file"].status is FileStatus.ADDED


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("new file mode 100644", ("a", "a", FileStatus.ADDED, "no changed lines")),
        ("deleted file mode 100644", ("a", "a", FileStatus.DELETED, "deleted")),
        ("old mode 100644\nnew mode 100755", ("a", "a", FileStatus.MODIFIED, "no changed lines")),
        ("new file mode 120000", ("a", "a", FileStatus.ADDED, "symlink")),
        ("index 1..2 160000", ("a", "a", FileStatus.MODIFIED, "submodule")),
        ("Binary files a/a and b/a differ", ("a", "a", FileStatus.MODIFIED, "binary")),
        ("GIT binary patch\nliteral 1\nIc$@", ("a", "a", FileStatus.MODIFIED, "binary")),
        ("rename from b\nrename to c", ("c", "b", FileStatus.RENAMED, "no changed lines")),
        ("copy from b\ncopy to c", ("c", "b", FileStatus.COPIED, "no changed lines")),
    ],
)
def test_headers_without_hunks(header: str, expected: tuple[str, str, FileStatus, str]) -> None:
    (file,) = read(f"diff --git a/a b/a\n{header}\n")
    assert summary(file) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a.py\t2024-01-01 00:00:00", "a.py\t2024-01-02", ("a.py", "a.py")),
        ("a.py.orig", "a.py", ("a.py", "a.py.orig")),
        ("before/sub/a.py", "after/sub/a.py", ("sub/a.py", "sub/a.py")),
        ("/dev/null", "b/a.py", ("a.py", "a.py")),
        ("/dev/null", "src/a.py", ("src/a.py", "src/a.py")),
        ("/tmp/one/a.py", "/tmp/two/a.py", ("tmp/two/a.py", "tmp/one/a.py")),
        ("../../etc/passwd", "../../etc/passwd", ("etc/passwd", "etc/passwd")),
        ('"a\\303\\251.py"', '"a\\303\\251.py"', ("aé.py", "aé.py")),
    ],
)
def test_plain_diffs(old: str, new: str, expected: tuple[str, str]) -> None:
    (file,) = read(f"Only a remark\n--- {old}\n+++ {new}\n@@ -1 +1,2 @@\n a\n+b\n")
    assert (file.path, file.old_path) == expected
    assert added(file) == [(2, "b")]


def test_plain_additions_and_removals() -> None:
    new, gone = read(
        "diff -Nru one/new.py two/new.py\n"
        "--- one/new.py\t1970-01-01 01:00:00\n+++ two/new.py\t2024-01-01\n@@ -0,0 +1 @@\n+x\n"
        "--- one/gone.py\t2024-01-01\n+++ two/gone.py\t1970-01-01 01:00:00\n@@ -1 +0,0 @@\n-x\n"
    )
    assert summary(new) == ("new.py", "new.py", FileStatus.ADDED, "")
    assert summary(gone) == ("gone.py", "gone.py", FileStatus.DELETED, "deleted")


def test_the_first_line_removed_without_context() -> None:
    for line_0 in ("@@ -1 +0,0 @@\n-x\n", "@@ -0,0 +1 @@\n+x\n"):
        for time in ("", "\t2024-01-01 19:70:00"):
            (file,) = read(f"--- a/a.py{time}\n+++ b/a.py{time}\n{line_0}")
            assert summary(file) == ("a.py", "a.py", FileStatus.MODIFIED, "")
            assert [line.text for line in file.hunks[0].lines] == ["x"]


def test_a_mail(workshop: Workshop) -> None:
    workshop.commit({"a.py": "a\n"})
    workshop.add({"a.py": "a\n-- \n--- b\n+++ c\n"})
    message = "Subject\n\n--- not a file\n+++ not a file\n\ndiff --git is a command\n"
    workshop.git("commit", "--quiet", "-m", message)
    mail = workshop.git("format-patch", "-1", "--stdout")
    change, problems = parse_patch(mail.encode())
    (file,) = change.files
    assert added(file) == [(2, "-- "), (3, "--- b"), (4, "+++ c")]
    assert problems == ["Line 9: the names of the files cannot be made out."]


def test_line_ends() -> None:
    (of_the_file,) = read(ONE.replace("\n-b\n+B\n", "\r\n-b\r\n+B\r\n").replace("+C\n", "+C\r\n"))
    assert of_the_file.crlf
    assert added(of_the_file) == [(2, "B"), (3, "C")]
    (of_the_patch,) = read(ONE.replace("\n", "\r\n"))
    assert not of_the_patch.crlf
    assert added(of_the_patch) == [(2, "B"), (3, "C")]


def test_no_line_end_at_the_end_of_the_file() -> None:
    marker = "\\ Kein Zeilenumbruch am Dateiende.\n"
    (file,) = read(f"--- a\n+++ a\n@@ -1 +1 @@\n-x\n{marker}+y\r\n{marker}")
    assert added(file) == [(1, "y\r")]


def test_blank_context_lines_without_their_blank() -> None:
    (file,) = read("--- a\n+++ a\n@@ -1,3 +1,4 @@\n a\n\n b\n+c\n")
    assert added(file) == [(4, "c")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_encodings(encoding: str) -> None:
    (file,) = read(ONE.replace("+C", "+é").encode(encoding))
    assert added(file) == [(2, "B"), (3, "é")]


def test_generated_files() -> None:
    for old, new in (("a.py", "uv.lock"), ("+B", "+# @generated"), ("+C", "+" + "c" * 5001)):
        (file,) = read(ONE.replace(old, new))
        assert file.skipped == "generated"


def test_what_cannot_be_read_is_said() -> None:
    for text, problem in {
        "": "There is no unified diff in it.",
        "hello\n": "There is no unified diff in it.",
        "@@ -1 +1 @@\n-a\n+b\n": "Line 1: these changes belong to no file.",
        "diff --cc a.py\n@@@ -1,1 -1,1 +1,1 @@@\n": "Line 1: the diff of a merge is left out.",
        "diff --git a/a b/c\n": "Line 1: the names of the files cannot be made out.",
        "--- /dev/null\n+++ /dev/null\n@@ -1 +1 @@\n-a\n+b\n": (
            "Line 1: the names of the files cannot be made out."
        ),
    }.items():
        change, problems = parse_patch(text.encode())
        assert (change.files, problems) == ((), [problem])


def test_a_patch_that_is_cut_short_is_true_as_far_as_it_goes() -> None:
    change, problems = parse_patch(ONE[: ONE.index("+C")].encode())
    assert problems == ["Line 5: the hunk is shorter than it says."]
    (hunk,) = change.files[0].hunks
    assert (hunk.old_count, hunk.new_count) == (2, 2)
    assert added(change.files[0]) == [(2, "B")]


def test_numbers_beyond_reason() -> None:
    change, problems = parse_patch(ONE.replace("-1,3 +1,4", f"-{'9' * 5000},3 +1,4").encode())
    assert change.files[0].hunks == ()
    assert problems == []


def test_two_folders_compared_by_diff(tmp_path: Path) -> None:
    for folder, text in (("old dir", "a\n"), ("new dir", "b\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a file.py").write_text(text)
    done = subprocess.run(
        ["git", "diff", "--no-index", "old dir", "new dir"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    (file,) = read(done.stdout)
    assert file.path.endswith("new dir/a file.py")
    assert added(file) == [(1, "b")]
