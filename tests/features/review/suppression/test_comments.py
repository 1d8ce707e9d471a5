import pytest

from r1_assistant.context.languages import any_language_of
from r1_assistant.features.review.suppression.comments import taken_back_at


def is_ignored(text: str, number: int, path: str = "a.py", kind: str = "dropped-guard") -> bool:
    language = any_language_of(path)
    assert language is not None
    return taken_back_at(text.split("\n"), number, kind, "bug", language) > 0


@pytest.mark.parametrize(
    "text",
    [
        "f(x)  # r1: ignore",
        "f(x)  # r1: ignore[dropped-guard] callers check",
        "f(x)  # r1: ignore[slip, bug]",
        "f(x)  # noqa: E501  # r1:ignore[dropped-guard]",
    ],
)
def test_a_comment_at_the_lines_end_takes_it_back(text: str) -> None:
    assert is_ignored(text, 1)


@pytest.mark.parametrize(
    "text",
    [
        "f(x)  # r1: ignore[slip]",
        "f(x)  # r1 ignore",
        'f("r1: ignore")',
        "f(x)  # see r1: ignore",
        "f(x)",
    ],
)
def test_what_is_about_something_else_or_no_mark_does_not(text: str) -> None:
    assert not is_ignored(text, 1)


def test_it_may_stand_on_lines_of_its_own_above() -> None:
    text = "g()\n# r1: ignore[dropped-guard]\n# because callers check\nf(x)\nh(x)"
    assert is_ignored(text, 4)
    assert not is_ignored(text, 5)


def test_a_line_above_that_is_code_counts_for_itself_alone() -> None:
    assert not is_ignored("g()  # r1: ignore\nf(x)", 2)


def test_other_languages_have_their_own_comments() -> None:
    assert is_ignored("f(x); // r1: ignore[bug]", 1, "a.ts")
    assert is_ignored("f(x); /* r1: ignore */", 1, "a.java")
    assert not is_ignored("f(x); # r1: ignore", 1, "a.go")


def test_a_line_outside_of_the_file_is_not_ignored() -> None:
    assert not is_ignored("# r1: ignore", 9)
