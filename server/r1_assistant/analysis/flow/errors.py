"""Errors that are made and not raised, and loops that go away from their end."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.flow.place import Place, trace
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_ERROR = re.compile(r"(?:^|\.)[A-Z]\w*(?:Error|Exception)(?:<.*>)?$|^Error$|^Exception$")
_GO_ERROR = re.compile(r"^(?:errors\.New|fmt\.Errorf|errors\.(?:Wrap|Wrapf|Errorf))$")
_UP, _DOWN = ("<", "<="), (">", ">=")


def unraised(place: Place) -> Iterator[Trace]:
    """Find an error that is a statement by itself: nothing raises it."""
    language = place.view.language
    kinds = g.CALLS if language in ("python", "go", "kotlin") else g.CREATIONS
    pattern = _GO_ERROR if language == "go" else _ERROR
    for node in place.all(kinds):
        parent = node.parent
        if parent is None or parent.type not in ("expression_statement", *g.BLOCKS):
            continue
        line = place.line_in(node)
        if not line or not pattern.search(g.called(node)) or _expected(node):
            continue
        word = "raise" if language == "python" else "return" if language == "go" else "throw"
        text = g.text_of(node).split("\n")[0]
        fix = place.replaced(line, text, f"{word} {text}") if line == g.line_of(node) else None
        yield trace("unused-result", line, g.called(node), "Nothing raises it", 0.95, fix)


def _expected(node: "Node") -> bool:
    """Tell whether an error is made to see what its constructor does, or is a block's value."""
    return any(one.type in g.CLOSURES | g.SCOPED | g.TRIES for one in list(g.around(node))[:4])


def runaways(place: Place) -> Iterator[Trace]:
    """Find a counting loop whose step goes away from the bound that it asks for."""
    for loop in place.all(frozenset({"for_statement", "for_clause"})):
        condition = g.condition_of(loop)
        update = loop.child_by_field_name("increment") or loop.child_by_field_name("update")
        if condition is None or update is None or condition.type not in g.BINARIES:
            continue
        line = g.line_of(condition)
        if line not in place.lines or g.plain(loop)[:60] in place.was:
            continue
        name, step = g.plain(g.operands(condition)[0]), _step(g.plain(update))
        bound, moved = g.operator_of(condition), g.plain(update)
        away = (step > 0 and bound in _DOWN) or (step < 0 and bound in _UP)
        if away and re.match(rf"(?:[-+]{{2}})?{re.escape(name)}\b", moved):
            subject = f"{g.text_of(condition)}; {g.text_of(update)}"
            yield trace("endless-loop", line, subject, "The step leads away from it", 0.9)


def _step(update: str) -> int:
    """Give 1 for a step up, -1 for one down, and 0 for any other."""
    if re.search(r"\+\+|\+=\d", update):
        return 1
    return -1 if re.search(r"--|-=\d", update) else 0
