"""Signatures that changed while the callers pass what they passed."""

import random
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.planting.change import Change, Sites, Spot
from evals.planting.ground import Ground, arguments, field, inside, statements, words
from evals.planting.signatures import called, foreign, starts

if TYPE_CHECKING:
    from tree_sitter import Node

_PLAIN = {
    "identifier",
    "typed_parameter",
    "required_parameter",
    "formal_parameter",
    "parameter_declaration",
}


def _stale_caller(ground: Ground, rng: random.Random) -> Iterator[Change]:
    for function, calls, others in called(ground):
        given = [
            call
            for call in calls
            if not any("*" in words(one) or "..." in words(one) for one in arguments(call))
        ]
        if not given and not others:
            continue
        for make in (_reordered, _extended, _renamed_keyword, _shortened):
            spots = make(ground, function, given, rng)
            if spots:
                yield Change(spots, starts(given), others=others, restores=False)


def _reordered(
    _: Ground, function: "Node", calls: "list[Node]", rng: random.Random
) -> tuple[Spot, ...]:
    given = _parameters(function)
    fitting = [call for call in calls if _positional(call) >= 2]
    if (
        len(given) < 2
        or not fitting
        or not all(field(one, "name", "pattern") or one.type in _PLAIN for one in given)
    ):
        return ()
    one, other = given[0], given[1]
    del rng
    return Spot(one.start_byte, one.end_byte, words(other)), Spot(
        other.start_byte, other.end_byte, words(one)
    )


def _positional(call: "Node") -> int:
    return len(
        [one for one in arguments(call) if one.type not in ("keyword_argument", "dictionary_splat")]
    )


def _extended(
    ground: Ground, function: "Node", calls: "list[Node]", rng: random.Random
) -> tuple[Spot, ...]:
    """Add a parameter that must be passed, and what looks at it."""
    given, block = _parameters(function), statements(field(function, "body"))
    if block and words(block[0]).lstrip("rb").startswith(('"', "'")):
        block = block[1:]
    name = rng.choice(["limit", "max_depth", "retries", "depth", "budget"])
    if (
        not given
        or not block
        or ground.lines(block[0]) is None
        or ground.tree.language.name == "javascript"
    ):
        return ()
    if name in words(function) or (not calls and ground.family != "python"):
        return ()
    if ground.family != "python":
        name = re.sub(r"_(\w)", lambda match: match[1].upper(), name)
    indent, typed = ground.indent(block[0]), ":" in words(given[-1])
    parameter, check = _looked_at(ground.family, name, indent)
    at, end = ground.line_start(block[0].start_byte), given[-1].end_byte
    added = name if ground.family == "python" and not typed else parameter
    line = ground.between(ground.line_start(given[-1].start_byte), given[-1].start_byte)
    joint = f",\n{line}" if not line.strip() else ", "  # one parameter a line stays so
    return Spot(end, end, joint + added), Spot(at, at, f"{indent}{check}\n")


def _looked_at(family: str, name: str, indent: str) -> tuple[str, str]:
    """Give a parameter that holds a number, and the statement that refuses a negative one."""
    step = "\t" if indent.startswith("\t") else "    "
    refusal = f"{name} must not be negative"
    refused = f"if ({name} < 0) {{\n{indent}{step}throw new "
    return {
        "python": (f"{name}: int", f'if {name} < 0:\n{indent}{step}raise ValueError("{refusal}")'),
        "script": (f"{name}: number", f"{refused}RangeError('{refusal}');\n{indent}}}"),
        "java": (f"int {name}", f'{refused}IllegalArgumentException("{refusal}");\n{indent}}}'),
        "go": (f"{name} int", f"if {name} < 1 {{\n{indent}{step}{name} = 1\n{indent}}}"),
    }[family]


def _renamed_keyword(
    ground: Ground, function: "Node", calls: "list[Node]", rng: random.Random
) -> tuple[Spot, ...]:
    if ground.family != "python":
        return ()
    passed = {
        words(field(one, "name"))
        for call in calls
        for one in arguments(call)
        if one.type == "keyword_argument"
    }
    own = {words(one) for one in inside(function, "identifier")}
    names = sorted(name for name in passed if name in words(field(function, "parameters")))
    if not names:
        return ()
    name = rng.choice(names)
    new = rng.choice([f"{name}_value", f"use_{name}", f"{name}_option"])
    spots = [
        Spot(one.start_byte, one.end_byte, new)
        for one in inside(function, "identifier")
        if words(one) == name and not foreign(one)
    ]
    return tuple(spots) if new not in own and len(spots) > 1 else ()


def _shortened(
    ground: Ground, function: "Node", calls: "list[Node]", rng: random.Random
) -> tuple[Spot, ...]:
    """Drop a parameter with a default, which takes its place in the body."""
    given = field(function, "parameters")
    options = (
        inside(given, "default_parameter", "typed_default_parameter") if given is not None else []
    )
    rng.shuffle(options)
    for option in options:
        name, default = words(field(option, "name")), words(field(option, "value"))
        uses = [
            one for one in inside(function, "identifier") if words(one) == name and not foreign(one)
        ]
        passed = any(words(field(one, "name")) == name for call in calls for one in arguments(call))
        before = option.prev_named_sibling
        written = any(field(one.parent, "left") == one for one in uses if one.parent is not None)
        if passed and before is not None and len(uses) == 2 and not written and len(default) < 30:
            use = uses[1]
            return Spot(before.end_byte, option.end_byte, ""), Spot(
                use.start_byte, use.end_byte, default
            )
    return ()


def _parameters(function: "Node") -> "list[Node]":
    """Give the parameters that a caller must pass in their order, without the receiver."""
    given = field(function, "parameters")
    found = given.named_children if given is not None else []
    plain: list[Node] = []
    for one in found:
        if one.type not in _PLAIN or field(one, "value") is not None:
            break
        if words(one) not in ("self", "cls", "this"):
            plain.append(one)
    return plain


STRUCTURAL: dict[str, Sites] = {"stale-caller": _stale_caller}
