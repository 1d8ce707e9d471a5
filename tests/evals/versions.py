"""Real changes between two versions of a package, one hunk each, that make sense alone."""

import builtins
import keyword
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from evals.changes import Hunk, hunks
from evals.edit import Edit, Source
from evals.functions import function_at
from r1_assistant.context.languages import language_of
from r1_assistant.context.syntax import parse, parses_as_well

if TYPE_CHECKING:
    from tree_sitter import Node

MOST_LINES = 25
"""Changed lines of a hunk, the larger of both sides."""

_GAP = 2
"""Equal lines within a hunk: what is that near to each other is one thought."""

_WORD = re.compile(r"[A-Za-z_]\w*")
_RELEASE = re.compile(r"version|copyright|license|deprecat|since|@author", re.IGNORECASE)
_BOUND = (
    r"(?:\b(?:def|class|function|const|let|var|type|func|as|for|interface|catch|except)\s+[(*]?"
    r"(?:\([^)]*\)\s*)?(?:\w+\s*,\s*)*{name}\b|\b{name}\s*(?::[^=\n]*)?=(?!=)|\b{name}\b.*:=|"
    r"\b(?:import|require|lambda|def|func|function|global)\b.*\b{name}\b|\b{name}\b.*=>|"
    r"^\s+\*{0,2}{name}(?:: .*|=.*)?,?$)"
)
"""What binds a name, in any of the languages; a line of its own may be a parameter's."""

_JAVA = r"(?<!return)(?<!new)(?<!throw)(?<!else)(?<=[\w>\]])\s+{name}\s*[=;:,)(]"
_FIELDS = {"attribute", "member_expression", "selector_expression", "field_access"}
_NAMES = {"identifier", "type_identifier", "shorthand_property_identifier"}


def version_edits(
    old: Mapping[str, str], new: Mapping[str, str], package: str, rng: random.Random
) -> Iterator[tuple[Source, Edit]]:
    """Give the hunks between the versions' texts by path, each applied to its old text alone.

    The files come in a random order.
    """
    both = sorted(old.keys() & new.keys())
    for path in rng.sample(both, len(both)):
        language = language_of(path)
        if language is None or old[path] == new[path]:
            continue
        source = Source(package, path, language.name, old[path])
        for text in hunk_texts(old[path], new[path], path):
            yield source, Edit("version", "version", text)


def hunk_texts(old: str, new: str, path: str) -> Iterator[str]:
    """Give old texts with one hunk of the new one each, where that hunk makes sense alone."""
    before, after = old.split("\n"), new.split("\n")
    found = list(hunks(before, after, _GAP))
    touched = [_difference(before, after, hunk) for hunk in found]
    shared = Counter(name for names in touched for name in names)
    for hunk, names in zip(found, touched, strict=True):
        lonely = all(shared[name] == 1 for name in names)
        if lonely and _plain(before, after, hunk):
            text = "\n".join([*before[: hunk.start], *after[hunk.new_start : hunk.new_end]])
            text = "\n".join([text, *before[hunk.end :]]) if hunk.start or hunk.new_end else ""
            if text and _sound(before, text, path, hunk):
                yield text


def commented(old: str, new: str, path: str) -> bool:
    """Tell whether a change touches comments and documentation only."""
    return _code(old, path) == _code(new, path)


def sample(
    edits: list[tuple[Source, Edit]], rng: random.Random, comments: float
) -> list[tuple[Source, Edit]]:
    """Shuffle edits, and keep those that touch comments only to a share of all."""
    rng.shuffle(edits)
    code: list[tuple[Source, Edit]] = []
    remarks: list[tuple[Source, Edit]] = []
    for source, edit in edits:
        only = commented(source.text, edit.new, source.path)
        (remarks if only else code).append((source, edit))
    return code + remarks[: int(len(code) * comments)]


def _plain(before: list[str], after: list[str], hunk: Hunk) -> bool:
    removed = before[hunk.start : hunk.end]
    added = after[hunk.new_start : hunk.new_end]
    changed = [line for line in set(removed) ^ set(added) if line.strip()]
    small = 1 <= max(len(removed), len(added)) <= MOST_LINES
    return small and bool(changed) and not all(_RELEASE.search(line) for line in changed)


