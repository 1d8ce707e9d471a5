"""Variables and parameters that a change introduces, or stops to read, and that nothing reads."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis.grammar import (
    CALLS,
    IDENTIFIERS,
    function_at,
    line_of,
    name_of,
    names_in,
    of_types,
    operands,
    text_of,
    walk,
)
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Trace
from r1_assistant.context.impact.testing import is_test

if TYPE_CHECKING:
    from tree_sitter import Node

_LOCALS = {
    "python": frozenset({"assignment"}),
    "javascript": frozenset({"variable_declarator"}),
    "typescript": frozenset({"variable_declarator"}),
    "tsx": frozenset({"variable_declarator"}),
    "java": frozenset({"variable_declarator"}),
    "csharp": frozenset({"variable_declarator"}),
    "go": frozenset({"short_var_declaration"}),
    "php": frozenset({"assignment_expression"}),
}
"""Where a name of a function's own comes into being."""
_OUTER = ("global_statement", "nonlocal_statement")
_HIDDEN = re.compile(r"\b(?:locals|vars|eval|exec|compact|extract|get_defined_vars)\s*\(")
"""What reads variables without naming them."""


def unused_variables(view: HunkView) -> Iterator[Trace]:
    """Find the assignments that nothing reads, though something was meant to."""
    tree = view.new.tree
    kinds = _LOCALS.get(view.language)
    if tree is None or kinds is None or not view.new.whole:
        return
    done: set[int] = set()
    for line in sorted(view.subjects):
        function = function_at(tree, line)
        if function is not None and function.id not in done:
            done.add(function.id)
            yield from _in_function(function, kinds, view)


def _in_function(function: "Node", kinds: frozenset[str], view: HunkView) -> Iterator[Trace]:
    if _HIDDEN.search(text_of(function)):
        return
    written = _written(function, kinds)
    outer = {
        text_of(name)
        for one in of_types(function, frozenset(_OUTER))
        for name in one.named_children
    }
    counts = Counter(text_of(one) for one in walk(function) if not one.named_child_count)
    for name, places in written.items():
        dead = counts[name] <= len(places) and name not in outer
        if not dead or name.startswith(("_", "$_", "unused", "ignore", "dummy")):
            continue
        new = [one for one in places if line_of(one) in view.subjects]
        if new and len(new) == len(places):
            yield from _introduced(new[0], name, function, view)
        else:
            yield from _abandoned(places[-1], name, function, view)


def _written(function: "Node", kinds: frozenset[str]) -> "dict[str, list[Node]]":
    """Give the assignments of plain names in a function, by name."""
    found: dict[str, list[Node]] = {}
    for node in of_types(function, kinds):
        target = _target(node)
        if target is not None:
            found.setdefault(text_of(target), []).append(node)
    return found


def _target(node: "Node") -> "Node | None":
    """Give the one name that is assigned to; None for anything else."""
    parent = node.parent
    if parent is None or parent.type in ("field_declaration", "class_body", "export_statement"):
        return None
    target = node.child_by_field_name("name") or operands(node)[0]
    if target is not None and target.type == "expression_list" and target.named_child_count == 1:
        target = target.named_children[0]
    if target is None or target.type not in IDENTIFIERS or _value(node) is None:
        return None
    above = parent.parent.parent if parent.parent is not None else None
    if above is not None and above.type == "class_definition":
        return None
    chained = parent.type in ("assignment", "assignment_expression")
    return None if chained or _is_value(node) else target


def _is_value(node: "Node") -> bool:
    """Tell an assignment whose value goes on, as in `return x = f()`."""
    parent = node.parent
    statement = ("expression_statement", "lexical_declaration", "variable_declaration",
                 "local_variable_declaration", "block", "statement_list", "module",
                 "statement_block")  # fmt: skip
    return parent is not None and parent.type not in statement


def _value(node: "Node") -> "Node | None":
    return node.child_by_field_name("value") or node.child_by_field_name("right")


def _introduced(node: "Node", name: str, function: "Node", view: HunkView) -> Iterator[Trace]:
    value = _value(node)
    if value is None or "function" in value.type or value.type in ("class", "lambda"):
        return
    row = node.end_point[0] + 1
    sources = names_in(value) - {name, "self", "this"}
    later = [text_of(one) for one in of_types(function, IDENTIFIERS) if one.start_point[0] >= row]
    used = sorted(sources & set(later) & _own_names(function))
    if used:
        basis = f"Nothing reads `{name}`; `{used[0]}` is used below it as before"
        yield Trace("unused-new-variable", line_of(node), name, basis, _meant(used, name, value))
    elif not is_test(view.path):
        strength = 0.4 if any(one.type in CALLS for one in walk(value)) else 0.55
        yield Trace("unused-new-variable", line_of(node), name, f"Nothing reads `{name}`", strength)


def _meant(used: list[str], name: str, value: "Node") -> float:
    """Grade how probably a variable was to be used in the place of what it was made of."""
    made = [text_of(one) for one in of_types(value, CALLS)]
    alike = any(one.lower() in name.lower() or name.lower() in one.lower() for one in used)
    return 0.8 if alike or made else 0.65


def _own_names(function: "Node") -> set[str]:
    """Give the names of a function's parameters and of what it assigns."""
    parameters = function.child_by_field_name("parameters")
    found = set(names_in(parameters)) if parameters is not None else set()
    every = frozenset().union(*_LOCALS.values())
    for node in of_types(function, every):
        target = node.child_by_field_name("name") or operands(node)[0]
        if target is not None:
            found |= names_in(target)
    return found


def _abandoned(node: "Node", name: str, function: "Node", view: HunkView) -> Iterator[Trace]:
    """Report a variable whose last reading the change took out; it stands where that was."""
    tree = view.old.tree
    if tree is None:
        return
    word = re.compile(rf"(?<![\w$]){re.escape(name)}(?![\w$])")
    for number in sorted(view.removed):
        before = function_at(tree, number)
        if before is None or name_of(before) != name_of(function):
            continue
        text = view.old.line(number)
        if word.search(text) and not _assigns(text, name):
            line = view.anchor(number)
            if line in view.subjects:
                basis = f"`{name}` was read here, and nothing reads it any more"
                yield Trace("unused-new-variable", line, name, basis, 0.65)
            return


def _assigns(text: str, name: str) -> bool:
    return bool(re.search(rf"(?<![\w$]){re.escape(name)}\s*(?::[^=]*)?:?=(?!=)", text))
