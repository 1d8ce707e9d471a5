"""Texts that are put together from constant parts and values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from r1_assistant.analysis.security.nodes import bare, call_of, text

if TYPE_CHECKING:
    from tree_sitter import Node

STRINGS = frozenset(
    {
        "string",
        "template_string",
        "encapsed_string",
        "string_literal",
        "interpreted_string_literal",
        "raw_string_literal",
        "interpolated_string_expression",
        "line_string_literal",
        "multi_line_string_literal",
        "verbatim_string_literal",
        "heredoc",
        "heredoc_body",
        "text_block",
        "subshell",
        "shell_command_expression",
        "multiline_string_literal",
        "raw_string",
    }
)
"""Types of nodes that are texts in a source text."""

_SUMS = frozenset(
    {
        "binary_operator",
        "binary_expression",
        "binary",
        "additive_expression",
        "infix_expression",
        "concatenated_string",
    }
)
_HOLES = ("interpolation", "substitution", "interpolated_expression", "interpolated_identifier")
_PHP_HOLES = ("variable_name", "member_access_expression", "subscript_expression")
_OPENING = re.compile(r"(?:<<[<~-]?['\"\w]+|[A-Za-z$@#]{0,3}(?:\"\"\"|'''|[\"'`]))")
_FORMATS = re.compile(r"(?:^|\.)(?:format|Format|f?printf|sprintf|Sprintf|Fprintf|formatted)$")
_PLACES = re.compile(r"%(?:\(\w+\))?[-+ #0-9.*]*([a-zA-Z])|\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Hole:
    """A value in a text: as it is written, and its node if the grammar has one."""

    text: str
    node: "Node | None"


Part = str | Hole


def built(node: "Node") -> tuple[Part, ...] | None:
    """Take a text apart; None for what is no text, and for a sum in which no text is seen."""
    node = bare(node)
    if node.type in STRINGS:
        return _of_string(node)
    if node.type in _SUMS:
        return _of_sum(node)
    return _of_format(node)


def holes(parts: Sequence[Part] | None) -> list[Hole]:
    """Give the values of a text."""
    return [part for part in parts or () if isinstance(part, Hole)]


def literal(parts: Sequence[Part]) -> str:
    """Give what is constant of a text, with a § for each value."""
    return "".join(part if isinstance(part, str) else "§" for part in parts)


def _of_string(node: "Node") -> tuple[Part, ...]:
    data = node.text or b""
    parts: list[Part] = []
    at = 0
    for child in _direct(node):
        if not (any(kind in child.type for kind in _HOLES) or child.type in _PHP_HOLES):
            continue
        start = child.start_byte - node.start_byte
        parts.append(data[at:start].decode(errors="replace").removesuffix("\\("))
        parts.append(_hole(child))
        at = child.end_byte - node.start_byte
    parts.append(data[at:].decode(errors="replace"))
    _take_off_quotes(parts)
    kotlin = len(parts) == 1 and any(text(one) == "$" for one in node.named_children)
    return tuple(_dollars(str(parts[0]))) if kotlin else tuple(parts)


def _take_off_quotes(parts: list[Part]) -> None:
    opening = _OPENING.match(str(parts[0]))
    if opening is None:
        return
    parts[0] = str(parts[0])[opening.end() :]
    parts[-1] = str(parts[-1]).removesuffix(opening[0].lstrip("rRbBuUfFLsc$@#"))


def _direct(node: "Node") -> "list[Node]":
    """Give what a string consists of; some grammars put a layer between."""
    layers = ("interpolated_string", "heredoc_body", "string")
    return [
        inner
        for child in node.named_children
        for inner in (child.named_children if child.type in layers else (child,))
    ]


def _dollars(text_: str) -> list[Part]:
    pieces = re.split(r"\$([a-zA-Z_]\w*)", text_)
    return [Hole(piece, None) if at % 2 else piece for at, piece in enumerate(pieces)]


def _hole(node: "Node") -> Hole:
    if node.type in _PHP_HOLES:
        return Hole(text(node), node)
    inner = node.child_by_field_name("expression")
    values = [one for one in node.named_children if "brace" not in one.type]
    inner = inner or (values[0] if values else node)
    return Hole(text(inner), inner)


def _of_sum(node: "Node") -> tuple[Part, ...] | None:
    if node.type == "concatenated_string":
        return tuple(part for one in node.named_children for part in built(one) or ())
    operator = next((text(one) for one in node.children if _is_sign(one)), "")
    sides = [one for one in node.named_children if not _is_sign(one)]
    if len(sides) != 2 or operator not in ("+", ".", "%"):
        return None
    left, right = built(sides[0]), built(sides[1])
    if operator == "%":
        return _filled(left, _values(sides[1])) if left is not None else None
    if left is None and right is None:
        return None
    return (
        *(left if left is not None else (Hole(text(sides[0]), bare(sides[0])),)),
        *(right if right is not None else (Hole(text(sides[1]), bare(sides[1])),)),
    )


def _is_sign(node: "Node") -> bool:
    return not node.is_named or ("operator" in node.type and node.type != "binary_operator")


def _values(node: "Node") -> "list[Node]":
    if node.type in ("tuple", "array", "list"):
        return list(node.named_children)
    if node.type == "dictionary":
        pairs = [one for one in node.named_children if one.type == "pair"]
        return [one.named_children[-1] for one in pairs]
    return [node]


def _of_format(node: "Node") -> tuple[Part, ...] | None:
    call = call_of(node)
    if call is None or not _FORMATS.search(call.name):
        return None
    given = list(call.arguments)
    owner = (node.child_by_field_name("function") or node).child_by_field_name("object")
    if owner is not None and (owner.type in STRINGS or owner.type in _SUMS):
        return _filled(built(owner), [*given, *call.named.values()])
    at = next((n for n, one in enumerate(given) if one.type in STRINGS), None)
    return _filled(built(given[at]), given[at + 1 :]) if at is not None and at < 3 else None


def _filled(template: Sequence[Part] | None, values: "Sequence[Node]") -> tuple[Part, ...] | None:
    """Put values into the places of a template, in their order; numbers stay a part of it."""
    if template is None:
        return None
    rest = list(values)
    parts: list[Part] = []
    for part in template:
        if isinstance(part, Hole):
            parts.append(part)
            continue
        at = 0
        for place in _PLACES.finditer(part):
            parts.append(part[at : place.start()])
            at = place.end()
            parts.append(_placed(place, rest))
        parts.append(part[at:])
    return tuple(parts)


def _placed(place: re.Match[str], rest: "list[Node]") -> Part:
    inside = (place[2] or "").partition(":")[0]
    if place[1] is None and re.fullmatch(r"[a-zA-Z_]\w*", inside) and not rest:
        return Hole(inside, None)  # the name stands in the text
    node = rest.pop(0) if rest else None
    if (place[1] and place[1] in "dfieuxX") or node is None:
        return "0"
    return Hole(text(node), bare(node))
