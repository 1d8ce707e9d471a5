from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.lsp.documents import Applied, Change, Documents
from r1_assistant.lsp.placing import moved, placed
from r1_assistant.lsp.positions import Range


def test_lines_below_an_edit_move_and_those_above_stay() -> None:
    assert moved((5, 7), [Applied(1, 1, 3)]) == (7, 9)
    assert moved((5, 7), [Applied(7, 1, 0)]) == (5, 7)
    assert moved((5, 7), [Applied(5, 0, 2)]) == (7, 9)
    assert moved((5, 7), [Applied(6, 1, 3)]) == (5, 9)
    assert moved((5, 7), [Applied(2, 10, 4)]) == (2, 6)


@given(st.data())
def test_a_line_that_is_still_there_is_among_those_it_was_followed_to(data: st.DataObject) -> None:
    documents = Documents()
    size = data.draw(st.integers(2, 8))
    document = documents.open("file:///a", "", 1, "".join(f"l{n}\n" for n in range(size)))
    wanted = data.draw(st.integers(0, size - 1))
    span = (wanted, wanted + 1)
    for version in range(2, 5):
        last = len(document.lines) - 1
        first = data.draw(st.integers(0, last))
        end = data.draw(st.integers(first, last))
        place = Range(first, data.draw(st.integers(0, 2)), end, data.draw(st.integers(0, 2)))
        text = data.draw(st.sampled_from(["", "x", "\n", "a\nb", "a\r\nb\n\n"]))
        span = moved(span, documents.change("file:///a", version, [Change(place, text)]).applied)
        there = [at for at, line in enumerate(document.lines) if line.strip() == f"l{wanted}"]
        assert all(span[0] <= at < span[1] for at in there)


@given(st.lists(st.sampled_from(["a", "b", ""]), max_size=12), st.integers(0, 11))
def test_a_line_of_the_same_text_is_found_where_it_was(lines: list[str], at: int) -> None:
    text = [*lines, "c"]
    at = min(at, len(lines))
    assert placed((at, at + 1), text, [f"{line}\r\n" for line in text]) == at


def test_lines_are_found_up_to_their_indentation_or_not_at_all() -> None:
    assert placed((0, 2), ["if a:", "    b"], ["\tif a:\n", "\t\tb\n"]) == 0
    assert placed((0, 2), ["if a:", "    b"], ["if a:\n", "    c\n"]) is None
    assert placed((0, 0), ["a"], ["a"]) is None
    assert placed((0, 1), ["a"], []) is None
