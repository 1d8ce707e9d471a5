import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.domain.change import LineKind
from r1_assistant.engine.scripted import Scripted, ScriptedEngine
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.events import Found
from r1_assistant.features.review.pipeline import Models, review
from r1_assistant.features.review.select import select
from r1_assistant.features.review.whole import change_of_text

TEXT = "def f():\n    try:\n        input()\n    except Exception:\n        pass\n"


def test_a_whole_text_is_added_line_by_line() -> None:
    (file,) = change_of_text("a.py", TEXT).files
    (hunk,) = file.hunks
    assert [(line.new_number, line.text) for line in hunk.added] == list(
        enumerate(TEXT.splitlines(), 1)
    )
    assert (hunk.new_start, hunk.new_count, file.new_text, file.crlf) == (1, 5, TEXT, False)


def test_a_selection_keeps_the_rest_as_context() -> None:
    change = change_of_text("a.py", TEXT, 4, 5)
    (hunk,) = change.files[0].hunks
    assert [line.new_number for line in hunk.lines] == [4, 5]
    assert change.files[0].new_text == TEXT
    assert change.title == "lines 4 to 5 of a.py"


@pytest.mark.parametrize(("first", "last"), [(6, None), (7, 9), (4, 3)])
def test_without_lines_there_is_no_hunk(first: int, last: int | None) -> None:
    (file,) = change_of_text("a.py", TEXT, first, last).files
    assert file.hunks == ()


def test_an_empty_text_has_no_hunk() -> None:
    assert change_of_text("a.py", "").files[0].hunks == ()


@given(st.lists(st.text("ab \x0c\u2028", max_size=3)), st.sampled_from(["\n", "\r\n", "\r"]))
def test_lines_are_the_editors_lines(lines: list[str], end: str) -> None:
    text = end.join([*lines, "x"])
    (hunk,) = change_of_text("a.py", text).files[0].hunks
    assert [line.text for line in hunk.lines] == [*lines, "x"]
    assert {line.kind for line in hunk.lines} == {LineKind.ADDED}


def test_a_long_text_is_cut_and_numbered_right() -> None:
    text = "".join(f"x{n} = {n}\n" for n in range(1, 101))
    pieces = select(change_of_text("a.py", text), ReviewConfig()).pieces
    assert len(pieces) > 1
    numbered = [(line.new_number, line.text) for piece in pieces for line in piece.hunk.lines]
    assert numbered == [(n, f"x{n} = {n}") for n in range(1, 101)]


async def test_a_review_finds_its_lines() -> None:
    engine = ScriptedEngine(lambda _: Scripted("Nobody hears of a failure here."))
    change = change_of_text("a.py", TEXT.replace("\n", "\r\n"), 3, 4)
    found = [event.finding async for event in review(change, ReviewConfig(), Models(engine))
             if isinstance(event, Found)]  # fmt: skip
    assert [(finding.line, finding.quote) for finding in found] == [(4, "except Exception:")]
