"""Conditions in one form: negations pushed in, comparisons and equalities in one order."""

from r1_assistant.analysis.equivalence.terms import EMPTY, Notes, Term, head, is_pure, jumps, words

_FLIPPED = {">": "<", ">=": "<="}
_SYMMETRIC = {"==", "!=", "===", "!==", "is", "is not"}
_NEGATED = {
    "==": "!=",
    "===": "!==",
    "is": "is not",
    "in": "not in",
}
_NEGATED |= {new: old for old, new in _NEGATED.items()}
_DUAL = {"and": "or", "or": "and"}


def comparison(operator: str, left: Term, right: Term, notes: Notes) -> Term:
    """Compare two operands, in one order where that can't be told from the other."""
    if is_pure(left) and is_pure(right):
        backwards = operator in _SYMMETRIC and repr(left) > repr(right)
        if backwards or operator in _FLIPPED:
            notes["flips"] += 1
            return ("cmp", _FLIPPED.get(operator, operator), right, left)
    return ("cmp", operator, left, right)


def negation(term: Term, notes: Notes) -> Term:
    """Negate a condition; `not a < b` stays, as there are things that have no order."""
    kind = head(term)
    if kind == "cmp" and (operator := str(term[1])) in _NEGATED:
        notes["flips"] += 1
        return ("cmp", _NEGATED[operator], *term[2:])
    if kind in _DUAL:
        notes["flips"] += 1
        return (_DUAL[kind], *(negation(part, notes) for part in term[1:]))
    return ("not", term)


def junction(kind: str, left: Term, right: Term) -> Term:
    """Join two conditions with "and" or "or"; how they are grouped makes no difference."""
    parts = [
        part for term in (left, right) for part in (term[1:] if head(term) == kind else (term,))
    ]
    return (kind, *parts)


def condition(term: Term, notes: Notes) -> Term:
    """Give what decides alike: here, a double negation says nothing."""
    if head(term) == "not" and head(term[1]) == "not":
        notes["flips"] += 1
        return condition(term[1][1], notes)
    return term


def is_negative(term: Term) -> bool:
    """Tell whether a condition is better turned around."""
    return head(term) == "not" or (
        head(term) == "cmp" and term[1] in ("!=", "!==", "is not", "not in")
    )


def opposite(term: Term) -> Term:
    """Give what holds where a condition doesn't, uncounted."""
    if head(term) == "not":
        return term[1]
    return negation(term, Notes())


def choice(test: Term, then: Term, other: Term, notes: Notes) -> Term:
    """Choose between two expressions; the positive question comes first."""
    if is_negative(test):
        notes["flips"] += 1
        return ("choice", opposite(test), other, then)
    return ("choice", test, then, other)


def branch(test: Term, then: Term, other: Term, notes: Notes) -> Term:
    """Branch to one of two blocks: what jumps first, else the positive question."""
    if other == EMPTY and len(then) == 2 and head(inner := then[1]) == "if" and inner[3] == EMPTY:
        notes["nests"] += 1
        return ("if", junction("and", test, inner[1]), *inner[2:])
    if other == EMPTY or (jumps(then) and not jumps(other)):
        return ("if", test, then, other)
    if then == EMPTY or (jumps(other) and not jumps(then)) or is_negative(test):
        notes["flips"] += 1
        return ("if", opposite(test), other, then)
    return ("if", test, then, other)


_DECLARES = words(
    "lexical_declaration local_variable_declaration short_var_declaration var_declaration"
    " const_declaration class_declaration function_declaration type_declaration"
    " variable_declaration generator_function_declaration labeled_statement"
)


def statements(terms: list[Term], notes: Notes) -> tuple[Term, ...]:
    """List statements, with what follows a branch that jumps outside of its `else`."""
    flat: list[Term] = []
    for term in terms:
        loose = head(term) == "if" and term[3] != EMPTY and jumps(term[2])
        if loose and not any(head(part) in _DECLARES for part in term[3][1:]):
            notes["nests"] += 1
            flat += [(*term[:3], EMPTY), *term[3][1:]]
        else:
            flat.append(term)
    return tuple(flat)
