"""What a function's name, annotation or documentation promises, and a line contradicts."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from r1_assistant.analysis.grammar import (
    CALLS,
    CLASSES,
    NAMED_FUNCTIONS,
    NUMBERS,
    RETURNS,
    STRINGS,
    TRUTHS,
    enclosing,
    function_at,
    line_of,
    method_of,
    name_of,
    of_types,
    plain,
    returned,
    text_of,
    touching,
)
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Trace
from r1_assistant.analysis.twins.pairs import mirrored
from r1_assistant.analysis.twins.tokens import words
from r1_assistant.analysis.twins.twin import edits
from r1_assistant.context.syntax import SyntaxTree

if TYPE_CHECKING:
    from tree_sitter import Node

KIND = "contract-contradiction"
_MOST = {"max", "maximum", "largest", "biggest", "highest", "longest"}
_LEAST = {"min", "minimum", "smallest", "lowest", "shortest"}
_LITERALS = {"bool": TRUTHS, "str": STRINGS, "int": NUMBERS, "float": NUMBERS}
_DENIES = re.compile(r"(?:this|self)\.(is\w+)\s*=\s*[fF]alse\b|\breturn [fF]alse\b")
_DENIALS = {"no", "not", "non", "un", "base", "abstract", "default", "null", "fake"}
_RAISED = re.compile(r"raise\s+(\w+)|throw\s+new\s+(\w+)")
_REVERSED = re.compile(r"reverse\s*=\s*True|reverseOrder\(\)|\.reversed?\(\)")
_VERBS = {
    "remove": {"add", "append", "push", "put", "insert"},
    "delete": {"add", "append", "push", "put", "insert"},
    "add": {"remove", "discard", "delete", "pop"},
    "append": {"remove", "pop"},
    "push": {"pop"},
    "pop": {"push"},
    "open": {"close"},
    "close": {"open"},
    "lock": {"unlock"},
    "unlock": {"lock"},
    "enable": {"disable"},
    "disable": {"enable"},
    "start": {"stop"},
    "stop": {"start"},
    "encode": {"decode"},
    "decode": {"encode"},
    "show": {"hide"},
    "hide": {"show"},
    "increment": {"decrement"},
    "decrement": {"increment"},
}


def broken_promises(view: HunkView) -> Iterator[Trace]:
    """Find lines that do the opposite of what their function is there for."""
    tree = view.new.tree
    if tree is None:
        return
    for function in touching(tree.root, view.subjects):
        if function.type in NAMED_FUNCTIONS and name_of(function):
            yield from _of_extremes(function, view)
            yield from _of_answers(function, view)
            yield from _of_annotation(function, view)
            yield from _of_order(function, view)
            yield from _of_errors(function, view)
    yield from _of_verbs(view)
    yield from _of_being(tree, view)


def _of_extremes(function: "Node", view: HunkView) -> Iterator[Trace]:
    """Look for `min` in what is named after the largest, and for the reverse."""
    said = set(words(name_of(function)))
    calls = [one for one in of_types(function, CALLS) if method_of(one) in ("min", "max")]
    used = {method_of(one) for one in calls}
    for wanted, other in ((_MOST, "min"), (_LEAST, "max")):
        if not said & wanted or said & (_MOST | _LEAST) - wanted or used != {other}:
            continue
        for call in calls:
            if line_of(call) in view.subjects and not re.search(rf"\b{other}\b", view.old.text):
                sought = "largest" if other == "min" else "smallest"
                basis = f"`{name_of(function)}` is there for the {sought}"
                yield Trace(KIND, line_of(call), name_of(function), basis, 0.7)
                return


def _of_answers(function: "Node", view: HunkView) -> Iterator[Trace]:
    """Look for questions that have one answer to everything since the change."""
    name = name_of(function)
    if words(name)[0] not in ("is", "has", "can", "should", "contains", "equals", "supports"):
        return
    returns = list(of_types(function, RETURNS, closures=False))
    values = [plain(returned(one)).lower() for one in returns]
    changed = [one for one in returns if line_of(one) in view.subjects]
    if (
        len(returns) < 2
        or not changed
        or len(set(values)) != 1
        or values[0] not in ("true", "false")
    ):
        return
    if any(name in line for line in view.old.lines):
        basis = f"Every way out of `{name}` gives back `{values[0]}` now"
        yield Trace(KIND, line_of(changed[0]), name, basis, 0.85)


def _of_annotation(function: "Node", view: HunkView) -> Iterator[Trace]:
    """Compare returned literals with Python's annotation."""
    promised = text_of(function.child_by_field_name("return_type"))
    fitting = _LITERALS.get(promised) if view.language == "python" else None
    if fitting is None or "yield" in text_of(function):
        return
    literals = TRUTHS | STRINGS | NUMBERS | {"none", "list", "dictionary", "tuple"}
    for node in of_types(function, RETURNS, closures=False):
        value = returned(node)
        kind = "none" if value is None else value.type
        numeric = promised in ("int", "float") and kind in TRUTHS
        if line_of(node) in view.subjects and kind in literals - fitting and not numeric:
            given = plain(value) or "nothing"
            basis = (
                f"`{name_of(function)}` is annotated to give back `{promised}`, and gives `{given}`"
            )
            yield Trace(KIND, line_of(node), name_of(function), basis, 0.7)
            return


