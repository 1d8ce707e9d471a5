from r1_assistant.analysis.contracts.stale import stale_callers
from support.traced import seen

SPLIT = """\
def split(path):
    return path.head, path.tail


def show(path):
    head, tail = split(path)
    return head
"""
COUNTER = """\
class Counter {
  constructor(start) {
    this.count = start;
  }
  next() {
    return this.count + 1;
  }
}
"""


def stale(path: str, old: str, new: str) -> list[tuple[str, int]]:
    return seen([stale_callers], path, old, new)


def test_a_pair_that_became_one_value() -> None:
    new = SPLIT.replace("path.head, path.tail", "path.head")
    assert stale("a.py", SPLIT, new) == [("stale-caller", 2)]


def test_nothing_on_a_new_way_out() -> None:
    new = SPLIT.replace(
        "    return path.head,", "    if not path:\n        return None\n    return path.head,"
    )
    assert stale("a.py", SPLIT, new) == [("stale-caller", 3)]


def test_a_result_that_may_be_null_is_taken_apart() -> None:
    old = "function find(a) {\n  return a[0];\n}\nfunction show(a) {\n  return find(a).name;\n}\n"
    new = old.replace("  return a[0]", "  if (!a) return null;\n  return a[0]")
    assert stale("a.js", old, new) == [("stale-caller", 2)]


def test_an_attribute_that_is_read_by_its_old_name() -> None:
    assert stale("a.js", COUNTER, COUNTER.replace("this.count = ", "this.total = ")) == [
        ("stale-caller", 3)
    ]


def test_callers_that_follow() -> None:
    new = SPLIT.replace("path.head, path.tail", "path.head").replace("head, tail =", "head =")
    assert stale("a.py", SPLIT, new) == []
    assert stale("a.js", COUNTER, COUNTER.replace("this.count", "this.total")) == []


def test_a_pair_of_other_values() -> None:
    assert stale("a.py", SPLIT, SPLIT.replace("path.head,", "path.first,")) == []


def test_an_attribute_that_is_set_elsewhere() -> None:
    old = COUNTER.replace("  next() {", "  reset() {\n    this.count = 0;\n  }\n  next() {")
    assert stale("a.js", old, old.replace("this.count = start", "this.total = start")) == []


def test_a_function_that_gave_nothing_before() -> None:
    old = SPLIT.replace(
        "    return path.head,", "    if path == 1:\n        return None\n    return path.head,"
    )
    new = old.replace("    if path == 1", "    if not path:\n        return None\n    if path == 1")
    assert stale("a.py", old, new) == []
