"""Checks that went, and those that only moved."""

import pytest

from r1_assistant.analysis.lost import RULES
from support.told import told, without
from support.traced import traces_of

PYTHON = """
def total(order, rate):
    if order is None:
        return 0
    if rate < 0:
        raise ValueError("rate")
    amount = order.amount * rate
    if order.discount and amount > 10:
        amount -= order.discount.value
    return amount
"""
SCRIPT = """
function total(order, rate) {
  if (!order) {
    return 0;
  }
  if (rate < 0) {
    throw new RangeError("rate");
  }
  let amount = order.amount * rate;
  if (order.discount) {
    amount -= order.discount.value;
  }
  return amount;
}
"""
JAVA = """
class A {
  int total(Order order, int rate) {
    if (order == null || order.lines == null) {
      return 0;
    }
    if (rate < 0) {
      throw new IllegalArgumentException("rate");
    }
    Objects.requireNonNull(order.owner);
    return order.amount * rate + order.owner.bonus;
  }
}
"""
GO = """
package a

func (s *Store) At(i int) (int, error) {
\tif i < 0 || i >= len(s.items) {
\t\treturn 0, errors.New("range")
\t}
\tif s.cache == nil {
\t\ts.cache = map[int]int{}
\t}
\ts.cache[i] = s.items[i]
\treturn s.items[i], nil
}
"""

LOST = [
    ("dropped-guard", "a.py", PYTHON, ("is None", "return 0"), "if rate < 0:"),
    (
        "dropped-validation",
        "a.py",
        PYTHON,
        ("rate < 0", "raise"),
        "amount = order.amount * rate",
    ),
    (
        "dropped-validation",
        "A.java",
        JAVA,
        ("requireNonNull",),
        "return order.amount * rate + order.owner.bonus;",
    ),
]


@pytest.mark.parametrize(("kind", "path", "old", "parts", "line"), LOST)
def test_what_was_taken_out(
    kind: str, path: str, old: str, parts: tuple[str, ...], line: str
) -> None:
    assert told(RULES, path, old, without(old, *parts)) == [(kind, line)]


CHANGED = [
    (
        "dropped-guard",
        "a.js",
        SCRIPT,
        ("  if (!order) {\n    return 0;\n  }\n", ""),
        "if (rate < 0) {",
    ),
    (
        "dropped-validation",
        "a.ts",
        SCRIPT,
        ('  if (rate < 0) {\n    throw new RangeError("rate");\n  }\n', ""),
        "let amount = order.amount * rate;",
    ),
    (
        "dropped-guard",
        "a.js",
        SCRIPT,
        (
            "  if (order.discount) {\n    amount -= order.discount.value;\n  }\n",
            "  amount -= order.discount.value;\n",
        ),
        "amount -= order.discount.value;",
    ),
    (
        "dropped-guard",
        "A.java",
        JAVA,
        (" || order.lines == null", ""),
        "if (order == null) {",
    ),
    (
        "dropped-guard",
        "a.py",
        PYTHON,
        ("if order.discount and amount > 10", "if amount > 10"),
        "if amount > 10:",
    ),
    (
        "dropped-guard",
        "a.go",
        GO,
        ("i < 0 || i >= len(s.items)", "i < 0"),
        "if i < 0 {",
    ),
    (
        "dropped-guard",
        "a.go",
        GO,
        ("\tif s.cache == nil {\n\t\ts.cache = map[int]int{}\n\t}\n", ""),
        "s.cache[i] = s.items[i]",
    ),
    (
        "dropped-validation",
        "a.go",
        GO,
        (
            '\tif i < 0 || i >= len(s.items) {\n\t\treturn 0, errors.New("range")\n\t}\n',
            "",
        ),
        "if s.cache == nil {",
    ),
    ("dropped-guard", "a.py", PYTHON, ("        return 0\n", "        pass\n"), "pass"),
]


@pytest.mark.parametrize(("kind", "path", "old", "edit", "line"), CHANGED)
def test_what_was_weakened(
    kind: str, path: str, old: str, edit: tuple[str, str], line: str
) -> None:
    assert edit[0] in old
    assert told(RULES, path, old, old.replace(*edit)) == [(kind, line)]


INNOCENT = [
    # the check is in a helper that is called now
    ("a.py", PYTHON, ("    if order is None:\n        return 0\n", "    check_order(order)\n")),
    # moved, with the same question the other way round
    (
        "a.js",
        SCRIPT,
        (
            "  if (!order) {\n    return 0;\n  }\n",
            "  if (order === undefined) {\n    return 0;\n  }\n",
        ),
    ),
    # the value cannot be missing any more
    (
        "a.py",
        PYTHON,
        ("    if order is None:\n        return 0\n", "    order = order or Order()\n"),
    ),
    # taken with its chain
    (
        "a.js",
        SCRIPT,
        (
            "  if (order.discount) {\n    amount -= order.discount.value;\n  }\n",
            "  amount -= order.discount?.value ?? 0;\n",
        ),
    ),
    # the question has a name now
    (
        "a.py",
        PYTHON,
        ("    if rate < 0:\n", "    negative = rate < 0\n    if negative:\n"),
    ),
    # one more question of a guard that leaves
    ("A.java", JAVA, ("if (rate < 0)", "if (rate < 0 || rate > 100)")),
    # another way to say it
    ("a.go", GO, ("i >= len(s.items)", "len(s.items) <= i")),
    # nothing uses it any more
    (
        "a.py",
        PYTHON.replace("order.amount * rate", "rate"),
        (
            PYTHON.replace("order.amount * rate", "rate"),
            without(PYTHON, "is None", "return 0", "amount").rstrip() + "\n    return rate\n",
        ),
    ),
]


@pytest.mark.parametrize(("path", "old", "edit"), INNOCENT)
def test_what_only_moved(path: str, old: str, edit: tuple[str, str]) -> None:
    assert edit[0] in old
    assert told(RULES, path, old, old.replace(*edit)) == []


def test_versions_come_to_an_end() -> None:
    old = """
    def read(data):
        if sys.version_info < (3, 8):
            return data.old()
        return data.new()
    """
    assert told(RULES, "a.py", old, without(old, "version_info", "old()")) == []


DEFAULTS = [
    ("a.js", "const n = a?.size;", "const n = a.size;"),
    ("a.ts", "const n = a.size ?? 3;", "const n = a.size;"),
    ("a.ts", "const n = (a || {}).size;", "const n = a.size;"),
    ("a.js", "const n = a ? a.size : 0;", "const n = a.size;"),
    ("a.py", "n = a.get('x', 0)", "n = a['x']"),
    ("a.py", "n = a or []", "n = a"),
    ("a.py", "n = a.size if a else 0", "n = a.size"),
]


@pytest.mark.parametrize(("path", "before", "after"), DEFAULTS)
def test_a_missing_value_is_no_longer_allowed_for(path: str, before: str, after: str) -> None:
    head, end = ("def f(a):\n    ", "") if path == "a.py" else ("function f(a) {\n  ", "\n}")
    back = "\n    return n" if path == "a.py" else "\n  return n;"
    old, new = (f"{head}{line}{back}{end}\n" for line in (before, after))
    assert told(RULES, path, old, new) == [("dropped-guard", after)]
    assert told(RULES, path, new, old) == []


def test_a_guard_can_be_put_back() -> None:
    new = without(PYTHON, "is None", "return 0")
    (trace,) = traces_of(RULES, "a.py", PYTHON, new)
    lines = new.split("\n")
    lines[trace.line - 1 : trace.line] = (trace.fix or "").split("\n")
    assert "\n".join(lines) == PYTHON
