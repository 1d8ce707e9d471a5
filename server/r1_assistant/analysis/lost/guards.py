"""Guards that went: early exits, conditions around code, parts of conditions, bare checks."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.lost import checks
from r1_assistant.analysis.lost.pairs import Pair, words
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_CHECKER = re.compile(
    r"^_*(?:check|validat|verif|ensure|require|assert|authoriz|authenticat|enforce|sanit|guard"
    r"|clean|normali[sz]e|parse|is_|is[A-Z]|must|raise_|throw)",
    re.IGNORECASE,
)
_BARE_CHECKER = re.compile(
    r"^_*(?:check|validat|verif|ensure|require|assert|authoriz|enforce)(?!ation)", re.IGNORECASE
)
_QUIET = re.compile(r"warn|deprecat|log(?:ger|ging)?\b|print|console\.|debug", re.IGNORECASE)
_REFUSALS = re.compile(r"\b(?:40[0-9]|422|BadRequest|Forbidden|Unauthorized|abort)\b")
_ERROR_NAMES = frozenset({"err", "error", "e"})


def dropped_guards(pair: Pair) -> Iterator[Trace]:
    """Find checks that are gone while what they protected is still there."""
    known = frozenset().union(*(checks.keys(one) for one in checks.conditions(pair.now)))
    came = "".join(pair.came_text.split())
    for guard in pair.lost(g.IFS):
        condition = g.condition_of(guard)
        asked = checks.atoms(condition)
        left = [one for one in asked if checks.key(one) not in known and g.plain(one) not in came]
        if not left or checks.idle(g.text_of(condition)):
            continue
        if _about_error(asked, pair):
            continue
        if len(left) < len(asked):
            yield from _weakened(pair, guard, left)
        elif (found := _dropped(pair, guard, left)) is not None:
            yield found
    yield from _bare(pair)
    yield from _emptied(pair)


def _about_error(asked: "list[Node]", pair: Pair) -> bool:
    """Tell whether Go's errors are asked for: another rule looks for those."""
    named = {checks.key(one) for one in asked}
    return pair.view.language == "go" and bool(named & _ERROR_NAMES)


def _dropped(pair: Pair, guard: "Node", left: "list[Node]") -> Trace | None:
    body = g.statements(g.body_of(guard))
    line = pair.anchored(guard)
    about = frozenset().union(*(checks.subjects(one) for one in left))
    about = about or words("".join(map(g.text_of, g.of_types(left[0], g.STRINGS))))
    if not body or not about or _explained(pair, about, line):
        return None
    leaves = body[-1].type in g.EXITS
    still = [one for one in body if pair.new_texts[g.plain(one)]]
    if leaves and (g.alternative_of(guard) is None or _else_stays(pair, guard)):
        exits = [one for one in body if one.type in g.EXITS]
        if pair.new_texts[g.plain(body[-1])] >= pair.old_texts[g.plain(body[-1])]:
            return None  # the exit is still there, under another condition
        if not any(pair.used_after(name, line) for name in about) or not exits:
            return None
        if len(body) > 1 and all(_QUIET.search(g.text_of(one)) for one in body[:-1]):
            return _exit_trace(pair, guard, left, line, 0.7)
        return _exit_trace(pair, guard, left, line, 0.8 if len(body) == 1 else 0.6)
    if still and len(still) == len(body) and not leaves:
        strength = 0.75 if any(map(checks.asks_null, left)) else 0.7
        return _trace(pair, "dropped-guard", guard, left, line, strength)
    return _default(pair, guard, left, body, line)


def _else_stays(pair: Pair, guard: "Node") -> bool:
    other = g.alternative_of(guard)
    held = g.statements(g.body_of(other)) if other is not None else []
    return bool(held) and all(pair.new_texts[g.plain(one)] for one in held)


def _default(
    pair: Pair, guard: "Node", left: "list[Node]", body: "list[Node]", line: int
) -> Trace | None:
    """Find `if x is None: x = ...` that is gone while x is still used."""
    if len(body) != 1 or g.alternative_of(guard) is not None:
        return None
    assigned = g.unwrapped(body[0])
    if assigned is None or assigned.type not in g.ASSIGNMENTS:
        return None
    target, _ = g.operands(assigned)
    name = g.plain(target)
    asked = {checks.key(one) for one in left}
    if name not in asked or not pair.used_after(name.rpartition(".")[2], line):
        return None
    return _trace(pair, "dropped-guard", guard, left, line, 0.8)


def _explained(pair: Pair, about: frozenset[str], line: int) -> bool:
    """Tell whether what came may check the same, or makes the check needless."""
    if _caught(pair):
        return True
    for call in pair.new_calls:
        named = words(g.text_of(call))
        if named & about or _CHECKER.match(g.method_of(call)):
            return True
    for name in about:
        escaped = re.escape(name)
        came = pair.came_text
        if re.search(rf"\b{escaped}\b\??\.?\s*(?:\?\?|\|\||\bor\b|\?\.)", came):
            return True
        if re.search(rf"\b{escaped}\s*(?::[^=\n]+)?:?=(?!=)", came):
            return True
        if re.search(rf"\b(?:if|unless|while|assert|for|match|switch)\b.*\b{escaped}\b", came):
            return True
    return False


def _caught(pair: Pair) -> bool:
    return bool(re.search(r"^\s*(?:\}\s*)?(?:try|except|catch|rescue)\b", pair.came_text, re.M))


