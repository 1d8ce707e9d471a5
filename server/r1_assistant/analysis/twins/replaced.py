"""A name or key that took another's place on a line, where that one is missed or this one known."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from r1_assistant.analysis.grammar import (
    ARGUMENTS,
    BINARIES,
    NUMBERS,
    SUBSCRIPTS,
    around,
    function_at,
    plain,
    text_of,
    walk,
)
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Trace
from r1_assistant.analysis.twins.binding import is_bound
from r1_assistant.analysis.twins.tokens import NAME, NUMBER, STRING, Line, Token, lines, lines_of
from r1_assistant.analysis.twins.twin import edits
from r1_assistant.context.impact.testing import is_test
from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node

_ROWS = ARGUMENTS | BINARIES | SUBSCRIPTS | {"slice", "slice_expression", "array", "list", "tuple"}
"""Where what stands side by side is meant to differ."""
_PRIVATE = re.compile(r"^(?:_(?!_)|#|m[A-Z])")
_LEAST = 4
"""Tokens of the shortest line that is like another by more than chance."""
_BEGINS = ("import", "from", "export", "package", "use", "using", "@")


@dataclass(frozen=True, slots=True)
class Swap:
    """A token of a line that was replaced by another, and nothing else of the line was."""

    was: Token
    now: Token
    before: Line
    after: Line


def replaced_names(view: HunkView) -> Iterator[Trace]:
    """Find replacements that leave what was there without a reader, or name a thing twice."""
    old, new = view.old.tree, view.new.tree
    if old is None or new is None or not view.new.whole or is_test(view.path):
        return
    swaps = list(_swaps(old, new, view))
    every = Counter((swap.was.text, swap.now.text) for swap in swaps)
    for swap in swaps:
        if every[swap.was.text, swap.now.text] == 1 and swap.now.line in view.subjects:
            found = _unread(swap, old, new) or _doubled(swap, new) or _rowed(swap, new)
            yield from found


def _swaps(old: SyntaxTree, new: SyntaxTree, view: HunkView) -> Iterator[Swap]:
    # where the numbers differ there is no telling which line became which
    pairs = [each for each in edits(view.hunk) if len(each.removed) == len(each.added)]
    if not pairs:
        return
    before = lines_of(old, frozenset(one for each in pairs for one in each.removed))
    after = lines_of(new, frozenset(one for each in pairs for one in each.added))
    for edit in pairs:
        for gone, come in zip(edit.removed, edit.added, strict=True):
            one, other = before.get(gone, ()), after.get(come, ())
            apart = [pair for pair in zip(one, other, strict=False) if pair[0].text != pair[1].text]
            if len(one) == len(other) and len(apart) == 1 and one[0].text not in _BEGINS:
                was, now = apart[0]
                if was.kind == now.kind and was.kind in (NAME, STRING):
                    yield Swap(was, now, one, other)


def _unread(swap: Swap, old: SyntaxTree, new: SyntaxTree) -> tuple[Trace, ...]:
    """Report what nothing reads any more since another name was put in its place."""
    if swap.was.kind != NAME or set(swap.was.text) == {"_"}:
        return ()
    function = function_at(new, swap.now.line)
    before = function_at(old, swap.was.line)
    name, line = swap.was.text, swap.now.line
    if swap.was.member:
        return _forsaken(swap, new)
    if function is None or before is None or _counts(before)[swap.now.text] == 0:
        return ()
    places = [one for one in walk(function) if not one.named_child_count and text_of(one) == name]
    reads = [one for one in places if not is_bound(one)]
    if places and not reads:
        basis = f"`{name}` was read here, and nothing reads it any more"
        return (Trace("unused-new-variable", line, name, basis, 0.85),)
    if places and _is_return(swap) and not _is_parameter(places[0]) and not _returned(reads):
        basis = f"`{name}` was given back here, and is still made"
        return (Trace("unused-new-variable", line, name, basis, 0.65),)
    return ()


def _counts(function: "Node") -> Counter[str]:
    return Counter(text_of(one) for one in walk(function) if not one.named_child_count)


def _is_return(swap: Swap) -> bool:
    return swap.after[0].text == "return" and swap.after[1] is swap.now and not swap.now.member


def _is_parameter(node: "Node") -> bool:
    return any("parameter" in one.type for one in around(node))


def _returned(reads: "list[Node]") -> bool:
    kinds = ("return_statement", "yield", "yield_expression")
    return any(one.type in kinds for node in reads for one in around(node))


def _forsaken(swap: Swap, new: SyntaxTree) -> tuple[Trace, ...]:
    """Report a private member that is still defined or set, and not used any more."""
    name = swap.was.text
    if not _PRIVATE.match(name):
        return ()
    rows = [
        (row, at) for row in lines(new).values() for at, one in enumerate(row) if one.text == name
    ]
    if not rows or not all(_sets(row, at) for row, at in rows):
        return ()
    basis = f"`{name}` was used here, and nothing in the file uses it any more"
    return (Trace("unused-new-variable", swap.now.line, name, basis, 0.7),)


def _sets(row: Line, at: int) -> bool:
    """Tell a place that defines a name, or sets it, from one that uses it."""
    behind = row[at + 1].text if at + 1 < len(row) else ""
    first = row[0].text in ("def", "async", "private", "protected", "public", "static", "func")
    ends = row[-1].text in ("{", ":", ";")
    method = behind == "(" and not row[at].member and (first or at == 0) and ends
    return behind == "=" or method or (first and not row[at].member)


def _doubled(swap: Swap, new: SyntaxTree) -> tuple[Trace, ...]:
    """Report what now stands twice in a row of arguments, operands or bounds."""
    node = new.root.descendant_for_byte_range(swap.now.start, swap.now.start + 1)
    here: Node | None = node
    while here is not None and here.parent is not None and here.start_point[0] + 1 == swap.now.line:
        parent = here.parent
        listed = parent.type in _ROWS and here.is_named and here.type not in NUMBERS
        if listed and sum(plain(one) == plain(here) for one in parent.named_children) == 2:
            basis = f"`{text_of(here)}` stands there twice; one was `{swap.was.text}`"
            strength = 0.75 if _is_left(swap, new) else 0.5
            return (Trace("same-twice", swap.now.line, text_of(here), basis, strength),)
        if parent.type.endswith(("statement", "declaration", "block", "body")):
            break
        here = parent
    return ()


def _is_left(swap: Swap, new: SyntaxTree) -> bool:
    """Tell whether what was replaced is still there to be named."""
    if swap.was.member or swap.was.kind == STRING:
        return True
    function = function_at(new, swap.now.line)
    return function is not None and _counts(function)[swap.was.text] > 0


def _rowed(swap: Swap, new: SyntaxTree) -> tuple[Trace, ...]:
    """Report a line that now names what the like line beside it names."""
    here = swap.now.line
    after = lines_of(new, frozenset(range(max(1, here - 3), here + 4)))
    numbers = sorted(after)
    at = numbers.index(here)
    place = swap.after.index(swap.now)
    for near in numbers[max(0, at - 1) : at] + numbers[at + 1 : at + 2]:
        row = after[near]
        if [one.kind for one in row] != [one.kind for one in swap.after]:
            continue
        apart = [k for k, one in enumerate(row) if one.text != swap.after[k].text]
        same = row[place].text == swap.now.text and apart
        if same and len(row) >= _LEAST and row[place].kind != NUMBER and _is_left(swap, new):
            basis = f"Line {near} names `{swap.now.text}`, too; this one had `{swap.was.text}`"
            return (Trace("same-twice", swap.now.line, swap.now.text, basis, 0.55),)
    return ()
