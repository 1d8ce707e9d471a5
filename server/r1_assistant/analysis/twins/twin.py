"""Places of a file that were alike on the old side up to names, where one was changed alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from r1_assistant.analysis.grammar import FUNCTIONS, enclosing, node_at
from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Trace
from r1_assistant.analysis.twins.pairs import mirrored
from r1_assistant.analysis.twins.tokens import (
    NAME,
    NUMBER,
    STRING,
    Line,
    Token,
    joined,
    lines,
    shape,
    words,
)
from r1_assistant.context.impact.testing import is_test
from r1_assistant.domain.change import Hunk

MARGIN = 2
"""Lines of code around a change that must be alike, too, on one side or on both together."""
_LARGEST = 6
"""Lines of the largest edit that one would make twice by hand."""
_TOKENS = 14
"""Tokens that twins have in common at least, unless their names are such a pair."""
_CROWD = 3
"""Twins of which one changes alone; what there is more often is a pattern rather than a pair."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Lines (numbers of the old side) replaced by others; an insertion stands behind `after`."""

    removed: tuple[int, ...]
    added: tuple[int, ...]
    after: int


@dataclass(frozen=True, slots=True)
class Twin:
    """A place like another: its lines (of the old side), what its names are there, how alike."""

    lines: tuple[int, ...]
    names: dict[str, str]
    tokens: int
    margin: int


_ASIDE = {
    "assert", "console", "print", "log", "logger", "logging", "def", "class", "function", "func",
    "async", "import", "from", "export", "warnings", "public", "private", "protected", "debug",
}  # fmt: skip
"""What begins lines that belong to no twin: definitions, and what only looks on."""
_LAYOUT = {",", ";", "(", ")", "{", "}"}


def edits(hunk: Hunk) -> Iterator[Edit]:
    """Give the runs of changed lines of a hunk."""
    removed: list[int] = []
    added: list[int] = []
    after = max(0, hunk.old_start - 1)
    for line in hunk.lines:
        if line.old_number is not None and line.new_number is not None:
            if removed or added:
                yield Edit(tuple(removed), tuple(added), after)
            removed, added, after = [], [], line.old_number
        elif line.old_number is not None:
            removed.append(line.old_number)
        elif line.new_number is not None:
            added.append(line.new_number)
    if removed or added:
        yield Edit(tuple(removed), tuple(added), after)


def missed_twins(view: HunkView) -> Iterator[Trace]:
    """Find edits that one of two places got and the other, which was like it, did not."""
    old, new = view.old.tree, view.new.tree
    if old is None or new is None or is_test(view.path):
        return  # tests are written by copying, and meant to differ
    before, after = lines(old), lines(new)
    numbers = sorted(before)
    changed = _changed(view)
    for edit in edits(view.hunk):
        gone = [number for number in edit.removed if number in before]
        come = [number for number in edit.added if number in after]
        if not come or not set(come) & view.subjects or max(len(gone), len(come)) > _LARGEST:
            continue
        if not _is_code(come, after, view):
            continue
        twins = [
            twin
            for twin in _twins(gone, edit.after, numbers, before)
            if _strength(twin, bool(gone))
            and not changed & set(range(twin.lines[0], twin.lines[-1] + 1))
        ]
        if 0 < len(twins) < _CROWD:
            best = max(twins, key=lambda twin: twin.tokens)
            yield from _told(gone, come, best, before, after, view)


def _is_code(come: Sequence[int], after: dict[int, Line], view: HunkView) -> bool:
    """Tell statements of a function from definitions, assertions and output."""
    first = [token.text for token in after[come[0]]]
    tree = view.new.tree
    if tree is None or _ASIDE & set(first[:2]):
        return False
    return enclosing(node_at(tree, come[0]), FUNCTIONS) is not None


def _changed(view: HunkView) -> set[int]:
    """Give the lines of the old side that the change touches, and those around insertions."""
    found: set[int] = set()
    for hunk in view.sides.file.hunks:
        for edit in edits(hunk):
            found.update(edit.removed or (edit.after, edit.after + 1))
    return found


def _twins(
    gone: Sequence[int], after: int, numbers: Sequence[int], code: dict[int, Line]
) -> Iterator[Twin]:
    """Find other places that look like the lines of an edit and those around it."""
    places = {number: at for at, number in enumerate(numbers)}
    first = places[gone[0]] if gone else sum(1 for number in numbers if number <= after)
    last = first + len(gone)
    pattern = gone or numbers[max(0, first - 1) : first + 1]
    if len(pattern) < 1 + (not gone):
        return
    start = places[pattern[0]]
    shapes = [shape(code[number]) for number in pattern]
    for at, number in enumerate(numbers[: len(numbers) - len(pattern) + 1]):
        apart = at + len(pattern) <= start or at >= max(last, start + len(pattern))
        if not apart or shape(code[number]) != shapes[0]:
            continue
        twin = _grown(start, at, len(pattern), bool(gone), numbers, code)
        if twin is not None:
            yield twin


