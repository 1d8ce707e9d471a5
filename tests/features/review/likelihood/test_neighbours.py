"""What is tried on a line, told by the lines that come out."""

import pytest

from r1_assistant.features.review.likelihood.measures import added_lines
from r1_assistant.features.review.likelihood.neighbours import EXPECTED, MOST_EDITS, edits, names_in
from r1_assistant.features.review.likelihood.places import Scored
from r1_assistant.features.review.likelihood.window import windows
from support.scores import table, view_of


def tried(
    old: str,
    new: str,
    costs: dict[str, float],
    expected: dict[str, str] | None = None,
    path: str = "a.py",
) -> list[str]:
    """Give the edited forms of the last added line, the most promising first."""
    view = view_of(path, old, new)
    score = table(costs, expected)
    before, after = [Scored(each, score(each.text), ("#",)) for each in windows(view)]
    line = added_lines(before, after, view.hunk.lines)[-1]
    text = after.window.rows[line.row].text
    found = edits(line, before, after, names_in(after))
    assert all(each.edit.applied(text) != text for each in found)
    return [each.edit.applied(text).strip() for each in found]


def test_what_was_expected_is_left_alone() -> None:
    assert tried("", "x = a < b\n", {"<": EXPECTED}, {}) == []


@pytest.mark.parametrize(
    ("line", "written", "better", "edited"),
    [
        ("if a > b:", ">", ">=", "if a >= b:"),
        ("while x or y:", "or", "and", "while x and y:"),
        ("x = min(a, 3)", "min", "max", "x = max(a, 3)"),
        ("f(True)", "True", "False", "f(False)"),
        ("if ready:", "ready", "not", "if not ready:"),
        ("if not ready:", "not", "ready", "if ready:"),
        ("x = a[n]", "]", "-", "x = a[n - 1]"),
        ("x = range(n + 1)", "+", ")", "x = range(n)"),
        ("f(0)", "0", "1", "f(1)"),
        ("copy(target, source)", "target", "source", "copy(source, target)"),
    ],
)
def test_one_edit_away(line: str, written: str, better: str, edited: str) -> None:
    assert edited in tried("", f"{line}\n", {written: 6.0}, {written: better})


def test_the_models_own_choice_goes_before_what_is_merely_possible() -> None:
    assert tried("", "if a > b:\n", {">": 6.0}, {">": "<="})[0] == "if a <= b:"


def test_parts_of_a_change_and_the_whole() -> None:
    found = tried("x = f(a, b) + c\n", "x = g(a, b) - c\n", {})
    assert set(found) == {"x = f(a, b) - c", "x = g(a, b) + c", "x = f(a, b) + c"}


def test_half_a_swap_is_not_tried() -> None:
    assert tried("x = f(a, b)\n", "x = f(b, a)\n", {}) == ["x = f(a, b)"]


def test_there_is_an_end_to_trying() -> None:
    words = [f"v{n}" for n in range(30)]
    line = " < ".join(words)
    assert len(tried("", f"if {line}:\n", {"<": 9.0}, {"<": "<="})) == MOST_EDITS
