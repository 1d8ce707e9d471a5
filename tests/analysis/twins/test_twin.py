from r1_assistant.analysis.twins.twin import missed_twins
from support.traced import seen

CLAMP = """\
function clampX(p, box) {
  let x = p.x;
  if (x < box.left) x = box.left;
  return x;
}
function clampY(p, box) {
  let y = p.y;
  if (y < box.top) y = box.top;
  return y;
}
"""
LOAD = """\
def load_source(path, options):
    handle = path.open(options.mode)
    data = handle.read(options.size)
    options.count(len(data))
    return data


def load_target(path, options):
    handle = path.open(options.mode)
    data = handle.read(options.size)
    options.count(len(data))
    return data
"""


def missed(path: str, old: str, new: str) -> list[tuple[str, int]]:
    return seen([missed_twins], path, old, new)


def test_a_check_added_in_one_of_two_functions() -> None:
    new = CLAMP.replace("  if (y <", "  if (y === null) return 0;\n  if (y <")
    assert missed("clamp.js", CLAMP, new) == [("missed-twin", 8)]


def test_a_call_completed_in_one_of_two_functions() -> None:
    new = LOAD.replace("read(options.size)", "read(max(0, options.size))", 1)
    assert missed("load.py", LOAD, new) == [("missed-twin", 3)]


def test_an_operator_changed_in_one_of_two_branches() -> None:
    old = (
        "func f(a, b []int, n int) int {\n"
        "\tleft := 0\n\tfor left < n && a[left] > 0 {\n\t\tleft++\n\t}\n"
        "\tright := 0\n\tfor right < n && b[right] > 0 {\n\t\tright++\n\t}\n"
        "\treturn left + right\n}\n"
    )
    new = old.replace("for left < n", "for left <= n")
    assert missed("f.go", old, new) == [("missed-twin", 3)]


def test_both_changed() -> None:
    assert missed("load.py", LOAD, LOAD.replace("options.size", "max(0, options.size)")) == []


def test_the_twin_has_it_already() -> None:
    old = LOAD.replace("    return data\n", "    handle.close()\n    return data\n", 1)
    new = LOAD.replace("    return data\n", "    handle.close()\n    return data\n")
    assert missed("load.py", old, new) == []


def test_another_name_or_value_is_what_tells_twins_apart() -> None:
    assert missed("load.py", LOAD, LOAD.replace("options.mode", "options.kind", 1)) == []
    assert missed("clamp.js", CLAMP, CLAMP.replace("box.left", "box.from")) == []


def test_a_pattern_of_many_is_no_pair() -> None:
    line = "  add(names, value.{0}, value.size);\n"
    old = "function f(names, value) {\n" + "".join(line.format(c) for c in "abcdefgh") + "}\n"
    assert missed("f.js", old, old.replace("value.d, value.size", "value.d, -value.size")) == []
