"""Python's normal forms."""

import builtins
import re
from typing import TYPE_CHECKING

from r1_assistant.analysis.comments import is_docstring
from r1_assistant.analysis.equivalence import braces
from r1_assistant.analysis.equivalence.logic import (
    branch,
    choice,
    comparison,
    condition,
    junction,
    negation,
)
from r1_assistant.analysis.equivalence.lowering import Dialect, Handler, Lowering, fields
from r1_assistant.analysis.equivalence.python_literals import interpolation, number, string
from r1_assistant.analysis.equivalence.terms import EMPTY, Term, is_pure
from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node

_ORDERED = {"dict", "OrderedDict", "namedtuple", "update"}
"""Callees that are known to keep the order of keywords."""
_HARMLESS = re.compile(
    r"@(staticmethod|classmethod|property|abstractmethod|abc\.abstractmethod|\w+\.setter|"
    r"cached_property|functools\.cached_property|override|contextmanager|"
    r"contextlib\.contextmanager)$"
)
"""Decorators that don't read annotations, and under which members can change places."""


def _function(low: Lowering, node: "Node") -> Term:
    name, parameters, result, body = fields(node, "name", "parameters", "return_type", "body")
    has_types = result is not None or b":" in (parameters.text or b"" if parameters else b"")
    if has_types and types_are_free(low, node):
        if result is not None:
            low.leave_out(result, "types")
            result = None
        shape = [_untyped(low, one) for one in (parameters.children if parameters else [])]
    else:
        shape = [low.lower(one) for one in (parameters.children if parameters else [])]
    signed = tuple(one for one in shape if one is not None and one != ",")
    generic = low.term(node.child_by_field_name("type_parameters"))
    start = "async" if node.children[0].type == "async" else "def"
    named = low.name(name) if name else ""
    return (start, named, generic, signed, low.term(result), low.block(body))


def _untyped(low: Lowering, node: "Node") -> Term | None:
    if node.type == "typed_parameter":
        low.leave_out(node.children[-1], "types")
        return low.lower(node.children[0])
    if node.type == "typed_default_parameter":
        name, kind, value = fields(node, "name", "type", "value")
        if kind is not None:
            low.leave_out(kind, "types")
        return ("default_parameter", low.term(name), "=", low.term(value))
    return low.lower(node)


def types_are_free(low: Lowering, node: "Node") -> bool:
    """Tell whether nobody reads a function's annotations, and whether they can be evaluated."""
    outer = node.parent
    if outer is not None and outer.type == "decorated_definition":
        for one in outer.named_children:
            if one.type == "decorator" and not _HARMLESS.match(low.text(one)):
                return False
    late, known = low.tree.once(_known_names)
    if late:
        return True
    types = [node.child_by_field_name("return_type")]
    parameters = node.child_by_field_name("parameters")
    if parameters is not None:
        types += [one.child_by_field_name("type") for one in parameters.named_children]
    words = (low.text(one) for one in types if one is not None)
    names = (word for text in words for word in re.findall(r"(?<![\w.\"'])[^\W\d]\w*", text))
    return all(known.get(word, node.start_byte + 1) <= node.start_byte for word in names)


def _known_names(tree: SyntaxTree) -> tuple[bool, dict[str, int]]:
    """Tell whether annotations are left alone, and from which byte on a module knows its names."""
    known = dict.fromkeys(dir(builtins), 0)
    late = False
    for node in tree.root.named_children:
        if node.type == "future_import_statement":
            late |= b"annotations" in (node.text or b"")
        elif node.type in ("import_statement", "import_from_statement"):
            names = (leaf.text or b"" for one in node.named_children for leaf in _leaves(one))
            known |= {name.decode(): node.end_byte for name in names}
        elif node.type == "class_definition" and (name := node.child_by_field_name("name")):
            known[(name.text or b"").decode()] = node.end_byte
    return late, known


def _leaves(node: "Node") -> "list[Node]":
    if not node.child_count:
        return [node]
    return [leaf for child in node.children for leaf in _leaves(child)]


def _assignment(low: Lowering, node: "Node") -> Term:
    left, kind, right = fields(node, "left", "type", "right")
    inside = _in_function(node)
    plain = left is not None and left.type == "identifier"
    if kind is not None and right is not None and inside and plain:
        low.leave_out(kind, "types")
        kind = None
    return ("assignment", low.term(left), low.term(kind), low.term(right))


def _in_function(node: "Node") -> bool:
    outer = node.parent
    while outer is not None and outer.type not in ("function_definition", "class_definition"):
        outer = outer.parent
    return outer is not None and outer.type == "function_definition"


def _block(low: Lowering, node: "Node") -> Term:
    found = low.statements(node)
    documents = node.parent is not None and node.parent.type in (
        "function_definition",
        "class_definition",
    )
    first = next((one for one in node.named_children if "comment" not in one.type), None)
    if documents and first is not None and is_docstring(first):
        low.leave_out(first, "comments")
        return ("block", *found[2:]) if isinstance(found, tuple) else found
    return found


def _if(low: Lowering, node: "Node") -> Term:
    other: Term = EMPTY
    for clause in reversed(node.children_by_field_name("alternative")):
        if clause.type == "elif_clause":
            other = ("block", _branch(low, clause, other))
        else:
            other = low.block(clause.child_by_field_name("body"))
    return _branch(low, node, other)


