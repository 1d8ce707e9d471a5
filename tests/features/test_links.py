"""Links lead to what the names of an answer stand for, and nowhere else."""

import pytest

from r1_assistant.features.links import MOST_NAMES, About, definitions_of, names_in
from support.memory_workspace import MemoryWorkspace

SHOP = """\
from json import dumps
from prices import rate as tariff
import prices


class Cart:
    def add(self, item, rate):
        # rate: `refund`
        "refund"
        self.count = len(item.parts)
        self.check(item)
        return prices.total(item) * tariff(rate) * refund(item)

    def check(self, item):
        return item

    def empty(self):
        return not self.count


def main():
    return Cart()
"""
FILES = {
    "shop.py": SHOP,
    "prices.py": "def rate(x):\n    return x\n\n\ndef total(x):\n    return x\n",
    "later.py": "def refund(x):\n    return x\n\n\nclass Ledger:\n    def book(self): ...\n",
    "other.py": "class Box:\n    def dumps(self): ...\n\n    def empty(self): ...\n",
    "twice_a.py": "def twin(): ...\n",
    "twice_b.py": "def twin(): ...\n",
}
ADD = About("shop.py", 7, 12)


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        ("Uses `add` and `Cart.add(1, 2)`.", ("add", "Cart.add(1, 2)")),
        ("`add`, again `add`", ("add",)),
        ("``std::sort`` and `p->next`", ("std::sort", "p->next")),
        ("```python\n`inside`\nadd\n```\nthen `after`", ("after",)),
        ("~~~\n`cut off`", ()),
        ("`a + b`, `x = 1`, `'text'`, `12`, ` `, `--flag`", ()),
        ("`not closed", ()),
        (" ".join(f"`n{number}`" for number in range(50)), tuple(f"n{n}" for n in range(20))),
    ],
)
def test_names_are_inline_code_that_looks_like_one(answer: str, names: tuple[str, ...]) -> None:
    assert names_in(answer) == names
    assert len(names) <= MOST_NAMES


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("add", "shop.py:7"),  # itself
        ("self.check", "shop.py:14"),  # a member that the code uses
        ("check(item)", "shop.py:14"),
        ("prices.total", "prices.py:5"),  # through the import
        ("total", "prices.py:5"),
        ("tariff", "prices.py:1"),
        ("main", "shop.py:21"),  # not used, but seen from there
        ("Cart", "shop.py:6"),
        ("refund", "later.py:1"),  # by its name alone; not in the comment or the string
        ("Cart.empty", "shop.py:17"),  # a member that is not used, named with its class
        ("book", "later.py:6"),  # the only one
    ],
)
def test_a_name_leads_to_its_definition(name: str, place: str) -> None:
    assert links(name) == {name: place}


@pytest.mark.parametrize(
    "name",
    [
        "item",  # a parameter
        "rate",  # a parameter, though a function elsewhere is called so
        "dumps",  # imported from outside, though a method elsewhere is called so
        "len",
        "item.parts",
        "twin",  # two are called so
        "empty",  # also of two classes
        "Cart.book",
        "nowhere",
        "nothing.at_all",
    ],
)
def test_what_is_not_sure_leads_nowhere(name: str) -> None:
    assert links(name) == {}


def test_lines_beyond_the_text_are_no_lines() -> None:
    assert links("main", About("shop.py", 500, 900)) == {"main": "shop.py:21"}


def links(name: str, about: About = ADD) -> dict[str, str]:
    workspace = MemoryWorkspace(FILES)
    found = definitions_of(names_in(f"See `{name}`."), about, workspace.trees["shop.py"], workspace)
    return {name: f"{one.path}:{one.line}" for name, one in found.items()}
