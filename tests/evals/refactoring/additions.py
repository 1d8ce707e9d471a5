"""Improvements that add to what runs: a log line, a check of what must be there."""

import random
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.refactoring.view import View, body_of, shuffled, statements

if TYPE_CHECKING:
    from tree_sitter import Node

_LOGGERS = re.compile(
    r"^(?:const |var )?(\w*log(?:ger)?|\w*LOG(?:GER)?|debug) = "
    r"(?:\w+\.)?(?:getLogger|require\('debug'\))",
    re.MULTILINE,
)


def log(view: View, rng: random.Random) -> Iterator[str]:
    """Log where a function begins, by the logger that the file has."""
    how = _logger(view)
    if how is None:
        return
    for function in shuffled(view.functions(), rng):
        body, name = body_of(function), view.field(function, "name")
        inner = statements(body) if body is not None else []
        words = [w.lower() for w in re.split(r"_|(?<=[a-z0-9])(?=[A-Z])", name) if w]
        if len(words) < 2 or len(inner) < 2 or not view.alone_start(inner[1]):
            continue
        line = how.replace("@", " ".join(words).capitalize())
        at = inner[1].start_byte
        yield view.with_((at, at, f"{line}\n{view.indent(inner[1])}"))


def guard(view: View, rng: random.Random) -> Iterator[str]:
    """Refuse an argument that is missing where the next line would fail over it."""
    if view.go:
        return
    for function in shuffled(view.functions(), rng):
        body, parameters = body_of(function), function.child_by_field_name("parameters")
        inner = statements(body) if body is not None else []
        if parameters is None or not inner or not view.alone_start(inner[0]):
            continue
        for name in _parameters(view, parameters):
            if _asked_at_once(view, inner[0], name):
                at = inner[0].start_byte
                yield view.with_((at, at, _check(view, name, view.indent(inner[0]))))
                break


def _logger(view: View) -> str | None:
    found = _LOGGERS.search(view.source.text)
    if view.python and found is not None:
        return f'{found[1]}.debug("@")'
    if view.script and found is not None and found[1] == "debug":
        return f"debug('@'){view.semicolon}"
    if view.java and re.search(r"\bString TAG\b", view.source.text):
        made = re.search(r"\b(FLog|Log|LOG|Logger)\.[dw]\(TAG", view.source.text)
        return None if made is None else f'{made[1]}.d(TAG, "@");'
    return None


def _parameters(view: View, parameters: "Node") -> list[str]:
    names = []
    for node in parameters.named_children:
        if node.type == "identifier":
            names.append(view.text(node))
        if node.type in ("typed_parameter", "required_parameter", "formal_parameter"):
            name = view.field(node, "name") or view.field(node, "pattern")
            names.append(name or view.text(node).partition(":")[0])
    return [n for n in names if n.isidentifier() and n not in ("self", "cls", "this")]


def _asked_at_once(view: View, statement: "Node", name: str) -> bool:
    """Tell whether a statement begins by asking the argument for a field of it."""
    kinds = ("expression_statement", "lexical_declaration", "local_variable_declaration")
    if statement.type not in (*kinds, "return_statement", "variable_declaration"):
        return False
    asked = rf"(?:[\w.<>\[\] ]+ = |return )?{name}\.\w+.*;?"
    return re.fullmatch(asked, view.text(statement)) is not None


def _check(view: View, name: str, indent: str) -> str:
    step = view.step()
    if view.python:
        said = f'raise ValueError("{name} is required")'
        return f"if {name} is None:\n{indent}{step}{said}\n{indent}"
    if view.java:
        said = f'throw new NullPointerException("{name} is null");'
        return f"if ({name} == null) {{\n{indent}{step}{said}\n{indent}}}\n{indent}"
    said = f"throw new TypeError('{name} is required'){view.semicolon}"
    return f"if ({name} == null) {{\n{indent}{step}{said}\n{indent}}}\n{indent}"
