"""Steps, jumps and choices that were turned round, with all else as it was."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.lost.pairs import Pair
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_STEPS = {"+=": "-=", "-=": "+=", "++": "--", "--": "++"}
_FEW = 2
"""Lines of a change on each side up to which a turned step is all of it."""


def turned(pair: Pair) -> Iterator[Trace]:
    """Find the opposite of what was done before: by a step, a jump or a choice of two."""
    if not pair.came or len(pair.view.added) > _FEW or len(pair.view.removed) > _FEW:
        return
    yield from _steps(pair)
    yield from _jumps(pair)
    yield from _choices(pair)


def _steps(pair: Pair) -> Iterator[Trace]:
    before = pair.lost(g.AUGMENTED | g.ASSIGNMENTS)
    for now in pair.gained(g.AUGMENTED | g.ASSIGNMENTS):
        for was in before:
            old, new = g.operator_of(was), g.operator_of(now)
            if _STEPS.get(old) == new and _rest(was) == _rest(now):
                basis = f"It was {g.text_of(was)} before"
                fix = _fix(pair, g.line_of(now), new, old)
                yield pair.trace("opposite-step", g.line_of(now), g.text_of(now), basis, 0.7, fix)
    for now in pair.gained(g.ASSIGNMENTS):
        looped = g.enclosing(now, g.LOOPS) is not None
        plain = looped and g.operator_of(now) == "="
        kept = [
            one
            for one in before
            if plain and g.operator_of(one) == "+=" and _rest(one) == _rest(now)
        ]
        if kept:
            basis = f"It was {g.text_of(kept[0])} before, in each round"
            fix = _fix(pair, g.line_of(now), " = ", " += ")
            yield pair.trace("reset-in-loop", g.line_of(now), g.text_of(now), basis, 0.8, fix)


def _rest(node: "Node") -> tuple[str, str]:
    """Give what a step changes, and by what."""
    left = node.child_by_field_name("left") or node.child_by_field_name("argument")
    right = node.child_by_field_name("right")
    if left is None:
        left = next(iter(node.named_children), None)
    return g.plain(left), g.plain(right)


def _jumps(pair: Pair) -> Iterator[Trace]:
    """Find a break where a continue was, or the other way round, on the same condition."""
    for now in pair.gained(g.BREAKS | g.CONTINUES):
        for was in pair.lost(g.BREAKS | g.CONTINUES):
            turned_round = (was.type in g.BREAKS) != (now.type in g.BREAKS)
            switch = any(one.type in g.SWITCHES for one in list(g.around(now))[:4])
            if turned_round and not switch and _where(was) == _where(now):
                line, old, new = g.line_of(now), g.text_of(was), g.text_of(now)
                basis = f"It was {old.strip(';')} before, for the same case"
                fix = _fix(pair, line, new, old)
                yield pair.trace("opposite-jump", line, new.strip(";"), basis, 0.7, fix)


def _where(jump: "Node") -> str:
    guard = g.enclosing(jump, g.IFS | g.LOOPS)
    return g.plain(g.condition_of(guard)) if guard is not None else ""


def _choices(pair: Pair) -> Iterator[Trace]:
    """Find a choice whose two values changed places, on the same condition."""
    before = [(_parts(one), one) for one in pair.lost(g.TERNARIES)]
    for now in pair.gained(g.TERNARIES):
        parts = _parts(now)
        for (condition, one, other), was in before:
            if one != other and parts == (condition, other, one):
                line, subject = g.line_of(now), g.text_of(now)
                basis = f"The values had each other's place before: {g.text_of(was)}"
                fix = _fix(pair, line, subject, g.text_of(was))
                yield pair.trace("swapped-branches", line, subject, basis, 0.85, fix)


def _parts(choice: "Node") -> tuple[str, str, str]:
    condition = g.condition_of(choice)
    rest = [
        g.plain(one) for one in choice.named_children if not g.same(g.unwrapped(one), condition)
    ]
    return (
        (g.plain(condition), rest[0], rest[-1]) if len(rest) > 1 else (g.plain(condition), "", "")
    )


def _fix(pair: Pair, line: int, new: str, old: str) -> str | None:
    text = pair.view.new.line(line)
    return text.replace(new, old) if text.count(new) == 1 else None
