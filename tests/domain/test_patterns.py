import pytest

from r1_assistant.domain.patterns import excluded


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
