"""Refactorings of what is declared: private functions, their order, types, parameters."""

import random
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.refactoring.view import View, body_of, descend, same, shuffled, statements, within

if TYPE_CHECKING:
    from tree_sitter import Node

_CALLED = ("identifier", "field_identifier")
_TYPES = {"string": "string", "number": "number", "true": "boolean", "false": "boolean"}
_PYTHON_TYPES = {"string": "str", "integer": "int", "true": "bool", "false": "bool"}
_PYTHON_TYPES |= {"float": "float"}


def rename_private(view: View, rng: random.Random) -> Iterator[str]:
    """Call a private function by another name, with all who call it in the file."""
    for function in shuffled(view.functions(), rng):
        name = view.field(function, "name")
        if not _private(view, function, name):
            continue
        words = [w for w in re.split(r"_|(?<=[a-z0-9])(?=[A-Z])", name) if w]
        fresh = view.free(_renamed(name, words, rng))
        places = [n for n in view.nodes(*_CALLED) if view.text(n) == name and _free(view, n)]
        seen = len(re.findall(rf"(?<![\w$]){re.escape(name)}(?![\w$])", view.source.text))
        known = any(name in text for text in view.source.siblings.values())
        if fresh is not None and 2 <= seen == len(places) <= 6 and not known:
            yield view.with_(*((n.start_byte, n.end_byte, fresh) for n in places))


def swap_functions(view: View, rng: random.Random) -> Iterator[str]:
    """Let two functions that follow each other change places."""
    for one in shuffled(view.functions(), rng):
        other = one.next_named_sibling
        if other is None or other.type != one.type or other.start_point[0] - one.end_point[0] > 3:
            continue
        names = [view.field(f, "name") for f in (one, other)]
        if "" in names or names[0] == names[1] or not (view.alone(one) and view.alone(other)):
            continue
        size = max(f.end_point[0] - f.start_point[0] for f in (one, other))
        texts = [view.text(f) for f in (one, other)]
        defaults = any("=" in view.field(f, "parameters") for f in (one, other))
        if size <= 25 and not (view.python and defaults) and _uncommented(one):
            places = zip((one, other), reversed(texts), strict=True)
            yield view.with_(*((f.start_byte, f.end_byte, text) for f, text in places))


def annotate(view: View, rng: random.Random) -> Iterator[str]:
    """Add a type that is certain: of a default, of a literal, of a function without a value."""
    if view.java:
        yield from _finals(view, rng)
    elif view.python:
        for node in shuffled(view.nodes("default_parameter", "function_definition"), rng):
            yield from _python_types(view, node)
    elif view.typed:
        for node in shuffled(view.nodes("variable_declarator"), rng):
            name, value = (node.child_by_field_name(f) for f in ("name", "value"))
            if name is None or value is None or node.child_by_field_name("type") is not None:
                continue
            if value.type in _TYPES and name.type == "identifier":
                yield view.with_((name.end_byte, name.end_byte, f": {_TYPES[value.type]}"))


def parameter(view: View, rng: random.Random) -> Iterator[str]:
    """Let callers choose what was fixed: a keyword's literal becomes a parameter's default."""
    for node in shuffled(view.nodes("keyword_argument", "pair"), rng):
        name, value = (node.child_by_field_name(f) for f in ("name", "value"))
        name = name or node.child_by_field_name("key")
        function = within(node, "function_definition", "function_declaration", "method_definition")
        literals = _PYTHON_TYPES if view.python else ("number", "true", "false")
        if name is None or value is None or function is None or value.type not in literals:
            continue
        if not _own_block(node, function) or view.text(name) in _words_of(view, function, node):
            continue
        parameters = function.child_by_field_name("parameters")
        if parameters is None or not _extensible(view, function, parameters):
            continue
        given = _parameter(view, view.text(name), value, parameters)
        at = parameters.end_byte - 1
        if given is not None and "\n" not in view.text(parameters):
            yield view.with_((at, at, given), (value.start_byte, value.end_byte, view.text(name)))


def _private(view: View, function: "Node", name: str) -> bool:
    top = function.parent is not None and function.parent.type in ("module", "program")
    if view.python:
        return name.startswith("_") and not name.startswith("__") and top
    if view.go:
        return name[:1].islower() and name not in ("main", "init")
    if view.java:
        head = view.between(function.start_byte, function.start_byte + 40)
        return head.startswith("private ")
    return function.type == "function_declaration" and top and bool(name)


