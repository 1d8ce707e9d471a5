import pytest

from r1_assistant.features.review.likelihood.lexemes import (
    KINDS,
    arguments,
    differences,
    is_operator,
    kind_of,
    lexemes,
    twins,
)


def texts(line: str, *comments: str) -> list[str]:
    return [part.text for part in lexemes(line, comments)]


def test_signs_are_whole_and_comments_are_left_out() -> None:
    line = '    if a.b[0] <= "x # y" && !c { // d'
    parts = ["if", "a", ".", "b", "[", "0", "]", "<=", '"x # y"', "&&", "!", "c", "{"]
    assert texts(line, "//", "/*", "* ") == parts
    assert texts("x = 1  # y", "#") == ["x", "=", "1"]
    assert texts(" * prose of a comment", "//", "* ") == []
    assert texts("a //= b", "#") == ["a", "//=", "b"]


def test_lexemes_lie_on_the_line() -> None:
    line = "  é = f'{x}' ?? 0x1F"
    for part in lexemes(line, ()):
        assert line[part.start : part.end] == part.text
    assert [part.kind for part in lexemes(line, ())] == ["name", "sign", "string", "sign", "number"]


@pytest.mark.parametrize(
    ("written", "expected", "kind"),
    [
        ("a < b", "a <= b", "comparison"),
        ("a == b", "a != b", "comparison"),
        ("a and b", "a or b", "boolean"),
        ("a - b", "a + b", "arithmetic"),
        ("a -= b", "a += b", "assignment"),
        ("x = True", "x = False", "constant"),
        ("break", "continue", "keyword"),
        ("min(a)", "max(a)", "twin"),
        ("if a:", "if not a:", "negation"),
        ("if (!a)", "if (a)", "negation"),
        ("a is not b", "a is b", "negation"),
        ("a = 1", "a = 2", "number"),
        ("a = 'x'", "a = 'y'", "string"),
        ("a = b", "a = c", "name"),
        ("a.b()", "a.c()", "member"),
        ("n - 1", "n", "offset"),
        ("n", "n + 1", "offset"),
        ("n + spare", "n", "structure"),
        ("a", "f(a)", "structure"),
    ],
)
def test_edits_have_a_kind(written: str, expected: str, kind: str) -> None:
    ours, theirs = lexemes(written, ()), lexemes(expected, ())
    spots = differences(theirs, ours)
    # brackets around make two spots; the first tells enough
    spot = spots[0]
    member = "." in written
    pieces = ours[spot.at : spot.end], theirs[spot.first : spot.last]
    assert kind_of(*pieces, member=member) == kind
    assert kind in KINDS


def test_twins_go_both_ways() -> None:
    for text in ("<", "and", "True", "min", "+="):
        for other, _ in twins(text):
            assert other != text
            assert text in dict(twins(other))
    assert dict(twins("<=")) == dict.fromkeys(["<", ">", ">=", "=="], "comparison")
    assert not list(twins("user"))


def test_operators() -> None:
    assert all(map(is_operator, ("<", "and", "not", "!", "break", "True")))
    assert not any(map(is_operator, ("(", "min", "name", ".", "return_value")))


def test_adjacent_arguments() -> None:
    parts = lexemes("f(a.b, g(c), [1, 2])", ())
    pairs = [(a.text, b.text, c.text, d.text) for a, b, c, d in arguments(parts)]
    assert pairs == [("1", "1", "2", "2"), ("a", "b", "g", ")"), ("g", ")", "[", "]")]
