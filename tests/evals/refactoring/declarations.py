"""Refactorings of what is declared: constants, private functions, types, order, parameters."""

import random
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.refactoring.view import View, body_of, descend, same, shuffled, statements, within

if TYPE_CHECKING:
    from tree_sitter import Node

_NUMBERS = ("integer", "number", "decimal_integer_literal", "int_literal")
_STRINGS = ("string", "string_literal", "interpreted_string_literal")
_NAMERS = {
    "keyword_argument": "name",
    "assignment": "left",
    "variable_declarator": "name",
    "pair": "key",
    "keyed_element": "key",
}
_IMPORTS = ("import_statement", "import_from_statement", "future_import_statement")
_BEGUN = ("import_declaration", "package_clause", "import_statement")
_CALLED = ("identifier", "field_identifier")
_TYPES = {"string": "string", "number": "number", "true": "boolean", "false": "boolean"}
_PYTHON_TYPES = {"string": "str", "integer": "int", "true": "bool", "false": "bool"}
_PYTHON_TYPES |= {"float": "float"}


def name_literal(view: View, rng: random.Random) -> Iterator[str]:
    """Put a literal of a function into a constant of the module or the class."""
    for node in shuffled(view.nodes(*_NUMBERS, *_STRINGS), rng):
        if within(node, "import_statement", "import_declaration", "type_annotation") is not None:
            continue
        name, place = _constant_name(view, node), _constant_place(view, node)
        if name is None or place is None or not _plain(view, node):
            continue
        at, indent = place
        space = "" if view.java else "\n"
        yield view.with_(
            (at, at, f"{space}{indent}{_constant(view, node, name)}\n"),
            (node.start_byte, node.end_byte, name),
        )


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


def _constant_name(view: View, node: "Node") -> str | None:
    above, text = node.parent, view.text(node)
    if above is None:
        return None
    named = ""
    if above.type in _NAMERS:
        named = view.field(above, _NAMERS[above.type])
    if node.type in _STRINGS:
        words = re.findall(r"[A-Za-z]{2,}", text[1:-1])[:3]
        named = "_".join(words) if 3 <= len(text[1:-1]) <= 40 and words else ""
        own = "NAME" if len(words) == 1 else ""
        named = f"{named}_{own}" if named and own else named
    elif len(text) < 2 or not named:
        return None
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", re.split(r"[.\[]", named)[-1])
    base = re.sub(r"\W", "", snake).strip("_")
    if not base or base.isdigit():
        return None
    if view.go:
        parts = base.lower().split("_")
        return view.free(f"default{''.join(p.capitalize() for p in parts)}")
    prefix = "_" if view.python else ""
    upper = base.upper()
    return view.free(f"{prefix}{upper}" if node.type in _STRINGS else f"{prefix}DEFAULT_{upper}")


def _constant_place(view: View, node: "Node") -> tuple[int, str] | None:
    """Give the offset of the line before which a constant goes, and its indentation."""
    if (
        within(
            node,
            "function_definition",
            "function_declaration",
            "method_definition",
            "method_declaration",
            "arrow_function",
        )
        is None
    ):
        return None
    if view.java:
        body = within(node, "class_body")
        first = body.named_children[0] if body is not None and body.named_children else None
        outermost = body is not None and within(body, "class_body", "enum_body") is None
        if first is None or not outermost or not view.alone_start(first):
            return None
        return view.line_start(first.start_byte), view.indent(first)
    top = view.root.named_children
    imports = [c for c in top if c.type in (*_IMPORTS, *_BEGUN) or "require(" in view.text(c)[:60]]
    if not imports:
        return None
    at = view.lines(imports[-1])[1]
    return (at, "") if at <= node.start_byte and view.alone(imports[-1]) else None


def _constant(view: View, node: "Node", name: str) -> str:
    text = view.text(node)
    if view.python:
        return f"{name} = {text}"
    if view.java:
        kind = "String" if node.type in _STRINGS else "int"
        return f"private static final {kind} {name} = {text};"
    return f"const {name} = {text}{view.semicolon}"


def _plain(view: View, node: "Node") -> bool:
    """Tell whether a literal can be a name instead: no documentation, no key, no part of one."""
    above = node.parent
    if above is None or "\n" in view.text(node):
        return False
    if node.type == "string" and not re.match(r"['\"]", view.text(node)):
        return False
    if view.python and any(c.type == "interpolation" for c in node.children):
        return False
    good = {"argument_list", "arguments", "keyword_argument", "return_statement", "assignment"}
    good |= {"comparison_operator", "binary_expression", "variable_declarator", "expression_list"}
    if above.type == "pair" and same(above.child_by_field_name("key"), node):
        return False
    typed = view.typed and above.type in ("binary_expression", "return_statement")
    long = view.java and view.text(node)[-1:] in "lLfFdD"
    if view.java and node.type in _NUMBERS and above.type not in ("argument_list",):
        return False
    return above.type in {*good, "pair"} and not typed and not long


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
