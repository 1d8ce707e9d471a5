import pytest

from r1_assistant.analysis.contracts.promises import broken_promises
from support.traced import seen

LARGEST = "def get_largest(values):\n    return max(values)\n"
ANSWER = "def is_open(door):\n    if door.locked:\n        return False\n    return True\n"
REMOVE = "class Names {\n  removeName(name) {\n    this.names.remove(name);\n  }\n}\n"
ERROR = '''\
def read(path):
    """Read a file.

    Raises ValueError if there is no path.
    """
    if not path:
        raise ValueError(path)
    return path.read()
'''


def broken(path: str, old: str, new: str) -> list[int]:
    return [line for _, line in seen([broken_promises], path, old, new)]


@pytest.mark.parametrize(
    ("path", "old", "was", "is_", "line"),
    [
        ("a.py", LARGEST, "max(", "min(", 2),
        ("a.py", ANSWER, "return True", "return False", 4),
        ("a.js", REMOVE, ".remove(", ".add(", 3),
        ("a.py", ERROR, "raise ValueError(path)", "path = DEFAULT", 7),
        ("a.py", "def f(x) -> bool:\n    return x > 1\n", "return x > 1", "return 'x'", 2),
        ("a.py", "def by_age_asc(x):\n    return sorted(x)\n", "(x)\n", "(x, reverse=True)\n", 2),
    ],
)
def test_lines_that_break_a_promise(path: str, old: str, was: str, is_: str, line: int) -> None:
    new = is_.join(old.rsplit(was, 1))
    assert broken(path, old, new) == [line]


@pytest.mark.parametrize(
    ("path", "old", "was", "is_"),
    [
        ("a.py", LARGEST, "max(values)", "max(min(v, 1) for v in values)"),
        ("a.py", LARGEST.replace("largest", "value"), "max(", "min("),
        ("a.py", ANSWER, "return True", "return door.ajar"),
        ("a.js", REMOVE, ".remove(", ".delete("),
        ("a.js", REMOVE.replace("removeName", "moveName"), ".remove(", ".add("),
        ("a.py", ERROR, "ValueError(path)", "ValueError(path, 1)"),
        ("a.py", "def f(x) -> bool:\n    return x > 1\n", "return x > 1", "return False"),
        ("a.py", "def by_age_desc(x):\n    return sorted(x)\n", "(x)\n", "(x, reverse=True)\n"),
    ],
)
def test_lines_that_keep_it(path: str, old: str, was: str, is_: str) -> None:
    assert broken(path, old, is_.join(old.rsplit(was, 1))) == []


def test_what_denies_being_what_it_is() -> None:
    kind = "class RectLight {\n  constructor() {\n    this.isRectLight = %s;\n  }\n}\n"
    assert seen([broken_promises], "a.js", "", kind % "false") == [("contract-contradiction", 3)]
    assert seen([broken_promises], "a.js", "", kind % "true") == []
    node = "class %sNode {\n  boolean isVirtual() {\n    return false;\n  }\n}\n"
    found = seen([broken_promises], "A.java", "", node % "Virtual")
    assert found == [("contract-contradiction", 3)]
    assert seen([broken_promises], "A.java", "", node % "NonVirtual") == []
    assert seen([broken_promises], "A.java", "", node % "Real") == []
