"""Names that nothing defines, and names that are one letter away from one that is known."""

import re
from collections import Counter
from collections.abc import Iterator

from r1_assistant.analysis.grammar import line_of, text_of
from r1_assistant.analysis.names.bound import PYTHON_GLOBALS, bound, opens_all, read
from r1_assistant.analysis.names.globals import SCRIPT_GLOBALS
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Trace
from r1_assistant.analysis.twins.tokens import NAME, Token, lines
from r1_assistant.context.impact.testing import is_test
from r1_assistant.context.syntax import SyntaxTree, problems

_SHORTEST = 4
"""Letters of a name that may be a misspelling of another; short ones are alike by chance."""
_SCRIPTS = ("javascript", "typescript", "tsx")


def unknown_names(view: HunkView) -> Iterator[Trace]:
    """Find names on added lines that nothing in the file defines or brings in."""
    tree = view.new.tree
    if tree is None or not view.new.whole or problems(tree):
        return
    known = set(_misspelled(tree, view))
    for name, line, right in sorted(known, key=lambda each: each[1]):
        fix = view.new.line(line).replace(name, right)
        basis = f"`{name}` stands nowhere else; `{right}` does"
        yield Trace("misspelled-name", line, name, basis, 0.8, fix)
    spelled = {name for name, _, _ in known}
    if _is_closed(tree, view):
        yield from _undefined(tree, spelled, view)


def _is_closed(tree: SyntaxTree, view: HunkView) -> bool:
    """Tell a file that names all that it uses."""
    if view.language == "python":
        return not opens_all(tree)
    return view.language in _SCRIPTS and _is_module(tree.text) and not is_test(view.path)


def _undefined(tree: SyntaxTree, spelled: set[str], view: HunkView) -> Iterator[Trace]:
    python = view.language == "python"
    defined = bound(tree) | (PYTHON_GLOBALS if python else SCRIPT_GLOBALS)
    before = view.old.text
    for node in read(tree):
        name = text_of(node)
        if line_of(node) not in view.subjects or name in defined or name in spelled:
            continue
        if not python and (name.isupper() or name.startswith("__")):
            continue  # what is built into scripts when they are bundled
        if name in before and name not in (bound(view.old.tree) if view.old.tree else ()):
            continue  # whatever gives it gave it before
        spelled.add(name)
        basis = f"Nothing in the file defines or imports `{name}`"
        yield Trace("undefined-name", line_of(node), name, basis, 0.9)


def _is_module(text: str) -> bool:
    """Tell a script that says what it takes from others from one that shares a page with them."""
    takes = re.search(r"^(?:import|export)\b|\brequire\(|\bmodule\.exports\b", text, re.MULTILINE)
    return takes is not None and not re.search(r"/[*/]\s*(?:globals?|eslint-env|jshint)\b", text)


def _misspelled(tree: SyntaxTree, view: HunkView) -> Iterator[tuple[str, int, str]]:
    tokens = [token for line in lines(tree).values() for token in line if token.kind == NAME]
    counts = Counter(token.text for token in tokens)
    members = Counter(token.text for token in tokens if token.member)
    defined = bound(tree) if view.language in ("python", *_SCRIPTS) else frozenset[str]()
    for token in tokens:
        if not _is_odd(token, counts, view) or token.text in defined:
            continue
        there = members if token.member else counts
        for name, count in there.items():
            if max(count, counts[name]) >= 2 and _one_edit(token.text, name):
                yield token.text, token.line, name
                break


def _is_odd(token: Token, counts: Counter[str], view: HunkView) -> bool:
    """Tell a name that came with the change, stands there once, and is no definition."""
    text = token.text
    once = token.line in view.subjects and counts[text] == 1 and len(text) >= _SHORTEST
    return once and text not in view.old.text and text not in PYTHON_GLOBALS


def _one_edit(one: str, other: str) -> bool:
    """Tell whether a letter was lost, doubled, changed or swapped with its neighbour."""
    if one == other or one.lower() == other.lower() or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    mine, theirs = one[start : len(one) - end], other[start : len(other) - end]
    if not (mine + theirs).isalpha() or start == 0 or end == 0:
        return False  # numbers, plurals and prefixes tell names apart
    swapped = len(mine) == 2 and mine == theirs[::-1]
    return swapped or max(len(mine), len(theirs)) == 1
