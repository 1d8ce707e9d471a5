from dataclasses import replace

from r1_assistant.features.formats.code import MOST_ROWS, fix_rows, hunk_rows, lines_of
from support.reviews import GUARD, change

(FILE,) = change().files


def test_lines_are_those_of_the_file() -> None:
    assert lines_of(FILE, replace(GUARD, end_line=3)) == ("    b = a[0]", "    return g(b)")
    assert lines_of(FILE, replace(GUARD, end_line=4)) == ()
    assert lines_of(None, GUARD) == ()


def test_the_change_around_a_finding() -> None:
    rows = [(row.sign, row.old, row.new, row.marked) for row in hunk_rows(FILE, GUARD, around=1)]
    assert rows == [
        (" ", 1, 1, False),
        ("-", 2, None, False),
        ("-", 3, None, False),
        ("-", 4, None, False),
        ("+", None, 2, True),
        ("+", None, 3, False),
    ]


def test_outside_of_hunks_the_file_is_shown() -> None:
    rows = hunk_rows(replace(FILE, hunks=()), GUARD, around=1)
    assert (rows[0].new, rows[0].text) == (1, "def f(a):")
    (quote,) = hunk_rows(None, GUARD)
    assert (quote.new, quote.text, quote.marked) == (2, "b = a[0]", True)


def test_a_proposal_as_a_diff() -> None:
    lines = lines_of(FILE, GUARD)
    assert [row.sign for row in fix_rows(lines, GUARD)] == ["+", "+", " "]
    assert [row.sign for row in fix_rows(lines, replace(GUARD, fix=""))] == ["-"]
    assert fix_rows(lines, replace(GUARD, fix=None)) == ()
    assert len(fix_rows(lines, replace(GUARD, fix="x\n" * 10_000))) == MOST_ROWS
