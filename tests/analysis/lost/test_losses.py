"""Locks, awaits, closes, error checks, returns, copies, escapes, arguments, calls that went."""

import pytest

from r1_assistant.analysis.lost import RULES
from support.told import told
from support.traced import traces_of

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


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (path, old, new)
        for kind, path, old, new, _ in LOST
        if kind in ("dropped-await", "dropped-escape", "dropped-copy", "dropped-error-check")
        and "check=True" not in old
    ],
)
def test_fixes_give_what_was_there(path: str, old: str, new: str) -> None:
    old, new = old.lstrip(), new.lstrip()
    (trace,) = traces_of(RULES, path, old, new)
    lines = new.split("\n")
    lines[trace.line - 1 : trace.line] = (trace.fix or "").split("\n")
    assert "\n".join(lines) == old
