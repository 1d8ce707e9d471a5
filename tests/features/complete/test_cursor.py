import pytest

from r1_assistant.context.languages import language_of
from r1_assistant.context.syntax import parse
from r1_assistant.features.complete.cursor import (
    MOST_CHARACTERS,
    CompletionRequest,
    is_hopeless,
    is_multi_line,
    surroundings,
)


def request(code: str, path: str = "a.py") -> CompletionRequest:
    """The cursor is at the bar."""
    offset = code.index("|")
    text = code[:offset] + code[offset + 1 :]
    language = language_of(path)
    assert language is not None
    return CompletionRequest(path, language, text, offset, parse(text, language))


@pytest.mark.parametrize(
    ("code", "path", "expected"),
    [
        ("def f():|\n", "a.py", True),
        ("def f():\n    |\n", "a.py", True),
        ("def f():\n    x = |\n", "a.py", False),
        ("x = [|", "a.py", True),
        ("x = f(a, |", "a.py", True),
        ("f(|)", "a.py", False),
        ("x = 1\n|\ny = 2\n", "a.py", False),
        ("def f():\n|\n", "a.py", True),
        ("if (a) {|\n}\n", "a.js", True),
        ("const f = () =>|", "a.js", True),
        ("items.each do |", "a.rb", True),
        ("def f(a)|\nend\n", "a.rb", True),
        ("# a note:|\n", "a.py", False),
        ("x = 'a: |'", "a.py", False),
    ],
)
def test_how_many_lines(code: str, path: str, expected: bool) -> None:
    assert is_multi_line(request(code, path)) is expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = |", False),
        ("f(|)))'\")]};,   ", False),
        ("x|abcdefgh", False),
        ("x|abcdefghi", True),
        ("a\0|", True),
    ],
)
def test_where_nothing_is_suggested(code: str, expected: bool) -> None:
    assert is_hopeless(request(code)) is expected


def test_nothing_in_an_oversized_file() -> None:
    assert is_hopeless(request("x" * MOST_CHARACTERS + "|\n"))


def test_what_comes_first_stays_while_a_person_types() -> None:
    text = "".join(f"line {number}\n" for number in range(400))
    first = {
        surroundings(text, text.index(f"line {number}\n"), 120, 40).before.partition("\n")[0]
        for number in range(200, 210)
    }
    assert len(first) <= 2
    found = surroundings(text, text.index("line 200\n"), 120, 40)
    assert 104 <= found.before.count("\n") <= 120
    assert found.after.count("\n") == 40


def test_lines_end_alike_in_a_prompt() -> None:
    found = surroundings("a\r\nb\rc\r\nd", 5, 10, 10)
    assert (found.before, found.after) == ("a\nb\n", "c\nd")
