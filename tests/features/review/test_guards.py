import pytest

from r1_assistant.features.review.guards import lost_guards
from support.changes import piece_of


def lost(path: str, old: str, new: str) -> list[tuple[int, str]]:
    found = lost_guards(piece_of(path, old, new))
    return [(each.line.new_number or 0, each.suspicion) for each in found]


@pytest.mark.parametrize(
    ("path", "old", "new", "line"),
    [
        ("a.py", "if user is None:\n    return 0\nreturn user.age\n", "return user.age + 1\n", 1),
        ("a.py", "if not rows:\n    return 0\nf()\n", "f()\nreturn rows[0]\n", 2),
        ("a.js", "if (user === null) return;\nf();\n", "f();\ng(user.name);\n", 2),
        ("A.java", "if (xs.isEmpty()) {\n  return 0;\n}\n", "return s / xs.size();\n", 1),
    ],
)
def test_a_check_that_went_away_is_missed(path: str, old: str, new: str, line: int) -> None:
    ((number, suspicion),) = lost(path, old, new)
    assert number == line
    assert "checked before" in suspicion


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "if user is None:\n    return 0\nreturn user.age\n",
            "if user:\n    return user.age + 1\n",
        ),
        ("if user is None:\n    return 0\nreturn user.age\n", "return account.age\n"),
        ("if self is None:\n    return 0\n", "return self.age\n"),
    ],
)
def test_a_check_in_another_form_is_a_check(old: str, new: str) -> None:
    assert lost("a.py", old, new) == []


def test_what_is_no_longer_awaited() -> None:
    old = "const user = await load(id);\n"
    assert lost("a.ts", old, "const user = load(id);\nuse(user);\n") == [
        (1, "no longer awaits load()")
    ]
    assert lost("a.ts", old, "return load(id);\n") == []
    assert lost("a.ts", old, "const them = await Promise.all([load(id)]);\n") == []
