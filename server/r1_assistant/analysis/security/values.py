"""What is known of a value: that it cannot do harm, or that somebody outside chose it."""

import re
from typing import TYPE_CHECKING

from r1_assistant.analysis.security.built import STRINGS, Hole, built, holes
from r1_assistant.analysis.security.nodes import assignments, call_of, function_of, text

if TYPE_CHECKING:
    from tree_sitter import Node

_NUMBERS = re.compile(
    r"^(?:int|float|integer|number|bool|len|abs|round|ord|parseInt|parseFloat|Number|intval|count|"
    r"size|Itoa|FormatInt|parseLong|valueOf|uuid\d?|uuidv4|randomUUID|hexdigest|getpid|time|now|"
    r"to_i|to_f|toFixed|floor|ceil|hash|id|isoformat|strftime)$",
    re.IGNORECASE,
)
_CLEANERS = re.compile(
    r"(?i)quot|escap|saniti[sz]|purif|encode|clean|placeholder|parameteri|ident(?:ifier)?\b|"
    r"secure_?filename|basename|safe_?join|normali[sz]e|htmlspecialchars|htmlentities|strip_?tags|"
    r"validat|bindparam|literal|ensure_safe|translat|gettext|^_$|^t$|^conditional_"
)
_OUTSIDE = re.compile(
    r"\b(?:self\.)?(?:request|req|ctx\.request|flask\.request)\."
    r"(?:args|form|values|files|json|GET|POST|params|query|body|cookies|headers|data|get_json|"
    r"getParameter|getHeader|getQueryString|URL|FormValue|PostFormValue|QueryString|Query|Form|"
    r"match_info|path_params|query_params|matchdict)\b"
    r"|\bsys\.argv\b|\binput\(|\bparams\[|\$_(?:GET|POST|REQUEST|COOKIE|FILES)\b"
    r"|\br\.(?:URL|FormValue|PostFormValue|Form)\b|\bc\.(?:Param|Query|PostForm|FormValue)\("
    r"|\.getParameter\(|\bctx\.(?:query|params)\b|\blocation\.(?:hash|search|href)\b"
    r"|\bprocess\.argv\b|\bURLSearchParams\b|\bgetQueryParam"
)
_INTEGER = (
    r"(?:u?int(?:8|16|32|64)?|[lL]ong|Integer|Int|number|float|double|bool(?:ean)?|usize|[iu]\d\d)"
)


def harmless(hole: Hole, depth: int = 0) -> bool:
    """Tell whether a value is constant, a number, or was made harmless where it is used."""
    last = hole.text.rpartition(".")[2]
    if re.fullmatch(r"[A-Z][A-Z0-9_]*", last):
        return True
    return hole.node is not None and _harmless(hole.node, depth)


def _harmless(node: "Node", depth: int) -> bool:
    if re.search(r"number|integer|float|true|false|none|null|boolean|int_literal", node.type):
        return True
    if node.type in STRINGS:
        return all(harmless(hole, depth + 1) for hole in holes(built(node)))
    if (call := call_of(node)) is not None:
        last = call.last or call.name
        return bool(_NUMBERS.match(last) or _CLEANERS.search(last))
    if re.search(r"conditional|ternary", node.type):
        return all(_harmless(one, depth) for one in _branches(node))
    if re.search(r"identifier|variable_name|^name$", node.type) and depth < 3:
        return harmless_name(text(node), node, depth)
    if (parts := built(node)) is not None:
        return all(harmless(hole, depth + 1) for hole in holes(parts))
    return False


def _branches(node: "Node") -> "list[Node]":
    by_name = [node.child_by_field_name(name) for name in ("consequence", "alternative")]
    found = [one for one in by_name if one is not None]
    return found or [node.named_children[0], node.named_children[-1]]


def harmless_name(name: str, node: "Node", depth: int = 0) -> bool:
    """Tell whether a name stands for a number or for constants only, as far as its function says.

    A parameter may be anything unless its type says that it is a number.
    """
    if re.fullmatch(r"[A-Z][A-Z0-9_]+", name):
        return True
    function = function_of(node)
    escaped = re.escape(name)
    head = text(function)[:2000].partition("{")[0] if function.parent is not None else ""
    typed = rf"\b{_INTEGER}\s+{escaped}\b|\b{escaped}\??:?\s*{_INTEGER}\b"
    if re.search(typed, head):
        return True
    found = [value for target, value in assignments(function) if target == name]
    return bool(found) and all(_harmless(value, depth + 1) for value in found)


def from_outside(node: "Node", depth: int = 0) -> bool:
    """Tell whether a value comes from a request, the command line or the like."""
    written = text(node)
    if _OUTSIDE.search(written):
        return not _CLEANERS.search(written)
    if depth > 2:
        return False
    found = values_in(node)
    return any(from_outside(value, depth + 1) for value in found)


def values_in(node: "Node") -> "list[Node]":
    """Give what the names in an expression are set to in the function around it."""
    names = set(re.findall(r"\$?[A-Za-z_]\w*", text(node)))
    if len(names) > 20:
        return []
    return [value for target, value in assignments(function_of(node)) if target in names]


def constant(node: "Node") -> bool:
    """Tell whether a value is known to be the program's own."""
    return _harmless(node, 0)
