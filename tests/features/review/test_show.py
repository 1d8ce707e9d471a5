from dataclasses import replace

from r1_assistant.features.review.show import new_side, old_side
from support.changes import change_of, piece_of

OLD = "a = 1\nb = 2\n"
NEW = "a = 1\nc = 3\n\nd = 4\n"


def test_the_new_side_is_numbered_and_marks_what_was_added() -> None:
    piece = piece_of("a.py", OLD, NEW)
    assert new_side(piece, 0) == "1   a = 1\n2 + c = 3\n3 +\n4 + d = 4"
    assert old_side(piece) == "a = 1\nb = 2"


def test_lines_around_come_from_the_file() -> None:
    lines = [f"x{n} = {n}" for n in range(1, 21)]
    new = [*lines[:10], "y = 0", *lines[10:]]
    change = change_of("a.py", "\n".join(lines), "\n".join(new), context=1)
    piece = piece_of("a.py", "\n".join(lines), "\n".join(new))
    (file,) = change.files
    near = replace(piece, file=replace(file, new_text="\n".join(new) + "\n"), hunk=file.hunks[0])
    shown = new_side(near, 2).split("\n")
    assert shown[0] == " 8   x8 = 8"
    assert shown[3] == "11 + y = 0"
    assert len(shown) == 7


def test_a_change_that_only_adds_has_no_old_side() -> None:
    assert old_side(piece_of("a.py", "", "x = 1\n")) == ""
