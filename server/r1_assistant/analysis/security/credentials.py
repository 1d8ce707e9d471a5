"""Secrets in the source text: by the form of a key, or by the name that a value is given."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis.security.built import STRINGS, built, holes, literal
from r1_assistant.analysis.security.look import in_tests
from r1_assistant.analysis.security.nodes import assigned_name, call_of, on_lines, text
from r1_assistant.analysis.security.secret_values import looks_secret, secret_form
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Trace

if TYPE_CHECKING:
    from tree_sitter import Node

    from r1_assistant.context.syntax import SyntaxTree

_LOCKS = re.compile(
    r"(?i)(?:^|/)(?:[\w-]*lock[\w-]*\.\w+|go\.sum|[\w.-]*\.lock|.*\.snap)$|\.min\.\w+$"
)
_HEADER = re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----")
_BODY = re.compile(r"[A-Za-z0-9+/]{30,}={0,2}")
_PAIR = re.compile(
    r"^\s*[-{,]*\s*(?:export\s+)?[\"']?(?P<name>[A-Za-z_][\w.-]*)[\"']?\s*[:=]\s*"
    r"(?P<quote>[\"']?)(?P<value>[^\"'\s#]+)(?P=quote)\s*[,}]?\s*(?:#.*)?$"
)
_IN_TESTS = 0.4


def credentials(view: HunkView) -> Iterator[Trace]:
    """See secrets that a hunk adds; a lock file's checksums are none, nor what was there before."""
    if _LOCKS.search(view.path):
        return
    factor = _IN_TESTS if in_tests(view.path) else 1.0
    before = "\n".join(line.text for line in view.hunk.removed)
    found = {line: (value, strength) for line, value, strength in _named(view)}
    for line in sorted(view.added):
        form = _form(view, line)
        if form:
            found[line] = form, 0.9
    for line, (value, strength) in sorted(found.items()):
        if value not in before:
            yield Trace(
                "hard-coded-secret",
                line,
                _hidden(value),
                f"`{_hidden(value)}` has the form of a secret, and whoever reads the code has it.",
                round(strength * factor, 3),
            )


def _form(view: HunkView, line: int) -> str:
    written = view.new.line(line)
    if _HEADER.search(written):
        rest = written[_HEADER.search(written).end() :]  # type: ignore[union-attr]
        follows = _BODY.search(rest) or _BODY.search(view.new.line(line + 1))
        return _HEADER.search(written)[0] if follows else ""  # type: ignore[index]
    return secret_form(written) if len(written) < 2000 else ""


def _named(view: HunkView) -> Iterator[tuple[int, str, float]]:
    """Find values that their names call secret: in code by the tree, in data by the line."""
    if not view.sides.language.code:
        yield from _pairs(view)
        return
    tree = view.new.tree
    if tree is not None:
        yield from _strings(tree, view.added)


def _pairs(view: HunkView) -> Iterator[tuple[int, str, float]]:
    if view.language not in ("json", "yaml", "toml"):
        return
    for line in view.added:
        found = _PAIR.match(view.new.line(line))
        if found:
            strength = looks_secret(found["name"].replace("-", "_"), found["value"])
            if strength:
                yield line, found["value"], strength


def _strings(tree: "SyntaxTree", lines: frozenset[int]) -> Iterator[tuple[int, str, float]]:
    for node in on_lines(tree.root, lines):
        if node.type not in STRINGS or node.start_point.row + 1 not in lines:
            continue
        parts = built(node)
        if parts is None or holes(parts):
            continue
        value = literal(parts)
        strength = max((looks_secret(name, value) for name in _names(node)), default=0.0)
        if strength:
            yield node.start_point.row + 1, value, strength


def _names(node: "Node") -> Iterator[str]:
    """Give what a string is called: its target, its key, what it is compared with or set by."""
    above = node.parent
    if above is None:
        return
    if re.search(r"compar|binary", above.type):
        yield from (text(one) for one in above.named_children if one != node)
    if re.search(r"parameter", above.type):
        yield text(above.named_children[0])
        return
    if re.search(r"argument", above.type) and above.type != "keyword_argument":
        yield from _called(node)
        return
    if re.search(
        r"assign|declarator|spec$|declaration|pair|keyword|keyed|literal_element|const|expression_list",
        above.type,
    ):
        yield assigned_name(node)


def _called(node: "Node") -> Iterator[str]:
    """Give the name of a default of what is read elsewhere, or of what a setter sets."""
    above = node.parent
    while above is not None and call_of(above) is None:
        above = above.parent
    call = call_of(above) if above is not None else None
    if call is None or not call.arguments:
        return
    if len(call.arguments) > 1 and node == call.arguments[1] and call.arguments[0].type in STRINGS:
        yield literal(built(call.arguments[0]) or ())
    if len(call.arguments) == 1 and call.last.startswith("set"):
        yield call.last


def _hidden(value: str) -> str:
    """Show enough of a secret to find it."""
    return value if value.startswith("-----") else f"{value[:4]}…"
