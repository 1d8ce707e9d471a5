"""What became of errors: swallowed, no longer checked, no longer raised or returned."""

import pytest

from r1_assistant.analysis.lost import RULES
from support.told import told
from support.traced import with_fix

LOST = [
    (
        "swallowed-exception",
        "a.js",
        """
function f(callback) {
  try {
    g(callback);
  } catch (err) {
    callback(err);
  }
}
""",
        """
function f(callback) {
  try {
    g(callback);
  } catch (err) {
  }
}
""",
        "}",
    ),
    (
        "dropped-raise",
        "a.py",
        """
def f(a):
    if a is None:
        raise ValueError(a)
    return a.b
""",
        """
def f(a):
    if a is None:
        return None
    return a.b
""",
        "return None",
    ),
    (
        "unused-result",
        "a.py",
        """
def f(self, a):
    self.text = self.text.format(a)
    return self
""",
        """
def f(self, a):
    self.text.format(a)
    return self
""",
        "self.text.format(a)",
    ),
    (
        "swallowed-exception",
        "A.java",
        """
class A {
  void f() {
    try {
      g();
    } catch (IOException e) {
      throw new X(e);
    }
  }
}
""",
        """
class A {
  void f() {
    try {
      g();
    } catch (IOException e) {
    }
  }
}
""",
        "}",
    ),
    (
        "swallowed-exception",
        "a.py",
        """
def f():
    try:
        g()
    except OSError as e:
        log(e)
        raise
""",
        """
def f():
    try:
        g()
    except OSError as e:
        log(e)
""",
        "log(e)",
    ),
    (
        "dropped-error-check",
        "a.go",
        """
package a
func f(p string) int {
\tn, err := read(p)
\tif err != nil {
\t\treturn 0
\t}
\treturn n
}
""",
        """
package a
func f(p string) int {
\tn, err := read(p)
\treturn n
}
""",
        "return n",
    ),
    (
        "dropped-error-check",
        "a.js",
        """
function f(path, cb) {
  read(path, (err, data) => {
    if (err) {
      return cb(err);
    }
    cb(null, data.x);
  });
}
""",
        """
function f(path, cb) {
  read(path, (err, data) => {
    cb(null, data.x);
  });
}
""",
        "cb(null, data.x);",
    ),
    (
        "dropped-error-check",
        "a.py",
        """
def f(url):
    r = get(url)
    r.raise_for_status()
    return r.json()
""",
        """
def f(url):
    r = get(url)
    return r.json()
""",
        "return r.json()",
    ),
    (
        "dropped-error-check",
        "a.py",
        """
def f(cmd):
    return subprocess.run(cmd, check=True, text=True)
""",
        """
def f(cmd):
    return subprocess.run(cmd, text=True)
""",
        "return subprocess.run(cmd, text=True)",
    ),
    (
        "dropped-return",
        "a.py",
        """
def f(a):
    if a:
        return g(a)
    return 1
""",
        """
def f(a):
    if a:
        g(a)
    return 1
""",
        "g(a)",
    ),
    (
        "dropped-return",
        "a.js",
        """
function f(a) {
  if (a) {
    log(a);
    return g(a);
  }
  return 1;
}
""",
        """
function f(a) {
  if (a) {
    log(a);
  }
  return 1;
}
""",
        "}",
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
        if kind == "dropped-error-check" and "check=True" not in old
    ],
)
def test_fixes_give_what_was_there(path: str, old: str, new: str) -> None:
    assert with_fix(RULES, path, old.lstrip(), new.lstrip()) == old.lstrip()
