from dataclasses import replace

import pytest

from r1_assistant.domain.change import FileChange, FileStatus
from r1_assistant.domain.finding import Category, fingerprint
from r1_assistant.features.review.suppression.quiet import (
    COMMENT,
    DISMISSED,
    NEW_COMMENT,
    Quiet,
    new_lines,
    occurrence,
)
from support.changes import change_of

TEXT = "a = 1\nf(a)\n\n  f(a)\n"
FILE = FileChange("p/a.py", "old/a.py", FileStatus.RENAMED, new_text=TEXT)


def why(quiet: Quiet, file: FileChange, number: int, quote: str = "f(a)") -> str:
    return quiet.why(file, number, quote, "slip", Category.BUG)


def test_what_is_known_is_not_shown_and_its_double_is() -> None:
    quiet = Quiet({fingerprint("p/a.py", "slip", "f(a)"): DISMISSED})
    assert why(quiet, FILE, 2) == DISMISSED
    assert why(quiet, FILE, 4) == ""
    assert why(Quiet(), FILE, 2) == ""


def test_a_fingerprint_survives_a_move_indentation_and_another_folder() -> None:
    quiet = Quiet({fingerprint("q/a.py", "slip", "f(a)"): DISMISSED})
    moved = replace(FILE, new_text="b = 2\n\nif b:\n    f(a)\n")
    assert why(quiet, moved, 4) == DISMISSED


def test_a_renamed_file_is_known_by_its_old_name() -> None:
    quiet = Quiet({fingerprint("c.py", "slip", "f(a)"): DISMISSED})
    assert why(quiet, replace(FILE, old_path="c.py"), 2) == DISMISSED


def test_names_that_many_files_have_take_their_folder_along() -> None:
    assert fingerprint("a/x.py", "k", "q") == fingerprint("b/x.py", "k", "q")
    assert fingerprint("a/__init__.py", "k", "q") != fingerprint("b/__init__.py", "k", "q")
    assert fingerprint("c/a/index.ts", "k", "q") == fingerprint("d/a/index.ts", "k", "q")


def test_a_comment_goes_first() -> None:
    file = replace(FILE, new_text="f(a)  # r1: ignore\n")
    assert why(Quiet(), file, 1) == COMMENT


def test_a_patch_has_the_lines_of_its_hunks() -> None:
    (file,) = change_of("a.py", "x = 1\n", "x = 2\nx = 2\n").files
    assert new_lines(file) == ["x = 2", "x = 2"]
    assert [occurrence(new_lines(file), number) for number in (1, 2, 3)] == [0, 1, 0]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("", "f(a)  # r1: ignore\n", NEW_COMMENT),
        ("f(a)\n", "f(a)  # r1: ignore\n", NEW_COMMENT),
        ("f(a)\n", "# r1: ignore\nf(a)\n", NEW_COMMENT),
        ("f(b)  # r1: ignore\n", "f(a)  # r1: ignore\n", COMMENT),
    ],
)
def test_a_comment_that_the_change_adds_is_told_apart(old: str, new: str, reason: str) -> None:
    (file,) = change_of("a.py", old, new).files
    assert why(Quiet(), file, new.count("\n")) == reason


def test_a_comment_above_that_the_change_leaves_alone_is_nobodys_news() -> None:
    (file,) = change_of("a.py", "# r1: ignore\nf(b)\n", "# r1: ignore\nf(a)\n").files
    assert why(Quiet(), file, 2) == COMMENT
