"""What the nodes of syntax trees are called in each language, and how to go about with them.

The sets hold the names of all languages together: no two grammars use a name for different things
here, but for those that a comment tells of.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node


def _types(names: str) -> frozenset[str]:
    return frozenset(names.split())


NAMED_FUNCTIONS = _types(
    "function_definition function_declaration generator_function_declaration method_definition"
    " method_declaration constructor_declaration compact_constructor_declaration function_item"
    " local_function_statement destructor_declaration operator_declaration accessor_declaration"
    " secondary_constructor method singleton_method"
)
CLOSURES = _types(
    "lambda arrow_function function_expression generator_function lambda_expression func_literal"
    " closure_expression lambda_literal anonymous_function anonymous_method_expression"
)
FUNCTIONS = NAMED_FUNCTIONS | CLOSURES

CLASSES = _types(
    "class_definition class_declaration abstract_class_declaration class interface_declaration"
    " enum_declaration record_declaration object_declaration struct_declaration impl_item"
    " trait_declaration class_specifier struct_specifier module"
)
"""`module` is Ruby's, and the root of Python's trees."""

BLOCKS = _types(
    "block statement_block compound_statement body_statement constructor_body statement_list"
    " function_body then do colon_block block_body module program source_file compilation_unit"
    " translation_unit class_body"
)

IFS = _types("if_statement if_expression if unless if_modifier unless_modifier elif_clause elsif")
ELSES = _types("else_clause elif_clause else elsif else_if_clause")
TERNARIES = _types("conditional_expression ternary_expression conditional")

FOR_EACH = _types(
    "for_in_statement enhanced_for_statement foreach_statement for_range_loop for_expression for"
)
LOOPS = FOR_EACH | _types(
    "for_statement while_statement do_statement loop_expression while_expression"
    " do_while_statement while until"
)

SWITCHES = _types(
    "switch_statement switch_expression expression_switch_statement type_switch_statement"
    " select_statement match_statement match_expression when_expression case case_match"
)
CASES = _types(
    "switch_case switch_default switch_block_statement_group switch_rule expression_case"
    " type_case communication_case default_case case_clause match_arm when_entry when"
    " switch_section switch_expression_arm case_statement default_statement"
    " match_conditional_expression match_default_expression"
)

TRIES = _types("try_statement try_expression try_with_resources_statement begin begin_block")
HANDLERS = _types("except_clause catch_clause catch_block rescue except_group_clause")
FINALLIES = _types("finally_clause finally_block ensure")
SCOPED = _types("with_statement using_statement try_with_resources_statement")
"""Statements that close what they open. In JavaScript `with_statement` is something else."""

LOCKED = _types("synchronized_statement lock_statement")

CALLS = _types(
    "call call_expression method_invocation invocation_expression function_call_expression"
    " member_call_expression nullsafe_member_call_expression scoped_call_expression"
    " macro_invocation explicit_constructor_invocation"
)
CREATIONS = _types("new_expression object_creation_expression implicit_object_creation_expression")
ARGUMENTS = _types("argument_list arguments value_arguments")

RETURNS = _types("return_statement return_expression return")
THROWS = _types("raise_statement throw_statement throw_expression")
BREAKS = _types("break_statement break_expression break")
CONTINUES = _types("continue_statement continue_expression next")
EXITS = RETURNS | THROWS | BREAKS | CONTINUES | _types("goto_statement exit_statement")
AWAITS = _types("await await_expression")

BINARIES = _types(
    "binary_expression binary_operator boolean_operator comparison_operator binary"
    " is_expression in_expression instanceof_expression infix_expression"
)
NEGATIONS = _types(
    "not_operator unary_expression unary_op_expression prefix_unary_expression unary"
)
"""Except for `not_operator`, to be asked for the operator: `negated` does."""

ASSIGNMENTS = _types(
    "assignment assignment_expression assignment_statement short_var_declaration"
    " variable_declarator init_declarator let_declaration property_declaration"
)
"""Of which `property_declaration` is Kotlin's, and the last three declare."""

AUGMENTED = _types(
    "augmented_assignment augmented_assignment_expression compound_assignment_expr"
    " operator_assignment update_expression inc_statement dec_statement"
)
ATTRIBUTES = _types(
    "attribute member_expression field_access selector_expression member_access_expression"
    " field_expression navigation_expression nullsafe_member_access_expression"
    " scoped_property_access_expression conditional_access_expression"
)
SUBSCRIPTS = _types(
    "subscript subscript_expression array_access index_expression element_access_expression"
    " element_reference"
)
STRINGS = _types(
    "string string_literal template_string interpreted_string_literal raw_string_literal"
    " concatenated_string encapsed_string interpolated_string_expression verbatim_string_literal"
    " char_literal character_literal"
)
NUMBERS = _types(
    "integer float number int_literal float_literal decimal_integer_literal integer_literal"
    " hex_integer_literal decimal_floating_point_literal number_literal real_literal"
)
NULLS = _types("none null nil null_literal undefined nullptr")
TRUTHS = _types("true false boolean_literal boolean")
IDENTIFIERS = _types("identifier variable_name simple_identifier constant instance_variable")
FIELDS = _types("property_identifier field_identifier private_property_identifier name")
COMMENTS = _types("comment line_comment block_comment")
WRAPPERS = _types("expression_statement parenthesized_expression")


