"""Calls that went, or lost an argument: copies and escapes among them."""

import pytest

from r1_assistant.analysis.lost import RULES
from support.told import told
from support.traced import with_fix

LOST = [
    (
        "dropped-argument",
        "a.js",
        """
function f(a) {
  return g(a, {
    deep: true,
    name: a.name,
  });
}
""",
        """
function f(a) {
  return g(a, {
    name: a.name,
  });
}
""",
        "name: a.name,",
    ),
    (
        "dropped-copy",
        "a.py",
        """
def f(self):
    return list(self._items)
""",
        """
def f(self):
    return self._items
""",
        "return self._items",
    ),
    (
        "dropped-copy",
        "a.js",
        """
function f(o) {
  const a = [...o.items];
  a.sort();
  return a;
}
""",
        """
function f(o) {
  const a = o.items;
  a.sort();
  return a;
}
""",
        "const a = o.items;",
    ),
    (
        "dropped-escape",
        "a.py",
        """
def f(name):
    return '<b>' + html.escape(name) + '</b>'
""",
        """
def f(name):
    return '<b>' + name + '</b>'
""",
        "return '<b>' + name + '</b>'",
    ),
    (
        "dropped-escape",
        "a.js",
        """
function f(q) {
  return fetch('/s?q=' + encodeURIComponent(q));
}
""",
        """
function f(q) {
  return fetch('/s?q=' + q);
}
""",
        "return fetch('/s?q=' + q);",
    ),
    (
        "dropped-argument",
        "a.py",
        """
def f(x):
    return load(x, strict=True)
""",
        """
def f(x):
    return load(x)
""",
        "return load(x)",
    ),
    (
        "dropped-argument",
        "a.js",
        """
function f(x) {
  return parseInt(x, 10);
}
""",
        """
function f(x) {
  return parseInt(x);
}
""",
        "return parseInt(x);",
    ),
    (
        "dropped-call",
        "a.py",
        """
class A(B):
    def __init__(self, x):
        super().__init__()
        self.x = x
""",
        """
class A(B):
    def __init__(self, x):
        self.x = x
""",
        "self.x = x",
    ),
    (
        "dropped-call",
        "A.java",
        """
class A {
  void set(int x) {
    this.x = x;
    this.cache.clear();
    show(cache);
  }
}
""",
        """
class A {
  void set(int x) {
    this.x = x;
    show(cache);
  }
}
""",
        "show(cache);",
    ),
]


@pytest.mark.parametrize(("kind", "path", "old", "new", "line"), LOST)
def test_losses(kind: str, path: str, old: str, new: str, line: str) -> None:
    assert told(RULES, path, old, new) == [(kind, line)]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (path, old, new)
        for kind, path, old, new, _ in LOST
        if kind in ("dropped-escape", "dropped-copy")
    ],
)
def test_fixes_give_what_was_there(path: str, old: str, new: str) -> None:
    assert with_fix(RULES, path, old.lstrip(), new.lstrip()) == old.lstrip()
