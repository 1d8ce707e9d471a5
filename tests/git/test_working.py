"""The work tree against the last commit."""

import os
import sys
from pathlib import Path

import pytest

from r1_assistant.domain.change import FileChange, FileStatus
from r1_assistant.git.repository import staged, working
from support.git_workshop import Workshop, by_path

TEN = "".join(f"line {n}\n" for n in range(1, 11))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    made = Workshop(tmp_path_factory.mktemp("working") / "it")
    Workshop(made.root / "nested").commit({"inner.py": "x = 1\n"})
    names = ("both.py", "unstaged.py", "gone.py", "rewritten.py", "same.py")
    made.write({".gitignore": "ignored.py\nnested/\n"})
    made.commit(dict.fromkeys(names, TEN))
    made.commit({"large.csv": "1,2\n" * 300_000, "large_too.csv": "1,2\n" * 300_000})
    made.add({"both.py": TEN.replace("line 2\n", "two\n"), "staged_new.py": "a = 1\n"})
    made.write(
        {
            ".gitignore": "ignored.py\n",
            "both.py": TEN.replace("line 2\n", "two\n").replace("line 9\n", "nine\n"),
            "unstaged.py": TEN.replace("line 2\n", "two\n"),
            "rewritten.py": TEN.replace("\n", "\r\n") + "more\r\n",
            "same.py": TEN,
            "large_too.csv": "1,3\n" * 300_000,
            "untracked/naïve file.py": b"# caf\xe9\r\nx = 1\r\n",
            "untracked/no_end.py": "a\nb",
            "untracked/empty.py": "",
            "untracked/yarn.lock": "x",
            "untracked/bits": b"\0",
            "untracked/large.txt": "x\n" * 600_000,
            "ignored.py": "x",
            "intended.py": "a = 1\n",
        }
    )
    for name in ("same.py", "large.csv"):
        os.utime(made.root / name, (1, 1))  # git has to look into it
    made.git("add", "--intent-to-add", "intended.py")
    (made.root / "gone.py").unlink()
    return made


@pytest.fixture(scope="module")
def files(shop: Workshop) -> dict[str, FileChange]:
    return by_path(working(shop.root))


def added(file: FileChange) -> list[tuple[int | None, str]]:
    return [(line.new_number, line.text) for hunk in file.hunks for line in hunk.added]


def test_tracked_and_untracked_files_are_there(files: dict[str, FileChange]) -> None:
    assert set(files) == {
        ".gitignore",
        "both.py",
        "unstaged.py",
        "large_too.csv",
        "gone.py",
        "rewritten.py",
        "staged_new.py",
        "intended.py",
        "untracked/naïve file.py",
        "untracked/no_end.py",
        "untracked/empty.py",
        "untracked/yarn.lock",
        "untracked/bits",
        "untracked/large.txt",
    }


def test_staged_and_unstaged_lines_come_together(files: dict[str, FileChange]) -> None:
    assert added(files["both.py"]) == [(2, "two"), (9, "nine")]
    assert files["both.py"].old_text == TEN
    assert files["both.py"].new_text == TEN.replace("line 2", "two").replace("line 9", "nine")


def test_files_that_git_does_not_know_are_added_whole(files: dict[str, FileChange]) -> None:
    file = files["untracked/naïve file.py"]
    assert file.status is FileStatus.ADDED
    assert added(file) == [(1, "# café"), (2, "x = 1")]
    assert (file.new_text, file.crlf) == ("# café\nx = 1\n", True)
    assert added(files["untracked/no_end.py"]) == [(1, "a"), (2, "b")]
    assert added(files["intended.py"]) == added(files["staged_new.py"]) == [(1, "a = 1")]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("gone.py", "deleted"),
        ("large_too.csv", "larger than 1 MB"),
        ("untracked/empty.py", "no changed lines"),
        ("untracked/yarn.lock", "generated"),
        ("untracked/bits", "binary"),
        ("untracked/large.txt", "larger than 1 MB"),
    ],
)
def test_left_out(files: dict[str, FileChange], name: str, reason: str) -> None:
    assert (files[name].skipped, files[name].hunks) == (reason, ())


def test_line_ends_of_the_work_tree_are_noted(files: dict[str, FileChange]) -> None:
    assert files["rewritten.py"].crlf
    assert files["rewritten.py"].new_text == TEN + "more\n"