def text_of(node: "Node | None") -> str:
    """Give a node's text; empty for none."""
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""


def plain(node: "Node | None") -> str:
    """Give a node's text without white space, for comparing."""
    return "".join(text_of(node).split())


def line_of(node: "Node") -> int:
    """Give the line (1-based) where a node begins."""
    return int(node.start_point[0]) + 1


def end_line_of(node: "Node") -> int:
    """Give the line (1-based) where a node ends."""
    row, column = node.end_point
    return int(row) + (1 if column else 0)


def same(one: "Node | None", other: "Node | None") -> bool:
    """Tell whether two are the same place of one tree."""
    return one is not None and other is not None and one.id == other.id


def walk(node: "Node", *, closures: bool = True) -> "Iterator[Node]":
    """Give a node and all named ones in it, as they stand; what functions within it hold, too.

    Without `closures`, a function in it is given, but not what that holds.
    """
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        if closures or here is node or here.type not in FUNCTIONS:
            waiting.extend(reversed(here.named_children))


def of_types(node: "Node", types: frozenset[str], *, closures: bool = True) -> "Iterator[Node]":
    """Give the nodes of some types in a node, itself too."""
    return (one for one in walk(node, closures=closures) if one.type in types)


class Nodes:
    """All named nodes in a node, with those of a type at hand."""

    def __init__(self, node: "Node") -> None:
        self.all = list(walk(node))
        self._kinds: dict[str, list[Node]] = {}
        for one in self.all:
            self._kinds.setdefault(one.type, []).append(one)

    def of(self, types: frozenset[str]) -> "list[Node]":
        """Give those of some types, as they stand."""
        held = [self._kinds[kind] for kind in types & self._kinds.keys()]
        if len(held) < 2:
            return held[0] if held else []
        return sorted((one for kind in held for one in kind), key=_place)


def nodes_of(tree: SyntaxTree) -> Nodes:
    """Give all nodes of a text, collected once."""
    return tree.once(_all_nodes)


def _all_nodes(tree: SyntaxTree) -> Nodes:
    return Nodes(tree.root)


def _place(node: "Node") -> tuple[int, int]:
    return node.start_byte, -node.end_byte


def around(node: "Node") -> "Iterator[Node]":
    """Give the nodes around a node, the nearest first."""
    here = node.parent
    while here is not None:
        yield here
        here = here.parent


def enclosing(node: "Node", types: frozenset[str]) -> "Node | None":
    """Give the nearest node of some types around a node."""
    return next((one for one in around(node) if one.type in types), None)


def node_at(tree: SyntaxTree, line: int) -> "Node":
    """Give the smallest node that holds all that a line (1-based) says."""
    rows = tree.once(_rows)
    row = rows[line - 1] if 0 < line <= len(rows) else b""
    start, end = len(row) - len(row.lstrip()), len(row.rstrip())
    found = tree.root.descendant_for_point_range((line - 1, start), (line - 1, max(start, end)))
    return found if found is not None else tree.root


def _rows(tree: SyntaxTree) -> list[bytes]:
    return tree.offsets.data.split(b"\n")


def function_at(tree: SyntaxTree, line: int) -> "Node | None":
    """Give the innermost named function around a line; None outside of functions."""
    node = node_at(tree, line)
    return node if node.type in NAMED_FUNCTIONS else enclosing(node, NAMED_FUNCTIONS)


def name_of(function: "Node") -> str:
    """Give the name of a function or a class; empty if it has none."""
    named = function.child_by_field_name("name")
    if named is None:
        declarator = function.child_by_field_name("declarator")
        while declarator is not None:
            named, declarator = declarator, declarator.child_by_field_name("declarator")
    return text_of(named)


def body_of(node: "Node") -> "Node | None":
    """Give the block of a function, a loop, a handler, or the first one of an if."""
    for field in ("body", "consequence"):
        if (found := node.child_by_field_name(field)) is not None:
            return _inner(found)
    return next((_inner(one) for one in node.named_children if one.type in BLOCKS), None)


def statements(block: "Node | None") -> "list[Node]":
    """Give the statements of a block without comments; a statement without braces is its own."""
    if block is None:
        return []
    block = _inner(block)
    if block.type not in BLOCKS and block.type not in CASES and block.type not in FINALLIES:
        return [block]
    return [one for one in block.named_children if one.type not in COMMENTS]


