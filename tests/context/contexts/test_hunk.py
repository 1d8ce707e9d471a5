"""What a hunk's context takes of the rest of its change."""

import pytest

from r1_assistant.context.contexts import plan_hunk
from r1_assistant.domain.change import Change, DiffLine, FileChange, FileStatus, Hunk, LineKind
from support.memory_workspace import MemoryWorkspace


def file(path: str, old: str, new: str) -> FileChange:
    lines = (DiffLine(LineKind.REMOVED, old, 1, None), DiffLine(LineKind.ADDED, new, None, 1))
    hunk = Hunk(1, 1, 1, 1, "", lines)
    return FileChange(path, path, FileStatus.MODIFIED, (hunk,), f"{new}\n", f"{old}\n")


@pytest.mark.parametrize(
    ("new", "shown"),
    [("rows = total(orders)", True), ("name = greet(guest)", False), ("if x: return", False)],
)
def test_what_else_is_changed_is_shown_where_it_names_the_same(new: str, shown: bool) -> None:
    here = file("a.py", "price = 1", "price = total(basket)")
    there = file("b.py", "", new)
    change = Change("a change", (here, there))
    plan = plan_hunk(here, here.hunks[0], change, MemoryWorkspace({}))
    assert any("(changed, too)" in text for text in plan.texts) == shown