def _of_order(function: "Node", view: HunkView) -> Iterator[Trace]:
    """Compare sorting with what the documentation or the name says of the order."""
    text = text_of(function).lower()
    for line in sorted(view.subjects & _rows(function)):
        turned = _REVERSED.search(view.new.line(line))
        said = re.search(r"\b(?:ascending|increasing)\b|_asc\b|smallest first|lowest first", text)
        against = re.search(r"descending|decreasing|_desc\b", text)
        if turned and said and not against and line_of(function) < line:
            basis = f"`{name_of(function)}` says {said[0].strip('_')}, and this line turns it round"
            yield Trace(KIND, line, name_of(function), basis, 0.75)


def _of_errors(function: "Node", view: HunkView) -> Iterator[Trace]:
    """Look for errors that the documentation names and the change took out."""
    text = text_of(function)
    rows = {line for number in view.removed if (line := view.anchor(number)) in _rows(function)}
    for number in sorted(view.removed):
        found = _RAISED.match(view.old.line(number).strip())
        error = (found[1] or found[2]) if found else ""
        line = view.anchor(number)
        documented = re.search(
            rf"(?:raises?|throws)\W+(?:[\w.]+\W+)?{error}\b", text, re.IGNORECASE
        )
        raised = re.search(rf"(?:raise|throw new)\s+{error}\b", text)
        if error and documented and not raised and line in rows:
            basis = f"The documentation still says that it raises `{error}`"
            yield Trace(KIND, line, name_of(function), basis, 0.6)
            return


def _of_being(tree: SyntaxTree, view: HunkView) -> Iterator[Trace]:
    """Look for what denies being what its own class is called: `isLight = false` in a `Light`."""
    for line in sorted(view.subjects):
        denied = _DENIES.search(view.new.line(line))
        function = function_at(tree, line) if denied else None
        if denied is None or function is None:
            continue
        name = denied[1] or name_of(function)
        holder = enclosing(function, CLASSES)
        asked = words(name)
        alone = len(list(of_types(function, RETURNS, closures=False))) == 1 or denied[1]
        if holder is None or asked[0] != "is" or len(asked) < 2 or not alone:
            continue
        own = words(name_of(holder))
        if set(asked[1:]) <= set(own) and not set(own) & _DENIALS:
            basis = f"`{name}` is asked of a `{name_of(holder)}`"
            yield Trace(KIND, line, name, basis, 0.65)


def _of_verbs(view: HunkView) -> Iterator[Trace]:
    """Look for the opposite of a function's verb where the verb itself was before."""
    tree = view.new.tree
    if tree is None:
        return
    verbs = {
        line: words(name_of(node))
        for node in touching(tree.root, view.subjects)
        if node.type in NAMED_FUNCTIONS and name_of(node)
        for line in _rows(node)
    }
    for edit in edits(view.hunk):
        for old, new in zip(edit.removed, edit.added, strict=False):
            said = verbs.get(new, ())
            one, other = _changed_word(view.old.line(old), view.new.line(new))
            opposite = other in _VERBS.get(one, ()) or mirrored(one, other)
            if one in said and opposite and other not in said and new in view.subjects:
                basis = f"`{'_'.join(said)}` did `{one}` here, and does `{other}` now"
                yield Trace(KIND, new, other, basis, 0.7)


def _changed_word(old: str, new: str) -> tuple[str, str]:
    """Give the one word by which two lines differ, in both."""
    one, other = re.findall(r"[A-Za-z]+", old), re.findall(r"[A-Za-z]+", new)
    if len(one) != len(other) or re.sub(r"[A-Za-z]+", "", old) != re.sub(r"[A-Za-z]+", "", new):
        return "", ""
    apart = {(a, b) for a, b in zip(one, other, strict=True) if a != b}
    if len(apart) != 1:
        return "", ""
    ((was, is_),) = apart
    mine, theirs = words(was), words(is_)
    different = [pair for pair in zip(mine, theirs, strict=False) if pair[0] != pair[1]]
    return different[0] if len(different) == 1 and len(mine) == len(theirs) else ("", "")


def _rows(function: "Node") -> frozenset[int]:
    return frozenset(range(line_of(function), function.end_point[0] + 2))