def _inner(block: "Node") -> "Node":
    """Step into what a block wraps alone: Go's list of statements, Kotlin's body."""
    named = [one for one in block.named_children if one.type not in COMMENTS]
    wrapped = len(named) == 1 and named[0].type in ("statement_list", "block")
    return named[0] if wrapped and block.type in ("block", "function_body") else block


def condition_of(node: "Node") -> "Node | None":
    """Give the condition of an if, a loop or a choice, out of its parentheses."""
    found = node.child_by_field_name("condition")
    if found is None and node.type == "conditional_expression" and len(node.named_children) == 3:
        found = node.named_children[1]  # Python's: the value stands first
    return unwrapped(found)


def alternative_of(node: "Node") -> "Node | None":
    """Give the first else (or elif) of an if."""
    found = node.child_by_field_name("alternative")
    return found or next((one for one in node.named_children if one.type in ELSES), None)


def unwrapped(node: "Node | None") -> "Node | None":
    """Take a node out of parentheses and of the statement that it is alone."""
    while node is not None and node.type in WRAPPERS and len(node.named_children) == 1:
        node = node.named_children[0]
    return node


def operator_of(node: "Node") -> str:
    """Give the operator of an operation: `and`, `&&`, `<`, `is not`, ..."""
    found = node.child_by_field_name("operator") or node.child_by_field_name("operators")
    if found is not None:
        return " ".join(text_of(found).split())
    return next((text_of(one) for one in node.children if not one.is_named), "")


def operands(node: "Node") -> "tuple[Node | None, Node | None]":
    """Give the two sides of an operation."""
    named = [one for one in node.named_children if one.type not in COMMENTS]
    left = node.child_by_field_name("left") or (named[0] if named else None)
    right = node.child_by_field_name("right") or (named[-1] if len(named) > 1 else None)
    return left, right


def negated(node: "Node") -> "Node | None":
    """Give what a `not` or `!` denies; None if a node is none."""
    if node.type not in NEGATIONS:
        return None
    if node.type != "not_operator" and not text_of(node).startswith(("!", "not ")):
        return None
    return unwrapped(node.named_children[-1]) if node.named_children else None


def parts(condition: "Node | None", words: tuple[str, ...]) -> "list[Node]":
    """Take a condition apart at `words`: ("and", "&&") or ("or", "||")."""
    node = unwrapped(condition)
    if node is None:
        return []
    if node.type in BINARIES and operator_of(node) in words:
        left, right = operands(node)
        return [*parts(left, words), *parts(right, words)]
    return [node]


def callee_of(call: "Node") -> "Node | None":
    """Give what a call calls, with the object it belongs to if the grammar puts them together."""
    for field in ("function", "constructor", "type", "macro"):
        if (found := call.child_by_field_name(field)) is not None:
            return found
    return call.child_by_field_name("name") or next(iter(call.named_children), None)


def called(call: "Node") -> str:
    """Give the dotted name of what a call calls, without white space: `self.lock.acquire`."""
    owner = call.child_by_field_name("object") or call.child_by_field_name("receiver")
    name = call.child_by_field_name("name") or call.child_by_field_name("method")
    if owner is not None and name is not None:
        return f"{plain(owner)}.{plain(name)}"
    return plain(callee_of(call)).replace("::", ".").replace("->", ".").replace("?.", ".")


def owner_of(call: "Node") -> str:
    """Give the text of the object that a method is called on; empty for a plain function."""
    return called(call).rpartition(".")[0]


def method_of(call: "Node") -> str:
    """Give the last name of what a call calls."""
    return called(call).rpartition(".")[2]


def arguments_of(call: "Node") -> "list[Node]":
    """Give the arguments of a call, keyword arguments as they are."""
    held = call.child_by_field_name("arguments")
    held = held or next((one for one in call.named_children if one.type in ARGUMENTS), None)
    if held is None:
        return []
    wrapped = ("argument", "value_argument")
    found = [one for one in held.named_children if one.type not in COMMENTS]
    return [_only(one) if one.type in wrapped else one for one in found]


def _only(node: "Node") -> "Node":
    return node.named_children[0] if len(node.named_children) == 1 else node


def names_in(node: "Node") -> frozenset[str]:
    """Give the names of variables (not of fields) in a node."""
    return frozenset(text_of(one) for one in of_types(node, IDENTIFIERS))


def returned(node: "Node") -> "Node | None":
    """Give what a return or raise gives back; None for a bare one."""
    return next((one for one in node.named_children if one.type not in COMMENTS), None)


def touching(root: "Node", lines: Collection[int]) -> "Iterator[Node]":
    """Give the named nodes that stand on some lines (1-based), without a look at the others."""
    rows = sorted(line - 1 for line in lines)
    waiting = [root] if rows else []
    while waiting:
        here = waiting.pop()
        at = bisect_left(rows, here.start_point[0])
        if at < len(rows) and rows[at] <= here.end_point[0]:
            yield here
            waiting.extend(reversed(here.named_children))
