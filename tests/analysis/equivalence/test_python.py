"""What changes nothing in Python, and what is very much like it and does."""

import pytest

from support.twosides import reasons


def function(body: str, head: str = "def f(a, b, *args):") -> str:
    lines = "".join(f"    {line}\n" if line else "\n" for line in body.split("\n"))
    return f"import os\n\n\n{head}\n{lines}\n\ndef last():\n    return 1\n"


def reason(old: str, new: str, **options: str) -> str:
    found = reasons("a.py", function(old, **options), function(new, **options))
    return found[0] if len({*found}) == 1 else ""


SAME = [
    ("x = a + 1\nreturn x * 2", "y = a + 1\nreturn y * 2", "renames"),
    ("for i in a:\n    g(i)", "for item in a:\n    g(item)", "renames"),
    ("return [x for x in a]", "return [y for y in a]", "renames"),
    ("return {x: y for x, y in a}", "return {k: y for k, y in a}", "renames"),
    ("with o() as r:\n    return r.x", "with o() as s:\n    return s.x", "renames"),
    (
        "try:\n    g()\nexcept E as e:\n    h(e)",
        "try:\n    g()\nexcept E as why:\n    h(why)",
        "renames",
    ),
    ("return sorted(a, key=lambda x: x.k)", "return sorted(a, key=lambda y: y.k)", "renames"),
    ("x = a\ndef g():\n    return x\nreturn g", "y = a\ndef g():\n    return y\nreturn g", "rena"),
    ("if (x := a):\n    g(x)", "if (y := a):\n    g(y)", "renames"),
    ("x, y = a\nreturn y - x", "m, n = a\nreturn n - m", "renames"),
    ("g(f'{a}')\nx = 1\nreturn x", "g(f'{a}')\ny = 1\nreturn y", "renames"),
    ("x = g(a)\nreturn h(x)", "return h(g(a))", "inlines"),
    ("self.x = g(a)", "v = g(a)\nself.x = v", "inlines"),
    ("return a.b + 1", "x = a.b\nreturn x + 1", "inlines"),
    ("g(a, h(b))", "x = h(b)\ng(a, x)", "inlines"),
    ("if h(b):\n    g()", "x = h(b)\nif x:\n    g()", "inlines"),
    ("for x in h(b):\n    g(x)", "for y in h(b):\n    g(y)", "renames"),
    ("return a < b", "return b > a", "turns"),
    ("return a >= len(b)", "return len(b) <= a", "turns"),
    ("return not a == b", "return a != b", "turns"),
    ("return not a in b", "return a not in b", "turns"),
    ("return a is None", "return None is a", "turns"),
    ("if not (a and b):\n    g()", "if not a or not b:\n    g()", "turns"),
    ("if not (a or b):\n    g()", "if not a and not b:\n    g()", "turns"),
    ("x = 1 if not a else 2\nreturn x", "x = 2 if a else 1\nreturn x", "turns"),
    ("if a != b:\n    g()\nelse:\n    h()", "if a == b:\n    h()\nelse:\n    g()", "turns"),
    ("if not a:\n    g()\nelse:\n    h()", "if a:\n    h()\nelse:\n    g()", "turns"),
    ("if a:\n    return 1\nelse:\n    g()", "if a:\n    return 1\ng()", "nests"),
    ("if a:\n    return 1\nelif b:\n    g()", "if a:\n    return 1\nif b:\n    g()", "nests"),
    ("if a:\n    if b:\n        g()", "if a and b:\n    g()", "nests"),
    ("return g(a, b)", "return g(\n    a,\n    b,\n)", "wraps"),
    ("return (a)", "return a", "wraps"),
    ("a, b = b, a", "(a, b) = (b, a)", "wraps"),
    ("return None", "return", "wraps"),
    ("x = 'abc'\nreturn x", 'x = "abc"\nreturn x', "literals"),
    ("x = ('abc'\n     'def')", "x = 'abcdef'", "literals"),
    ("return 1000000 + a", "return 1_000_000 + a", "literals"),
    ("return 0xff", "return 255", "literals"),
    ("return g(x=1, y=2)", "return g(y=2, x=1)", "keyword"),
    ("x = a\nreturn x", "x: int = a\nreturn x", "type annotations"),
    ("g()  # one\nh()", "g()  # two\n# three\nh()", "comments"),
    ('"""One."""\nreturn 1', '"""Two."""\nreturn 1', "comments"),
    ("return 1", '"""One."""\nreturn 1', "comments"),
    ("if a:\n    pass\n    g()", "if a:\n    g()", ""),
]


