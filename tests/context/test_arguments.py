import pytest

from r1_assistant.context.arguments import Call, call_at
from r1_assistant.context.languages import language_of
from r1_assistant.context.syntax import parse


def call(path: str, marked: str) -> Call | None:
    """Read the call of the name behind the mark `^`."""
    text = marked.replace("^", "", 1)
    language = language_of(path)
    assert language is not None
    tree = parse(text, language)
    assert tree is not None
    return call_at(tree, marked.index("^"))


def shown(found: Call | None) -> str:
    if found is None:
        return "none"
    marks = [str(found.positional), *found.keywords]
    marks += ["*"] * found.splat + ["**"] * found.keyword_splat
    return " ".join(marks)


@pytest.mark.parametrize(
    ("path", "marked", "expected"),
    [
        ("a.py", "^f(1, *a, k=2, **d)", "1 k * **"),
        ("a.py", "x = a.b.^f(1, 2)", "2"),
        ("a.py", "^f(i for i in y)", "1"),
        ("a.py", "'é', ^f(\n  1,  # one\n  2,\n)", "2"),
        ("a.py", "@^f\ndef g(): ...", "none"),
        ("a.py", "@^f(1)\ndef g(): ...", "1"),
        ("a.py", "g(^f)", "none"),
        ("a.py", "g(1, ^f)", "none"),
        ("a.py", "^f.g(1)", "none"),
        ("a.py", "^f(1)(2)", "1"),
        ("a.js", "^f(1, ...a)", "1 *"),
        ("a.js", "new ^A(2)", "1"),
        ("a.js", "x?.^m(1, 2)", "2"),
        ("a.js", "^t`a`", "none"),
        ("a.ts", "^f<T>(1)", "1"),
        ("a.ts", "new ^A<T>(2)", "1"),
        ("A.java", "class X { void q() { this.^m(a, b); } }", "2"),
        ("A.java", "class X { void q() { new ^A<T>(2); } }", "1"),
        ("A.java", "class X { void q() { ^x.m(2); } }", "none"),
        ("a.kt", "fun q() { ^f(1, b = 2) }", "1 b"),
        ("a.kt", "fun q() { x.^m(3) { it } }", "1 *"),
        ("a.kt", "fun q() { x.^m(*arr) }", "0 *"),
        ("a.scala", "object X { ^f(1, b = 2) }", "1 b"),
        ("a.go", "package a\nfunc q() { p.^F(1, b...) }", "1 *"),
        ("a.go", "package a\nfunc q() { ^F(g()) }", "0 *"),
        ("a.rs", "fn q() { A::^new(3); }", "1"),
        ("a.rs", "fn q() { ^f::<T>(1, 2); }", "2"),
        ("a.c", "int q() { p->^m(2); }", "1"),
        ("a.cpp", "int q() { ^f<int>(1); }", "1"),
        ("a.cs", "class X { void q() { x.^M<T>(2, c: 3); } }", "1 c"),
        ("a.cs", "class X { void q() { x?.^M(out b); } }", "1"),
        ("a.swift", "^f(1, with: 2)", "1 with"),
        ("a.swift", "x.^m(a: 3) { $0 }", "0 a *"),
        ("a.php", "<?php $x->^m(2, c: 3, ...$b);", "1 c *"),
        ("a.php", "<?php new ^A(2);", "1"),
        ("a.rb", "^f(1, *a, d: 2, **k, &b)", "1 d * **"),
        ("a.rb", "x.^m 1, 2", "2"),
        ("a.rb", "^A.new(1)", "1"),
        ("a.rb", "^A.make(1)", "none"),
        ("a.lua", "M:^y(3)", "1"),
        ("a.sh", "^f 1 2", "none"),
    ],
)
def test_the_arguments_of_each_language(path: str, marked: str, expected: str) -> None:
    assert shown(call(path, marked)) == expected


@pytest.mark.parametrize(
    ("path", "marked", "receiver"),
    [
        ("a.py", "super().^f(1)", "super()"),
        ("a.py", "a.b.^f(1)", "a.b"),
        ("a.py", "^f(1)", ""),
        ("a.rs", "fn q() { A::^m(&x); }", "A"),
        ("a.php", "<?php $x?->^m(1);", "$x"),
        ("A.java", "class X { void q() { this.^m(a); } }", "this"),
    ],
)
def test_what_stands_before_the_name(path: str, marked: str, receiver: str) -> None:
    found = call(path, marked)
    assert found is not None
    assert found.receiver == receiver


def test_a_call_knows_its_lines() -> None:
    found = call("a.py", "x = 1\n^f(\n    1,\n)\n")
    assert found is not None
    assert (found.line, found.end_line) == (2, 4)
