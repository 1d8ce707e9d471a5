"""Go's normal forms."""

from typing import TYPE_CHECKING

from r1_assistant.analysis.equivalence import braces
from r1_assistant.analysis.equivalence.lowering import Dialect, Handler, Lowering, fields
from r1_assistant.analysis.equivalence.terms import Term

if TYPE_CHECKING:
    from tree_sitter import Node


def _selector(low: Lowering, node: "Node") -> Term:
    value, name = fields(node, "operand", "field")
    return ("selector_expression", low.term(value), low.text(name) if name else "")


def _call(low: Lowering, node: "Node") -> Term:
    """`len` and `cap` have no effect."""
    function, arguments = fields(node, "function", "arguments")
    if function is None or low.text(function) not in ("len", "cap") or arguments is None:
        return low.plain(node)
    return ("call", low.term(function), ("arguments", *tuple(low.parts(arguments))[1:-1]))


def _key(low: Lowering, node: "Node") -> Term:
    """A key may be a field, which the tree doesn't tell from a variable."""
    key, value = fields(node, "key", "value")
    for one in key.named_children if key is not None else ():
        if one.type == "identifier":
            low.fix(one)
    return ("keyed_element", low.term(key), ":", low.term(value))


def _if(low: Lowering, node: "Node") -> Term:
    first = node.child_by_field_name("initializer")
    branched = braces.branching(low, node)
    return branched if first is None else ("scoped", low.term(first), branched)


def _block(low: Lowering, node: "Node") -> Term:
    for one in node.named_children:
        if one.type == "statement_list":
            for other in node.named_children:
                if "comment" in other.type:
                    low.lower(other)
            return low.statements(one)
    return low.statements(node)


def _parameters(low: Lowering, node: "Node") -> Term:
    """`a, b int` is `a int, b int`."""
    listed: list[Term] = []
    for one in node.named_children:
        names, kind = one.children_by_field_name("name"), one.child_by_field_name("type")
        if one.type == "parameter_declaration" and names:
            listed += [("parameter", low.name(name), low.term(kind)) for name in names]
        elif (term := low.lower(one)) is not None:
            listed.append(term)
    return ("parameter_list", *listed)


def _variable(low: Lowering, node: "Node") -> Term:
    """`var x = 1` is `x := 1` within a function."""
    spec = node.named_children[0] if node.named_child_count == 1 else None
    outer = node.parent
    if spec is None or spec.type != "var_spec" or outer is None or outer.type == "source_file":
        return low.plain(node)
    names = spec.children_by_field_name("name")
    kind, value = fields(spec, "type", "value")
    if kind is not None or value is None:
        return low.plain(node)
    low.notes["literals"] += 1
    left = ("expression_list", *(term for name in names for term in (low.name(name), ",")))
    return ("short_var_declaration", left[:-1], ":=", low.term(value))


def _empty_interface(low: Lowering, node: "Node") -> Term:
    return ("type_identifier", "any") if not node.named_child_count else low.plain(node)


def _quoted(low: Lowering, node: "Node") -> Term:
    return braces.quoted(low, node)


def _statements(low: Lowering, node: "Node") -> Term:
    return low.statements(node)


_HANDLERS: dict[str, Handler] = {
    "selector_expression": _selector,
    "call_expression": _call,
    "keyed_element": _key,
    "if_statement": _if,
    "block": _block,
    "statement_list": _statements,
    "parameter_list": _parameters,
    "var_declaration": _variable,
    "interface_type": _empty_interface,
    "interpreted_string_literal": _quoted,
    "raw_string_literal": _quoted,
    "binary_expression": braces.binary,
    "unary_expression": braces.unary,
    "parenthesized_expression": braces.unwrapped,
}

DIALECT = Dialect(
    _HANDLERS,
    frozenset({"identifier"}),
    {},
    frozenset({"source_file"}),
    drops_commas=True,
)