def _branch(low: Lowering, node: "Node", other: Term) -> Term:
    test, then = fields(node, "condition", "consequence")
    return branch(condition(low.term(test), low.notes), low.block(then), other, low.notes)


def _comparison(low: Lowering, node: "Node") -> Term:
    parts = [" ".join(low.text(one).split()) if at % 2 else low.term(one)
             for at, one in enumerate(_own(node))]  # fmt: skip
    if len(parts) == 3:
        return comparison(str(parts[1]), parts[0], parts[2], low.notes)
    return ("cmp", "chain", *parts)


def _own(node: "Node") -> "list[Node]":
    return [one for one in node.children if not one.is_extra and "comment" not in one.type]


def _boolean(low: Lowering, node: "Node") -> Term:
    left, operator, right = fields(node, "left", "operator", "right")
    kind = low.text(operator) if operator else ""
    return junction(kind, low.term(left), low.term(right))


def _choice(low: Lowering, node: "Node") -> Term:
    then, test, other = (low.term(one) for one in _own(node) if one.is_named)
    return choice(condition(test, low.notes), then, other, low.notes)


def _attribute(low: Lowering, node: "Node") -> Term:
    value, name = fields(node, "object", "attribute")
    return ("attribute", low.term(value), low.text(name) if name else "")


def _keyword(low: Lowering, node: "Node") -> Term:
    name, value = fields(node, "name", "value")
    return ("keyword_argument", low.text(name) if name else "", low.term(value))


def _call(low: Lowering, node: "Node") -> Term:
    function, arguments = fields(node, "function", "arguments")
    callee = low.term(function)
    if arguments is None or arguments.type != "argument_list":
        return ("call", callee, low.term(arguments))
    if callee in (("id", "locals"), ("id", "vars"), ("id", "eval"), ("id", "exec"), ("id", "dir")):
        low.fixed.add("*")
    terms = tuple(low.parts(arguments))[1:-1]
    terms = tuple(one for one in terms if one != ",")
    first = next((at for at, one in enumerate(terms) if one[0] == "keyword_argument"), len(terms))
    words = terms[first:]
    ordered = callee[-1] in _ORDERED
    if not ordered and all(one[0] == "keyword_argument" and is_pure(one[2]) for one in words):
        low.notes["keywords"] += words != tuple(sorted(words, key=repr))
        terms = (*terms[:first], *sorted(words, key=repr))
    return ("call", callee, ("arguments", *terms))


def _sequence(low: Lowering, node: "Node") -> Term:
    found = [one for one in low.parts(node) if one not in ("(", ")", ",")]
    return ("tuple", *found)


def _fixing(low: Lowering, node: "Node") -> Term:
    """Fix all names of an import, of `global`, or of a pattern."""
    for leaf in _leaves(node):
        if leaf.type == "identifier":
            low.fix(leaf)
    return (node.type, *_tokens(low, node))


def _tokens(low: Lowering, node: "Node") -> list[Term]:
    if node.type == "string":
        return [string(low, node)]
    if not node.child_count or "string" in node.type:
        return [low.text(node)]
    return [token for child in _own(node) for token in _tokens(low, child) if token]


def _import(low: Lowering, node: "Node") -> Term:
    tokens = [token for token in _tokens(low, node) if token not in ("(", ")")]
    for leaf in _leaves(node):
        low.fixed.add(low.text(leaf))
    if tokens[-1] == ",":
        tokens.pop()
    return ("import", *tokens)


def _return(low: Lowering, node: "Node") -> Term:
    values = (low.term(one) for one in _own(node)[1:])
    return (node.type, *(one for one in values if one != ("none", "None")))


def _nothing(low: Lowering, node: "Node") -> None:
    return None


def _not(low: Lowering, node: "Node") -> Term:
    return negation(low.term(node.child_by_field_name("argument")), low.notes)


def _bases(low: Lowering, node: "Node") -> Term:
    name, bases, body = fields(node, "name", "superclasses", "body")
    listed = tuple(low.parts(bases)) if bases is not None else ()
    generic = low.term(node.child_by_field_name("type_parameters"))
    named = low.name(name) if name else ""
    return ("class", named, generic, *(listed[1:-1]), low.block(body))


_HANDLERS: dict[str, Handler] = {
    "function_definition": _function,
    "class_definition": _bases,
    "assignment": _assignment,
    "block": _block,
    "if_statement": _if,
    "comparison_operator": _comparison,
    "boolean_operator": _boolean,
    "not_operator": _not,
    "conditional_expression": _choice,
    "parenthesized_expression": braces.unwrapped,
    "attribute": _attribute,
    "keyword_argument": _keyword,
    "call": _call,
    "tuple": _sequence,
    "expression_list": _sequence,
    "pattern_list": _sequence,
    "tuple_pattern": _sequence,
    "integer": number,
    "float": number,
    "string": string,
    "concatenated_string": string,
    "interpolation": interpolation,
    "global_statement": _fixing,
    "case_pattern": _fixing,
    "import_statement": _import,
    "import_from_statement": _import,
    "return_statement": _return,
    "pass_statement": _nothing,
}

DIALECT = Dialect(
    handlers=_HANDLERS,
    names=frozenset({"identifier"}),
    containers=frozenset({"module", "class_definition", "block"}),
    drops_commas=True,
)
