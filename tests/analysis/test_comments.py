import pytest

from r1_assistant.analysis.comments import without_comment
from r1_assistant.analysis.sides import Side
from r1_assistant.context.languages import any_language_of


def bare(path: str, text: str) -> list[str]:
    language = any_language_of(path)
    assert language is not None
    side = Side(text, language, whole=True)
    return [without_comment(side, number) for number in range(1, text.count("\n") + 2)]


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("a.py", "x = 1  # one\n# two\ny = '# three'", ["x = 1", "", "y = '# three'"]),
        (
            "a.py",
            'def f():\n    """Say so.\n\n    Again."""\n    return 1',
            ["def f():", "", "", "", "    return 1"],
        ),
        ("a.py", "é = 'é'  # é\n", ["é = 'é'", ""]),
        (
            "a.ts",
            "f(); // a\n/* b\n c */\ng(); /* d */ h();",
            ["f();", "", "", "g(); /* d */ h();"],
        ),
        ("a.go", "x := 1 // a\n", ["x := 1", ""]),
        ("A.java", "int a; /* b */ // c\n", ["int a;", ""]),
    ],
)
def test_what_is_for_people_alone_is_left_out(path: str, text: str, code: list[str]) -> None:
    assert bare(path, text) == code


def test_without_a_grammar_a_line_is_taken_by_its_beginning() -> None:
    assert bare("a.ps1", "# a\nx # b") == ["", "x # b"]


def test_there_is_no_line_outside_of_the_file() -> None:
    language = any_language_of("a.py")
    assert language is not None
    assert without_comment(Side("x = 1", language, whole=True), 7) == ""
