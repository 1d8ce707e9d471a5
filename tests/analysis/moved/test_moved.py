"""Statements that moved into loops, out of them or before their checks, and what was turned."""

import pytest

from r1_assistant.analysis.moved import RULES
from r1_assistant.features.review.kinds import KINDS
from support.traced import seen


def py(*lines: str) -> str:
    """Give a Python function with these lines."""
    return "\n".join(["def f(self, items, b=None):", *(f"    {line}" for line in lines), ""])


def js(*lines: str) -> str:
    """Give a JavaScript function with these lines."""
    return "\n".join(["function f(items, b) {", *(f"  {line}" for line in lines), "}", ""])


def go(*lines: str) -> str:
    """Give a Go function with these lines."""
    head = ["package a", "func f(items []int) int {"]
    return "\n".join([*head, *(f"\t{line}" for line in lines), "}", ""])


LOOP = ("out = []", "for item in items:", "    out.append(item)")

FOUND = [
    (
        "return-in-loop",
        "a.py",
        py(*LOOP, "return out"),
        py(*LOOP, "    return out"),
        "    return out",
    ),
    (
        "return-in-loop",
        "a.go",
        go("n := 0", "for _, v := range items {", "\tn += v", "}", "return n"),
        go("n := 0", "for _, v := range items {", "\tn += v", "\treturn n", "}"),
        "return n",
    ),
    (
        "moved-into-loop",
        "a.js",
        js("for (const x of items) {", "  b.push(x);", "}", "b.flush();", "return b;"),
        js("for (const x of items) {", "  b.push(x);", "  b.flush();", "}", "return b;"),
        "b.flush()",
    ),
    (
        "moved-out-of-loop",
        "a.py",
        py("for item in items:", "    name = item.name", "    b.add(name)", "return b"),
        py("for item in items:", "    name = item.name", "b.add(name)", "return b"),
        "b.add(name)",
    ),
    (
        "reset-in-loop",
        "a.py",
        py(*LOOP, "return out"),
        py("for item in items:", "    out = []", "    out.append(item)", "return out"),
        "out = []",
    ),
    (
        "reset-in-loop",
        "a.go",
        go("n := 0", "for _, v := range items {", "\tn += v", "}", "return n"),
        go("n := 0", "for _, v := range items {", "\tn = 0", "\tn += v", "}", "return n"),
        "n = 0",
    ),
    (
        "reset-in-loop",
        "a.js",
        js("let n = 0;", "for (const x of items) {", "  n += x.size;", "}", "return n;"),
        js("let n = 0;", "for (const x of items) {", "  n = x.size;", "}", "return n;"),
        "n = x.size",
    ),
    (
        "check-after-use",
        "a.py",
        py("if b is None:", "    raise ValueError(b)", "name = b.name", "return name"),
        py("name = b.name", "if b is None:", "    raise ValueError(b)", "return name"),
        "name = b.name",
    ),
    (
        "unreachable-code",
        "a.js",
        js("items.push(b);", "return items;"),
        js("return items;", "items.push(b);"),
        "return items",
    ),
    (
        "opposite-step",
        "a.go",
        go("n := 0", "n++", "return n"),
        go("n := 0", "n--", "return n"),
        "n--",
    ),
    (
        "opposite-jump",
        "a.py",
        py("for item in items:", "    if not item:", "        continue", "    b.add(item)"),
        py("for item in items:", "    if not item:", "        break", "    b.add(item)"),
        "break",
    ),
    (
        "swapped-branches",
        "a.py",
        py("return None if b is None else b.name"),
        py("return b.name if b is None else None"),
        "return b.name",
    ),
]


@pytest.mark.parametrize(("kind", "path", "old", "new", "text"), FOUND)
def test_what_moved_is_found_where_it_is_now(
    kind: str, path: str, old: str, new: str, text: str
) -> None:
    assert kind in KINDS
    lines = [number for number, line in enumerate(new.split("\n"), 1) if text in line]
    assert [line for found, line in seen(RULES, path, old, new) if found == kind][:1] == lines[:1]


INNOCENT = [
    # what does not depend on the loop is done once now
    (
        py("for item in items:", "    limit = len(b)", "    self.go(item, limit)"),
        py("limit = len(b)", "for item in items:", "    self.go(item, limit)"),
    ),
    # what is about each element came to where the elements are
    (
        py("for item in items:", "    name = item.name", "self.add(name)"),
        py("for item in items:", "    name = item.name", "    self.add(name)"),
    ),
    # a list for each round, which nothing reads behind the loop
    (
        py("out = []", "for item in items:", "    out.append(item)", "    self.go(out)"),
        py("for item in items:", "    out = []", "    out.append(item)", "    self.go(out)"),
    ),
    # the loop is new
    (
        py("self.go(b)", "return b"),
        py("for item in items:", "    self.go(b)", "return b"),
    ),
    # the return is on a condition
    (
        py("for item in items:", "    self.go(item)", "return b"),
        py("for item in items:", "    if self.go(item):", "        return b"),
    ),
    # the check is of what the statement gives
    (
        py("if b is None:", "    return 0", "b = self.get(items)", "return b"),
        py("b = self.get(items)", "if b is None:", "    return 0", "return b"),
    ),
    # a message may come first
    (
        py("if b is None:", "    return 0", "log.debug(b)", "return b"),
        py("log.debug(b)", "if b is None:", "    return 0", "return b"),
    ),
    # another condition with another jump
    (
        py("for item in items:", "    if not item:", "        continue", "    b.add(item)"),
        py("for item in items:", "    if item.last:", "        break", "    b.add(item)"),
    ),
    # the condition turned with the values
    (
        py("return None if b is None else b.name"),
        py("return b.name if b is not None else None"),
    ),
    # a step of something else
    (py("self.n += 1", "return b"), py("self.m -= 1", "return b")),
]


@pytest.mark.parametrize(("old", "new"), INNOCENT)
def test_what_has_a_reason_is_left_alone(old: str, new: str) -> None:
    assert seen(RULES, "a.py", old, new) == []