@pytest.mark.parametrize(("old", "new", "word"), SAME)
def test_what_changes_nothing(old: str, new: str, word: str) -> None:
    assert reason(old, new).startswith("only ")
    assert word in reason(old, new)


@pytest.mark.parametrize(("old", "new", "word"), SAME)
def test_the_way_back_changes_nothing_either(old: str, new: str, word: str) -> None:
    assert reason(new, old).startswith("only ")


OTHER = [
    # names
    ("x = 1\ny = a\nreturn x", "y = 1\ny = a\nreturn y"),  # one variable of two
    ("x = 1\nreturn x + a", "x = 1\nreturn y + a"),  # in one place alone
    ("x = 1\nreturn x + len(a)", "len = 1\nreturn len + len(a)"),  # hides what is used
    ("x = 1\nreturn g(x, os)", "os = 1\nreturn g(os, os)"),
    ("return a + b", "return c + b"),
    ("x = 1\ny = 2\nreturn x - y", "x = 1\ny = 2\nreturn y - x"),
    ("global x\nx = 1", "global y\ny = 1"),
    ("x = 1\nreturn locals()", "y = 1\nreturn locals()"),
    ("x = 1\nreturn '{x}'.format(**vars())", "y = 1\nreturn '{x}'.format(**vars())"),
    ("x = 1\nreturn a.query('@x > 1')", "y = 1\nreturn a.query('@x > 1')"),
    ("x = 1\nreturn f'{x=}'", "y = 1\nreturn f'{y=}'"),
    ("a.x = 1\nreturn a.x", "a.y = 1\nreturn a.y"),
    ("return g(x=a)", "return g(y=a)"),
    ("return lambda x: x", "return lambda y: y"),  # whoever gets it may name it
    ("return [x for x in a if x]\nx = 1", "return [y for y in a if x]\nx = 1"),
    ("return [x for x in x]", "return [y for y in y]"),
    ("def g(x):\n    return x\nreturn g", "def g(y):\n    return y\nreturn g"),
    ("from m import x\nreturn x", "from m import y\nreturn y"),
    ("import x\nreturn x", "import y\nreturn y"),
    ("class C:\n    x = 1\nreturn C", "class C:\n    y = 1\nreturn C"),
    ("match a:\n    case x:\n        g(x)\nx = 1", "match a:\n    case x:\n        g(y)\ny = 1"),
    ("for x in a:\n    g(x)\nh(x)", "for y in a:\n    g(y)\nh(x)"),
    # variables
    ("x = g(a)\nh(b)\nreturn x", "h(b)\nreturn g(a)"),
    ("x = g(a)\nreturn h(b) + x", "return h(b) + g(a)"),
    ("x = g(a)\nreturn b and x", "return b and g(a)"),
    ("x = g(a)\nreturn x if b else 1", "return g(a) if b else 1"),
    ("x = g(a)\nreturn lambda: x", "return lambda: g(a)"),
    ("x = g(a)\nwhile x:\n    h()", "while g(a):\n    h()"),
    ("x = g(a)\nreturn x + x", "return g(a) + g(a)"),
    ("x = a.b\nreturn h(a) + x", "return h(a) + a.b"),
    ("x = a\na = 2\nreturn x", "a = 2\nreturn a"),
    ("x = g(a)\nreturn [x for _ in b]", "return [g(a) for _ in b]"),
    ("x = g()\nassert a, x", "assert a, g()"),
    ("x = g(a)\nreturn b.c.h(x)", "return b.c.h(g(a))"),  # it may have put another in its place
    ("x = inc()\nreturn counter + x", "return counter + inc()"),
    ("x = g(a)\nreturn 1 < b < x", "return 1 < b < g(a)"),
    ("x = g(a)\ny = f'{h()}{x}'", "y = f'{h()}{g(a)}'"),
    # conditions
    ("return a < b", "return a <= b"),
    ("return a < b", "return a > b"),
    ("return a < b", "return b < a"),
    ("return not a < b", "return a >= b"),  # not for what has no order
    ("return a() < b()", "return b() > a()"),
    ("return a - b", "return b - a"),
    ("return a + b", "return b + a"),
    ("return a and b", "return b and a"),
    ("return a and b", "return a or b"),
    ("if not (a and b):\n    g()", "if not a and not b:\n    g()"),
    ("if not a:\n    g()\nelse:\n    h()", "if a:\n    g()\nelse:\n    h()"),
    ("if a:\n    g()\nelse:\n    h()", "if a:\n    g()\nh()"),
    ("if a:\n    return 1\ng()", "if a:\n    g()\n    return 1"),
    ("if a:\n    if b:\n        g()\n    h()", "if a and b:\n    g()\n    h()"),
    ("if a:\n    if b:\n        g()\nelse:\n    h()", "if a and b:\n    g()\nelse:\n    h()"),
    ("return a < b < 3", "return (a < b) < 3"),
    ("return not not a", "return a"),
    ("return a is b", "return a == b"),
    # statements
    ("g()\nh()", "h()\ng()"),
    ("for x in a:\n    g()\n    h()", "for x in a:\n    g()\nh()"),
    ("if a:\n    g()\n    return 1", "if a:\n    g()\nreturn 1"),
    ("g()\nh()", "g()"),
    ("assert a", "assert (a, b)"),
    ("return a", "return a,"),
    ("return a[b]", "return a[b,]"),
    ("return a[1:]", "return a[:1]"),
    ("return 1", "return 1.0"),
    ("return 'a b'", "return 'a  b'"),
    ("return 'a'", "return b'a'"),
    ("return ['a', 'b']", "return ['a' 'b']"),
    ("return f'{a}'", "return '{a}'"),
    ("return f'{a!r}'", "return f'{a}'"),
    ("return f'{a:>3}'", "return f'{a:>4}'"),
    ("x = a + 1", "x += a"),
    ("return dict(x=1, y=2)", "return dict(y=2, x=1)"),
    ("return g(x=h(), y=i())", "return g(y=i(), x=h())"),
    ("return g(*a, b)", "return g(b, *a)"),
    ("try:\n    g()\nexcept A:\n    h()", "try:\n    g()\nexcept B:\n    h()"),
    ("try:\n    g()\n    h()\nexcept A:\n    k()", "try:\n    g()\nexcept A:\n    k()\nh()"),
    ("import m\ng()", "g()"),
    ("await g()", "g()"),
    ("yield g()", "return g()"),
    ("with a:\n    g()", "g()"),
    ("x: int\nreturn 1", "return 1"),
    ("return x + '''a\n    b'''", "return x + '''a\nb'''"),
]


