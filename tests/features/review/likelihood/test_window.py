from r1_assistant.features.review.likelihood.window import (
    BEFORE_CHARS,
    BEHIND_LINES,
    CHANGED_CHARS,
    Role,
    windows,
)
from support.scores import view_of

HEAD = "def work(a):\n" + "".join(f"    step_{n}(a)\n" for n in range(60))
TAIL = "".join(f"    end_{n}(a)\n" for n in range(9))


def test_both_sides_begin_and_end_alike() -> None:
    view = view_of("a.py", f"{HEAD}    x = 1\n    y = 2\n{TAIL}", f"{HEAD}    z = 3\n{TAIL}")
    old, new = windows(view)
    start = new.text.index("    z = 3")
    assert old.text[:start] == new.text[:start]
    assert old.text == new.text.replace("    z = 3\n", "    x = 1\n    y = 2\n")
    assert new.text.startswith("# a.py\ndef work(a):\n    step_")
    assert "step_59(a)\n    z = 3\n    end_0(a)\n" in new.text
    assert sum(row.role is Role.BEHIND for row in new.rows) == BEHIND_LINES
    assert start < BEFORE_CHARS * 1.5
    assert [row.number for row in new.rows if row.role is Role.CHANGED] == [62]
    assert [row.number for row in old.rows if row.role is Role.CHANGED] == [62, 63]


def test_the_head_is_said_once() -> None:
    old, new = windows(view_of("a.py", "def f(a):\n    b = 1\n", "def f(a):\n    b = 2\n"))
    assert new.text == "# a.py\ndef f(a):\n    b = 2\n"
    assert old.text == "# a.py\ndef f(a):\n    b = 1\n"


def test_of_a_patch_only_its_lines_are_known() -> None:
    old = f"{HEAD}    x = 1\n{TAIL}"
    view = view_of("a.go", old, old.replace("x = 1", "x = 2"), whole=False)
    _, new = windows(view)
    steps = "".join(f"    step_{n}(a)\n" for n in (57, 58, 59))
    ends = "".join(f"    end_{n}(a)\n" for n in (0, 1, 2))
    assert new.text == f"// a.go\n{steps}    x = 2\n{ends}"


def test_lines_between_changes_are_kept() -> None:
    old, new = windows(view_of("a.py", "a = 1\nb = 1\nc = 1\n", "a = 2\nb = 1\nc = 2\n"))
    roles = [Role.BEFORE, Role.CHANGED, Role.KEPT, Role.CHANGED]
    assert [row.role for row in new.rows][:4] == [row.role for row in old.rows][:4] == roles


def test_an_inserted_and_a_removed_line() -> None:
    for old, new in (("a\nb\n", "a\nx\nb\n"), ("a\nx\nb\n", "a\nb\n")):
        sides = windows(view_of("a.py", old, new))
        texts = [window.text for window in sides]
        assert sorted(texts, key=len) == ["# a.py\na\nb\n", "# a.py\na\nx\nb\n"]


def test_a_long_change_is_cut() -> None:
    added = "".join(f"    call_number_{n}(a, b, c)\n" for n in range(400))
    _, new = windows(view_of("a.py", HEAD + TAIL, HEAD + added + TAIL))
    assert CHANGED_CHARS / 2 < len(new.text) < CHANGED_CHARS * 2
    assert not any(row.role is Role.BEHIND for row in new.rows)


def test_rows_are_found_by_offset() -> None:
    _, new = windows(view_of("a.py", "a = 1\n", "a = 2\n"))
    for index, start in enumerate(new.starts):
        assert new.row_at(start) == index
        assert new.text[start:].startswith(new.rows[index].text)
        assert new.row_at(start + len(new.rows[index].text)) == index
