"""Asynchronous functions of the same file that are called and not awaited."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.flow.place import Place, trace
from r1_assistant.analysis.trace import Trace
from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node

_ASYNC = re.compile(r"^(?:(?:public|private|protected|static|export|override|internal)\s+)*async\b")


def unawaited(place: Place) -> Iterator[Trace]:
    """Find statements that only make a coroutine, or let a promise go."""
    tree = place.view.new.tree
    if tree is None or place.view.language not in ("python", "javascript", "typescript", "tsx"):
        return
    if not _ASYNC.match(g.text_of(place.unit).lstrip()):
        return
    known = tree.once(_asynchronous)
    for call in place.fresh(g.CALLS):
        parent, name = call.parent, g.method_of(call)
        if parent is None or parent.type != "expression_statement" or name not in known:
            continue
        plain = g.called(call) in (name, f"self.{name}", f"this.{name}", f"cls.{name}")
        inner = g.enclosing(call, g.FUNCTIONS)
        python = place.view.language == "python"
        awaited = len(re.findall(rf"await (?:\w+\.)*{name}\(", tree.text))
        if plain and g.same(inner, place.unit) and (python or awaited):
            fix = place.replaced(g.line_of(call), g.text_of(call), f"await {g.text_of(call)}")
            basis = f"{name} is asynchronous"
            strength = 0.9 if python else 0.65
            yield trace("dropped-await", call, g.called(call), basis, strength, fix)


def _asynchronous(tree: SyntaxTree) -> frozenset[str]:
    """Give the names of a file's functions that are all asynchronous."""
    named = [(g.name_of(one), _is_async(one)) for one in g.of_types(tree.root, g.NAMED_FUNCTIONS)]
    return frozenset(n for n, a in named if a) - {n for n, a in named if not a}


def _is_async(function: "Node") -> bool:
    return bool(_ASYNC.match(g.text_of(function)[:80])) and "yield" not in g.text_of(function)
