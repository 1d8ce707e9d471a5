"""Cases, breaks, guards and updates that went."""

import pytest

from r1_assistant.analysis.lost import RULES
from support.told import told

LOST = [
    (
        "dropped-update",
        "a.py",
        """
def f(self, n):
    self.items.pop()
    self.count -= n
    return self.items


def g(self):
    return self.count
""",
        """
def f(self, n):
    self.items.pop()
    return self.items


def g(self):
    return self.count
""",
        "return self.items",
    ),
    (
        "dropped-guard",
        "a.go",
        """
package a

func f(a *T) int {
	x := a != nil && a.b > 1
	return g(x)
}
""",
        """
package a

func f(a *T) int {
	x := a.b > 1
	return g(x)
}
""",
        "x := a.b > 1",
    ),
    (
        "dropped-break",
        "a.js",
        """
function f(a) {
  switch (a) {
    case 1:
      g();
      break;
    case 2:
      h();
      break;
  }
}
""",
        """
function f(a) {
  switch (a) {
    case 1:
      g();
    case 2:
      h();
      break;
  }
}
""",
        "case 2:",
    ),
    (
        "dropped-break",
        "a.py",
        """
def f(xs):
    for x in xs:
        if x.ok:
            best = x
            break
    return best
""",
        """
def f(xs):
    for x in xs:
        if x.ok:
            best = x
    return best
""",
        "return best",
    ),
    (
        "dropped-case",
        "a.py",
        """
def f(a):
    if a == 1:
        g()
    elif a == 2:
        h()
    else:
        k()
""",
        """
def f(a):
    if a == 1:
        g()
    else:
        k()
""",
        "else:",
    ),
    (
        "dropped-case",
        "A.java",
        """
class A {
  void f() {
    try {
      g();
    } catch (IOException e) {
      h(e);
    } catch (SQLException e) {
      k(e);
    }
  }
}
""",
        """
class A {
  void f() {
    try {
      g();
    } catch (SQLException e) {
      k(e);
    }
  }
}
""",
        "} catch (SQLException e) {",
    ),
]


@pytest.mark.parametrize(("kind", "path", "old", "new", "line"), LOST)
def test_losses(kind: str, path: str, old: str, new: str, line: str) -> None:
    assert told(RULES, path, old, new) == [(kind, line)]
