import pytest

from r1_assistant.features.lines import line_end, plain


@pytest.mark.parametrize(
    ("text", "expected"), [("a\r\nb\n", "\r\n"), ("a\rb", "\r"), ("a\nb\r\n", "\n"), ("a", "\n")]
)
def test_line_ends(text: str, expected: str) -> None:
    assert line_end(text) == expected


def test_plain_lines() -> None:
    assert plain("a\r\nb\rc\nd\r\r\n") == "a\nb\nc\nd\n\n"
