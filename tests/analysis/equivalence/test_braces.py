"""What changes nothing in JavaScript, TypeScript, Java and Go, and what nearly doesn't."""

import pytest

from support.twosides import reasons

FRAMES = {
    "a.js": "function f(a, b) {{\n{}\n}}\n",
    "a.ts": "function f(a: T, b: T) {{\n{}\n}}\n",
    "A.java": "class A {{\n  int f(int a, Object b) {{\n{}\n  }}\n}}\n",
    "a.go": "package a\n\nfunc f(a int, b T) int {{\n{}\n}}\n",
}


def reason(path: str, old: str, new: str) -> str:
    frame = FRAMES[path]
    (found,) = reasons(path, frame.format(old), frame.format(new), context=99)
    return found


SAME = [
    ("a.js", "const x = a;\ng(x, x);", "const y = a;\ng(y, y);", "renames"),
    ("a.js", "g(a)\nh(b)", "g(a);\nh(b);", "wraps"),
    ("a.js", "if (a) g();", "if (a) {\n  g();\n}", "wraps"),
    ("a.js", "if (a) { return 1; } else { g(); }", "if (a) { return 1; }\ng();", "nests"),
    ("a.js", "return !(a && b);", "return !a || !b;", "turns"),
    ("a.js", "return a > 1;", "return 1 < a;", "turns"),
    ("a.js", "return !a ? 1 : 2;", "return a ? 2 : 1;", "turns"),
    ("a.js", "g('x');", 'g("x");', "literals"),
    ("a.js", "g('x' + 'y');", "g('xy');", "literals"),
    ("a.js", "return b.map(x => x.y);", "return b.map((v) => { return v.y; });", "renames"),
    ("a.js", "const x = g(a);\nreturn h(x);", "return h(g(a));", "inlines"),
    ("a.js", "const {x} = a;\ng(x, x);", "const {x: y} = a;\ng(y, y);", "renames"),
    ("a.js", "return {a: a, 'b': 1};", "return {a, b: 1};", ""),
    ("a.js", "try { g(); } catch (e) { h(e); }", "try { g(); } catch (x) { h(x); }", "renames"),
    ("a.js", "for (const x of a) { g(x); }", "for (const y of a) { g(y); }", "renames"),
    ("a.ts", "const x = a;", "const x: number = a as number;", "type annotations"),
    ("a.ts", "g(a);", "g<T>(a!);", "type annotations"),
    ("A.java", "int x = a;\nreturn x;", "final int y = a;\nreturn y;", "renames"),
    ("A.java", "String x = g(a);\nh(x);", "h(g(a));", "inlines"),
    ("A.java", "if (!(a == 1)) g(); else h();", "if (a == 1) { h(); } else { g(); }", "turns"),
    ("A.java", "for (T x : b) g(x);", "for (T y : b) { g(y); }", "renames"),
    ("A.java", 'g("a" + "b");', 'g("ab");', "literals"),
    ("A.java", "g(x -> x.y());", "g((z) -> { return z.y(); });", "renames"),
    ("a.go", "x := g()\nreturn x + x", "y := g()\nreturn y + y", "renames"),
    ("a.go", "for i, v := range b { g(i, v) }", "for j, w := range b { g(j, w) }", "renames"),
    ("a.go", "var x = g()\nreturn x + x", "x := g()\nreturn x + x", "literals"),
    ("a.go", "if a > 1 { return 1 } else { g() }", "if a > 1 { return 1 }\ng()", "nests"),
    ("a.go", "x := g(a)\nreturn h(x)", "return h(g(a))", "inlines"),
    ("a.go", "return len(b) > 0", "return 0 < len(b)", "turns"),
]


@pytest.mark.parametrize(("path", "old", "new", "word"), SAME)
def test_what_changes_nothing(path: str, old: str, new: str, word: str) -> None:
    assert reason(path, old, new).startswith("only ")
    assert word in reason(path, old, new)
    assert reason(path, new, old).startswith("only ")