def _grown(
    start: int, at: int, size: int, replaced: bool, numbers: Sequence[int], code: dict[int, Line]
) -> Twin | None:
    """Compare two places of `size` lines, then the lines around both as far as they agree."""
    names: dict[str, str] = {}
    tokens = 0
    for step in range(size):
        if not _matches(code[numbers[start + step]], code[numbers[at + step]], names):
            return None
        tokens += len(code[numbers[start + step]])
    margin = 0 if replaced else size
    gap = abs(at - start)
    low = 1
    while low <= min(MARGIN * 2, start, at, gap - size) and _matches(
        code[numbers[start - low]], code[numbers[at - low]], names
    ):
        tokens += len(code[numbers[start - low]])
        low += 1
    high = size
    most = min(size + MARGIN * 2, len(numbers) - max(start, at), gap)
    while high < most and _matches(code[numbers[start + high]], code[numbers[at + high]], names):
        tokens += len(code[numbers[start + high]])
        high += 1
    margin += low - 1 + high - size
    span = tuple(numbers[at - low + 1 : at + high])
    return Twin(span, names, tokens, margin)


def _matches(one: Line, other: Line, names: dict[str, str]) -> bool:
    """Tell whether lines agree with names put for names, and note these; nothing if not."""
    if len(one) != len(other):
        return False
    found = dict(names)
    back = {value: key for key, value in found.items()}
    for mine, theirs in zip(one, other, strict=True):
        if mine.kind != theirs.kind:
            return False
        if mine.kind == NAME:
            if found.setdefault(mine.text, theirs.text) != theirs.text:
                return False
            if back.setdefault(theirs.text, mine.text) != mine.text:
                return False
    names.update(found)
    return True


def _told(
    gone: Sequence[int],
    come: Sequence[int],
    twin: Twin,
    before: dict[int, Line],
    after: dict[int, Line],
    view: HunkView,
) -> Iterator[Trace]:
    old = [token for number in gone for token in before[number]]
    new = [token for number in come for token in after[number]]
    deleted, inserted = _difference(old, new)
    if not _applies(deleted, inserted, twin) or _is_listed(come, after):
        return
    if _done_there(come, after, twin, view):
        return
    line = next(one for one in come if one in view.subjects)
    there = _new_number(twin.lines[len(twin.lines) // 2], view)
    subject = joined(after[line])
    basis = f"Line {there} was written like this one, and was left as it was"
    yield Trace("missed-twin", line, subject, basis, _strength(twin, bool(gone)))


def _difference(old: Sequence[Token], new: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    matcher = SequenceMatcher(
        None, [token.text for token in old], [token.text for token in new], autojunk=False
    )
    deleted: list[Token] = []
    inserted: list[Token] = []
    for tag, low, high, start, end in matcher.get_opcodes():
        if tag != "equal":
            deleted += old[low:high]
            inserted += new[start:end]
    return deleted, inserted


def _applies(deleted: Sequence[Token], inserted: Sequence[Token], twin: Twin) -> bool:
    """Tell whether an edit is about what both places have in common."""
    values = (NAME, STRING, NUMBER)
    if not inserted and not deleted:
        return False
    signs = [token.kind for token in (*deleted, *inserted) if token.kind not in values]
    wrapped = any(token.text == "(" for token in inserted) and len(inserted) >= len(deleted) + 3
    if not set(signs) - _LAYOUT and not wrapped:
        return False  # other names and values are what tells twins apart
    if signs and all(sign in (":", "|", "[", "]", ".") for sign in signs):
        return False  # a type
    return all(
        twin.names.get(token.text, token.text) == token.text
        for token in deleted
        if token.kind == NAME
    )


def _is_listed(come: Sequence[int], after: dict[int, Line]) -> bool:
    """Tell lines that go on with a list of such lines."""
    first, last = come[0], come[-1]
    around = [number for number in after if number in (first - 1, last + 1)]
    kinds = {shape(after[number]) for number in come}
    return any(shape(after[number]) in kinds for number in around)


def _done_there(come: Sequence[int], after: dict[int, Line], twin: Twin, view: HunkView) -> bool:
    """Tell whether the twin has what the edit brings, a few lines away."""
    here = {_translated(after[number], twin.names) for number in come}
    start, end = (_new_number(one, view) for one in (twin.lines[0], twin.lines[-1]))
    near = {joined(after[one]) for one in range(start - 8, end + 9) if one in after}
    return bool(here & (near - {joined(after[number]) for number in come}))


def _translated(line: Line, names: dict[str, str]) -> str:
    return " ".join(names.get(token.text, token.text) for token in line)


def _new_number(old_number: int, view: HunkView) -> int:
    """Give the new side's number of a line that the change left."""
    offset = 0
    for hunk in view.sides.file.hunks:
        for edit in edits(hunk):
            last = edit.removed[-1] if edit.removed else edit.after
            if last < old_number:
                offset += len(edit.added) - len(edit.removed)
    return old_number + offset


def _strength(twin: Twin, replaced: bool) -> float:
    renamed = [
        pair
        for one, other in twin.names.items()
        if one != other
        for pair in zip(words(one), words(other), strict=False)
        if pair[0] != pair[1]
    ]
    paired = bool(renamed) and any(mirrored(*pair) for pair in renamed)
    if paired:
        return 0.75 if twin.tokens >= _TOKENS else 0.6
    if twin.tokens >= 3 * _TOKENS and twin.margin >= 2 * MARGIN:
        return 0.6
    if twin.tokens >= _TOKENS + 4 and twin.margin >= MARGIN + (not replaced):
        return 0.5
    return 0.0
