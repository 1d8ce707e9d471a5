"""Values that are computed and not used, shared where they were copied, or not given back."""

import random
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.planting.change import Change, Sites, Spot, replaced
from evals.planting.ground import (
    CALLS,
    LOOPS,
    Ground,
    arguments,
    around,
    body_of,
    callee,
    condition_of,
    field,
    function_of,
    inside,
    statements,
    words,
)
from evals.planting.surgery import siblings
from evals.planting.variables import locals_of

if TYPE_CHECKING:
    from tree_sitter import Node

_TEXTS = re.compile(
    r"(?i).*(name|key|path|url|uri|host|title|label|token|text|prefix|suffix|email|word|query|tag)"
)
_LISTS = re.compile(
    r"(?i).*(items|values|rows|entries|list|paths|files|names|keys|results|records|users)"
)
_COPIES = {
    "list",
    "dict",
    "set",
    "tuple",
    "copy.copy",
    "copy.deepcopy",
    "copy",
    "deepcopy",
    "bytearray",
}
_JAVA_COPIES = (
    r"new (ArrayList|HashMap|HashSet|LinkedHashMap|LinkedList|TreeMap|ArrayDeque)(<.*?>)?"
)


def _unused_value(ground: Ground, rng: random.Random) -> Iterator[Change]:
    for function in ground.functions:
        block = statements(field(function, "body"))
        if (
            ground.family == "python"
            and block
            and block[0].type == "expression_statement"
            and block[0].named_children
            and block[0].named_children[0].type == "string"
        ):
            block = block[1:]
        if not block or field(function, "body") is None:
            continue
        for local in locals_of(ground, function):
            given = local.node.start_byte < block[0].start_byte
            made = _made(ground.family, local.name, local.type, rng) if given else ""
            uses = [
                one
                for part in block
                for one in inside(part, "identifier")
                if words(one) == local.name
            ]
            if not made or not uses or ground.lines(block[0]) is None or ground.family == "go":
                continue
            at = ground.line_start(block[0].start_byte)
            yield Change(
                (Spot(at, at, f"{ground.indent(block[0])}{made}\n"),), (uses[0].start_byte,)
            )


def _made(family: str, name: str, type_: str, rng: random.Random) -> str:
    """Give a statement that makes a better value of a parameter; "" where none is likely."""
    text = bool(_TEXTS.fullmatch(name)) and type_ in ("", "str", "string", "String")
    several = bool(_LISTS.fullmatch(name)) and not type_.endswith(("Map", "Set"))
    cap = name[:1].upper() + name[1:]
    if family == "python" and text and not several:
        return rng.choice([f"clean_{name} = {name}.strip()", f"normalized_{name} = {name}.lower()"])
    if family == "python" and several:
        return rng.choice(
            [f"sorted_{name} = sorted({name})", f"unique_{name} = list(dict.fromkeys({name}))"]
        )
    if family == "script" and text and not several:
        return rng.choice(
            [
                f"const trimmed{cap} = {name}.trim();",
                f"const normalized{cap} = {name}.toLowerCase();",
            ]
        )
    if family == "script" and several:
        return f"const sorted{cap} = [...{name}].sort();"
    if family == "java" and text and type_ == "String":
        return rng.choice(
            [
                f"String trimmed{cap} = {name}.trim();",
                f"String normalized{cap} = {name}.toLowerCase();",
            ]
        )
    return ""


def _mutable_default(ground: Ground, _: random.Random) -> Iterator[Change]:
    """Drop the `if x is None: x = []` and put the list into the parameters."""
    for node in ground.of("if_statement"):
        match = re.fullmatch(r"(\w+) is None", words(condition_of(node)))
        held = statements(body_of(node))
        function = function_of(node)
        if match is None or len(held) != 1 or function is None or field(node, "alternative"):
            continue
        set_ = re.fullmatch(
            rf"{match[1]} = (\[\]|\{{\}}|set\(\)|dict\(\)|list\(\))", words(held[0])
        )
        span = ground.with_comments(node)
        default = _default_of(function, match[1])
        if set_ and span and default is not None and len(siblings(node)) > 1:
            at = Spot(default.start_byte, default.end_byte, set_[1])
            yield Change((at, Spot(*span, "")))


def _default_of(function: "Node", name: str) -> "Node | None":
    given = field(function, "parameters")
    for one in inside(given, "default_parameter", "typed_default_parameter") if given else ():
        if words(field(one, "name")) == name:
            return field(one, "value")
    return None


_CHANGES = (
    r"(\.(append|pop\w*|remove|add|update|clear|extend|insert|push|shift|unshift|splice|sort|reverse"
    r"|discard|put|set|delete|setdefault)\(|\[[^]]*\]\s*[-+|]?=[^=])"
)


