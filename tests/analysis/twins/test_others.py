from r1_assistant.analysis.twins.others import changed_constants, inconsistent_changes
from support.traced import seen

CALLS = """\
def run(a):
    x = get(a)
    y = get(x)
    z = get(y)
    w = get(z)
    return w
"""
KEYS = """\
function read(a, b, c) {
  a.set('content-type', b);
  b.set('content-type', c);
  if (c) {
    c.set('content-type', a);
  }
}
"""


def left(path: str, old: str, new: str) -> list[tuple[str, int]]:
    return seen([inconsistent_changes], path, old, new)


def test_an_argument_added_in_three_of_four_calls() -> None:
    new = CALLS
    for name in ("(a)\n", "(x)", "(y)"):
        new = new.replace(f"get{name}", f"get{name.replace(')', ', 1)')}")
    assert left("run.py", CALLS, new) == [("inconsistent-change", 4)]


def test_an_attribute_renamed_in_three_of_four_places() -> None:
    old = "function f(a) {\n" + "".join(f"  use(a.total{c});\n" for c in ("", "", "", "")) + "}\n"
    new = old.replace("a.total", "a.sum", 3)
    assert left("f.js", old, new) == [("inconsistent-change", 4)]


def test_all_were_changed() -> None:
    assert left("run.py", CALLS, CALLS.replace("= get(", "= take(")) == []


def test_two_edits_make_no_rule() -> None:
    assert left("run.py", CALLS, CALLS.replace("get(", "take(", 2)) == []


def test_half_was_left() -> None:
    old = CALLS + "".join(f"    x = get({c})\n" for c in "bcde")
    assert left("run.py", old, old.replace("get(", "take(", 4)) == []


def test_a_key_changed_in_one_of_three_places() -> None:
    new = KEYS.replace("'content-type'", "'content-kind'", 1)
    found = seen([changed_constants], "read.js", KEYS, new)
    assert found == [("changed-constant-alone", 2)]


def test_a_key_changed_everywhere() -> None:
    new = KEYS.replace("'content-type'", "'content-kind'")
    assert seen([changed_constants], "read.js", KEYS, new) == []


def test_a_small_number_means_anything() -> None:
    old = "def f():\n    a = 10\n    b = 10\n    c = 10\n"
    assert seen([changed_constants], "f.py", old, old.replace("a = 10", "a = 12")) == []
