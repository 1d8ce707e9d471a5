"""What is held and waited for: locks, files, awaits."""

import pytest

from r1_assistant.analysis.lost import RULES
from support.told import told
from support.traced import with_fix

LOST = [
    (
        "dropped-lock",
        "a.py",
        """
def f(self, x):
    with self._lock:
        self.n += x
        self.m = x
""",
        """
def f(self, x):
    self.n += x
    self.m = x
""",
        "self.n += x",
    ),
    (
        "dropped-lock",
        "a.go",
        """
package a
func (s *S) Add(x int) {
\ts.mu.Lock()
\tdefer s.mu.Unlock()
\ts.n += x
}
""",
        """
package a
func (s *S) Add(x int) {
\ts.n += x
}
""",
        "s.n += x",
    ),
    (
        "dropped-lock",
        "A.java",
        """
class A {
  void f() {
    synchronized (this) {
      n++;
    }
    g();
  }
}
""",
        """
class A {
  void f() {
    n++;
    g();
  }
}
""",
        "n++;",
    ),
    (
        "dropped-lock",
        "A.java",
        """
class A {
  public synchronized void f() {
    n++;
  }
}
""",
        """
class A {
  public void f() {
    n++;
  }
}
""",
        "public void f() {",
    ),
    (
        "dropped-lock",
        "a.go",
        """
package a
func (s *S) Add(x int) {
\ts.mu.Lock()
\ts.n += x
\ts.mu.Unlock()
}
""",
        """
package a
func (s *S) Add(x int) {
\ts.mu.Lock()
\ts.n += x
}
""",
        "}",
    ),
    (
        "dropped-await",
        "a.py",
        """
async def f(db):
    row = await db.get(1)
    return row.name
""",
        """
async def f(db):
    row = db.get(1)
    return row.name
""",
        "row = db.get(1)",
    ),
    (
        "dropped-await",
        "a.ts",
        """
async function f(db) {
  await db.save(1);
  return 1;
}
""",
        """
async function f(db) {
  db.save(1);
  return 1;
}
""",
        "db.save(1);",
    ),
    (
        "dropped-close",
        "a.py",
        """
def f(path):
    with open(path) as file:
        text = file.read()
    return text
""",
        """
def f(path):
    file = open(path)
    text = file.read()
    return text
""",
        "file = open(path)",
    ),
    (
        "dropped-close",
        "a.go",
        """
package a
func f(p string) int {
\tf, err := os.Open(p)
\tif err != nil {
\t\treturn 0
\t}
\tdefer f.Close()
\treturn read(f)
}
""",
        """
package a
func f(p string) int {
\tf, err := os.Open(p)
\tif err != nil {
\t\treturn 0
\t}
\treturn read(f)
}
""",
        "return read(f)",
    ),
    (
        "dropped-close",
        "A.java",
        """
class A {
  void f() {
    try {
      run();
    } finally {
      pool.release(c);
    }
  }
}
""",
        """
class A {
  void f() {
    run();
    pool.release(c);
  }
}
""",
        "pool.release(c);",
    ),
]


@pytest.mark.parametrize(("kind", "path", "old", "new", "line"), LOST)
def test_losses(kind: str, path: str, old: str, new: str, line: str) -> None:
    assert told(RULES, path, old, new) == [(kind, line)]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [(path, old, new) for kind, path, old, new, _ in LOST if kind == "dropped-await"],
)
def test_fixes_give_what_was_there(path: str, old: str, new: str) -> None:
    assert with_fix(RULES, path, old.lstrip(), new.lstrip()) == old.lstrip()
