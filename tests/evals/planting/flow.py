"""Branches, loops and statements at the wrong place, or gone."""

import random
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.planting.change import Change, Sites, Spot, removed, replaced
from evals.planting.ground import (
    CALLS,
    LOOPS,
    Ground,
    around,
    body_of,
    callee,
    condition_of,
    field,
    function_of,
    inside,
    is_idle,
    statements,
    words,
)
from evals.planting.surgery import dropped, following, is_exit, preceding, reindented, siblings

if TYPE_CHECKING:
    from tree_sitter import Node

_CASES = (
    "switch_case",
    "expression_case",
    "type_case",
    "switch_block_statement_group",
    "case_clause",
)
_ASSIGNS = ("assignment", "assignment_expression", "assignment_statement", "short_var_declaration")
_GROWS = (
    r"(\s*(\+=|\|=|-=)|\.(append|add|push|put|update|extend|set)\b|\+\+|\[[^]]+\]\s*=[^=]"
    r"|\s*=\s*append)"
)
_FRESH = re.compile(
    r"0|0\.0|\[\]|\{\}|dict\(\)|set\(\)|list\(\)|\"\"|''|None|null|nil|false|False"
    r"|new \w+(<.*>)?\(\)"
)


def _dropped_case(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node in ground.of(*_CASES, "elif_clause"):
        if node.type == "switch_block_statement_group" and "default" in words(node)[:8]:
            continue
        if field(node, "body") is None and not statements(node)[1:]:
            continue
        if (span := ground.with_comments(node)) is not None:
            yield removed(span)


def _missing_break(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node in ground.of("break_statement"):
        group = node.parent
        cased = group is not None and group.type in ("switch_case", "switch_block_statement_group")
        after = group.next_named_sibling if cased and group is not None else None
        if after is not None and (change := dropped(ground, node)):
            yield change


def _missing_exit(ground: Ground, _: random.Random) -> Iterator[Change]:
    """Take the `break` out of a loop's search: the loop goes on after it has found something."""
    for node in ground.of("break_statement"):
        test = around(node, {"if_statement"})
        loop = around(node, LOOPS | set(_CASES))
        body = body_of(test) if test is not None else None
        held = statements(body)
        endless = loop is not None and re.match(r"(while|for) ?\(?(True|true|;;|\{|1)", words(loop))
        if loop is None or loop.type not in LOOPS or endless or held[-1:] != [node]:
            continue
        if len(held) > 1 and (change := dropped(ground, node)):
            yield change


def _inverted(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node in ground.of("if_statement"):
        test, other = condition_of(node), field(node, "alternative")
        if test is None or other is None or "\n" in words(test):
            continue
        if other.type not in ("else_clause", "block"):
            continue
        if (text := _negated(test, ground.family)) is not None:
            yield replaced(test, text)


def _negated(test: "Node", family: str) -> str | None:
    """Give the opposite of a condition as one would write it; None for joined ones."""
    text = words(test)
    swap = {"==": "!=", "!=": "==", "===": "!==", "!==": "===", "<": ">=", ">=": "<", ">": "<="}
    swap |= {"<=": ">", "in": "not in", "not in": "in", "is": "is not", "is not": "is"}
    if test.type in ("comparison_operator", "binary_expression") and len(test.named_children) == 2:
        sign = next((child for child in test.children if child.type in swap), None)
        if sign is None:
            return None
        at = sign.start_byte - test.start_byte
        data = test.text or b""
        return (data[:at] + swap[sign.type].encode() + data[at + len(sign.type) :]).decode()
    if test.type in ("not_operator", "unary_expression") and text[0] in "!n":
        return words(field(test, "argument", "operand"))
    if test.type in ("boolean_operator", "binary_expression", "named_expression"):
        return None
    return f"not {text}" if family == "python" else f"!{text}"


def _moved_out(ground: Ground, _: random.Random) -> Iterator[Change]:
    for loop in ground.of(*LOOPS):
        held = statements(field(loop, "body"))
        if len(held) < 2 or is_exit(held[-1]) or field(loop, "alternative"):
            continue
        last = held[-1]
        declared = {words(name) for one in held[:-1] for name in _declares(one)}
        used = {words(name) for name in inside(last, "identifier")}
        escapes = ground.family != "python" and declared & used
        own, whole = ground.with_comments(last), ground.lines(loop)
        if last.type != "expression_statement" and last.type != "inc_statement":
            continue
        if own is None or whole is None or escapes or _loop_only(ground, loop, used):
            continue
        moved = reindented(ground.between(*own), ground.indent(last), ground.indent(loop))
        if moved is not None:
            yield Change((Spot(*own, ""), Spot(whole[1], whole[1], moved)))


def _loop_only(ground: Ground, loop: "Node", used: set[str]) -> bool:
    """Tell whether the loop's own variable is used, which other languages end with the loop."""
    clause = next(
        (one for one in loop.children if one.type in ("range_clause", "for_clause")), loop
    )
    target = field(clause, "left", "name", "init", "initializer")
    names = {words(name) for name in inside(target, "identifier")} if target is not None else set()
    return ground.family != "python" and bool(names & used)


def _declares(statement: "Node") -> "list[Node]":
    kinds = {"lexical_declaration", "variable_declaration", "local_variable_declaration"}
    kinds |= {"short_var_declaration", "var_declaration"}
    return inside(statement, "identifier") if statement.type in kinds else []


def _moved_in(ground: Ground, _: random.Random) -> Iterator[Change]:
    for loop in ground.of(*LOOPS):
        after, held = following(loop), statements(field(loop, "body"))
        if after is None or not held or field(loop, "alternative") or is_exit(held[-1]):
            continue
        touched = {words(name) for one in held for name in inside(one, "identifier")}
        shared = touched & {words(name) for name in inside(after, "identifier")}
        one, body_end = ground.with_comments(after), ground.lines(held[-1])
        if after.type not in ("expression_statement", "return_statement") or not shared:
            continue
        if one is None or body_end is None or not after.named_children:
            continue
        moved = reindented(ground.between(*one), ground.indent(after), ground.indent(held[-1]))
        if moved is not None and not (after.type == "return_statement" and ground.family == "java"):
            yield Change((Spot(body_end[1], body_end[1], moved), Spot(*one, "")))


def _returned_early(ground: Ground, rng: random.Random) -> Iterator[Change]:
    """Only the moves that put a `return` into the loop before it."""
    for change in _moved_in(ground, rng):
        if change.spots[0].text.lstrip().startswith("return"):
            yield change


def _runs_each_time(ground: Ground, rng: random.Random) -> Iterator[Change]:
    for change in _moved_in(ground, rng):
        if not change.spots[0].text.lstrip().startswith("return"):
            yield change


def _unreachable(ground: Ground, _: random.Random) -> Iterator[Change]:
    """Return before the statement that came last."""
    for node in ground.of("return_statement"):
        before = preceding(node)
        plain = before is not None and before.type == "expression_statement"
        if before is None or not plain or following(node) or ground.family == "java":
            continue
        call = next(iter(before.named_children), None)
        one, other = ground.with_comments(before), ground.lines(node)
        if call is None or call.type not in CALLS or one is None or other is None:
            continue
        if is_exit(before) or is_idle(call) or inside(node, *CALLS):
            continue
        late = Spot(other[1], other[1], ground.between(*one))
        yield Change((Spot(*one, ""), late), (node.start_byte,))


def _reset_in_loop(ground: Ground, _: random.Random) -> Iterator[Change]:
    for loop in ground.of(*LOOPS):
        start, held = preceding(loop), statements(field(loop, "body"))
        if start is None or not held:
            continue
        name, value = _assigned(start)
        changed = rf"(?<![\w.]){re.escape(name)}{_GROWS}"
        if (
            not name
            or not _FRESH.fullmatch(value)
            or not re.search(changed, words(field(loop, "body")))
        ):
            continue
        own, first = ground.lines(start), ground.lines(held[0])
        function = function_of(loop)
        rest = ground.between(loop.end_byte, function.end_byte) if function is not None else ""
        if own is None or first is None or not re.search(rf"\b{name}\b", rest):
            continue
        declared = start.type != "expression_statement" and start.type != "assignment_statement"
        semicolon = ";" if words(start).rstrip().endswith(";") else ""
        text = f"{ground.indent(held[0])}{name} = {value}{semicolon}\n"
        spots = [Spot(first[0], first[0], text)]
        yield Change(tuple(spots if declared else [Spot(*own, ""), *spots]))


def _assigned(statement: "Node") -> tuple[str, str]:
    """Give the name and the value of a plain assignment or declaration; "" for others."""
    found = inside(statement, *_ASSIGNS, "variable_declarator")
    if len(found) != 1 or statement.type in LOOPS or statement.type == "if_statement":
        return "", ""
    name = words(field(found[0], "left", "name"))
    return (name, words(field(found[0], "right", "value"))) if name.isidentifier() else ("", "")


def _dropped_update(ground: Ground, _: random.Random) -> Iterator[Change]:
    """Take out a statement that keeps a counter, a cache or a set of what was seen."""
    updates = re.compile(
        r"(?s)[\w.]+\s*(\+=|-=)\s*\S+;?|[\w.]+(\+\+|--);?|(self|this)\.[\w.]+(\[[^]]+\])?\s*=\s*[^=].*"
        r"|[\w.]*(seen|visited|cache|registry|pending|done|known)\w*(\.(add|append|put|set|delete|remove)\(.*\)|\[.+\]\s*=.*);?"
    )
    for node in ground.of(
        "expression_statement", "inc_statement", "dec_statement", "assignment_statement"
    ):
        function = around(
            node, {"function_definition", "method_definition", "constructor_declaration"}
        )
        starts = function is not None and re.match(
            r"(async )?(def __|constructor)", words(function)
        )
        name = re.split(r"\s*[-+=[(]|\.(?=add|append|put|set|del|rem)", words(node))[0]
        alone = len(siblings(node)) < 2 or ground.tree.text.count(name) < 3
        if (
            not starts
            and not alone
            and updates.fullmatch(words(node))
            and (change := dropped(ground, node))
        ):
            yield change


def _dropped_super(ground: Ground, _: random.Random) -> Iterator[Change]:
    for node in ground.of("expression_statement"):
        text = words(node)
        if (
            re.match(r"(await )?super(\(.*?\))?\.\w+\(", text)
            and ground.family != "go"
            and (change := dropped(ground, node))
        ):
            yield change
        called = next(iter(node.named_children), None)
        base = (
            called is not None
            and called.type in CALLS
            and re.fullmatch(r"[A-Z]\w*\.__init__", callee(called))
        )
        if base and (change := dropped(ground, node)):
            yield change


STRUCTURAL: dict[str, Sites] = {
    "dropped-case": _dropped_case,
    "missing-break": _missing_break,
    "missing-loop-exit": _missing_exit,
    "inverted-condition": _inverted,
    "moved-out-of-loop": _moved_out,
    "moved-into-loop": _runs_each_time,
    "return-in-loop": _returned_early,
    "unreachable": _unreachable,
    "reset-in-loop": _reset_in_loop,
    "dropped-update": _dropped_update,
    "dropped-super": _dropped_super,
}
