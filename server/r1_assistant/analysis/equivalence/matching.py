"""Two units compared: what was done to one that makes it the other, if nothing else was."""

from collections.abc import Iterable

from r1_assistant.analysis.equivalence.inlining import inlined
from r1_assistant.analysis.equivalence.lowering import Lowering
from r1_assistant.analysis.equivalence.names import is_settled, renamable
from r1_assistant.analysis.equivalence.terms import Term
from r1_assistant.analysis.equivalence.units import Lowered, Unit, lowered
from r1_assistant.context.syntax import SyntaxTree

Reasons = frozenset[str]

_MOST_NAMES = 8
"""New names in one definition, beyond which it is taken for another one."""


def matched(old: Unit, new: Unit, old_tree: SyntaxTree, new_tree: SyntaxTree) -> Reasons | None:
    """Tell what makes one unit the other; None if they may behave differently."""
    if old.within != new.within:
        return None
    if old.text == new.text:
        return frozenset()
    if old.node is None or new.node is None or old.node.has_error or new.node.has_error:
        return None
    before, after = lowered(old_tree, old.node), lowered(new_tree, new.node)
    if before.term == after.term:
        return _reasons(before.low, after.low)
    gone, come = _only(before.low, after.low), _only(after.low, before.low)
    if not (gone or come) or max(len(gone), len(come)) > _MOST_NAMES:
        return None
    if not (_are_local(gone, before) and _are_local(come, after)):
        return None
    return _renamed(before, after, gone, come) or _inlined(before, after, gone, come)


def _only(low: Lowering, other: Lowering) -> list[str]:
    """Give the names that one side has and the other hasn't, as they come."""
    return [name for name in low.occurrences if name not in other.occurrences]


def _are_local(names: Iterable[str], side: Lowered) -> bool:
    return all(renamable(name, side.node, side.low) for name in names)


def _renamed(before: Lowered, after: Lowered, gone: list[str], come: list[str]) -> Reasons | None:
    if len(gone) != len(come):
        return None
    again = lowered(after.low.tree, after.node, dict(zip(come, gone, strict=True)))
    return _reasons(before.low, again.low, "renames") if again.term == before.term else None


def _inlined(before: Lowered, after: Lowered, gone: list[str], come: list[str]) -> Reasons | None:
    """Compare without the variables that only one side has; what is left was renamed."""
    first, kept_gone = _without(gone, before.term, before)
    _, kept_come = _without(come, after.term, after)
    if len(kept_gone) != len(kept_come):
        return None
    renames = dict(zip(kept_come, kept_gone, strict=True))
    again = lowered(after.low.tree, after.node, renames)
    second, _ = _without(come, again.term, after)
    done = {"inlines", "renames"} if kept_gone else {"inlines"}
    return _reasons(before.low, after.low, *done) if first == second else None


def _without(names: list[str], term: Term | None, side: Lowered) -> tuple[Term | None, list[str]]:
    """Put the values of variables where they are used; returns the other names, too."""
    kept = []
    for name in names:
        shorter = term
        if term is not None and len(side.low.occurrences[name]) == 2:
            shorter = inlined(term, name, lambda word: is_settled(word, side.node, side.low))
        if shorter == term:
            kept.append(name)
        term = shorter
    return term, kept


def _reasons(before: Lowering, after: Lowering, *more: str) -> Reasons:
    keys = {*before.notes, *after.notes}
    found = {key for key in keys if before.notes[key] != after.notes[key]}
    if "inlines" in more or len(found | {*more}) > 1:
        found.discard("layout")
    unread = (before.left_out - after.left_out) + (after.left_out - before.left_out)
    found |= {note for note, _ in unread}
    return frozenset(found | {*more} or {"layout"})