def _shared(ground: Ground, _: random.Random) -> Iterator[Change]:
    """Use a value itself where a copy of it was made, which is changed or kept later."""
    for node in ground.of(
        "call", "call_expression", "object_creation_expression", "array", "object"
    ):
        kept, parent, function = _copied(node), node.parent, function_of(node)
        if not kept or parent is None or function is None or words(parent).startswith(f"{kept} ="):
            continue
        loop = around(node, LOOPS)
        if loop is not None and field(loop, "right") == node:
            if re.search(re.escape(kept) + _CHANGES, words(field(loop, "body"))):
                yield replaced(node, kept)
            continue
        holder = parent.parent if parent.type == "expression_list" and parent.parent else parent
        name = words(field(holder, "left", "name"))
        kept_on = re.match(r"(self|this|[a-z])\.", name) or holder.type == "return_statement"
        rest = ground.between(node.end_byte, function.end_byte)
        if kept_on or (name and re.search(rf"\b{re.escape(name)}{_CHANGES}", rest)):
            yield replaced(node, kept)


def _copied(node: "Node") -> str:
    """Give what a node is a copy of; "" if it is none."""
    text = words(node)
    if node.type in ("array", "object"):
        match = re.fullmatch(r"[\[{]\s*\.\.\.([\w.]+)\s*[\]}]", text)
        return match[1] if match else ""
    if node.type == "object_creation_expression":
        match = re.fullmatch(rf"{_JAVA_COPIES}\(([a-z][\w.]*)\)", text, re.S)
        return match[3] if match else ""
    given, called = arguments(node), callee(node)
    simple = re.fullmatch(r"[\w.]+", words(given[0])) if len(given) == 1 else None
    if called in _COPIES and simple and given[0].type in ("identifier", "attribute"):
        return words(given[0])
    if re.fullmatch(r"[\w.]+\.(copy|slice)", called) and not given:
        return called.rpartition(".")[0]
    if called in ("slices.Clone", "maps.Clone", "bytes.Clone", "structuredClone") and simple:
        return words(given[0])
    match = re.fullmatch(r"append\(\[\]\*?[\w.]+(\(nil\)|\{\}), ([\w.]+)\.\.\.\)", text)
    match = match or re.fullmatch(r"Object\.assign\(\{\}(, )([\w.]+)\)", text)
    return match[2] if match else ""


def _unused_result(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node in ground.of("assignment", "assignment_expression", "assignment_statement"):
        left, right = words(field(node, "left")), field(node, "right")
        if right is not None and right.type == "expression_list":
            right = right.named_children[0]
        if right is None or node.parent is None or field(node, "type") or "+=" in words(node):
            continue
        plain = re.sub(r"\(.*", "", words(right), flags=re.S)
        pure = re.compile(
            r"(?i).*\b_?(strip|lstrip|rstrip|replace(all)?|lower|upper|tolowercase|touppercase|trim\w*|sorted|encode|decode"
            r"|format|concat|slice|filter|map|normalize\w*|clean\w*|escape\w*|join|resolve|abs|round|with\w+|astimezone"
            r"|substring|substr|toasciilowercase|copy|deepcopy|unquote|quote)"
        )
        again = re.match(rf"{re.escape(left)}\b", words(right)) or left in [
            words(one) for one in arguments(right)
        ]
        if (
            right.type in CALLS
            and again
            and pure.fullmatch(plain)
            and node.parent.type in ("expression_statement", "statement_list", "block")
        ):
            yield Change((Spot(node.start_byte, right.start_byte, ""),))
    for statement in ground.of("expression_statement"):
        match = re.fullmatch(r"([\w.]+)\.sort\((.*)\)", words(statement), re.S)
        if match and ground.family == "python" and "key" in match[2] + "key":
            rest = f", {match[2]}" if match[2] else ""
            yield replaced(statement, f"sorted({match[1]}{rest})")


def _lost_return(ground: Ground, _: random.Random) -> Iterator[Change]:
    if ground.family not in ("python", "script"):
        return
    for node in ground.of("return_statement"):
        value = next(iter(node.named_children), None)
        function = function_of(node)
        if (
            value is None
            or function is None
            or value.type not in (*CALLS, "await", "await_expression")
        ):
            continue
        ends = re.compile(r"(.*\.)?(callback|cb|next|done|reject|resolve|close|fn|exit|_?log\w*)")
        returns = words(field(function, "return_type"))
        if ends.fullmatch(callee(value)) or re.search("None|void", returns):
            continue
        if siblings(node)[-1:] == [node] and "__init__" not in words(function)[:30]:
            yield Change((Spot(node.start_byte, value.start_byte, ""),))


STRUCTURAL: dict[str, Sites] = {
    "unused-new-value": _unused_value,
    "mutable-default": _mutable_default,
    "lost-copy": _shared,
    "unused-result": _unused_result,
    "lost-return": _lost_return,
}
