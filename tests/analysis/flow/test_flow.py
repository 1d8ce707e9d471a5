"""What added lines do that cannot be meant, and what looks like it."""

import pytest

from r1_assistant.analysis.flow import RULES
from support.told import told
from support.traced import traces_of


def py(*lines: str) -> str:
    """Give a Python function with these lines."""
    return "\n".join(["def f(a, b=None):", *(f"    {line}" for line in lines), ""])


def js(*lines: str) -> str:
    """Give a JavaScript function with these lines."""
    return "\n".join(["function f(a, b) {", *(f"  {line}" for line in lines), "}", ""])


def java(*lines: str) -> str:
    """Give a Java class with a method of these lines."""
    head = ["class A {", "  int f(String a, List<String> b) {"]
    return "\n".join([*head, *(f"    {line}" for line in lines), "  }", "}", ""])


def go(*lines: str) -> str:
    """Give a Go function with these lines."""
    head = ["package a", "func f(a string, b []int) error {"]
    return "\n".join([*head, *(f"\t{line}" for line in lines), "}", ""])


FOUND = [
    (
        "unused-result",
        "a.py",
        py("if not a:", "    raise ValueError(b)", "return a"),
        py("if not a:", "    ValueError(b)", "return a"),
        "ValueError(b)",
    ),
    (
        "unused-result",
        "a.js",
        js("return a;"),
        js("if (!a) {", "  new TypeError('no a');", "}", "return a;"),
        "new TypeError('no a');",
    ),
    (
        "endless-loop",
        "a.js",
        js("return a;"),
        js("for (let i = 0; i > b.length; i++) {", "  a.push(b[i]);", "}", "return a;"),
        "for (let i = 0; i > b.length; i++) {",
    ),
    (
        "swallowed-exception",
        "a.py",
        py("g(a)", "return 1"),
        py("try:", "    g(a)", "except Exception:", "    pass", "return 1"),
        "except Exception:",
    ),
    (
        "swallowed-exception",
        "a.py",
        py("try:", "    g(a)", "except OSError as e:", "    log(e)", "    raise"),
        py("try:", "    g(a)", "except OSError as e:", "    log.debug(e)"),
        "log.debug(e)",
    ),
    (
        "swallowed-exception",
        "a.py",
        py("try:", "    g(a)", "except ValueError:", "    b = 1", "return b"),
        py("try:", "    g(a)", "except Exception:", "    b = 1", "return b"),
        "except Exception:",
    ),
    (
        "swallowed-exception",
        "a.js",
        js("g(a);", "return 1;"),
        js("try {", "  g(a);", "} catch (e) {", "}", "return 1;"),
        "} catch (e) {",
    ),
    (
        "swallowed-exception",
        "a.ts",
        js("return g(a);"),
        js("return g(a).catch(() => {});"),
        "return g(a).catch(() => {});",
    ),
    (
        "swallowed-exception",
        "a.go",
        go("n, err := g(a)", "if err != nil {", "\treturn err", "}", "return h(n)"),
        go("n, _ := g(a)", "return h(n)"),
        "n, _ := g(a)",
    ),
    (
        "swallowed-exception",
        "a.go",
        go("n, err := g(a)", "if err != nil {", "\treturn err", "}", "return h(n)"),
        go("n, err := g(a)", "if err != nil {", "\treturn nil", "}", "return h(n)"),
        "return nil",
    ),
    (
        "finally-return",
        "a.py",
        py("try:", "    g(a)", "finally:", "    h()"),
        py("try:", "    g(a)", "finally:", "    h()", "    return b"),
        "return b",
    ),
    (
        "finally-return",
        "A.java",
        java("try {", "  g(a);", "} finally {", "  h();", "}"),
        java("try {", "  g(a);", "} finally {", "  h();", "  return 1;", "}"),
        "return 1;",
    ),
    (
        "unclosed-resource",
        "a.py",
        py("return b"),
        py("file = open(a)", "b = file.read()", "return b"),
        "file = open(a)",
    ),
    (
        "unclosed-resource",
        "A.java",
        java("return 1;"),
        java(
            "BufferedReader r = new BufferedReader(new FileReader(a));",
            "String line = r.readLine();",
            "return line.length();",
        ),
        "BufferedReader r = new BufferedReader(new FileReader(a));",
    ),
    (
        "unclosed-resource",
        "a.go",
        go("return nil"),
        go("f, err := os.Open(a)", "if err != nil {", "\treturn err", "}", "return g(f.Name())"),
        "f, err := os.Open(a)",
    ),
    (
        "unclosed-resource",
        "a.py",
        py("return b"),
        py("s = open(a)", "if b:", "    return 1", "b = s.read()", "s.close()", "return b"),
        "s = open(a)",
    ),
    (
        "mutable-default",
        "a.py",
        "def f(a, b=None):\n    b = b or []\n    b.append(a)\n    return b\n",
        "def f(a, b=[]):\n    b.append(a)\n    return b\n",
        "def f(a, b=[]):",
    ),
    (
        "late-binding-closure",
        "a.py",
        py("return b"),
        py("for x in a:", "    b.append(lambda: g(x))", "return b"),
        "b.append(lambda: g(x))",
    ),
    (
        "late-binding-closure",
        "a.js",
        js("return b;"),
        js("for (var i = 0; i < 3; i++) {", "  setTimeout(() => g(i), 9);", "}", "return b;"),
        "setTimeout(() => g(i), 9);",
    ),
    ("unreachable-code", "a.py", py("g()"), py("return 1", "g()"), "g()"),
    (
        "unreachable-code",
        "a.js",
        js("if (a == 1) {", "  g();", "} else if (a == 2) {", "  h();", "}"),
        js("if (a == 1) {", "  g();", "} else if (a == 1) {", "  h();", "}"),
        "} else if (a == 1) {",
    ),
    (
        "inverted-condition",
        "a.py",
        py("if a.ok:", "    g()", "return b"),
        py("if not a.ok:", "    g()", "return b"),
        "if not a.ok:",
    ),
    (
        "inverted-condition",
        "A.java",
        java("if (a != null && x < 3) {", "  g();", "}"),
        java("if (a != null && x > 3) {", "  g();", "}"),
        "if (a != null && x > 3) {",
    ),
    (
        "inverted-condition",
        "a.go",
        go("if a == b[0] || a == c {", "\tg()", "}", "return nil"),
        go("if a == b[0] && a == c {", "\tg()", "}", "return nil"),
        "if a == b[0] && a == c {",
    ),
    (
        "constant-condition",
        "a.py",
        py("g()"),
        py('if a == "x" or "y":', "    g()"),
        'if a == "x" or "y":',
    ),
    (
        "constant-condition",
        "a.js",
        js("g();"),
        js("if (a.x === a.x) {", "  g();", "}"),
        "if (a.x === a.x) {",
    ),
    ("constant-condition", "a.js", js("g();"), js("if (a = 1) {", "  g();", "}"), "if (a = 1) {"),
    ("constant-condition", "a.py", py("g()"), py("if len(a) >= 0:", "    g()"), "if len(a) >= 0:"),
    (
        "wrong-operator-precedence",
        "a.js",
        js("return 1;"),
        js("if (!a instanceof Map) {", "  g();", "}", "return 1;"),
        "if (!a instanceof Map) {",
    ),
    (
        "wrong-operator-precedence",
        "a.ts",
        js("return 1;"),
        js("if (a & b == 1) {", "  g();", "}", "return 1;"),
        "if (a & b == 1) {",
    ),
    ("unused-result", "a.py", py("return a"), py("a.strip()", "return a"), "a.strip()"),
    ("unused-result", "a.js", js("return b;"), js("b.concat(a);", "return b;"), "b.concat(a);"),
    ("unused-result", "A.java", java("return 1;"), java("a.trim();", "return 1;"), "a.trim();"),
    (
        "unused-result",
        "a.py",
        py("a = clean(a)", "return a"),
        py("clean(a)", "return a"),
        "clean(a)",
    ),
    ("self-assignment", "a.py", py("b.x = a"), py("b.x = b.x"), "b.x = b.x"),
    ("self-assignment", "A.java", java("this.a = a;"), java("a = a;"), "a = a;"),
    (
        "loop-over-modified",
        "a.py",
        py("return a"),
        py("for x in a:", "    if x:", "        a.remove(x)", "return a"),
        "a.remove(x)",
    ),
    (
        "loop-over-modified",
        "A.java",
        java("return 1;"),
        java(
            "for (String x : b) {",
            "  if (x.isEmpty()) {",
            "    b.remove(x);",
            "  }",
            "}",
            "return 1;",
        ),
        "b.remove(x);",
    ),
    (
        "off-by-one-loop",
        "a.js",
        js("for (let i = 0; i < a.length; i++) {", "  g(a[i]);", "}"),
        js("for (let i = 0; i <= a.length; i++) {", "  g(a[i]);", "}"),
        "for (let i = 0; i <= a.length; i++) {",
    ),
    (
        "off-by-one-loop",
        "a.go",
        go("for i := 0; i < len(b); i++ {", "\tg(b[i])", "}", "return nil"),
        go("for i := 0; i <= len(b); i++ {", "\tg(b[i])", "}", "return nil"),
        "for i := 0; i <= len(b); i++ {",
    ),
    (
        "off-by-one-loop",
        "a.py",
        py("for i in range(len(a)):", "    g(a[i])"),
        py("for i in range(len(a) + 1):", "    g(a[i])"),
        "for i in range(len(a) + 1):",
    ),
    (
        "missing-return",
        "a.py",
        py("if a:", "    return 1", "else:", "    return 2"),
        py("if a:", "    return 1", "else:", "    b = 2"),
        "b = 2",
    ),
    (
        "shadowed-variable",
        "a.py",
        py("for x in a:", "    g(x)"),
        py("for x in a:", "    for x in b:", "        h(x)", "    g(x)"),
        "for x in b:",
    ),
    (
        "shadowed-variable",
        "a.js",
        js("for (var i = 0; i < 3; i++) {", "  g(i);", "}"),
        js(
            "for (var i = 0; i < 3; i++) {",
            "  for (var i = 0; i < 2; i++) {",
            "    h(i);",
            "  }",
            "  g(i);",
            "}",
        ),
        "for (var i = 0; i < 2; i++) {",
    ),
    (
        "recursion-same-arguments",
        "a.py",
        py("return g(a, b)"),
        py("return f(a, b)"),
        "return f(a, b)",
    ),
    (
        "recursion-same-arguments",
        "A.java",
        java("return other.f(a, b);"),
        java("return f(a, b);"),
        "return f(a, b);",
    ),
    (
        "check-after-use",
        "a.py",
        py("if a is None:", "    return 0", "n = a.size", "return n"),
        py("n = a.size", "if a is None:", "    return 0", "return n"),
        "n = a.size",
    ),
    (
        "check-after-use",
        "a.js",
        js("if (!a) {", "  return 0;", "}", "const n = a.size;", "return n;"),
        js("const n = a.size;", "if (!a) {", "  return 0;", "}", "return n;"),
        "const n = a.size;",
    ),
    (
        "dropped-await",
        "a.py",
        "async def save(a):\n    pass\nasync def f(a):\n    return 1\n",
        "async def save(a):\n    pass\nasync def f(a):\n    save(a)\n    return 1\n",
        "save(a)",
    ),
]