def _difference(before: list[str], after: list[str], hunk: Hunk) -> set[str]:
    """Give the names that a hunk brings or takes: another hunk with one of them belongs to it."""
    removed = set(_WORD.findall("\n".join(before[hunk.start : hunk.end])))
    added = set(_WORD.findall("\n".join(after[hunk.new_start : hunk.new_end])))
    return {name for name in removed ^ added if len(name) > 2 and not hasattr(builtins, name)}


def _sound(before: list[str], text: str, path: str, hunk: Hunk) -> bool:
    old, language = "\n".join(before), language_of(path)
    if language is None or not parses_as_well(old, text, language):
        return False
    removed = "\n".join(before[hunk.start : hunk.end])
    rows = range(hunk.start, hunk.start + hunk.new_end - hunk.new_start)
    return not (_unknown(old, text, path, rows) or _orphaned(removed, text, path, hunk))


def _unknown(old: str, text: str, path: str, rows: range) -> bool:
    """Tell whether some rows use a name that the old text has not and that nothing binds."""
    return any(
        not hasattr(builtins, name)
        and re.search(rf"(?<![{before}\w]){re.escape(name)}\b", old) is None
        and not _binds(text, name, path)
        for name, before in _used(text, path, rows)
    )


def _orphaned(removed: str, text: str, path: str, hunk: Hunk) -> bool:
    """Tell whether a name is still used of which the hunk takes the last binding in reach."""
    function = function_at(path, text, hunk.start + 1) or function_at(path, text, hunk.start)
    near = text[function.start : function.end] if function is not None else text
    top = "\n".join(line.partition("(")[0] for line in text.split("\n") if line[:1].strip())
    lost = {name for name in _WORD.findall(removed) if _binds(removed, name, path)}
    return any(
        re.search(rf"(?<![.\w]){re.escape(name)}\b", near) is not None
        and not _binds(near, name, path)
        and not _binds(top, name, path)
        for name in lost - set(keyword.kwlist)
    ) or _lost_import(removed, text)


def _lost_import(removed: str, text: str) -> bool:
    """Tell whether a name is still used that the text imported before and does not any more."""
    lines = [line for line in removed.split("\n") if re.match(r"\s*(?:from|import)\b", line)]
    names = {name for line in lines for name in _WORD.findall(line.partition("import")[2])}
    return any(
        re.search(rf"(?<![.\w]){name}\b(?![^\n]*\bimport\b)", text) is not None
        and re.search(rf"\bimport\b.*\b{name}\b|^\s+{name},?$", text, re.MULTILINE) is None
        for name in names - set(keyword.kwlist)
    )


def _binds(text: str, name: str, path: str) -> bool:
    form = f"{_BOUND}|{_JAVA}" if path.endswith(".java") else _BOUND
    return re.search(form.replace("{name}", re.escape(name)), text, re.MULTILINE) is not None


def _used(text: str, path: str, rows: range) -> set[tuple[str, str]]:
    """Give the names that stand for themselves, with "." which no other one has before it.

    The fields of the object at hand come with "".
    """
    found = set()
    for node in _leaves(text, path):
        if node.start_point[0] not in rows:
            continue
        if _of_self(node):
            found.add((_string(node), ""))
        elif node.type in _NAMES and not _of_other(node):
            found.add((_string(node), "."))
    return found


def _of_other(node: "Node") -> bool:
    """Tell whether a name is what comes after a dot, or a keyword's."""
    before = node.prev_sibling
    after = node.next_sibling
    keyed = node.parent is not None and node.parent.type == "keyword_argument"
    return (before is not None and before.type == ".") or (keyed and after is not None)


def _of_self(node: "Node") -> bool:
    parent = node.parent
    if parent is None or parent.type not in _FIELDS or not parent.children:
        return False
    first = parent.children[0]
    return first.id != node.id and _string(first) in ("self", "this", "cls")


def _code(text: str, path: str) -> list[str]:
    return [_string(node) for node in _leaves(text, path) if not _remark(node)]


def _remark(node: "Node") -> bool:
    if "comment" in node.type:
        return True
    above = node.parent
    while above is not None and above.type.startswith("string"):
        if above.parent is not None and above.parent.type == "expression_statement":
            return True
        above = above.parent
    return False


def _leaves(text: str, path: str) -> "Iterator[Node]":
    language = language_of(path)
    tree = parse(text, language) if language is not None else None
    stack = [tree.root] if tree is not None else []
    while stack:
        node = stack.pop()
        if node.child_count:
            stack.extend(reversed(node.children))
        else:
            yield node


def _string(node: "Node") -> str:
    return (node.text or b"").decode()
