import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from r1_assistant.domain.patterns import _expression, _parts, _walked, excluded


@pytest.mark.parametrize(
    ("path", "patterns", "expected"),
    [
        ("a/b.py", ["*.py"], True),
        ("a/b.pyc", ["*.py"], False),
        ("a/b.py", ["/b.py"], False),
        ("b.py", ["/b.py"], True),
        ("gen/x/b.py", ["gen/"], True),
        ("src/gen/b.py", ["gen/"], True),
        ("src/gen/b.py", ["/gen/"], False),
        ("gen", ["gen/"], False),
        ("docs/a/b.py", ["docs/*.py"], False),
        ("docs/a/b.py", ["docs/**/*.py"], True),
        ("docs/b.py", ["docs/**/*.py"], True),
        ("a/b.py", ["*.py", "!b.py"], False),
        ("a/c.py", ["*.py", "!b.py"], True),
        ("a.py", ["?.py"], True),
        ("a+b.py", ["a+b.py"], True),
        ("a.py", ["", "/"], False),
    ],
)
def test_patterns(path: str, patterns: list[str], expected: bool) -> None:
    assert excluded(path, patterns) is expected


pieces = st.sampled_from(["a", "b", "/", "*", "**", "**/", "?", "a/", "."])
paths = st.lists(st.sampled_from(["a", "b", "ab", "a.b", "b/a"]), min_size=1, max_size=5)


@example(["a", "**/", "b"], ["ab"])
@example(["a", "*", "b"], ["a/b"])
@example(["a/", "**", "/b"], ["a", "b/a", "b"])
@given(st.lists(pieces, max_size=8), paths)
def test_both_ways_of_matching_agree(pattern: list[str], path: list[str]) -> None:
    text, name = "".join(pattern), "/".join(path)
    if text.strip("/"):
        slow = _walked(tuple(_parts(text)), name)
        assert slow == (_expression(text).match(name) is not None)


def test_no_pattern_takes_long() -> None:
    path = "/".join(["a" * 200] * 20)
    assert not excluded(path, ["*a" * 90 + "b", "**a" * 60 + "b", "a/**/" * 30 + "b"])
