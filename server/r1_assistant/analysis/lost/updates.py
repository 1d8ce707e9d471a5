"""State that is no longer kept up to date, and refusals that became an empty answer."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.lost.calls import lost_elsewhere
from r1_assistant.analysis.lost.pairs import Pair, words
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_NOTHING = re.compile(
    r"^(?:None|null|nil|undefined|false|False|\[\]|\{\}|''|\"\"|0|-1|Optional\.empty\(\)"
    r"|(?:nil|0|\"\"|false)(?:,nil)+)?$"
)
_EXPLAINS = re.compile(r"#|//|/\*|log|warn", re.IGNORECASE)


def dropped_updates(pair: Pair) -> Iterator[Trace]:
    """Find an assignment that was taken out alone, while what it kept up to date is still read."""
    if pair.came or not pair.gone:
        return
    for node in pair.lost(g.ASSIGNMENTS | g.AUGMENTED):
        statement = _statement(node)
        rows = set(range(g.line_of(statement or node), g.end_line_of(statement or node) + 1))
        left = node.child_by_field_name("left") or next(iter(node.named_children), None)
        if statement is None or left is None or rows != pair.gone:
            continue
        name = g.plain(left)
        steps = node.type in g.AUGMENTED or g.operator_of(node) not in ("=", ":=")
        if _kept(pair, left, name, steps=steps):
            back = pair.put_back(min(rows), max(rows))
            line, fix = pair.anchored(statement), back[1] if back is not None else None
            basis = pair.removed_line(statement)
            yield pair.trace("dropped-update", line, name, basis, 0.7 if steps else 0.65, fix)
            return


def _statement(node: "Node") -> "Node | None":
    """Give the statement that an assignment is all of; None for a declaration."""
    parent = node.parent
    if parent is not None and parent.type in g.BLOCKS | g.CASES:
        return node
    return parent if parent is not None and parent.type in g.WRAPPERS else None


def _kept(pair: Pair, left: "Node", name: str, *, steps: bool) -> bool:
    """Tell whether something is read still, and nothing else in the function sets it."""
    last = re.split(r"[.>\[]", name)[-1] if "[" not in name else name.partition("[")[0]
    last = last.rpartition(".")[2].lstrip("$")
    if not last.isidentifier() or lost_elsewhere(pair, last):
        return False
    field = left.type in g.ATTRIBUTES
    if not (field or steps) or (field and not _is_state(pair, name)):
        return False
    set_again = [one for one in pair.kept(g.ASSIGNMENTS) if _sets(one, name)]
    reads = len(re.findall(rf"\b{re.escape(last)}\b(?!\s*:?=(?!=))", pair.view.new.text))
    return bool(reads) and not (set_again and not steps)


def _is_state(pair: Pair, name: str) -> bool:
    """Tell whether a field is of something that outlives the function."""
    root = name.partition(".")[0]
    return root in ("self", "this", "cls") or root in words(_head(pair.new))


def _head(function: "Node") -> str:
    body = g.body_of(function)
    end = body.start_byte - function.start_byte if body is not None else None
    return (function.text or b"")[:end].decode("utf-8", "replace")


def _sets(node: "Node", name: str) -> bool:
    return g.plain(g.operands(node)[0]) == name and g.operator_of(node) in ("=", ":=")


def dropped_raises(pair: Pair) -> Iterator[Trace]:
    """Find a refusal by an error that became an answer of nothing, on the same condition."""
    gained = pair.gained(g.RETURNS)
    for thrown in pair.lost(g.THROWS) if gained else ():
        if g.enclosing(thrown, g.HANDLERS) is not None:
            continue
        for now in gained:
            value = g.plain(g.returned(now))
            if _NOTHING.match(value) and _where(thrown) == _where(now):
                line, basis = g.line_of(now), pair.removed_line(thrown)
                if _EXPLAINS.search(pair.came_text) or lost_elsewhere(pair, _error(thrown)):
                    continue
                yield pair.trace("dropped-raise", line, _error(thrown), basis, 0.8)
                return


def _where(leaving: "Node") -> tuple[str, str]:
    """Name the place of what leaves: the condition around it, and what stands before it."""
    guard = g.enclosing(leaving, g.IFS | g.FUNCTIONS | g.CASES)
    before = leaving.prev_named_sibling
    asked = g.plain(g.condition_of(guard)) if guard is not None and guard.type in g.IFS else ""
    return asked, g.plain(before)


def _error(thrown: "Node") -> str:
    call = next(g.of_types(thrown, g.CALLS | g.CREATIONS), None)
    return g.called(call) if call is not None else g.text_of(g.returned(thrown))
