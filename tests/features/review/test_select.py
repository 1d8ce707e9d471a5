import pytest

from r1_assistant.context.languages import language_of
from r1_assistant.domain.change import Change, FileChange, FileStatus
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.select import Selection, select
from support.changes import change_of
from support.twosides import sides


def selected(path: str, old: str, new: str, **config: object) -> Selection:
    return select(change_of(path, old, new), ReviewConfig(**config))  # type: ignore[arg-type]


def reason(path: str, old: str, new: str, **config: object) -> str:
    selection = selected(path, old, new, **config)
    assert not selection.pieces
    (skip,) = selection.skips
    return skip.reason


def test_the_added_lines_of_a_hunk_are_its_subjects() -> None:
    (piece,) = selected("a.py", "a = 1\nb = 2\n", "a = 1\nc = 3\n\n# why\nd = 4\n").pieces
    assert [(line.new_number, line.text) for line in piece.subjects] == [(2, "c = 3"), (5, "d = 4")]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("a = 1\n", "a = 1\n# one\n\n", "only comments, blank lines or brackets"),
        ("a = f(\n", "a = f(\n)\n", "only comments, blank lines or brackets"),
        ("# one\na = 1\n", "a = 1\n", "only comments, blank lines or brackets"),
        ("", f"a = '{'x' * 600}'\n", "lines of more than 500 characters"),
    ],
)
def test_hunks_that_say_nothing_new_are_skipped(old: str, new: str, why: str) -> None:
    assert reason("a.py", old, new) == why


@pytest.mark.parametrize(
    ("old", "new", "subjects"),
    [
        ("a = 1\n", "if x:\n    a = 1\n", ["if x:"]),
        ("a = 1\nb = 2\n", "a = 1\n", []),
        ("f()\ng()\n", "g()\nf()\n", []),
        ("if x:\n    f()\n    g()\n", "if x:\n    f()\ng()\n", []),
        ("a = 1\nassert a\nb = 2\n", "a = 1\nb = 2\n", []),
    ],
)
def test_what_is_gone_or_elsewhere_is_reviewed(old: str, new: str, subjects: list[str]) -> None:
    (piece,) = selected("a.py", old, new).pieces
    assert [line.text for line in piece.subjects] == subjects


def test_removals_from_data_are_skipped() -> None:
    assert reason("a.yaml", "a: 1\nb: 2\n", "a: 1\n") == "only removes lines"


def test_the_gate_can_be_left_out() -> None:
    change = Change("", (sides("a.py", "a = b > 1\n", "a = 1 < b\n").file,))
    (skip,) = select(change, ReviewConfig()).skips
    assert skip.reason == "only turns comparisons or conditions around"
    (piece,) = select(change, ReviewConfig(), equivalence=False).pieces
    assert [line.text for line in piece.subjects] == ["a = 1 < b"]


def test_a_moved_bracket_is_reviewed() -> None:
    old = "if (a) {\n  f();\n  g();\n}\n"
    (piece,) = selected("a.js", old, "if (a) {\n  f();\n}\n  g();\n").pieces
    assert piece.subjects == ()


def test_pieces_of_a_file_share_its_sides() -> None:
    new = "".join(f"x{n} = {n}\n" for n in range(100))
    pieces = selected("a.py", "", new).pieces
    assert len(pieces) > 1
    assert pieces[0].sides is not None
    assert {id(piece.sides) for piece in pieces} == {id(pieces[0].sides)}


def test_a_line_that_came_twice_in_place_of_once_is_new() -> None:
    (piece,) = selected("a.py", "f()\ng()\n", "g()\nf()\nf()\n").pieces
    assert [line.new_number for line in piece.subjects] == [3]


@pytest.mark.parametrize("path", ["notes.txt", "LICENSE", "a.svg", "rows.csv"])
def test_what_is_in_no_known_language_is_skipped(path: str) -> None:
    assert reason(path, "", "x\n") == "not source code"


@pytest.mark.parametrize(
    "path", ["a.json", "a.yml", "a.toml", "a.html", "a.css", "a.sql", "README.md"]
)
def test_data_and_documents_are_shown(path: str) -> None:
    (piece,) = selected(path, "a: 1\n", "a: 1\nb: 2\n").pieces
    assert [line.text for line in piece.subjects] == ["b: 2"]


def test_long_data_is_skipped_and_long_code_is_not() -> None:
    rows = "".join(f"{n}: 1\n" for n in range(1001))
    assert reason("a.yaml", "", rows) == "more than 1000 lines of data or text"
    assert selected("a.py", "", rows).pieces


def test_comments_of_data_are_no_subjects() -> None:
    assert reason("a.yaml", "", "# why\n") == "only comments, blank lines or brackets"
    assert reason("a.css", "", "/* why */\n}\n") == "only comments, blank lines or brackets"
    assert selected("a.md", "", "# Title\n").pieces


def test_files_that_nobody_wrote_are_skipped() -> None:
    assert reason("a/vendor/b.go", "", "x := 1\n") == "vendored"
    assert reason("vendor/b.go", "", "x := 1\n", exclude=("vendor/",)) == "excluded"


def test_excluded_files_are_skipped() -> None:
    assert reason("gen/a.py", "", "x = 1\n", exclude=("gen/",)) == "excluded"


def test_a_file_that_git_left_out_keeps_its_reason() -> None:
    file = FileChange("a.bin", "a.bin", FileStatus.MODIFIED, skipped="binary")
    (skip,) = select(Change("", (file,)), ReviewConfig()).skips
    assert (skip.path, skip.line, skip.reason) == ("a.bin", 0, "binary")


def test_a_large_hunk_is_cut_and_loses_nothing() -> None:
    blocks = [[f"a{n} = {n}", f"b{n} = {n}", ""] for n in range(40)]
    new = [line for block in blocks for line in block]
    pieces = selected("a.py", "", "\n".join(new) + "\n", max_hunk_lines=20).pieces
    assert [line.text for piece in pieces for line in piece.hunk.lines] == new[:-1] + new[-1:]
    assert max(len(piece.hunk.lines) for piece in pieces) <= 20
    assert all(piece.hunk.new_start == piece.hunk.lines[0].new_number for piece in pieces)
    assert all(not piece.hunk.lines[-1].text for piece in pieces[:-1])


@pytest.mark.parametrize(
    ("path", "first_line", "language"),
    [
        ("a.PY", "", "python"),
        ("bin/run", "#!/usr/bin/env python3", "python"),
        ("bin/run", "#!/bin/bash", "bash"),
        ("bin/run", "#!", None),
        ("bin/run", "", None),
        ("a.tsx", "", "tsx"),
        ("Makefile", "", None),
    ],
)
def test_the_language_of_a_file(path: str, first_line: str, language: str | None) -> None:
    found = language_of(path, first_line)
    assert (found.name if found else None) == language
