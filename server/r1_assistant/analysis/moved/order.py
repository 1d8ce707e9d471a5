"""Checks behind what they should protect, and code behind what leaves."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.lost import checks
from r1_assistant.analysis.lost.pairs import Pair, words
from r1_assistant.analysis.moved import places
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_FARTHEST = 3
"""Statements between a check and what it protects, at most."""
_QUIET = re.compile(r"^(?:\w+\.)*(?:log\w*|warn\w*|debug|info|print\w*|trace|assert\w*)\b", re.I)
_DECLARES = g.FUNCTIONS | g.CLASSES | {"type_declaration", "declaration", "empty_statement"}


def late_checks(pair: Pair) -> Iterator[Trace]:
    """Find statements that a check kept from running, and that now run before it."""
    was, now = places.statements(pair.before), places.statements(pair.now)
    for text, guard in now.items():
        body = g.statements(g.body_of(guard)) if guard.type in g.IFS else []
        if text not in was or not body or body[-1].type not in g.EXITS:
            continue
        for used in _before(guard):
            old = was.get(g.plain(used))
            if old is None or not _behind(was[text], old) or not _touched(pair, used, guard):
                continue
            name = _shared(guard, used)
            if name:
                basis = f"The check in line {g.line_of(guard)} stood before it"
                yield pair.trace("check-after-use", _line(pair, used, guard), name, basis, 0.85)
                return


def _before(guard: "Node") -> "list[Node]":
    """Give the nearest plain statements before a check in its block."""
    found: list[Node] = []
    here = guard.prev_named_sibling
    while here is not None and len(found) < _FARTHEST:
        if here.type not in g.COMMENTS:
            found.append(here)
        here = here.prev_named_sibling
    return [one for one in found if one.type not in g.EXITS | g.IFS | _DECLARES]


def _behind(guard: "Node", statement: "Node") -> bool:
    together = g.same(guard.parent, statement.parent)
    return together and guard.end_byte <= statement.start_byte


def _touched(pair: Pair, *nodes: "Node") -> bool:
    rows = {row for one in nodes for row in range(g.line_of(one), g.end_line_of(one) + 1)}
    return bool(rows & pair.view.added)


def _shared(guard: "Node", used: "Node") -> str:
    """Give what both a check asks about and a statement uses; empty if that is no trouble."""
    about = checks.subjects(g.condition_of(guard) or guard)
    if _QUIET.match(g.text_of(used)):
        return ""
    given = words(places.target(used)) if places.target(used).isidentifier() else frozenset()
    if given & about:
        return ""  # the check is of what the statement gives
    named = frozenset(g.text_of(one) for one in g.of_types(used, g.IDENTIFIERS | g.FIELDS))
    return min(about & named, default="")


def _line(pair: Pair, used: "Node", guard: "Node") -> int:
    return next(one for one in _rows(used, guard) if one in pair.view.added)


def _rows(*nodes: "Node") -> Iterator[int]:
    for one in nodes:
        yield from range(g.line_of(one), g.end_line_of(one) + 1)


def cut_off(pair: Pair) -> Iterator[Trace]:
    """Find code that a return or raise now stands before, and stood behind."""
    was = places.statements(pair.before)
    for text, leaving in places.statements(pair.now).items():
        old = was.get(text)
        if leaving.type not in g.RETURNS | g.THROWS or old is None:
            continue
        behind = leaving.next_named_sibling
        while behind is not None and behind.type in g.COMMENTS | _DECLARES:
            behind = behind.next_named_sibling
        before = was.get(g.plain(behind)) if behind is not None else None
        if behind is None or before is None or behind.type in g.CASES | g.EXITS:
            continue
        swapped = g.same(before.parent, old.parent) and before.end_byte <= old.start_byte
        if swapped and _touched(pair, leaving, behind):
            basis = f"Line {g.line_of(leaving)} leaves first; it stood behind it before"
            line = _line(pair, behind, leaving)
            yield pair.trace("unreachable-code", line, g.text_of(behind), basis, 0.9)
            return
