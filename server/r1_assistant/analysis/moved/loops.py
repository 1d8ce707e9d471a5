"""Statements that came into a loop or went out of one, and what each round forgets."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.lost.pairs import Pair, words
from r1_assistant.analysis.moved import places
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_COLLECTS = re.compile(r"^(?:append|push|add|extend|put|set|insert|write|emit|unshift|update)\w*$")
_EMPTY = re.compile(
    r"^(?:\[\]|\{\}|\(\)|''|\"\"|0(?:\.0)?|-?1|None|null|nil|False|false|True|true"
    r"|(?:list|dict|set|tuple|defaultdict|OrderedDict|Counter|deque)\(\w*\)|bytearray\(\)"
    r"|new[A-Z]\w*(?:<.*>)?\(\)|\[\]\w+\{\}|make\(.*\)|map\[.*\{\})$"
)


def crossed_loops(pair: Pair) -> Iterator[Trace]:
    """Find statements that run in each round of a loop now, or no longer do."""
    for was, now in places.both_sides(pair):
        before, after = places.loops_around(was), places.loops_around(now)
        if len(after) == len(before) + 1 and _known(after[0], pair.before):
            yield from _entered(pair, was, now, after[0])
        elif len(before) == len(after) + 1 and _known(before[0], pair.now):
            yield from _left(pair, now, before[0])


def _known(loop: "Node", others: g.Nodes) -> bool:
    """Tell whether the other side has the loop, too."""
    return any(places.head(one) == places.head(loop) for one in others.of(g.LOOPS))


def _entered(pair: Pair, was: "Node", now: "Node", loop: "Node") -> Iterator[Trace]:
    subject, line = g.text_of(now), _line(pair, now)
    around = places.head(loop)
    old = next(one for one in pair.before.of(g.LOOPS) if places.head(one) == around)
    if now.type in g.EXITS:
        if now.type in g.RETURNS | g.THROWS and g.same(_body_around(now), loop):
            basis = "It stood behind the loop before, and ends its first round now"
            yield pair.trace("return-in-loop", line, subject, basis, 0.9)
        return
    uses = words(subject) & places.bound_in(old)
    if was.start_byte >= old.end_byte and not uses and not places.target(now).isidentifier():
        yield pair.trace("moved-into-loop", line, subject, "It ran once, behind the loop", 0.8)


def _body_around(node: "Node") -> "Node | None":
    """Give the loop whose body a statement is part of, on no condition."""
    around = (one for one in g.around(node) if one.type not in g.BLOCKS)
    return next(around, None)


def _left(pair: Pair, now: "Node", loop: "Node") -> Iterator[Trace]:
    subject = g.text_of(now)
    uses = (words(subject) & places.bound_in(loop)) - words(places.target(now))
    node = g.unwrapped(now)
    steps = node is not None and (
        node.type in g.AUGMENTED
        or (node.type in g.CALLS and bool(_COLLECTS.match(g.method_of(node))))
    )
    if now.type in g.EXITS or not (uses or steps):
        return
    basis = "It ran in each round of the loop before"
    yield pair.trace("moved-out-of-loop", _line(pair, now), subject, basis, 0.8)


def resets(pair: Pair) -> Iterator[Trace]:
    """Find what a loop collects and now loses in each round, by the assignment from before it."""
    before = [*_starts(pair.before)]
    for now, name, text in _starts(pair.now):
        loops = places.loops_around(now)
        if g.line_of(now) not in pair.view.added or not loops:
            continue
        loop = loops[0]
        begun = [one for one, other, same in before if (other, same) == (name, text)]
        outside = [one for one in begun if not _inside(one, places.head(loop))]
        old = [one for one in pair.before.of(g.LOOPS) if places.head(one) == places.head(loop)]
        known = outside and old and outside[0].end_byte <= old[0].start_byte
        if known and len(begun) == len(outside) and _collected(loop, now, name):
            basis = "It was given this value once before, ahead of the loop"
            strength = 0.9 if _read_after(pair, loop, name) or name in places.head(loop) else 0
            if strength:
                yield pair.trace("reset-in-loop", g.line_of(now), name, basis, strength)


def _starts(nodes: g.Nodes) -> "Iterator[tuple[Node, str, str]]":
    """Give the statements that give a name an empty or a first value."""
    for block in nodes.of(g.BLOCKS):
        for one in block.named_children:
            given = places.value(one) if one.type not in g.IFS | g.LOOPS | g.FUNCTIONS else None
            name = places.target(one) if given is not None else ""
            if name.isidentifier() and _EMPTY.match(g.plain(given)):
                yield one, name, g.plain(given)


def _inside(node: "Node", head: str) -> bool:
    return any(places.head(one) == head for one in places.loops_around(node))


def _collected(loop: "Node", start: "Node", name: str) -> bool:
    """Tell whether a loop changes what a name holds, apart from its start."""
    for one in g.walk(loop):
        if start.start_byte <= one.start_byte < start.end_byte:
            continue
        if one.type in g.AUGMENTED and name in words(g.text_of(one)):
            return True
        if one.type in g.CALLS and g.owner_of(one) == name and _COLLECTS.match(g.method_of(one)):
            return True
        if one.type in g.ASSIGNMENTS and re.match(
            rf"{name}(?:\[|[-+*/|&]=|=.*\b{name}\b)", g.plain(one)
        ):
            return True
    return False


def _read_after(pair: Pair, loop: "Node", name: str) -> bool:
    names = pair.now.of(g.IDENTIFIERS)
    return any(g.text_of(one) == name and one.start_byte >= loop.end_byte for one in names)


def _line(pair: Pair, node: "Node") -> int:
    rows = pair.view.added & set(range(g.line_of(node), g.end_line_of(node) + 1))
    return min(rows, default=pair.view.anchor(min(pair.view.removed)))