OTHER = [
    ("a.js", "const x = a;\ng(x, x);", "const y = a;\ng(y, x);"),
    ("a.js", "const x = a;\ng(x);", "var x = a;\ng(x);"),
    ("a.js", "const x = a;\n{ const y = 1; g(x); }", "const y = a;\n{ const y = 1; g(y); }"),
    ("a.js", "{ let x = 1; g(x); }\nh(x);", "{ let y = 1; g(y); }\nh(y);"),
    ("a.js", "const x = 1;\neval(a);", "const y = 1;\neval(a);"),
    ("a.js", "return {x: a};", "return {y: a};"),
    ("a.js", "const {x} = a;\nreturn x;", "const {y} = a;\nreturn y;"),
    ("a.js", "const g = a.b;\ng();", "a.b();"),  # called without its object
    ("a.js", "const x = a?.b;\nreturn x.c;", "return a?.b.c;"),
    ("a.js", "return (a?.b).c;", "return a?.b.c;"),
    ("a.js", "let x = g(a);\nreturn b.c() + x;", "return b.c() + g(a);"),
    ("a.js", "const x = await g();\nh();\nreturn x;", "h();\nreturn await g();"),
    ("a.js", "await g();", "g();"),
    ("a.js", "return\na;", "return a;"),
    ("a.js", "return a == b;", "return a === b;"),
    ("a.js", "return a || b;", "return a ?? b;"),
    ("a.js", "return a < b;", "return a <= b;"),
    ("a.js", "return !(a < b);", "return a >= b;"),
    ("a.js", "return a.b;", "return a?.b;"),
    ("a.js", "return [a,, b];", "return [a, b];"),
    ("a.js", "return [, a];", "return [a];"),
    ("a.js", "g('x' + a);", "g(`x${a}`);"),
    ("a.js", "g(1 + 2 + 'x');", "g(1 + '2x');"),
    ("a.js", "if (a) g(); h();", "if (a) { g(); h(); }"),
    ("a.js", "for (;a;) g();", "for (a;;) g();"),
    ("a.js", "if (a) { return 1; } else { let b = 2; g(b); }",
     "if (a) { return 1; }\nlet b = 2;\ng(b);"),
    ("a.js", "switch (a) { case 1: g(); break; case 2: h(); }",
     "switch (a) { case 1: g(); case 2: h(); }"),
    ("a.js", "return () => ({});", "return () => {};"),
    ("a.js", "return function () { return this.x; };", "return () => { return this.x; };"),
    ("a.js", "g(a, b);", "g(b, a);"),
    ("a.js", "i++;", "++j;"),
    ("a.js", "g(`a\n  b`);", "g(`a\nb`);"),
    ("a.ts", "return a as T;", "return b as T;"),
    ("A.java", "int x = 1;\nreturn x + this.x;", "int y = 1;\nreturn y + this.y;"),
    ("A.java", "g(n);\nint n = 1;\nh(n);", "g(m);\nint m = 1;\nh(m);"),
    ("A.java", "int x = a / 2;\nreturn x * 2.0;", "return a / 2 * 2.0;"),
    ("A.java", "double x = a / 2;\nreturn x / 3;", "return a / 2 / 3;"),
    ("A.java", "return a == b;", "return a.equals(b);"),
    ("A.java", "synchronized (this) { g(); }", "g();"),
    ("A.java", "try (R r = g()) { h(r); }", "R r = g();\nh(r);"),
    ("A.java", "return a + b;", "return b + a;"),
    ("A.java", "Object x = g(a);\nh(x);", "h(g(a));"),
    ("A.java", "x = 1; g(new B() { int z() { return x; } });",
     "y = 1; g(new B() { int z() { return y; } });"),
    ("A.java", "int x = 1; g(new B() { int z() { return x; } });",
     "int y = 1; g(new B() { int z() { return y; } });"),
    ("A.java", "return (int) a / b;", "return (int) (a / b);"),
    ("a.go", "x, err := g()\nreturn err", "y, err := h()\nreturn err"),
    ("a.go", "err = g()\nreturn 1", "err := g()\nreturn 1"),
    ("a.go", "x := 1\n{ x := 2; g(x) }\nreturn x", "x := 1\n{ x = 2; g(x) }\nreturn x"),
    ("a.go", "x := x\ng(x)", "y := y\ng(y)"),
    ("a.go", "return T{x: 1}", "return T{y: 1}"),
    ("a.go", "x := b.c\nx.Set(1)", "b.c.Set(1)"),  # a copy
    ("a.go", "x := b.c\nreturn &x", "return &b.c"),
    ("a.go", "defer g()\nh()", "g()\nh()"),
    ("a.go", "go g()", "g()"),
    ("a.go", "if a > 1 { return 1 }\ng()", "if a >= 1 { return 1 }\ng()"),
    ("a.go", "mu.Lock()\ndefer mu.Unlock()\ng()", "mu.Lock()\ng()\nmu.Unlock()"),
    ("a.go", "var x T = g()\nh(x)", "x := g()\nh(x)"),
    ("a.go", "return <-a > <-b", "return <-b < <-a"),
    ("a.go", 'g("a\\n")', "g(`a\\n`)"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "old", "new"), OTHER)
def test_what_is_like_it_and_changes_something(path: str, old: str, new: str) -> None:
    assert reason(path, old, new) == ""
    assert reason(path, new, old) == ""
