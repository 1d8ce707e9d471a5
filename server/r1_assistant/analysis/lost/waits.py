"""Locks that are no longer held, and calls that are no longer awaited."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.lost.pairs import Pair
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_LOCK = re.compile(r"lock|mutex|semaphore|\bmu\b|_mu\b|\bcond\b|critical|latch", re.IGNORECASE)
_NO_LOCK = re.compile(r"block|clock|unlock|flock", re.IGNORECASE)
_INSTEAD = re.compile(
    r"lock|mutex|semaphore|atomic|synchroni[sz]ed|acquire|queue|concurrent|\bchan\b|\.Do\(|"
    r"threading\.local|compareAndSet|volatile|transaction|asyncio",
    re.IGNORECASE,
)
_TAKES = re.compile(r"^(?:lock|rlock|acquire|wlock|lockInterruptibly|tryLock|wait_?lock)$", re.I)
_GIVES = re.compile(r"^(?:unlock|runlock|release|wunlock)$", re.I)
_GATHERED = re.compile(
    r"gather|create_task|ensure_future|Promise\.|\.then\b|\.catch\b|\bvoid\b|return|yield|run\(|"
    r"Task\.(?:Run|WhenAll|WhenAny)|push|append|run_until|=>",
)


def dropped_locks(pair: Pair) -> Iterator[Trace]:
    """Find locks that went while what they guarded stays, and unlocks that went or moved up."""
    yield from _blocks(pair)
    yield from _modifiers(pair)
    if pair.view.language == "python" and _has_with_lock(pair):
        return
    for statement, name, owner in _lock_calls(pair):
        if _TAKES.match(name) and not _INSTEAD.search(pair.came_text):
            yield pair.trace(
                "dropped-lock",
                pair.anchored(statement),
                owner,
                pair.removed_line(statement),
                0.8,
                _fix(pair, statement),
            )
            return
    yield from _unlocks(pair)


def _has_with_lock(pair: Pair) -> bool:
    return any(_LOCK.search(g.text_of(one)) for one in pair.gained(g.SCOPED))


def _blocks(pair: Pair) -> Iterator[Trace]:
    for node in pair.lost(g.SCOPED | g.LOCKED):
        body = g.body_of(node)
        inside = g.statements(body)
        head = g.text_of(node)[: (body.start_byte - node.start_byte) if body is not None else 0]
        is_lock = node.type in g.LOCKED or (_LOCK.search(head) and not _NO_LOCK.search(head))
        still = inside and all(pair.new_texts[g.plain(one)] for one in inside)
        if is_lock and still and not _INSTEAD.search(pair.came_text):
            basis = pair.removed_line(node)
            yield pair.trace("dropped-lock", pair.anchored(node), head.strip(" :{"), basis, 0.9)


def _modifiers(pair: Pair) -> Iterator[Trace]:
    """Find `synchronized` or a locking decorator that a method no longer has."""
    pattern = re.compile(r"\bsynchronized\b(?! *\()|^\s*@\w*(?:[Ll]ock|synchroni[sz]ed)\w*")
    for line in sorted(pair.gone):
        text = pair.view.old.line(line)
        if pattern.search(text) and not _INSTEAD.search(pair.came_text):
            at = pair.view.anchor(line)
            basis = f"The change took this away: {text.strip()}"
            yield pair.trace("dropped-lock", at, g.name_of(pair.new) or "synchronized", basis, 0.8)


def _lock_calls(pair: Pair) -> "Iterator[tuple[Node, str, str]]":
    """Give the locking calls that are statements and gone, with the method and its object."""
    for call in pair.lost(g.CALLS):
        name, owner = g.method_of(call), g.owner_of(call)
        known = _TAKES.match(name) or _GIVES.match(name)
        if not known or not (_LOCK.search(owner) or name in ("Lock", "RLock", "Unlock", "RUnlock")):
            continue
        if not any(g.called(one) == g.called(call) for one in pair.kept(g.CALLS)):
            yield call, name, owner


def _fix(pair: Pair, statement: "Node") -> str | None:
    row = g.line_of(statement)
    release = row + 1
    both = _GIVES.search(pair.view.old.line(release).strip(" ();").rpartition(".")[2] or "-")
    back = pair.put_back(row, release if both and release in pair.gone else row)
    return back[1] if back is not None else None


def _unlocks(pair: Pair) -> Iterator[Trace]:
    for call, name, owner in _lock_calls(pair):
        taken = [
            one
            for one in pair.kept(g.CALLS)
            if _TAKES.match(g.method_of(one)) and g.owner_of(one) == owner
        ]
        if _GIVES.match(name) and taken and not _INSTEAD.search(pair.came_text):
            basis = pair.removed_line(call)
            yield pair.trace("dropped-lock", pair.anchored(call), owner, basis, 0.85)
            return
    yield from _unlocked_early(pair)


def _unlocked_early(pair: Pair) -> Iterator[Trace]:
    """Find what was done before an unlock and is now done behind it."""
    for call in pair.gained(g.CALLS):
        if not _GIVES.match(g.method_of(call)):
            continue
        deferred = g.enclosing(call, frozenset({"defer_statement", *g.FINALLIES}))
        old = [one for one in pair.lost(g.CALLS) if g.called(one) == g.called(call)]
        was_deferred = old and g.enclosing(old[0], frozenset({"defer_statement", *g.FINALLIES}))
        if deferred is not None or not old:
            continue
        behind = _behind(call, pair.new_nodes)
        before = {g.plain(one) for one in pair.old_nodes if _precedes(one, old[0])}
        exposed = behind if was_deferred else [one for one in behind if g.plain(one) in before]
        if exposed:
            basis = "What follows was done under the lock before"
            yield pair.trace("dropped-lock", g.line_of(call), g.owner_of(call), basis, 0.7)
            return


def _behind(call: "Node", nodes: "list[Node]") -> "list[Node]":
    return [one for one in nodes if _statement(one) and one.start_byte > call.end_byte]


def _precedes(one: "Node", call: "Node") -> bool:
    return _statement(one) and one.end_byte <= call.start_byte


def _statement(node: "Node") -> bool:
    plain = node.parent is not None and node.parent.type in g.BLOCKS
    return plain and node.type not in g.COMMENTS and node.type != "return_statement"


def dropped_awaits(pair: Pair) -> Iterator[Trace]:
    """Find calls that were awaited and are now made without waiting."""
    awaited = [one for one in pair.lost(g.AWAITS) if one.named_children]
    for node in awaited:
        call = g.unwrapped(node.named_children[0])
        if call is None:
            continue
        for now in pair.kept(frozenset({call.type})):
            rows = range(g.line_of(now), g.end_line_of(now) + 1)
            if not pair.came & set(rows) or not _same_call(call, now):
                continue
            if _unawaited(now, pair):
                line = g.line_of(now)
                line = line if line in pair.came else min(pair.came & set(rows))
                subject = g.called(call) if call.type in g.CALLS else g.text_of(call)
                basis = pair.removed_line(node)
                fix = _awaited_fix(pair, line, now)
                yield pair.trace("dropped-await", line, subject, basis, 0.9, fix)
                return


def _same_call(one: "Node", other: "Node") -> bool:
    if one.type in g.CALLS:
        return g.called(one) == g.called(other)
    return g.plain(one) == g.plain(other)


def _unawaited(now: "Node", pair: Pair) -> bool:
    chain = []
    for one in g.around(now):
        if one.type in g.AWAITS or one.type in g.RETURNS:
            return one.type in g.RETURNS and pair.view.language == "python" and _is_async(pair.new)
        chain.append(one)
        if one.parent is not None and one.parent.type in g.BLOCKS | g.CASES:
            break
    statement = chain[-1] if chain else now
    text = g.text_of(statement).replace(g.text_of(now), "", 1)
    if _GATHERED.search(text) or not _is_async(pair.new):
        return False
    target = _target(statement)
    later = f"await {target}" if target else ""
    return not later or later not in g.text_of(pair.new)


def _is_async(function: "Node") -> bool:
    return bool(re.search(r"\basync\b|\bsuspend\b|\bawait\b", g.text_of(function)[:2000]))


def _target(statement: "Node") -> str:
    found = next(g.of_types(statement, g.ASSIGNMENTS), None)
    left = (found.child_by_field_name("name") or g.operands(found)[0]) if found else None
    return g.text_of(left)


def _awaited_fix(pair: Pair, line: int, now: "Node") -> str | None:
    text = pair.view.new.line(line)
    head = g.text_of(now).split("\n")[0]
    at = text.find(head)
    if pair.view.language in ("rust", "kotlin") or at < 0 or text.count(head) != 1:
        return None
    return f"{text[:at]}await {text[at:]}"
