"""What the nodes of syntax trees are called in each language.

The sets hold the names of all languages together: no two grammars use a name for different things
here, but for those that a comment tells of.
"""


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