@pytest.mark.parametrize(("old", "new"), OTHER)
def test_what_is_like_it_and_changes_something(old: str, new: str) -> None:
    assert reason(old, new) == ""
    assert reason(new, old) == ""


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("def f(a): ", "def f(b): ", False),
        ("def f(a=1): ", "def f(a=2): ", False),
        ("def f(*a): ", "def f(*b): ", True),
        ("def f(a, /): ", "def f(b, /): ", True),
        ("def f(a, b): ", "def f(b, a): ", False),
        ("def f(a): ", "async def f(a): ", False),
        ("def f(a): ", "def g(a): ", False),
        ("def f(a): ", "def f(a: int) -> int: ", True),
        ("def f(a): ", "def f(a: Unknown): ", False),
        ("def f(a): ", "def f(a: 'Unknown'): ", True),
        ("@route\ndef f(a): ", "@route\ndef f(a: int): ", False),
        ("@one\ndef f(a): ", "@two\ndef f(a): ", False),
    ],
)
def test_signatures(old: str, new: str, same: bool) -> None:
    names = {"def f(*b): ": "b", "def f(b, /): ": "b"}
    before, after = f"{old}\n    return a\n", f"{new}\n    return {names.get(new, 'a')}\n"
    (found,) = reasons("a.py", before, after)
    assert bool(found) is same


def test_a_class_keeps_its_annotations() -> None:
    assert reasons("a.py", "class A:\n    x = 1\n", "class A:\n    x: int = 1\n") == [""]


def test_a_rename_over_several_hunks_is_seen_in_each() -> None:
    gap = "".join(f"    g({n})\n" for n in range(20))
    old = f"def f():\n    x = 1\n{gap}    return x\n"
    assert reasons("a.py", old, old.replace("x", "y")) == ["only renames local variables"] * 2
    assert reasons("a.py", old, old.replace("x = 1", "y = 1").replace("x\n", "z\n")) == ["", ""]


def test_a_hunk_is_judged_alone_if_others_change_something() -> None:
    gap = "".join(f"    g({n})\n" for n in range(20))
    old = f"def f(a):\n    if a == 1:\n        h()\n{gap}    return a < 1\n"
    new = old.replace("a == 1", "1 == a").replace("a < 1", "a <= 1")
    assert reasons("a.py", old, new) == ["only turns comparisons or conditions around", ""]


def test_a_name_that_another_hunk_takes_is_no_rename() -> None:
    gap = "".join(f"    g({n})\n" for n in range(20))
    old = f"def f():\n    x = 1\n    g(x)\n{gap}    return 1\n"
    new = f"def f():\n    y = 1\n    g(y)\n{gap}    return y\n"
    assert reasons("a.py", old, new) == ["", ""]
