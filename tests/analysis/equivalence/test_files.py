"""Whole files: imports, moved members, other languages, fragments, and how long it takes."""

import time

import pytest

from support.twosides import reasons, sides

ONE = "def one(a):\n    return a\n"
TWO = "def two(a):\n    return one(a)\n"


@pytest.mark.parametrize(
    ("path", "old", "new", "same"),
    [
        ("a.py", "import b\nimport a\nx = 1\n", "import a\nimport b\nx = 1\n", True),
        ("a.py", "from a import c, b\n", "from a import (\n    b,\n    c,\n)\n", True),
        ("a.py", "import a, b\n", "import a\nimport b\n", True),
        ("a.py", "from a import x\nfrom b import x\n", "from b import x\nfrom a import x\n", False),
        ("a.py", "from a import *\nimport b\n", "import b\nfrom a import *\n", False),
        ("a.py", "import a\nimport b\n", "import a\n", False),
        ("a.py", "import a\nx = 1\nimport b\n", "import b\nimport a\nx = 1\n", False),
        ("a.py", "from a import b\n", "from a import b as c\n", False),
        ("a.py", "from .a import b\n", "from ..a import b\n", False),
        ("a.js", "import b from 'b';\nimport a from 'a';\n",
         'import a from "a";\nimport b from "b";\n', True),
        ("a.js", "import {a, b} from 'b';\n", "import {b, a} from 'b';\n", True),
        ("a.js", "import './a';\nimport './b';\n", "import './b';\nimport './a';\n", False),
        ("a.go", 'package a\n\nimport (\n\t"b"\n\t"a"\n)\n',
         'package a\n\nimport (\n\t"a"\n\n\t"b"\n)\n', True),
        ("a.go", 'package a\n\nimport (\n\t_ "b"\n\t"a"\n)\n',
         'package a\n\nimport (\n\t"a"\n\t_ "b"\n)\n', False),
        ("A.java", "import b.B;\nimport a.A;\n", "import a.A;\nimport b.B;\n", True),
        ("A.java", "import b.B;\nimport a.A;\n", "import a.A;\n", False),
    ],
)  # fmt: skip
def test_imports(path: str, old: str, new: str, same: bool) -> None:
    assert all(map(bool, reasons(path, old, new))) is same


def test_a_moved_function_is_no_change() -> None:
    assert reasons("a.py", ONE + "\n\n" + TWO, TWO + "\n\n" + ONE) == ["only moves code"]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("a.py", f"{ONE}\nX = one(1)\n", f"X = one(1)\n{ONE}\n"),  # needed before it is there
        ("a.py", f"@register\n{ONE}\n@register\n{TWO}", f"@register\n{TWO}\n@register\n{ONE}"),
        ("a.py", "def f(a=g()):\n    pass\ndef h():\n    pass\n",
         "def h():\n    pass\ndef f(a=g()):\n    pass\n"),
        ("a.py", f"{ONE}{ONE.replace('return a', 'return 2')}",
         f"{ONE.replace('return a', 'return 2')}{ONE}"),
        ("a.py", f"{ONE}\n{TWO}\nX = two(1)\n", f"{TWO}\nX = two(1)\n\n{ONE}"),
        ("a.py", "class A:\n    def f(self):\n        pass\n    x = f\n",
         "class A:\n    x = f\n    def f(self):\n        pass\n"),
        ("a.py", f"class A:\n    x = 1\n\n{ONE}", f"{ONE}class A:\n    x = 2\n\n"),
        ("a.go", "package a\nfunc init() { a() }\nfunc init() { b() }\n",
         "package a\nfunc init() { b() }\nfunc init() { a() }\n"),
        ("a.go", "//go:build linux\n\npackage a\n", "//go:build !linux\n\npackage a\n"),
        ("A.java", "class A {\n  int a = f();\n  int b = g();\n}\n",
         "class A {\n  int b = g();\n  int a = f();\n}\n"),
        ("A.java", "class A {\n  void f() {}\n}\nclass B {\n}\n",
         "class A {\n}\nclass B {\n  void f() {}\n}\n"),
    ],
)  # fmt: skip
def test_what_has_a_place(path: str, old: str, new: str) -> None:
    assert "" in reasons(path, old, new)


