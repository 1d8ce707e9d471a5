import ast

import pytest

from bench.planting import Kind, breaks, functions, plant

TEXT = """
class A:
    def f(self, a: int, b: int,
          c: dict = {}, *, d=(1, 2)):
        return a

    @property
    def g(self): ...


def h(a, b, *rest): ...
"""


def planted(name: str, kind: Kind):  # type: ignore[no-untyped-def]
    (found,) = [(one, m) for one, m in functions(ast.parse(TEXT)) if one.name == name]
    return plant(TEXT, found[0], kind, bool(found[1]))


def call(text: str) -> ast.Call:
    found = ast.parse(text).body[0]
    assert isinstance(found, ast.Expr)
    assert isinstance(found.value, ast.Call)
    return found.value


def test_what_is_decorated_is_left_alone() -> None:
    assert [one.name for one, _ in functions(ast.parse(TEXT))] == ["f", "h"]


@pytest.mark.parametrize(
    ("kind", "first_line"),
    [
        ("require", "def f(self, a: int, b: int, added_by_benchmark, c: dict={}, *, d=(1, 2)"),
        ("remove", "def f(self, a: int, b: int, *, d=(1, 2)"),
        ("swap", "def f(self, b: int, a: int, c: dict={}, *, d=(1, 2)"),
        ("rename", "def added_by_benchmark(self, a: int, b: int,"),
    ],
)
def test_planting_moves_no_line(kind: Kind, first_line: str) -> None:
    text = planted("f", kind).text
    assert text.splitlines()[2].strip().replace(" = ", "=") == first_line
    assert text.count("\n") == TEXT.count("\n")
    ast.parse(text)


@pytest.mark.parametrize(
    ("kind", "arguments", "broken"),
    [
        ("require", "1, 2", True),
        ("require", "1, 2, 3", True),
        ("remove", "1, 2", False),
        ("remove", "1, 2, 3", True),
        ("remove", "1, 2, c=3", True),
        ("swap", "1, 2", True),
        ("swap", "b=1, a=2", False),
        ("rename parameter", "1, 2, 3", False),
        ("rename parameter", "1, 2, c=3", True),
        ("remove", "*x", None),
        ("remove", "1", None),
    ],
)
def test_which_calls_break(kind: Kind, arguments: str, broken: bool | None) -> None:
    assert breaks(planted("f", kind), call(f"x.f({arguments})"), bound=True) is broken


def test_only_the_last_parameter_can_become_keyword_only() -> None:
    assert planted("f", "keyword only") is None
    assert planted("h", "keyword only") is None
