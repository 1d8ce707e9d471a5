"""Returns, breaks, and cases that went."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.lost.pairs import Pair
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node


def dropped_ends(pair: Pair) -> Iterator[Trace]:
    """Find returns and breaks that are gone while what stood before them is still there."""
    yield from _returns(pair)
    yield from _breaks(pair)
    yield from _cases(pair)


def _returns(pair: Pair) -> Iterator[Trace]:
    for node in pair.lost(g.RETURNS):
        value = g.returned(node)
        text = g.plain(value)
        if value is not None:
            bare = [
                one
                for one in pair.gained(frozenset({"expression_statement"}))
                if g.plain(one).rstrip(";") == text.rstrip(";")
            ]
            if bare and not _is_value(pair, bare[0]) and not _returns_behind(bare[0]):
                line = g.line_of(bare[0])
                fix = _returned_fix(pair, line)
                basis = pair.removed_line(node)
                yield pair.trace("dropped-return", line, g.text_of(value), basis, 0.95, fix)
            if bare:
                continue
        yield from _lone_return(pair, node)


def _returns_behind(statement: "Node") -> bool:
    behind = statement.next_named_sibling
    while behind is not None and behind.type in g.COMMENTS:
        behind = behind.next_named_sibling
    return behind is not None and behind.type in g.RETURNS | g.THROWS


def _is_value(pair: Pair, statement: "Node") -> bool:
    """Tell whether the last expression of a block is its value, as in Rust and Ruby."""
    if pair.view.language in ("rust", "ruby", "scala", "kotlin"):
        return not g.text_of(statement).rstrip().endswith(";")
    return False


def _returned_fix(pair: Pair, line: int) -> str:
    text = pair.view.new.line(line)
    indent = text[: len(text) - len(text.lstrip())]
    return f"{indent}return {text.lstrip()}"


def _lone_return(pair: Pair, node: "Node") -> Iterator[Trace]:
    """Find a return that was taken out from the end of a branch or of the function."""
    block = node.parent
    if block is None or pair.came or pair.view.language in ("rust", "ruby", "scala"):
        return
    siblings = [one for one in g.statements(block) if not g.same(one, node)]
    if (
        not siblings
        or set(range(g.line_of(siblings[0]), g.end_line_of(siblings[-1]) + 1)) & pair.gone
    ):
        return
    here = next(
        (one for one in g.around(node) if one.type in g.FUNCTIONS | g.IFS | g.LOOPS | g.CASES), None
    )
    valued = g.returned(node) is not None
    if here is None or pair.new_texts[g.plain(node)] >= pair.old_texts[g.plain(node)]:
        return
    if here.type in g.FUNCTIONS and not valued:
        return
    strength = 0.8 if valued else 0.7
    back = pair.put_back(g.line_of(node), g.end_line_of(node))
    fix = back[1] if back is not None else None
    line = pair.anchored(node)
    yield pair.trace(
        "dropped-return", line, g.text_of(node), pair.removed_line(node), strength, fix
    )


def _breaks(pair: Pair) -> Iterator[Trace]:
    for node in pair.lost(g.BREAKS | g.CONTINUES):
        block = node.parent
        around = g.enclosing(node, g.LOOPS | g.SWITCHES)
        if block is None or around is None:
            continue
        before = _before(node)
        if before is None or not pair.new_texts[g.plain(before)]:
            continue
        if pair.gained(g.EXITS) or pair.new_calls:
            continue
        count = sum(one.type == node.type for one in pair.new_nodes)
        if count >= sum(one.type == node.type for one in pair.old_nodes):
            continue
        in_case = any(one.type in g.CASES for one in list(g.around(node))[:2])
        back = pair.put_back(g.line_of(node), g.end_line_of(node))
        fix = back[1] if back is not None else None
        line = pair.anchored(node)
        basis = pair.removed_line(node)
        subject = g.text_of(node).strip(";")
        yield pair.trace("dropped-break", line, subject, basis, 0.85 if in_case else 0.75, fix)


def _before(node: "Node") -> "Node | None":
    before = node.prev_named_sibling
    while before is not None and before.type in g.COMMENTS:
        before = before.prev_named_sibling
    return before


def _cases(pair: Pair) -> Iterator[Trace]:
    """Find a branch that was taken out whole, while those beside it stay."""
    if pair.came:
        return
    for node in pair.lost(g.CASES | g.HANDLERS | {"elif_clause"}):
        rows = set(range(g.line_of(node), g.end_line_of(node) + 1))
        siblings = [one for one in (node.prev_named_sibling, node.next_named_sibling) if one]
        kept = [
            one
            for one in siblings
            if not set(range(g.line_of(one), g.end_line_of(one))) & pair.gone
        ]
        if len(pair.gone) > len(rows) or not kept or len(rows) < 2:
            continue
        head = g.text_of(node).split("\n")[0].strip()
        basis = f"The change took this away: {head}"
        line = pair.anchored(node)
        back = pair.put_back(g.line_of(node), g.end_line_of(node))
        fix = back[1] if back is not None else None
        strength = 0.65 if node.type in g.HANDLERS else 0.6
        yield pair.trace("dropped-case", line, head.rstrip(" :{"), basis, strength, fix)
        return
