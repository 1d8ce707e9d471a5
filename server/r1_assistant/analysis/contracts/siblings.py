"""What all functions, cases or handlers beside each other do first or last, and one does not."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis.grammar import (
    CASES,
    CLASSES,
    EXITS,
    IFS,
    LOCKED,
    NAMED_FUNCTIONS,
    SCOPED,
    STRINGS,
    TRIES,
    body_of,
    end_line_of,
    line_of,
    name_of,
    of_types,
    plain,
    statements,
    text_of,
    touching,
)
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Trace
from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node

KIND = "missing-sibling-guard"
SIBLINGS = 3
"""Functions that do the same first, at least."""
_MOST = 0.75
"""Their share of all siblings."""
_GUARDS = IFS | LOCKED | SCOPED | TRIES | {"expression_statement", "defer_statement"}
_FALLING = ("javascript", "typescript", "tsx", "java", "csharp", "c", "cpp", "php")
_MARKED = re.compile(
    r"login|auth|permission|require|lock|synchron|transaction|atomic|csrf|admin|protect|secure|role"
    r"|restricted|throttle|validate",
    re.IGNORECASE,
)
_MAKERS = {"__init__", "constructor", "__new__", "close", "__repr__", "__str__", "toString", "init"}


def missing_sibling_guards(view: HunkView) -> Iterator[Trace]:
    """Find added or changed functions that lack what those beside them begin with."""
    tree = view.new.tree
    if tree is None or not view.new.whole:
        return
    if view.language in _FALLING:
        yield from _falling_cases(tree, view)
    for group in tree.once(_groups):
        if any(_is_touched(one, view) for one in group):
            yield from _without_guard(group, view)
            yield from _without_mark(group, view)


def _groups(tree: SyntaxTree) -> "tuple[tuple[Node, ...], ...]":
    """Give the functions that stand in one class, or free in the file."""
    found: dict[int, list[Node]] = {}
    waiting = [(tree.root, 0)]
    while waiting:
        here, holder = waiting.pop()
        if here.type in NAMED_FUNCTIONS:
            found.setdefault(holder, []).append(here)  # what it holds has other things to do
            continue
        holder = here.id if here.type in CLASSES and here.parent is not None else holder
        waiting.extend((one, holder) for one in reversed(here.named_children))
    return tuple(tuple(group) for group in found.values() if len(group) > SIBLINGS)


def _is_touched(function: "Node", view: HunkView) -> bool:
    return bool(_line(function, view))


def _line(function: "Node", view: HunkView) -> int:
    """Give the first line of a function that the change brought, or behind what it took; or 0."""
    taken = (view.anchor(number) for number in sorted(view.removed))
    rows = range(line_of(function), end_line_of(function) + 1)
    return next((line for line in (*sorted(view.subjects), *taken) if line in rows), 0)


def _first(function: "Node") -> "Node | None":
    """Give the first statement of a function that is no doc string."""
    for node in statements(body_of(function)):
        held = node.named_children[0] if node.named_child_count else None
        if held is None or node.type != "expression_statement" or held.type not in STRINGS:
            return node
    return None


def _guard(function: "Node") -> str:
    """Give what a function begins with, as far as it looks like a guard."""
    node = _first(function)
    if node is None or node.type not in _GUARDS or node.end_point[0] - node.start_point[0] > 6:
        return ""
    if node.type in LOCKED | SCOPED | TRIES:
        return plain(node).partition(":")[0].partition("{")[0]
    text = plain(node)
    is_call = text.rstrip(";").endswith(")") and "=" not in text
    leaves = node.type in IFS and any(True for _ in of_types(node, EXITS))
    return text if leaves or (is_call and node.type not in IFS) else ""


def _without_guard(group: "tuple[Node, ...]", view: HunkView) -> Iterator[Trace]:
    guards = Counter(guard for one in group if (guard := _guard(one)))
    if not guards:
        return
    guard, count = guards.most_common(1)[0]
    usual = [one for one in group if _is_usual(one)]
    if count < SIBLINGS or count < _MOST * (len(usual) - 1):
        return
    call = guard.partition("(")[0]
    for one in usual:
        if not _is_touched(one, view) or call in plain(one) or guard in plain(one):
            continue
        line = _line(one, view)
        enough = len(statements(body_of(one))) > 1 or view.removed
        if line and enough and not _was_there(one, guard, view):
            basis = f"{count} functions beside it begin with `{_shown(guard, group)}`"
            yield Trace(KIND, line, name_of(one), basis, 0.65)


def _is_usual(function: "Node") -> bool:
    name = name_of(function)
    return name not in _MAKERS and not name.startswith("_")


def _was_there(function: "Node", guard: str, view: HunkView) -> bool:
    """Tell whether the old side had the function without the guard, too."""
    tree = view.old.tree
    groups = tree.once(_groups) if tree is not None else ()
    name = name_of(function)
    same = [one for group in groups for one in group if name_of(one) == name]
    return any(guard not in plain(one) for one in same)


def _shown(guard: str, group: "tuple[Node, ...]") -> str:
    first = next(one for one in group if _guard(one) == guard)
    return text_of(_first(first)).partition("\n")[0].strip()


def _without_mark(group: "tuple[Node, ...]", view: HunkView) -> Iterator[Trace]:
    """Find a function without the decorator or annotation by which its siblings are guarded."""
    marked = {one.id: _marks(one) for one in group}
    counts = Counter(mark for marks in marked.values() for mark in marks if _MARKED.search(mark))
    usual = [one for one in group if _is_usual(one)]
    for mark, count in counts.items():
        if count < SIBLINGS or count < _MOST * (len(usual) - 1):
            continue
        for one in usual:
            line = line_of(one)
            if mark in marked[one.id] or line not in view.subjects:
                continue
            if any(_MARKED.search(other) for other in marked[one.id]):
                continue
            basis = f"{count} functions beside it are marked `{mark}`"
            yield Trace(KIND, line, name_of(one), basis, 0.65)


def _marks(function: "Node") -> tuple[str, ...]:
    holder = function.parent
    nodes = (
        list(holder.named_children)
        if holder is not None and holder.type == "decorated_definition"
        else []
    )
    nodes += [
        inner
        for one in function.named_children
        if one.type == "modifiers"
        for inner in one.named_children
    ]
    return tuple(
        plain(one).partition("(")[0]
        for one in nodes
        if "decorator" in one.type or "annotation" in one.type
    )


def _falling_cases(tree: SyntaxTree, view: HunkView) -> Iterator[Trace]:
    """Find a case that falls into the next, where no other does."""
    taken = {view.anchor(number) for number in view.removed}
    touched = view.subjects | taken | {line - 1 for line in taken}
    for case in touching(tree.root, touched):
        parent = case.parent
        if parent is None or case.type not in CASES:
            continue
        cases = [one for one in parent.named_children if one.type in CASES]
        filled = [one for one in cases[:-1] if _body(one)]
        open_ = [one for one in filled if not _leaves(_body(one)[-1])]
        at_end = bool(cases) and case.id == cases[-1].id
        if at_end or len(filled) < SIBLINGS or [one.id for one in open_] != [case.id]:
            continue
        last = end_line_of(_body(case)[-1])
        line = min(view.subjects | taken, key=lambda one: abs(one - last), default=0)
        said = "fall" in "\n".join(view.new.lines[line_of(case) - 1 : last + 1]).lower()
        if line_of(case) <= line <= last + 1 and not said and case.type != "switch_rule":
            basis = f"It falls into the next case; none of the {len(filled) - 1} others does"
            yield Trace(KIND, line, text_of(case).partition("\n")[0].strip(), basis, 0.8)


def _body(case: "Node") -> "list[Node]":
    """Give the statements of a case, without what it is the case of."""
    return [one for one in case.named_children[1 if case.type != "switch_default" else 0 :]
            if one.type.endswith(("statement", "block", "declaration"))]  # fmt: skip


def _leaves(node: "Node") -> bool:
    return any(True for _ in of_types(node, EXITS)) or bool(
        re.search(r"\bexit\b|yield", text_of(node))
    )
