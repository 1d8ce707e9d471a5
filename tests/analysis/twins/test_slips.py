import pytest

from r1_assistant.analysis.twins.slips import copy_paste_slips
from support.traced import seen, traces_of

INIT = "class Box:\n    def __init__(self, width, height):\n"


def slips(path: str, old: str, new: str) -> list[tuple[str, int]]:
    return seen([copy_paste_slips], path, old, new)


def test_a_name_kept_in_a_copied_line_and_how_to_put_it_right() -> None:
    new = INIT + "        self.width = width\n        self.height = width\n"
    (trace,) = traces_of([copy_paste_slips], "box.py", INIT + "        pass\n", new)
    assert (trace.kind, trace.line, trace.subject) == ("copy-paste-slip", 4, "width")
    assert trace.fix == "        self.height = height"


def test_a_call_kept_in_a_copied_line_of_javascript() -> None:
    old = "function bounds(points) {\n}\n"
    new = (
        "function bounds(points) {\n"
        "  const minX = Math.min(...points.map((p) => p.x));\n"
        "  const maxX = Math.min(...points.map((p) => p.x));\n"
        "  return [minX, maxX];\n}\n"
    )
    assert slips("bounds.js", old, new) == [("copy-paste-slip", 3)]


def test_a_name_kept_in_a_copied_method_of_java() -> None:
    old = "class Pair {\n  int left, right;\n}\n"
    new = (
        "class Pair {\n  int left, right;\n"
        "  int getLeft() {\n    return this.left;\n  }\n"
        "  int getRight() {\n    return this.left;\n  }\n}\n"
    )
    assert slips("Pair.java", old, new) == [("copy-paste-slip", 7)]


def test_a_name_kept_within_one_line() -> None:
    old = "func same(a, b P) bool {\n\treturn true\n}\n"
    new = "func same(a, b P) bool {\n\treturn a.x == b.x && a.y == b.x\n}\n"
    assert slips("p.go", old, new) == [("copy-paste-slip", 2)]


def test_a_name_kept_in_the_second_argument() -> None:
    old = "class V:\n    def add(self, o):\n        return V(self.x, self.y)\n"
    new = old.replace("self.x, self.y", "self.x + o.x, self.y + o.x")
    assert slips("v.py", old, new) == [("copy-paste-slip", 3)]


@pytest.mark.parametrize(
    "added",
    [
        "        self.width = width\n        self.height = height\n",
        "        self.width = width\n        self.depth = width\n",
        "        self.start = width\n        self.end = width\n",
        "        first = width + 1\n        second = first + 1\n",
        "        left = self.get(width)\n        right = self.get(width, True)\n",
    ],
)
def test_copies_that_are_meant_so(added: str) -> None:
    assert slips("box.py", INIT + "        pass\n", INIT + added) == []


def test_imports_follow_no_pattern() -> None:
    new = "import { min } from './min';\nimport { max } from './min';\n"
    assert slips("a.js", "", new) == []


def test_what_was_there_before_is_not_told_again() -> None:
    body = "        self.width = width\n        self.height = width\n"
    old = INIT + body
    assert slips("box.py", old, f"{old}        self.area = width * height\n") == []
