import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1_assistant.lsp.positions import (
    Encoding,
    content_length,
    split_lines,
    to_code_points,
    to_units,
)
from support import text_oracle as oracle

REPEATABLE = settings(derandomize=True, deadline=None, max_examples=300)
CHARACTERS = "ab\t é\u0301\u0085\u2028\x0c\ud83d\udc4d\u4e2d\U0001f44d\U00010000\uffff"
CONTENTS = st.text(st.sampled_from(CHARACTERS), max_size=40)
LINES = st.builds("".join, st.tuples(CONTENTS, st.sampled_from(["", "\n", "\r\n", "\r"])))
ENCODINGS = st.sampled_from(Encoding)


@pytest.mark.parametrize(
    ("encoding", "columns"),
    [
        (Encoding.UTF8, [0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 5, 5, 5]),
        (Encoding.UTF16, [0, 1, 2, 3, 3, 4, 5, 5, 5]),
        (Encoding.UTF32, [0, 1, 2, 3, 4, 5, 5, 5]),
    ],
)
@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\r"])
def test_a_unit_within_a_character_is_its_beginning_and_beyond_the_end_is_the_end(
    encoding: Encoding, columns: list[int], end: str
) -> None:
    line = "aé\u4e2d\U0001f44db" + end
    assert [to_code_points(line, units, encoding) for units in range(len(columns))] == columns


@pytest.mark.parametrize("encoding", Encoding)
@pytest.mark.parametrize("line", ["", "abc", "abc\r\n", "é\U0001f44d\n", "\ud83d", "\udc4d\r"])
@pytest.mark.parametrize("number", [-(2**63), -1, 2**31, 2**200])
def test_absurd_numbers_are_clamped(encoding: Encoding, line: str, number: int) -> None:
    expected = 0 if number < 0 else content_length(line)
    assert to_code_points(line, number, encoding) == expected
    assert to_units(line, number, encoding) == to_units(line, expected, encoding)


@REPEATABLE
@given(LINES, st.integers(-3, 200), ENCODINGS)
def test_columns_are_those_of_counting_one_by_one(line: str, units: int, encoding: Encoding):
    assert to_code_points(line, units, encoding) == oracle.column(line, max(0, units), encoding)


@REPEATABLE
@given(LINES, ENCODINGS)
def test_every_column_there_and_back(line: str, encoding: Encoding) -> None:
    for column in range(content_length(line) + 1):
        units = to_units(line, column, encoding)
        assert units == sum(oracle.units_of(c, encoding) for c in line[:column])
        assert to_code_points(line, units, encoding) == column


@REPEATABLE
@given(st.text(st.sampled_from("a\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\ud800"), max_size=30))
def test_lines_end_where_the_protocol_says(text: str) -> None:
    lines = split_lines(text)
    assert "".join(lines) == text
    assert lines == oracle.split(text)


def test_a_long_line_costs_no_more_than_its_length() -> None:
    line = "中\U0001f44d" * 1_000_000
    assert to_code_points(line, 2_400_002, Encoding.UTF16) == 1_600_001
    assert to_units(line, 1_600_001, Encoding.UTF8) == 5_600_003
