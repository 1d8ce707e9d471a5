"""Changes that lose nothing: what went is still done, or was not needed."""

import pytest

from r1_assistant.analysis.lost import RULES
from support.told import told

INNOCENT = [
    # another lock
    (
        "a.py",
        """
def f(self, x):
    with self._lock:
        self.n += x
""",
        """
def f(self, x):
    with self.guard_lock:
        self.n += x
""",
    ),
    # an atomic in its place
    (
        "a.go",
        """
package a
func (s *S) Add(x int64) {
\ts.mu.Lock()
\ts.n += x
\ts.mu.Unlock()
}
""",
        """
package a
func (s *S) Add(x int64) {
\tatomic.AddInt64(&s.n, x)
}
""",
    ),
    # awaited together, or by the caller
    (
        "a.ts",
        """
async function f(a, b) {
  await a.save();
  await b.save();
}
""",
        """
async function f(a, b) {
  await Promise.all([a.save(), b.save()]);
}
""",
    ),
    (
        "a.js",
        """
async function f(a) {
  return await a.save();
}
""",
        """
async function f(a) {
  return a.save();
}
""",
    ),
    # no longer asynchronous at all
    (
        "a.py",
        """
async def f(db):
    row = await db.get(1)
    return row
""",
        """
def f(db):
    row = db.get(1)
    return row
""",
    ),
    # closed by with now
    (
        "a.py",
        """
def f(path):
    file = open(path)
    text = file.read()
    file.close()
    return text
""",
        """
def f(path):
    with open(path) as file:
        text = file.read()
    return text
""",
    ),
    # nothing is opened any more
    (
        "a.py",
        """
def f(path):
    with open(path) as file:
        text = file.read()
    return text
""",
        """
def f(path):
    return path.read_text()
""",
    ),
    # the error is handed on
    (
        "a.go",
        """
package a
func f() error {
\terr := g()
\tif err != nil {
\t\treturn err
\t}
\treturn nil
}
""",
        """
package a
func f() error {
\terr := g()
\treturn err
}
""",
    ),
    # the value is returned below
    (
        "a.js",
        """
function f(a) {
  return g(a);
}
""",
        """
function f(a) {
  const b = g(a);
  return b;
}
""",
    ),
    # the branch went with its question
    (
        "a.py",
        """
def f(a):
    if a.old:
        g()
        return 1
    return 2
""",
        """
def f(a):
    return 2
""",
    ),
    # a break became a return
    (
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
    return None
""",
    ),
    # copied in another way
    (
        "a.py",
        """
def f(self):
    return list(self._items)
""",
        """
def f(self):
    return [*self._items]
""",
    ),
    # escaped by another
    (
        "a.py",
        """
def f(name):
    return '<b>' + html.escape(name) + '</b>'
""",
        """
def f(name):
    return '<b>' + escape(name) + '</b>'
""",
    ),
    # the parameter is gone
    (
        "a.py",
        """
def load(x, strict=False):
    return x
def f(x):
    return load(x, strict=True)
""",
        """
def load(x):
    return x
def f(x):
    return load(x)
""",
    ),
    # moved within the function
    (
        "A.java",
        """
class A {
  void set(int x) {
    cache.clear();
    this.x = x;
    show(cache);
  }
}
""",
        """
class A {
  void set(int x) {
    this.x = x;
    cache.clear();
    show(cache);
  }
}
""",
    ),
]


@pytest.mark.parametrize(("path", "old", "new"), INNOCENT)
def test_what_is_still_done(path: str, old: str, new: str) -> None:
    assert told(RULES, path, old, new) == []
