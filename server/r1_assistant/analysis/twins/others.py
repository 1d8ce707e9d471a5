"""The same edit made in several places of a file, and not in the one that is left."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from r1_assistant.analysis.sides import FileSides, HunkView
from r1_assistant.analysis.trace import Trace
from r1_assistant.analysis.twins.tokens import NAME, NUMBER, STRING, Line, lines
from r1_assistant.analysis.twins.twin import edits

_SIDE = 3
"""Tokens on each side of an edit by which its like is known."""
_EDITED = 3
"""Places that were edited alike for each one that was left, at least."""
_LONGEST = 8
"""Tokens of an edit that is looked for elsewhere."""


@dataclass(frozen=True, slots=True)
class Same:
    """What an edit of a line does: the tokens before it, what goes and comes, those behind it."""

    before: tuple[str, ...]
    gone: tuple[str, ...]
    come: tuple[str, ...]
    behind: tuple[str, ...]

    @property
    def pattern(self) -> tuple[str, ...]:
        """How a place reads that the edit was not made in."""
        return (*self.before, *self.gone, *self.behind)


def inconsistent_changes(view: HunkView) -> Iterator[Trace]:
    """Find a place that is as several others were that this change edited alike."""
    old, new = view.old.tree, view.new.tree
    if old is None or new is None or not view.new.whole:
        return
    after = lines(new)
    added = {
        line.new_number for hunk in view.sides.file.hunks for line in hunk.added if line.new_number
    }
    every = _edits(view.sides) if len(view.hunk.removed) else {}
    for same, places in every.items():
        if len(places) < _EDITED or not set(places) & view.subjects:
            continue
        left = [number for number in after if _has(after[number], same)]
        if not left or len(left) * _EDITED > len(places) or set(left) & added:
            continue
        line = min(places, key=lambda place: (abs(place - left[0]), place))
        if line in view.subjects and _means(same) and same.before[-1:] != (":",):
            subject = " ".join((*same.before[-1:], *same.gone, *same.behind[:1]))
            basis = f"{len(places)} places were changed like this, and line {left[0]} was not"
            yield Trace("inconsistent-change", line, subject, basis, _strength(places, left))


def _strength(places: Sequence[int], left: Sequence[int]) -> float:
    near = min(abs(place - left[0]) for place in places) <= 60
    return 0.65 if near else 0.5


def _means(same: Same) -> bool:
    """Tell an edit from a change of layout or of a text."""
    tokens = (*same.gone, *same.come)
    return any(token[:1].isalnum() or token[:1] in "_=<>!&|+-*/%" for token in tokens)


def _edits(sides: FileSides) -> dict[Same, list[int]]:
    """Give what is done to the lines of a file, each with the new lines that it is done in."""
    old, new = sides.old.tree, sides.new.tree
    if old is None or new is None:
        return {}
    before, after = lines(old), lines(new)
    found: dict[Same, list[int]] = defaultdict(list)
    for hunk in sides.file.hunks:
        for edit in edits(hunk):
            if len(edit.removed) != len(edit.added):
                continue  # there is no telling which line became which
            for gone, come in zip(edit.removed, edit.added, strict=True):
                for same in _of_line(before.get(gone, ()), after.get(come, ())):
                    found[same].append(come)
    return found


def _of_line(old: Line, new: Line) -> Iterator[Same]:
    """Give the one stretch in which two lines differ, if there is more than that in them."""
    one, other = [token.text for token in old], [token.text for token in new]
    shortest = min(len(one), len(other))
    start = next((at for at in range(shortest) if one[at] != other[at]), shortest)
    rest = shortest - start
    end = next((at for at in range(rest) if one[-1 - at] != other[-1 - at]), rest)
    gone, come = one[start : len(one) - end], other[start : len(other) - end]
    if (start or end) and (gone or come) and max(len(gone), len(come)) <= _LONGEST:
        known = _known(old)
        behind = known[len(one) - end :][:_SIDE]
        yield Same(
            tuple(known[max(0, start - _SIDE) : start]), tuple(gone), tuple(come), tuple(behind)
        )


def _known(line: Line) -> list[str]:
    """Give a line's tokens, but any variable and value as such; what is called keeps its name."""
    found = []
    for at, token in enumerate(line):
        called = at + 1 < len(line) and line[at + 1].text == "("
        free = token.kind in (NAME, STRING, NUMBER) and not token.member and not called
        found.append(token.kind if free else token.text)
    return found


def _has(line: Line, same: Same) -> bool:
    """Tell whether a line reads as those did that were edited; too few tokens say nothing."""
    size = len(same.pattern)
    if size < _SIDE + 1 or not any(_is_name(part) for part in same.pattern):
        return False
    texts = [token.text for token in line]
    known = _known(line)
    first, last = len(same.before), len(same.before) + len(same.gone)
    for at in range(len(line) - size + 1):
        here = (
            *known[at : at + first],
            *texts[at + first : at + last],
            *known[at + last :][: size - last],
        )
        if here == same.pattern:
            return True
    return False


def _is_name(part: str) -> bool:
    return part[:1].isalpha() and part not in (NAME, STRING, NUMBER)


def changed_constants(view: HunkView) -> Iterator[Trace]:
    """Find a value that was changed in one of its places and stands as it was in the others."""
    old, new = view.old.tree, view.new.tree
    if old is None or new is None or not view.new.whole:
        return
    after = lines(new)
    for same, places in _edits(view.sides).items():
        value = same.gone[0] if len(same.gone) == len(same.come) == 1 else ""
        if not _tells(value) or places[0] not in view.subjects or len(places) > 1:
            continue
        kind = _kind(same.come[0], after[places[0]])
        left = [
            number
            for number, line in after.items()
            if any(token.text == value and token.kind == kind for token in line)
        ]
        if kind in (STRING, NUMBER) and len(left) >= 2:
            basis = f"`{value}` still stands in line {left[0]} and {len(left) - 1} more"
            yield Trace("changed-constant-alone", places[0], value, basis, 0.55)


def _kind(text: str, line: Line) -> str:
    return next((token.kind for token in line if token.text == text), NAME)


def _tells(value: str) -> bool:
    """Tell a value that means one thing from those that mean anything: 0, 10, "", "name"."""
    if value[:1].isdigit():
        return len(value) >= 4 and value.strip("0.")[1:] != ""
    inner = value.strip("'\"`")
    return len(inner) >= 6 and (not inner.isalpha() or not inner.islower())
