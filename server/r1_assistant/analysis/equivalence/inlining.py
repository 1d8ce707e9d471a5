"""Variables that only name a value on its way to the next statement: put back where it is used."""

from collections.abc import Callable

from r1_assistant.analysis.equivalence.terms import (
    Term,
    contains,
    count,
    head,
    is_pure,
    replaced,
    words,
)

_LITERALS = {"text", "number", "string", "raw", "true", "false", "none", "null_literal"}
_IN_ORDER = words(
    "return_statement expression_statement raise_statement throw_statement arguments"
    " argument_list cmp not tuple list keyword_argument pair dictionary object array"
    " binary_operator binary_expression unary_operator unary_expression subscript"
    " subscript_expression index_expression attribute member_expression selector_expression"
    " await await_expression string interpolation template_string template_substitution"
    " parenthesized_expression expression_list field_access variable_declarator"
    " lexical_declaration local_variable_declaration new_expression"
    " object_creation_expression array_access short_var_declaration"
)
"""Heads whose parts are all evaluated, once, from left to right."""
_LISTS = {"arguments", "argument_list", "expression_list", "tuple"}
_CALLS = {"call", "call_expression"}
_FIRST_ONLY = {"and", "or", "choice", "if"}
_CALL, _UNKNOWN = "call", "unknown"


def inlined(term: Term, name: str, is_local: Callable[[str], bool]) -> Term:
    """Put a variable's value where it is used, if that is next and nothing can come between."""
    if not isinstance(term, tuple) or not contains(term, ("id", name)):
        return term
    if head(term) == "block":
        for at in range(1, len(term) - 1):
            value = _value(term[at], name)
            if value is not None and count(term, ("id", name)) == 2:
                joined = _joined(value, term[at + 1], name, is_local)
                return term if joined is None else (*term[:at], joined, *term[at + 2 :])
    return tuple(inlined(part, name, is_local) for part in term)


def _value(term: Term, name: str) -> Term | None:
    """Give what a statement assigns, if all it does is to name it so."""
    target: Term = ("id", name)
    match term:
        case ("expression_statement", ("assignment", left, (), right)) if left == target:
            return right
        case ("lexical_declaration", _, ("variable_declarator", left, "=", right)) if (
            left == target
        ):
            return right
        case ("short_var_declaration", ("expression_list", left), ":=", ("expression_list", one)):
            return one if left == target and head(one) not in _GO_UNTYPED else None
        case ("local_variable_declaration", kind, ("variable_declarator", left, "=", right)):
            objects = head(kind) in ("type_identifier", "generic_type")
            return right if left == target and objects and kind[-1] != "Object" else None
    return None


_GO_UNTYPED = words(
    "text raw int_literal float_literal rune_literal true false nil binary_expression"
    " unary_expression cmp and or not"
)  # fmt: skip
"""What has another type in another place."""


def _joined(value: Term, into: Term, name: str, is_local: Callable[[str], bool]) -> Term | None:
    before: list[Term] = []
    chained = contains(value, _OPTIONAL) or contains(into, _OPTIONAL)
    if chained or _depends_on_place(into, ("id", name)):
        return None
    if not _reaches(into, ("id", name), before):
        return None
    if _is_literal(value):
        harmless = True
    elif is_pure(value):
        harmless = not any(one in (_CALL, _UNKNOWN) for one in before)
    else:
        harmless = all(_is_settled(one, is_local) for one in before)
    return replaced(into, ("id", name), value) if harmless else None


_OPTIONAL: Term = ("optional_chain", "?.")


def _depends_on_place(term: Term, wanted: Term) -> bool:
    """Tell whether a variable is called as it is, where the object before it counts.

    In Go a variable is a copy as well, which may have methods that change it.
    """
    if not isinstance(term, tuple):
        return False
    kind = head(term)
    if kind in ("call_expression", "selector_expression") and term[1] == wanted:
        return True
    return any(_depends_on_place(part, wanted) for part in term)


def _is_literal(term: Term) -> bool:
    return head(term) in _LITERALS and all(
        isinstance(part, str) or head(part) in ("text", "raw") for part in term[1:]
    )


def _is_settled(seen: Term, is_local: Callable[[str], bool]) -> bool:
    """Tell whether what is evaluated first is the same whatever happens then."""
    return head(seen) == "callee" or (head(seen) == "id" and is_local(str(seen[1])))


def _reaches(term: Term, wanted: Term, before: list[Term]) -> bool:
    """Collect what is evaluated before a variable; False if that comes never, or not for sure."""
    kind = head(term)
    if term == wanted or isinstance(term, str) or not kind or _is_literal(term):
        return term == wanted
    if kind == "id":
        before.append(term)
        return False
    if kind in _CALLS:
        return _reaches_call(term, wanted, before)
    if kind == "assignment":
        return _reaches(term[3], wanted, before)
    if kind == "assignment_expression" and head(term[1]) == "id":
        return term[1] != wanted and _reaches(term[3], wanted, before)
    if kind in _FIRST_ONLY and _reaches(term[1], wanted, before):
        return True
    if kind not in _IN_ORDER or _may_stop(term):
        before.append(_UNKNOWN)
        return False
    if any(_reaches(part, wanted, before) for part in term[1:]):
        return True
    if kind not in _LISTS:
        before.append(("member",) if is_pure(term) else _UNKNOWN)
    return False


def _may_stop(term: Term) -> bool:
    """Tell whether what comes later may not be evaluated, or by its address."""
    return "chain" in term or "??" in term or "&" in term[:2]


def _reaches_call(term: Term, wanted: Term, before: list[Term]) -> bool:
    callee = term[1]
    if head(callee) == "id" or isinstance(callee, str) or _is_method(callee):
        before.append(("callee",))
    elif _reaches(callee, wanted, before):
        return True
    if any(_reaches(part, wanted, before) for part in term[2:]):
        return True
    before.append(_CALL)
    return False


def _is_method(callee: Term) -> bool:
    return (
        head(callee) in ("attribute", "member_expression", "selector_expression")
        and head(callee[1]) == "id"
    )
