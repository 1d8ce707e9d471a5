"""What of its own file a definition needs to be understood: signatures of what it uses."""

import re

from r1_assistant.context.definitions import Symbol, symbols
from r1_assistant.context.syntax import SyntaxTree

MOST = 30
"""Signatures in an outline."""

_WORD = re.compile(r"\w+")


def outline(tree: SyntaxTree, symbol: Symbol, most: int = MOST) -> str:
    """List the signatures of a definition's class and of what it names, in their order.

    A class comes with its members. The definition itself is left out; "" if nothing is left.
    """
    found = symbols(tree)
    named = set(_WORD.findall(tree.text[symbol.start : symbol.end]))
    classes = {one.name for one in found if not one.container and one.name in named}
    classes.add(symbol.container)
    lines = [
        _indented(one)
        for one in found
        if one != symbol and _belongs(one, named, classes - {"", symbol.name})
    ]
    return "\n".join(lines[:most])


def _belongs(one: Symbol, named: set[str], classes: set[str]) -> bool:
    if one.container:
        return one.container in classes
    return one.name in named or one.name in classes


def _indented(one: Symbol) -> str:
    margin = "    " * (one.container.count(".") + 1 if one.container else 0)
    return "\n".join(margin + line for line in one.signature.splitlines())