def _free(view: View, node: "Node") -> bool:
    """Tell whether a name is a function's and not that of a field of something else."""
    above = node.parent
    if above is None or above.type in ("attribute", "keyword_argument", "field_access"):
        return False
    if above.type == "method_invocation":
        return view.field(above, "object") in ("", "this")
    return True


def _renamed(name: str, words: list[str], rng: random.Random) -> str:
    verbs = {"get": "find", "make": "build", "create": "make", "parse": "read", "is": "looks"}
    verbs |= {"check": "verify", "build": "make", "find": "look_up", "load": "read", "do": "run"}
    first = words[0].lower() if words else ""
    other = verbs.get(first, "")
    if "_" in name.strip("_") or name.startswith("_"):
        lead = name[: len(name) - len(name.lstrip("_"))]
        rest = [other, *words[1:]] if other else [*words, rng.choice(("impl", "helper", "inner"))]
        return lead + "_".join(rest)
    if other and "_" not in other and len(words) > 1:
        return other + "".join(words[1:])
    return name + rng.choice(("Impl", "Helper", "Inner"))


def _uncommented(function: "Node") -> bool:
    before, after = function.prev_sibling, function.next_sibling
    return not any(n is not None and "comment" in n.type for n in (before, after))


def _finals(view: View, rng: random.Random) -> Iterator[str]:
    for node in shuffled(view.nodes("local_variable_declaration"), rng):
        function = within(node, "method_declaration", "constructor_declaration")
        names = [view.field(c, "name") for c in node.named_children if c.type.endswith("clarator")]
        if function is None or len(names) != 1 or view.text(node).startswith("final"):
            continue
        body = view.text(function)
        name = re.escape(names[0])
        changed = rf"\b{name}\b\s*(?:[-+*/|&^%]?=(?!=)|\+\+|--)|(?:\+\+|--){name}"
        block = node.parent is not None and node.parent.type == "block"
        if block and len(re.findall(changed, body)) == 1 and "=" in view.text(node):
            yield view.with_((node.start_byte, node.start_byte, "final "))


def _python_types(view: View, node: "Node") -> Iterator[str]:
    if node.type == "default_parameter":
        name, value = (node.child_by_field_name(f) for f in ("name", "value"))
        known = _PYTHON_TYPES.get(value.type) if value is not None else None
        if name is not None and value is not None and known is not None:
            text = f"{view.text(name)}: {known} = {view.text(value)}"
            yield view.with_((node.start_byte, node.end_byte, text))
        return
    parameters = node.child_by_field_name("parameters")
    if parameters is None or node.child_by_field_name("return_type") is not None:
        return
    inner = list(descend(node, lambda n: n.type not in ("function_definition", "lambda")))
    gives = any(
        n.type == "yield" or (n.type == "return_statement" and n.named_children) for n in inner
    )
    if not gives and not any(n.type == "raise_statement" for n in inner):
        yield view.with_((parameters.end_byte, parameters.end_byte, " -> None"))


def _own_block(node: "Node", function: "Node") -> bool:
    body = body_of(function)
    inside = body is not None and body.start_byte <= node.start_byte
    nested = within(
        node,
        "function_definition",
        "function_declaration",
        "lambda",
        "method_definition",
        "arrow_function",
        "function_expression",
        "class_definition",
    )
    return inside and same(nested, function)


def _words_of(view: View, function: "Node", node: "Node") -> set[str]:
    text = view.text(function)
    start, end = node.start_byte - function.start_byte, node.end_byte - function.start_byte
    data = text.encode()
    return set(re.findall(r"\w+", (data[:start] + data[end:]).decode()))


def _extensible(view: View, function: "Node", parameters: "Node") -> bool:
    text = view.text(parameters)
    if view.python:
        above = function.parent
        return "*" not in text and above is not None and above.type != "decorated_definition"
    body = body_of(function)
    used = body is not None and "arguments" in view.text(body)
    return "..." not in text and not used and bool(statements(body) if body is not None else ())


def _parameter(view: View, name: str, value: "Node", parameters: "Node") -> str | None:
    if not name.isidentifier():
        return None
    text = view.text(value)
    lead = ", " if parameters.named_child_count else ""
    typed = ": " in view.text(parameters)
    if view.python:
        kind = _PYTHON_TYPES.get(value.type)
        return f"{lead}{name}: {kind} = {text}" if typed else f"{lead}{name}={text}"
    return f"{lead}{name} = {text}"