@pytest.mark.parametrize(("kind", "path", "old", "new", "line"), FOUND)
def test_found(kind: str, path: str, old: str, new: str, line: str) -> None:
    assert told(RULES, path, old, new) == [(kind, line)]


SILENT = [
    # a narrow handler, one that says why, one that does something
    ("a.py", py("try:", "    g(a)", "except KeyError:", "    pass", "return 1")),
    ("a.py", py("try:", "    g(a)", "except Exception:", "    pass  # best effort", "return 1")),
    ("a.js", js("try {", "  g(a);", "} catch (e) {", "  show(e);", "}")),
    ("A.java", java("try {", "  g(a);", "} catch (Exception e) {", "  // may be closed", "}")),
    ("a.ts", js("return g(a).catch((e) => show(e));")),
    ("a.go", go("_ = g(a)", "return nil")),
    # a return of a function within the finally
    ("a.js", js("try {", "  g();", "} finally {", "  h(() => { return 1; });", "}")),
    # closed, given away, or kept
    ("a.py", py("with open(a) as file:", "    return file.read()")),
    ("a.py", py("file = open(a)", "return file")),
    ("a.py", py("self.file = open(a)", "return 1")),
    ("a.py", py("file = open(a)", "try:", "    return g(1)", "finally:", "    file.close()")),
    (
        "a.go",
        go(
            "f, err := os.Open(a)",
            "if err != nil {",
            "\treturn err",
            "}",
            "defer f.Close()",
            "return g(1)",
        ),
    ),
    ("A.java", java("try (Reader r = new FileReader(a)) {", "  return r.read();", "}")),
    ("A.java", java("Reader r = new FileReader(a);", "return parse(r);")),
    # a default that nothing can change
    ("a.py", "def f(a, b=()):\n    return a, b\n"),
    # a closure that is done with before the next turn, or has its own name
    ("a.py", py("for x in a:", "    b.sort(key=lambda y: y - x)")),
    ("a.py", py("for x in a:", "    b.append(lambda x=x: g(x))")),
    ("a.js", js("for (let i = 0; i < 3; i++) {", "  setTimeout(() => g(i), 9);", "}")),
    # hoisted, or for form
    ("a.js", js("return g();", "function g() { return 1; }")),
    ("a.py", py("return", "yield")),
    (
        "a.go",
        go(
            "if x, ok := a.(int); ok {",
            "\tg(x)",
            "} else if y, ok := a.(T); ok {",
            "\th(y)",
            "}",
            "return nil",
        ),
    ),
    # not a number, a default, a meant assignment
    ("a.js", js("if (a !== a) {", "  g();", "}")),
    ("a.py", py('b = a or "x"', "return b")),
    ("a.js", js("let m;", "while ((m = b.exec(a))) {", "  g(m);", "}")),
    ("a.js", js("if (!(a instanceof Map)) {", "  g();", "}")),
    ("a.js", js("if ((a & b) == 1) {", "  g();", "}")),
    ("a.py", py("if a & b == 1:", "    g()")),
    # results that are taken, and calls that do something
    ("a.py", py("a = a.strip()", "return a")),
    ("a.py", py("a.sort()", "os.replace(a, b)", "a.update(b)")),
    ("a.js", js("b.push(a);", "history.replace(a);", "b.sort();")),
    ("A.java", java("b.add(a);", "sb.append(a);", "return 1;")),
    ("a.js", js("location.href = location.href;")),
    # another collection, a copy, the last turn
    ("a.py", py("for x in list(a):", "    a.remove(x)")),
    ("a.py", py("for x in a:", "    if x:", "        a.remove(x)", "        break")),
    ("A.java", java("for (String x : b) {", "  c.remove(x);", "}")),
    # up to and with the length, as a count
    ("a.js", js("for (let i = 1; i <= a.length; i++) {", "  g(a.slice(0, i));", "}")),
    ("a.py", py("for i in range(len(a) + 1):", "    g(a[:i])")),
    ("a.py", py("for i in range(len(a)):", "    if i + 1 < len(a):", "        g(a[i + 1])")),
    # loops side by side
    ("a.py", py("for x in a:", "    g(x)", "for x in b:", "    h(x)")),
    # it gets smaller, or is another's
    ("a.py", py("if not a:", "    return 0", "a = a[1:]", "return f(a, b)")),
    ("a.py", py("return self.inner.f(a, b)")),
    # set anew, or asked before it is used
    ("a.py", py("n = a.size", "a = n.owner", "if a is None:", "    return 0")),
    ("a.js", js("const n = a && a.size;", "if (!a) {", "  return 0;", "}")),
    ("a.js", js("const n = a?.size;", "if (!a) {", "  return 0;", "}")),
]


