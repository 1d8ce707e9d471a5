"""Ends of texts and lists, bounds of numbers: what the words beside them say of which is meant."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis.grammar import (
    CALLS,
    IFS,
    NUMBERS,
    STRINGS,
    TERNARIES,
    arguments_of,
    enclosing,
    line_of,
    method_of,
    of_types,
    operator_of,
    owner_of,
    parts,
    plain,
    text_of,
    touching,
)
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Trace
from r1_assistant.analysis.twins.tokens import words

if TYPE_CHECKING:
    from tree_sitter import Node

KIND = "wrong-end"
_STARTS = {"startswith", "startsWith", "HasPrefix", "hasPrefix", "starts_with", "start_with"}
_ENDS = {"endswith", "endsWith", "HasSuffix", "hasSuffix", "ends_with", "end_with"}
_PREFIX, _SUFFIX = {"prefix"}, {"suffix", "ext", "extension"}
_QUOTES = re.compile(r"^[rbuf]{0,2}['\"`]|['\"`]$")
_WORDS = re.compile(r"\w+")
_SCHEME = re.compile(r"^[A-Za-z][\w+.-]*://")
_EXTENSION = re.compile(
    r"^\.(?:py[cioxwd]?|[cm]?[jt]sx?|json|ya?ml|toml|md|rst|txt|html?|s?css|less|xml|svg|png|jpe?g"
    r"|gif|zip|t?gz|tar|bz2|whl|dll|exe|java|class|jar|go|rs|cpp|hpp|log|csv|tsv|pdf|map)$"
)


def wrong_ends(view: HunkView) -> Iterator[Trace]:
    """Find tests of the other end than their words say, and bounds that leave one value."""
    tree = view.new.tree
    if tree is None:
        return
    for node in touching(tree.root, view.subjects):
        if node.type not in CALLS or line_of(node) not in view.subjects:
            continue
        name = method_of(node)
        if name in _STARTS | _ENDS and plain(node) not in "".join(view.old.text.split()):
            yield from _of_test(node, at_end=name in _ENDS)
        elif name in ("min", "max", "Min", "Max"):
            yield from _of_bounds(node)


def _of_test(call: "Node", *, at_end: bool) -> Iterator[Trace]:
    subject, sought = _asked(call)
    if sought is None:
        return
    basis = _said(sought, at_end=at_end) or _cut(call, subject, sought, at_end=at_end)
    if not basis and at_end and _never(call):
        basis = "No text ends in both"
    if basis:
        yield Trace(KIND, line_of(call), method_of(call), basis, 0.8)


def _asked(call: "Node") -> "tuple[str, Node | None]":
    """Give the text of what is looked at, and what is looked for there."""
    given = arguments_of(call)
    if owner_of(call) in ("strings", "bytes") and len(given) == 2:
        return plain(given[0]), given[1]
    return owner_of(call), given[0] if len(given) == 1 else None


def _said(sought: "Node", *, at_end: bool) -> str:
    """Say what the name or the text that is looked for tells of its place."""
    literals = [_QUOTES.sub("", text_of(one)) for one in of_types(sought, STRINGS)]
    if not literals:
        said = set(words(plain(sought).rpartition(".")[2]))
        wrong = said & (_PREFIX if at_end else _SUFFIX)
        right = said & (_SUFFIX if at_end else _PREFIX)
        return f"`{plain(sought)}` belongs to the other end" if wrong and not right else ""
    form = _SCHEME if at_end else _EXTENSION
    if all(form.match(one) for one in literals):
        return f"`{literals[0]}` {'begins' if at_end else 'ends'} what it is part of"
    return ""


def _cut(call: "Node", subject: str, sought: "Node", *, at_end: bool) -> str:
    """Say that the other end is cut off where this test holds."""
    choice = enclosing(call, IFS | TERNARIES)
    if choice is None or not subject:
        return ""
    owner, what = re.escape(subject), re.escape(plain(sought))
    literal = [one for one in of_types(sought, STRINGS) if one.id == sought.id]
    size = str(len(text_of(sought)) - 2) if literal else "!"
    long = rf"(?:{size}|len\({what}\)|{what}\.length(?:\(\))?)"
    first = rf"{owner}(?:\[{long}[:+]|\.(?:slice|substr|substring)\({long}[),])"
    last = (
        rf"{owner}(?:\[:-{long}\]|\[:len\({owner}\)-{long}\]"
        rf"|\.(?:slice|substring)\(0,(?:{owner}\.length(?:\(\))?)?-{long}\))"
    )
    within = plain(choice)
    if set(_WORDS.findall(within)) & _STARTS and set(_WORDS.findall(within)) & _ENDS:
        return ""
    here, other = (last, first) if at_end else (first, last)
    if re.search(other, within) and not re.search(here, within):
        return f"What is cut off below is the {'beginning' if at_end else 'end'}"
    return ""


def _never(call: "Node") -> bool:
    """Tell two ends asked of one text together, of which neither is an end of the other."""
    joined = call.parent
    if joined is None or operator_of(joined) not in ("&&", "and"):
        return False
    calls = [one for one in parts(joined, ("&&", "and")) if one.type in CALLS]
    calls = [one for one in calls if method_of(one) in _ENDS]
    literals = [(who, one) for who, one in map(_asked, calls) if one is not None]
    texts = [(who, text_of(one)[1:-1]) for who, one in literals if one.type in STRINGS]
    if len(texts) != 2 or texts[0][0] != texts[1][0] or calls[0].id != call.id:
        return False
    one, other = texts[0][1], texts[1][1]
    return not one.endswith(other) and not other.endswith(one)


def _of_bounds(call: "Node") -> Iterator[Trace]:
    """Find `min(255, min(0, x))`, of which a bound is void, and `min(0, max(255, x))`."""
    outer = _bound(call)
    inner = next((one for one in arguments_of(call) if one.type in CALLS), None)
    held = _bound(inner) if inner is not None else None
    if outer is None or inner is None or held is None:
        return
    this, that = method_of(call).lower(), method_of(inner).lower()
    void = this == that
    crossed = this != that and ((outer < held) if this == "min" else (outer > held))
    if {this, that} <= {"min", "max"} and (void or crossed):
        what = "one of the two bounds is void" if void else "it is the same for every value"
        basis = f"With `{this}` around `{that}`, {what}"
        yield Trace(KIND, line_of(call), f"{method_of(call)}", basis, 0.85)


def _bound(call: "Node") -> float | None:
    """Give the one number among the two arguments of a call."""
    given = arguments_of(call)
    numbers = [one for one in given if one.type in NUMBERS]
    if len(given) != 2 or len(numbers) != 1:
        return None
    try:
        return float(text_of(numbers[0]).rstrip("fFdDlL").replace("_", ""))
    except ValueError:
        return None