def test_a_moved_method_is_no_change() -> None:
    old = "class A {\n  void f() { g(); }\n\n  void g() { h(1); }\n}\n"
    new = "class A {\n  void g() { h(1); }\n\n  void f() { g(); }\n}\n"
    assert reasons("A.java", old, new) == ["only moves code"]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("a.rs", "fn f() { g(1); }\n", "fn f() {\n    // why\n    g(1);\n}\n"),
        ("a.c", "int f(void) { return 1; }\n", "int f(void)\n{\n\treturn 1; /* why */\n}\n"),
        ("a.rb", "def f\n  1 # one\nend\n", "def f\n    1\nend\n"),
        ("a.kt", "fun f() { g(1) }\n", "fun f() {\n    g(1)\n}\n"),
        ("a.json", '{"a": 1}\n', '{\n  "a": 1\n}\n'),
    ],
)
def test_comments_and_white_space_in_any_language(path: str, old: str, new: str) -> None:
    assert reasons(path, old, new)[0].startswith("only ")


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("a.rs", "fn f() { g(1); }\n", "fn f() { g(2); }\n"),
        ("a.c", "#define A 1\nint a;\n", "#define A 2\nint a;\n"),
        ("a.rb", "# frozen_string_literal: true\nx = 'a'\n", "x = 'a'\n"),
        ("a.json", '{"a": "b c"}\n', '{"a": "b  c"}\n'),
        ("a.yaml", "a:\n  b: 1\n", "a:\nb: 1\n"),
        ("a.md", "# a\n", "#  a\n"),
        ("a.py", "def f(:\n    g()\n", "def f(:\n    h()\n"),
    ],
)
def test_what_says_something_else_in_any_language(path: str, old: str, new: str) -> None:
    assert reasons(path, old, new) == [""]


@pytest.mark.parametrize(
    ("path", "old", "new", "same"),
    [
        ("a.js", "if (a) {\nf();\n}\n", "if (a) {\n    f();  \n}\n", True),
        ("a.js", "f();\n", "// why\nf();\n", True),
        ("a.js", "f('a  b');\n", "f('a b');\n", False),
        ("a.py", "x = 1\n", "x = 1  \n# why\n", True),
        ("a.py", "if a:\n    f()\n    g()\n", "if a:\n    f()\ng()\n", False),
        ("a.py", "x = 1\nreturn x\n", "y = 1\nreturn y\n", False),
        ("a.py", "f()\ng()\n", "g()\nf()\n", False),
    ],
)
def test_of_a_patch_alone_only_lines_are_judged(path: str, old: str, new: str, same: bool) -> None:
    assert all(map(bool, reasons(path, old, new, whole=False))) is same


def test_a_deep_expression_is_given_up() -> None:
    deep = f"x = {'(' * 150}1{' + 1)' * 150}\n"
    nested = f"x = {'f(' * 600}1{')' * 600}\n"
    assert reasons("a.py", deep, deep.replace("1 + 1", "1 + 2")) == [""]
    assert reasons("a.py", nested, nested.replace("f(1)", "f(2)")) == [""]


def test_it_is_quick() -> None:
    body = "".join(
        f"def f{n}(a, b):\n    if not a:\n        return g(b, key={n})\n    return a[{n}] > b\n\n\n"
        for n in range(85)
    )
    both = sides("a.py", body, body.replace("a[7] > b", "b < a[7]"))
    assert both.old.tree is not None
    assert both.new.tree is not None
    from r1_assistant.analysis.equivalence import why_equivalent

    begun = time.perf_counter()
    found = why_equivalent(both, both.file.hunks[0])
    assert found == "only turns comparisons or conditions around"
    assert time.perf_counter() - begun < 0.1  # 5 ms on an idle core
