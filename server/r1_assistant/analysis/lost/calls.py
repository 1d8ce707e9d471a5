"""Calls that went from around a value, arguments that went from calls, and calls that went."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis import grammar as g
from r1_assistant.analysis.lost.pairs import Pair, words
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_COPIES = re.compile(
    r"^(?:copy|deepcopy|list|dict|set|tuple|clone|cloneDeep|structuredClone|slice|copyOf|to_vec"
    r"|unmodifiable\w+|ArrayList|HashMap|HashSet|LinkedHashMap|to_owned|ToList|ToArray|dup"
    r"|from|assign|concat|toList|toMutableList|array|freeze|freeze_\w+|duplicate)$"
)
_ESCAPES = re.compile(
    r"escape|quote|saniti[sz]e|encode|htmlspecialchars|htmlentities|strip_?tags|purify|bleach"
    r"|secure_?filename|basename|realpath|parameteri[sz]e|intval|\bBase$|Clean$|prepare",
    re.IGNORECASE,
)
_NORMAL = re.compile(
    r"^(?:strip|trim|lower|upper|toLowerCase|toUpperCase|ToLower|ToUpper|TrimSpace|int|float|abs"
    r"|max|min|sorted|Number|parseInt|parseFloat|normali[sz]e\w*|casefold|rstrip|lstrip|reversed"
    r"|round|floor|ceil|Math\.\w+|str|String|unique|distinct|Abs|decode|resolve|normpath|expanduser"
    r"|abspath)$"
)
_STATE = re.compile(
    r"^_*(?:append|add|push|put|update|remove|delete|discard|pop|clear|reset|invalidate|notify"
    r"|emit|dispatch|refresh|save|register|unregister|increment|decrement|sort|extend|insert"
    r"|set\w*|Add|Done|Put|Delete|Reset|Clear|Notify\w*|Store|notifyAll|fire\w*|unset|unlink"
    r"|update_\w+|reset_\w+|clear_\w+|invalidate\w*|evict\w*|mark_\w+|add_\w+|remove_\w+)$"
)


def dropped_calls(pair: Pair) -> Iterator[Trace]:
    """Find copies, escapes and normalisations, arguments, and calls on an object that went."""
    yield from _wrappings(pair)
    yield from _chains(pair)
    yield from _arguments(pair)
    yield from _supers(pair)
    yield from _states(pair)


def _wrappings(pair: Pair) -> Iterator[Trace]:
    """Find a statement that is as it was but for a call around one of its values."""
    if not pair.came:
        return
    came = _statements(pair.now, pair.came)
    for text, statement in _statements(pair.before, pair.gone).items():
        for node in g.walk(statement):
            kind, strength = _wrapping_kind(node)
            for inner in _inner(node) if kind else ():
                changed = text.replace(g.plain(node), g.plain(inner), 1)
                bare = "(" + g.plain(node) + ")"
                if changed not in came and bare in text:
                    changed = text.replace(bare, g.plain(inner), 1)
                if changed in came and changed != text:
                    line = _came_line(pair, came[changed])
                    basis = f"The change took away what was around it: {_short(node)}"
                    subject = g.text_of(inner)
                    fix = _wrapped_fix(pair, came[changed], inner, node)
                    yield pair.trace(kind, line, subject, basis, strength, fix)
                    return


def _short(node: "Node") -> str:
    return " ".join(g.text_of(node).split())[:60]


def _statements(nodes: g.Nodes, lines: frozenset[int]) -> "dict[str, Node]":
    """Give the smallest statements that have some of the lines, by their text."""
    found = {}
    for block in nodes.of(g.BLOCKS | g.CASES):
        for one in block.named_children:
            head = _head(one)
            first, last = g.line_of(head), g.end_line_of(head)
            if any(first <= line <= last for line in lines):
                found[g.plain(head)] = head
    return found


def _head(statement: "Node") -> "Node":
    """Give the part of a statement before its block."""
    if statement.type in g.IFS | g.LOOPS:
        return g.condition_of(statement) or statement.child_by_field_name("right") or statement
    return statement


def _wrapping_kind(node: "Node") -> tuple[str, float]:
    if node.type in g.CALLS | g.CREATIONS:
        name = g.method_of(node).split("<")[0].rstrip("!")
        if _ESCAPES.search(name):
            return "dropped-escape", 0.85
        if _COPIES.match(name):
            return "dropped-copy", 0.75
        return ("dropped-call", 0.65) if _NORMAL.match(name) else ("", 0)
    if node.type in g.BINARIES and _is_default(node):
        return "dropped-guard", 0.65
    if node.type in g.TERNARIES:
        return "dropped-guard", 0.65
    if node.type in ("array", "list", "object", "dictionary"):
        spread = [one for one in node.named_children if "spread" in one.type or "splat" in one.type]
        lone = len(spread) == len(node.named_children) == 1
        return ("dropped-copy", 0.75) if lone else ("", 0)
    whole = node.type in g.SUBSCRIPTS and g.plain(node).endswith("[:]")
    return ("dropped-copy", 0.75) if whole or node.type == "slice_expression" else ("", 0)


def _is_default(node: "Node") -> bool:
    """Tell whether an or gives a value in place of a missing one, rather than asks twice."""
    right = g.operands(node)[1]
    values = g.STRINGS | g.NUMBERS | {"list", "dictionary", "object", "array", "tuple"}
    given = right is not None and right.type in values
    return g.operator_of(node) == "??" or (g.operator_of(node) in ("or", "||") and given)


def _inner(node: "Node") -> "list[Node]":
    """Give what a call may be around: its arguments, and the object that it is called on."""
    if node.type in g.BINARIES:
        return [one for one in g.operands(node)[:1] if one is not None]
    if node.type in g.TERNARIES:
        return _guarded(node)
    found = list(g.arguments_of(node))
    callee = node.child_by_field_name("function")
    owner = node.child_by_field_name("object") or node.child_by_field_name("receiver")
    if callee is not None and callee.type in g.ATTRIBUTES and callee.named_children:
        owner = callee.named_children[0]
    if owner is not None:
        found.append(owner)
    if not found:
        found = [child for one in node.named_children for child in one.named_children[:1]]
        found += node.named_children[:1]
    return found


def _guarded(choice: "Node") -> "list[Node]":
    """Give the branch of a choice that uses what it asks for: `x.y if x else None`."""
    condition = g.condition_of(choice)
    asked = words(g.text_of(condition)) - {"None", "null", "not", "is", "undefined"}
    branches = [one for one in choice.named_children if not g.same(g.unwrapped(one), condition)]
    return [one for one in branches if asked & words(g.text_of(one))]


def _chains(pair: Pair) -> Iterator[Trace]:
    """Find `a?.b` that is now `a.b` and `a.get(b)` that is now `a[b]`, and nothing else."""
    came = _statements(pair.now, pair.came)
    for text in _statements(pair.before, pair.gone) if came else ():
        for match in re.finditer(
            r"([\w.\])]+)\?\.(?=[\w(\[])|([\w.]+)\.get\(([^(),]+)(?:,[^()]*)?\)", text
        ):
            now = f"{match[1]}." if match[1] else f"{match[2]}[{match[3]}]"
            behind = text[match.end() :]
            plain = text[: match.start()] + (now[:-1] if behind[:1] in "[(" and match[1] else now)
            changed = plain + behind
            if changed in came:
                subject = match[1] or f"{match[2]}.get({match[3]})"
                basis = "A missing value was allowed for before"
                line = _came_line(pair, came[changed])
                yield pair.trace("dropped-guard", line, subject, basis, 0.8)
                return


def _came_line(pair: Pair, statement: "Node") -> int:
    rows = set(range(g.line_of(statement), g.end_line_of(statement) + 1))
    return min(rows & pair.came, default=g.line_of(statement))


def _wrapped_fix(pair: Pair, now: "Node", inner: "Node", node: "Node") -> str | None:
    """Put a call around a value again, if the value stands there once."""
    found = [one for one in g.walk(now) if g.plain(one) == g.plain(inner)]
    places = {(one.start_byte, one.end_byte) for one in found}
    lines = set(range(g.line_of(now), g.end_line_of(now) + 1))
    if len(places) != 1 or len(lines) != 1 or "\n" in g.text_of(node):
        return None
    text = pair.view.new.line(g.line_of(now)).encode()
    start, end = found[0].start_point[1], found[0].end_point[1]
    return (text[:start] + (node.text or b"") + text[end:]).decode("utf-8", "replace")


def _arguments(pair: Pair) -> Iterator[Trace]:
    """Find a call that has all of its arguments but one."""
    new = pair.gained(g.CALLS | g.CREATIONS)
    for call in pair.lost(g.CALLS | g.CREATIONS):
        old = [g.plain(one) for one in g.arguments_of(call)]
        if len(old) < 2 or re.search(r"log|warn|print|debug|format", g.called(call), re.I):
            continue
        for now in new:
            left = [g.plain(one) for one in g.arguments_of(now)]
            if len(left) != len(old) - 1 or g.called(now) != g.called(call):
                continue
            at = next((i for i, one in enumerate(left) if one != old[i]), len(left))
            if old[:at] + old[at + 1 :] != left or changed_callee(pair, g.method_of(call)):
                continue
            named = bool(re.match(r"\w+=", old[at]))
            if re.match(r"(?:\w+_)?timeout=|check=True", old[at]):
                continue  # another rule has those
            basis = f"The call had {old[at][:50]} before"
            if lost_elsewhere(pair, old[at]):
                continue
            strength = 0.6 if named or at == len(left) else 0.55
            subject = f"{old[at][:40]} of {g.called(call)}"
            yield pair.trace("dropped-argument", g.line_of(now), subject, basis, strength)
            break


def lost_elsewhere(pair: Pair, argument: str) -> bool:
    """Tell whether the change takes the same argument from other calls, too."""
    hunks = [hunk for file in pair.view.change.files for hunk in file.hunks]
    last = argument.split("=")[0].rpartition(".")[2]
    gone = sum(last in words(line.text) for hunk in hunks for line in hunk.removed)
    came = sum(last in words(line.text) for hunk in hunks for line in hunk.added)
    return gone - came > 1


def changed_callee(pair: Pair, name: str) -> bool:
    """Tell whether the change also touches the definition of what is called."""
    pattern = re.compile(
        rf"\b(?:def|func|function|fn|fun)\b.*\b{re.escape(name)}\b|{name} *\(.*\) *\{{"
    )
    return any(
        pattern.search(line.text)
        for file in pair.view.change.files
        for hunk in file.hunks
        for line in (*hunk.added, *hunk.removed)
    )


def _supers(pair: Pair) -> Iterator[Trace]:
    """Find `super().x()` that went from an overriding method."""
    for call in pair.lost(g.CALLS):
        text = g.called(call)
        inner = call.parent is not None and call.parent.type in g.ATTRIBUTES
        if not re.match(r"super\b|base\.", text) or inner:
            continue
        kept = any(re.match(r"super\b|base\.", g.called(one)) for one in pair.kept(g.CALLS))
        own = g.method_of(call) in (g.name_of(pair.old), "super")
        if kept or not own or pair.new_calls or len(pair.came) > len(pair.gone):
            continue
        back = pair.put_back(g.line_of(call), g.end_line_of(call))
        fix = back[1] if back is not None else None
        basis = pair.removed_line(call)
        yield pair.trace("dropped-call", pair.anchored(call), text, basis, 0.75, fix)


def _states(pair: Pair) -> Iterator[Trace]:
    """Find a call that changes an object, taken out alone, where that object is still used."""
    if pair.came or len(pair.gone) > 3:
        return
    for call in pair.lost(g.CALLS):
        owner, statement = g.owner_of(call), call.parent
        if not owner or statement is None or statement.type not in (*g.WRAPPERS, *g.BLOCKS):
            continue
        root = owner.partition(".")[0] if owner.partition(".")[0] not in ("self", "this") else ""
        name = root or owner.rpartition(".")[2]
        around = owner in ("self", "this") or name in pair.new_words
        if _STATE.match(g.method_of(call)) and around and not pair.new_texts[g.plain(statement)]:
            back = pair.put_back(g.line_of(statement), g.end_line_of(statement))
            fix = back[1] if back is not None else None
            basis = pair.removed_line(call)
            yield pair.trace("dropped-call", pair.anchored(call), g.called(call), basis, 0.6, fix)
            return