def test_paths_narrow_it_down(shop: Workshop) -> None:
    below = shop.root / "untracked"
    assert set(by_path(working(below, ["no_end.py", "../both.py"]))) == {
        "untracked/no_end.py",
        "both.py",
    }


def test_converted_line_ends_agree_with_the_hunks(workshop: Workshop) -> None:
    workshop.commit({".gitattributes": "*.py text\n*.txt working-tree-encoding=UTF-16 text\n"})
    workshop.commit({"a.py": "a\n", "wide.txt": "é\n".encode("utf-16")})
    workshop.write({"a.py": "a\r\nb\r\n", "wide.txt": "é\nü\n".encode("utf-16")})
    found = by_path(working(workshop.root))
    assert added(found["a.py"]) == [(2, "b")]
    assert (found["a.py"].new_text, found["a.py"].crlf) == ("a\nb\n", True)
    assert added(found["wide.txt"]) == [(2, "ü")]
    assert found["wide.txt"].new_text == "é\nü\n"


def test_a_text_that_a_filter_makes_another_is_not_given(
    workshop: Workshop, isolated_git: Path
) -> None:
    (isolated_git / "gitconfig").write_text('[filter "upper"]\n\tclean = tr a-z A-Z\n')
    workshop.commit({".gitattributes": "*.py filter=upper\n", "a.py": "a\n"})
    workshop.write({"a.py": "a\nb\n"})
    (file,) = working(workshop.root).files
    (isolated_git / "gitconfig").unlink()
    assert added(file) == [(2, "B")]
    assert (file.old_text, file.new_text) == ("A\n", None)


def test_conflicts(workshop: Workshop) -> None:
    workshop.commit({"a.py": "a\n", "b.py": "b\n"})
    workshop.git("checkout", "--quiet", "-b", "other")
    workshop.commit({"a.py": "theirs\n"})
    workshop.git("checkout", "--quiet", "main")
    workshop.commit({"a.py": "ours\n"})
    workshop.git("merge", "other", check=False)
    workshop.write({"b.py": "bb\n"})
    workshop.git("add", "b.py")
    for take in (staged, working):
        found = by_path(take(workshop.root))
        assert {name: file.skipped for name, file in found.items()} == {
            "a.py": "unmerged",
            "b.py": "",
        }


def test_before_the_first_commit(workshop: Workshop) -> None:
    workshop.add({"a.py": "a\n"})
    workshop.write({"b.py": "b\n"})
    assert set(by_path(staged(workshop.root))) == {"a.py"}
    found = by_path(working(workshop.root))
    assert {name: file.new_text for name, file in found.items()} == {"a.py": "a\n", "b.py": "b\n"}


def test_sha256_repositories(tmp_path: Path) -> None:
    shop = Workshop(tmp_path, "--object-format=sha256")
    shop.add({"a.py": "a\n"})
    assert by_path(working(shop.root))["a.py"].new_text == "a\n"
    shop.commit()
    shop.add({"a.py": "b\n"})
    (file,) = staged(shop.root).files
    assert (file.old_text, file.new_text) == ("a\n", "b\n")


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links")
def test_links_are_not_followed(workshop: Workshop, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret\n")
    workshop.commit({"a.py": "a\n", "folder/b.py": "b\n"})
    (workshop.root / "a.py").unlink()
    (workshop.root / "a.py").symlink_to(tmp_path / "secret")
    (workshop.root / "folder/b.py").unlink()
    (workshop.root / "folder").rmdir()
    (workshop.root / "folder").symlink_to(tmp_path)
    (workshop.root / "c.py").symlink_to(tmp_path / "secret")
    found = by_path(working(workshop.root))
    assert {name: file.skipped for name, file in found.items()} == {
        "a.py": "symlink",
        "folder/b.py": "deleted",
        "folder": "symlink",
        "c.py": "symlink",
    }
    assert "secret" not in repr(found)


def test_a_sparse_checkout_is_not_a_deletion(workshop: Workshop) -> None:
    workshop.commit({"kept/a.py": "a\n", "left/b.py": "b\n"})
    workshop.git("sparse-checkout", "set", "kept")
    workshop.write({"kept/a.py": "aa\n"})
    assert set(by_path(working(workshop.root))) == {"kept/a.py"}
