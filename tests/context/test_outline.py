import pytest

from r1_assistant.context.languages import language_of
from r1_assistant.context.outline import outline
from r1_assistant.context.symbols import symbols
from r1_assistant.context.syntax import parse

CODE = """
LIMIT = 10


class Cart:
    def __init__(self, owner):
        self.items = []

    def add(self, name, price=1):
        self.items.append((name, price))

    def total(self):
        return sum(price for _, price in self.items)


class Other:
    def method(self): ...


def load(path):
    cart = Cart(path)
    return check(cart)


def check(cart):
    return cart


def unrelated(): ...
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "total",
            ["class Cart", "    def __init__(self, owner)", "    def add(self, name, price=1)"],
        ),
        (
            "load",
            [
                "class Cart",
                "    def __init__(self, owner)",
                "    def add(self, name, price=1)",
                "    def total(self)",
                "def check(cart)",
            ],
        ),
        ("unrelated", []),
    ],
)
def test_an_outline_has_what_a_definition_uses(name: str, expected: list[str]) -> None:
    language = language_of("a.py")
    assert language is not None
    tree = parse(CODE, language)
    assert tree is not None
    symbol = next(one for one in symbols(tree) if one.name == name)
    assert outline(tree, symbol).splitlines() == expected
    assert outline(tree, symbol, most=1).splitlines() == expected[:1]
