"""Values in the text of an SQL statement."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis.security.built import STRINGS, Hole, Part, built, holes, literal
from r1_assistant.analysis.security.look import Look, names_of
from r1_assistant.analysis.security.nodes import around, call_of, text
from r1_assistant.analysis.security.values import from_outside, harmless
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

_STATEMENT = re.compile(
    r"\b(?:SELECT\b.+?\bFROM\b|INSERT\s+(?:OR\s+\w+\s+)?INTO\b|UPDATE\b.+?\bSET\b|DELETE\s+FROM\b)"
    r"|\b(?:select\b.+?\bfrom\s+\w+|insert\s+into\s+\w+|update\s+\w+\s+set\s+\w+\s*=|"
    r"delete\s+from\s+\w+\s+where\b)",
    re.DOTALL,
)
_FRAGMENT = re.compile(
    r"^\s*(?:(?:WHERE|AND|OR|HAVING)\b|(?:where|and|or)\s+[\w.]+\s*(?:=|like)).*"
)
_VALUE = re.compile(
    r"(?:[=<>]|\blike|\bin\s*\(|\bbetween|\bvalues\s*\(.*|\band)\s*N?(?P<quote>\\?['\"])?%?\(?$",
    re.IGNORECASE | re.DOTALL,
)
_CONDITIONS = re.compile(r"^(?:where|having|whereRaw|where_raw|Where|Having|orWhere|extra|not)$")
_LOGS = re.compile(
    r"(?i)(?:^|\.)(?:log(?:ger|ging)?|console|debug|info|warn(?:ing)?|error|print(?:ln)?)"
    r"(?:\.|$)|(?:Error|Exception)$"
)
_STRENGTHS = {"outside": 0.95, "quoted": 0.9, "value": 0.85, "fragment": 0.7}


def sql(node: "Node", look: Look) -> Iterator[Trace]:
    """See values put where a statement has values; names of tables and columns can't be bound."""
    if _is_part(node) or (parts := built(node)) is None or not holes(parts):
        return
    statement = literal(parts)
    whole = _STATEMENT.search(statement)
    if not whole and not _FRAGMENT.match(statement) and not _is_condition(node, statement):
        return
    if any(_says(above) for above in around(node)):
        return
    found = [(hole, how) for hole, how in _bad(parts, bool(whole))]
    if found:
        hole, how = max(found, key=lambda one: _STRENGTHS[one[1]])
        yield Trace(
            "sql-injection",
            look.at(node, hole.node),
            hole.text,
            f"{names_of((hole,))} becomes part of the statement's text, not a parameter of it.",
            _STRENGTHS[how],
        )


def _is_condition(node: "Node", statement: str) -> bool:
    """Tell whether a text is given to what takes a condition as SQL."""
    if not re.match(r"[\w.]+ *(?:[=<>]|(?i:like|in)\b)", statement):
        return False
    calls = (call_of(above) for above in around(node))
    call = next((one for one in calls if one is not None), None)
    return call is not None and bool(_CONDITIONS.match(call.last))


def _is_part(node: "Node") -> bool:
    if node.type not in STRINGS and built(node) is None:
        return True
    above = node.parent
    while above is not None and above.type in ("parenthesized_expression", "attribute"):
        above = above.parent
    if above is None or above.child_by_field_name("arguments") == node:
        return above is not None  # the tag of a template knows values from text
    return built(above) is not None


def _bad(parts: tuple[Part, ...], whole: bool) -> Iterator[tuple[Hole, str]]:
    before = ""
    for part in parts:
        if isinstance(part, str):
            before += part
            continue
        at = _VALUE.search(before[-300:])
        before += "§"
        if at is None or harmless(part) or re.search(_NAMES, part.text):
            continue
        if part.node is not None and from_outside(part.node):
            yield part, "outside"
        elif whole:
            yield part, "quoted" if at["quote"] else "value"
        elif at["quote"]:
            yield part, "fragment"


_NAMES = (
    r"(?i)(?:^|[._])(?:placeholders?|marks?|params?|binds?|bindvars?|qmarks|sql|cols?|columns?|"
    r"fields?|table\w*|expr\w*|clause|lhs|rhs|quoted\w*|condition)s?(?:\.\w+\(\))?\)?$|\bjoin\b|[?]|%s|repeat"
)


def _says(node: "Node") -> bool:
    """Tell whether a node reports something to people."""
    if re.search(r"raise|throw|assert", node.type):
        return True
    call = call_of(node)
    return call is not None and bool(_LOGS.search(call.name)) and "execute" not in text(node)[:40]
