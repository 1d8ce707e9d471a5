"""Rules that fail: they are logged and left out, and the others go on."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from r1_assistant.analysis import moved, security
from r1_assistant.analysis.rules import traces
from r1_assistant.analysis.sides import HunkView, sides_of
from r1_assistant.analysis.trace import Trace
from r1_assistant.context.languages import language_of
from r1_assistant.context.overlay import NoWorkspace
from support.changes import change_of


def view_of(path: str, old: str, new: str) -> HunkView:
    """Give the first hunk of a change as rules see it."""
    change = change_of(path, old, new)
    file = replace(change.files[0], old_text=old, new_text=new)
    language = language_of(path)
    assert language is not None
    (hunk, *_) = file.hunks
    numbers = frozenset(line.new_number or 0 for line in hunk.added)
    return HunkView(sides_of(file, language), hunk, numbers, change, NoWorkspace())


def failing(view: HunkView) -> Iterator[Trace]:
    yield Trace("dropped-guard", 1, "a", "before it fails")
    raise ValueError(view.path)


def seeing(view: HunkView) -> Iterator[Trace]:
    yield Trace("dropped-call", view.hunk.new_start, "b", "after the other one")


def endless(view: HunkView) -> Iterator[Trace]:
    yield from endless(view)


@pytest.mark.parametrize("bad", [failing, endless])
def test_a_rule_that_raises_is_logged_and_the_others_go_on(
    bad: object, caplog: pytest.LogCaptureFixture
) -> None:
    view = view_of("a.py", "x = 1\n", "x = 2\n")
    rules = (failing, seeing) if bad is failing else (endless, seeing)
    found = [trace.basis for trace in traces(view, rules)]
    assert found[-1] == "after the other one"
    (record,) = caplog.records
    assert getattr(bad, "__name__", "") in record.getMessage()
    assert record.exc_info is not None


def test_a_deep_tree_ends_no_review() -> None:
    deep = "def f(a):\n    return (" + "\n+ ".join(["a + a + a + a"] * 280) + ")\n"
    rules = (*security.RULES, *moved.RULES, seeing)
    found = list(traces(view_of("a.py", "\n\n", deep + "f(f(f(1)))\n"), rules))
    assert found[-1].basis == "after the other one"
