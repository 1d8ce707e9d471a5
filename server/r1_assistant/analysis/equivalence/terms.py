"""Normal forms: terms, and what they do. A term is a token's text, or a head with its parts."""

from collections import Counter
from typing import TypeAlias

Term: TypeAlias = str | tuple["Term", ...]
"""The name `x` is `("id", "x")`; all else has the type of its syntax node as its head."""

Notes: TypeAlias = Counter[str]
"""How often each normalisation was applied: where the two sides differ, it says what was done."""


def words(text: str) -> frozenset[str]:
    """Give the words of a text."""
    return frozenset(text.split())


EMPTY: Term = ("block",)

SAFE_CALLS = frozenset({"len", "abs", "type", "isinstance", "id", "callable", "cap"})
"""Functions of Python and Go that change nothing and that nobody replaces."""

_PURE = words(
    "id text raw number attribute member_expression field_access selector_expression"
    " subscript subscript_expression array_access index_expression cmp not and or"
    " unary_operator binary_operator unary_expression binary_expression tuple string"
    " string_literal none true false decimal_integer_literal decimal_floating_point_literal"
    " null_literal character_literal nil regex int_literal float_literal rune_literal"
    " interpreted_string_literal raw_string_literal undefined this slice"
)
_SAFE = {("id", name) for name in SAFE_CALLS}
_IMPURE_TOKENS = frozenset({"delete", "<-", "await"})
_JUMPS = {
    "return_statement",
    "raise_statement",
    "throw_statement",
    "break_statement",
    "continue_statement",
}


def head(term: Term) -> str:
    """Give the type of a term, "" of a token."""
    return term[0] if isinstance(term, tuple) and term and isinstance(term[0], str) else ""


def is_pure(term: Term) -> bool:
    """Tell whether evaluating a term has no effect: names, members, literals, operators.

    Reading a member counts as pure, and so do operators: where they aren't, no order of two of
    them is relied upon.
    """
    if isinstance(term, str):
        return term not in _IMPURE_TOKENS
    if head(term) == "call":
        return term[1] in _SAFE and all(map(_is_plain, term[2:]))
    return head(term) in _PURE and all(map(is_pure, term[1:]))


def _is_plain(arguments: Term) -> bool:
    return isinstance(arguments, tuple) and all(map(is_pure, arguments[1:]))


def jumps(block: Term) -> bool:
    """Tell whether a list of statements never runs to its end."""
    if not isinstance(block, tuple) or len(block) < 2:
        return False
    last = block[-1]
    if head(last) == "if":
        return jumps(last[2]) and jumps(last[3])
    return head(last) in _JUMPS


def contains(term: Term, wanted: Term) -> bool:
    """Tell whether a term occurs in another."""
    return count(term, wanted) > 0


def count(term: Term, wanted: Term) -> int:
    """Count how often a term occurs in another."""
    if term == wanted:
        return 1
    return sum(count(part, wanted) for part in term[1:]) if isinstance(term, tuple) else 0


def replaced(term: Term, wanted: Term, by: Term) -> Term:
    """Put a term in the place of another."""
    if term == wanted:
        return by
    return tuple(replaced(part, wanted, by) for part in term) if isinstance(term, tuple) else term