def _exit_trace(pair: Pair, guard: "Node", left: "list[Node]", line: int, strength: float) -> Trace:
    body = g.statements(g.body_of(guard))
    text = g.text_of(guard)
    throws = any(any(g.of_types(one, g.THROWS)) for one in body) or bool(_REFUSALS.search(text))
    if throws or checks.permits(text) or _returns_error(pair, body):
        return _trace(pair, "dropped-validation", guard, left, line, strength + 0.05)
    if not any(checks.asks_null(one) or checks.asks_bounds(one) for one in left):
        strength -= 0.15
    return _trace(pair, "dropped-guard", guard, left, line, strength)


def _returns_error(pair: Pair, body: "list[Node]") -> bool:
    text = g.text_of(body[-1])
    return pair.view.language == "go" and bool(re.search(r"rr[A-Z\w]*\b|errors\.|Errorf", text))


def _trace(
    pair: Pair, kind: str, guard: "Node", left: "list[Node]", line: int, strength: float
) -> Trace:
    back = pair.put_back(g.line_of(guard), g.end_line_of(guard))
    fix = back[1] if back is not None and back[0] == line else None
    subject = g.text_of(left[0])
    return pair.trace(kind, line, subject, pair.removed_line(guard), strength, fix)


def _weakened(pair: Pair, guard: "Node", left: "list[Node]") -> Iterator[Trace]:
    """Find a part of a condition that is gone, where the rest stays with the same body."""
    now = _successor(pair, guard)
    if now is None:
        return
    old, new = g.condition_of(guard), g.condition_of(now)
    more = [one for one in checks.atoms(new) if checks.key(one) not in checks.keys(old)]
    about = frozenset().union(*(checks.subjects(one) for one in left))
    if more or _explained_part(pair, about):
        return
    body = g.statements(g.body_of(guard))
    leaves = bool(body) and body[-1].type in g.EXITS
    joined = checks.OR if leaves else checks.AND
    weaker = any(g.same(one, part) for one in left for part in _direct(old, joined))
    used = about & pair.new_words
    strength = 0.7 if weaker else 0.5
    strength += 0.1 * any(checks.asks_null(one) or checks.asks_bounds(one) for one in left)
    if used:
        line = g.line_of(new or now)
        subject = g.text_of(left[0])
        basis = pair.removed_line(guard)
        yield pair.trace("dropped-guard", _near(pair, line), subject, basis, strength)


def _direct(condition: "Node | None", joined: tuple[str, ...]) -> "Iterator[Node]":
    for part in g.parts(condition, joined):
        yield part
        denied = g.negated(part)
        if denied is not None:
            yield denied


def _near(pair: Pair, line: int) -> int:
    return line if line in pair.came else min(pair.came, key=lambda one: abs(one - line))


def _explained_part(pair: Pair, about: frozenset[str]) -> bool:
    return any(words(g.text_of(call)) & about for call in pair.new_calls)


def _successor(pair: Pair, guard: "Node") -> "Node | None":
    """Find the if that came in the place of one: the same body, or the same first statement."""
    body = [g.plain(one) for one in g.statements(g.body_of(guard))][:1]
    for one in pair.kept(g.IFS):
        first = [g.plain(s) for s in g.statements(g.body_of(one))][:1]
        touched = pair.came & set(range(g.line_of(one), g.line_of(one) + 8))
        if body and first == body and touched:
            return one
    return None


def _bare(pair: Pair) -> Iterator[Trace]:
    """Find checks that are a statement of their own: asserts, `validate(x)`, `requireNonNull`."""
    for node in pair.lost(g.CALLS | {"assert_statement"}):
        statement = node.parent
        alone = statement is not None and statement.type in (*g.WRAPPERS, *g.BLOCKS)
        if node.type != "assert_statement":
            if not alone or not _BARE_CHECKER.match(g.method_of(node)):
                continue
            about = frozenset().union(
                *(checks.subjects(one) for one in g.arguments_of(node)), [g.owner_of(node)]
            )
        else:
            about = checks.subjects(node)
        if pair.new_texts[g.plain(node)] or pair.new_texts[g.plain(statement)]:
            continue
        line = pair.anchored(node)
        again = any(_CHECKER.match(g.method_of(one)) for one in pair.gained(g.CALLS))
        if again or _explained(pair, about - {""}, line) or "assert" in pair.came_text:
            continue
        used = any(pair.used_after(name, line) for name in about - {""})
        if used or node.type != "assert_statement":
            strength = 0.45 if node.type == "assert_statement" else 0.7 if used else 0.5
            yield _trace(pair, "dropped-validation", node, [node], line, strength)


def _emptied(pair: Pair) -> Iterator[Trace]:
    """Find a guard that stands there with nothing left in it."""
    for guard in pair.kept(g.IFS):
        body = g.statements(g.body_of(guard))
        idle = [one for one in body if one.type not in ("pass_statement", "empty_statement")]
        if idle or g.body_of(guard) is None or "#" in g.text_of(guard) or "//" in g.text_of(guard):
            continue
        rows = set(range(g.line_of(guard) - 1, g.end_line_of(guard) + 1))
        condition = checks.keys(g.condition_of(guard))
        for old in (one for one in pair.old_nodes if one.type in g.IFS):
            was = g.statements(g.body_of(old))
            leaves = bool(was) and was[-1].type in g.EXITS
            inner = set(range(g.line_of(old), g.end_line_of(old) + 1))
            if leaves and condition == checks.keys(g.condition_of(old)) and inner & pair.gone:
                line = min(rows & pair.came, default=pair.anchored(was[-1]))
                basis = pair.removed_line(was[-1])
                subject = g.text_of(g.condition_of(guard))
                yield pair.trace("dropped-guard", line, subject, basis, 0.85)
                break