@pytest.mark.parametrize(("path", "new"), SILENT)
def test_silent(path: str, new: str) -> None:
    head, _, tail = new.partition("\n")
    old = f"{head}\n{tail.splitlines()[-1]}\n" if path.endswith((".js", ".ts")) else f"{head}\n"
    assert told(RULES, path, old, new) == []


KEPT = [
    (
        "a.py",
        py("if a.ok:", "    g()", "else:", "    h()"),
        py("if not a.ok:", "    h()", "else:", "    g()"),
    ),
    (
        "a.js",
        js("if (a == null) {", "  return 0;", "}", "return a.size;"),
        js("if (a != null) {", "  return a.size;", "}", "return 0;"),
    ),
    ("a.py", py("for i in range(3):", "    g(i)"), py("for i in range(3):", "    g(i + 1)")),
    # it was so before
    (
        "a.py",
        py("try:", "    g(a)", "except Exception:", "    pass", "return 1"),
        py("try:", "    g(a, 1)", "except Exception:", "    pass", "return 1"),
    ),
    ("a.py", "def f(a, b=[]):\n    b.append(a)\n", "def f(a, b=[], c=1):\n    b.append(a)\n"),
    (
        "a.go",
        go("n, err := g(a)", "if err != nil {", "\treturn err", "}", "return h(n)"),
        go("n, err := g(a, 1)", "if err != nil {", "\treturn err", "}", "return h(n)"),
    ),
]


@pytest.mark.parametrize(("path", "old", "new"), KEPT)
def test_as_good_as_before(path: str, old: str, new: str) -> None:
    assert told(RULES, path, old, new) == []


MENDED = {"inverted-condition", "off-by-one-loop"}


@pytest.mark.parametrize(
    ("path", "old", "new"), [(p, o, n) for kind, p, o, n, _ in FOUND if kind in MENDED]
)
def test_fixes_give_what_was_there(path: str, old: str, new: str) -> None:
    (trace,) = traces_of(RULES, path, old, new)
    lines = new.split("\n")
    lines[trace.line - 1] = trace.fix or ""
    assert "\n".join(lines) == old
