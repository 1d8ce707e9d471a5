"""What a suspicious line would be if it was a slip: its neighbours, one edit away. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from r1_assistant.features.review.likelihood.lexemes import (
    Difference,
    Edit,
    Lexeme,
    arguments,
    differences,
    kind_of,
    twins,
)
from r1_assistant.features.review.likelihood.measures import AddedLine
from r1_assistant.features.review.likelihood.places import Place, Scored

EXPECTED = 0.7
"""Nats; what a lexeme must fall short of the best one by, to be taken for a slip."""
MOST_EDITS = 10
"""Edits that are tried at most on a line."""
LIKELY = 3.0
"""Nats; how unlikely a token may be to be put in where it was not."""

_DECLARING = {"def", "function", "func", "fn", "class", "import", "from", "struct", "interface"}
_EMPTY: Counter[str] = Counter()


@dataclass(frozen=True, slots=True)
class Ranked:
    """An edit and how promising it is, in nats; only the order counts."""

    edit: Edit
    promise: float


def edits(line: AddedLine, old: Scored, new: Scored, names: Counter[str]) -> tuple[Ranked, ...]:
    """Give the most promising edits of an added line, the best first.

    `names` are what may stand where another name does, with how often they occur.
    """
    text = new.window.rows[line.row].text
    found = [*_undone(line, old, text)]
    doubtful = [place for place in line.changed if place.margin >= EXPECTED]
    for place in doubtful:
        known = _EMPTY if declares(line, place) else names
        found += _replaced(place, _is_member(text, place.lexeme), known)
    found += _inserted(doubtful)
    found += _dropped(line, doubtful)
    found += _swapped(line, text)
    return tuple(_best(found, text))


def names_in(new: Scored) -> Counter[str]:
    """Count the names of a window."""
    rows = range(len(new.window.rows))
    parts = (place.lexeme for row in rows for place in new.places(row))
    return Counter(part.text for part in parts if part.kind == "name")


def _best(found: Iterable[Ranked], text: str) -> Iterator[Ranked]:
    seen = {text}
    for each in sorted(found, key=lambda one: -one.promise):
        changed = each.edit.applied(text)
        if changed not in seen and len(seen) <= MOST_EDITS:
            seen.add(changed)
            yield each


def _undone(line: AddedLine, old: Scored, text: str) -> Iterator[Ranked]:
    """Take back each change of the line by itself, and all of them."""
    if line.old_row is None:
        return
    former = old.window.rows[line.old_row].text
    was = [place.lexeme for place in old.places(line.old_row)]
    now = [place.lexeme for place in line.places]
    groups = differences(was, now)
    undone = [_reverted(one, was, now, former, text) for one in groups]
    swapped = _kind_of_all(groups, was, now)
    if not swapped:  # half of a swap is nothing that anybody wrote
        for one, edit in zip(groups, undone, strict=True):
            yield Ranked(edit, _doubt(line.places[one.at : max(one.at + 1, one.end)]) + 2)
    if len(groups) > 1:
        kinds = {edit.kind for edit in undone}
        kind = swapped or (kinds.pop() if len(kinds) == 1 else "structure")
        yield Ranked(Edit(0, len(text), former, kind, undo=True), _doubt(line.changed) + 1)


def _doubt(places: Sequence[Place]) -> float:
    return max((place.margin for place in places), default=0.0)


def _kind_of_all(
    groups: Sequence[Difference], was: Sequence[Lexeme], now: Sequence[Lexeme]
) -> str | None:
    """Tell whether several differences are one change of the order."""
    written = sorted(part.text for one in groups for part in now[one.at : one.end])
    expected = sorted(part.text for one in groups for part in was[one.first : one.last])
    return "order" if written == expected else None


def _reverted(
    one: Difference, was: Sequence[Lexeme], now: Sequence[Lexeme], former: str, text: str
) -> Edit:
    """Put back what stood between two lexemes, with the spaces around it."""
    ours, theirs = now[one.at : one.end], was[one.first : one.last]
    start, end = _between(now, one.at, one.end, text)
    left, right = _between(was, one.first, one.last, former)
    member = one.at > 0 and now[one.at - 1].text == "."
    return Edit(start, end, former[left:right], kind_of(ours, theirs, member=member), undo=True)


def _between(parts: Sequence[Lexeme], first: int, last: int, text: str) -> tuple[int, int]:
    """Give the offsets from the end of the lexeme before to the beginning of the one behind."""
    indent = len(text) - len(text.lstrip())
    start = parts[first - 1].end if first else indent
    end = (
        parts[last].start if last < len(parts) else max((one.end for one in parts), default=indent)
    )
    return start, max(start, end)


def _replaced(place: Place, member: bool, names: Counter[str]) -> Iterator[Ranked]:
    """Put something of its kind in a lexeme's place."""
    part = place.lexeme
    for other, kind in twins(part.text):
        yield _ranked(place, Edit(part.start, part.end, other, kind), other)
    if part.kind == "name":
        for name, beginning in _completed(place, names):
            kind = "member" if member else "name"
            yield _ranked(place, Edit(part.start, part.end, name, kind), beginning)
    if part.kind == "number":
        for other in place.alternatives:
            if other.isdigit() and other != part.text:
                yield _ranked(place, Edit(part.start, part.end, other, "number"), other)


def _ranked(place: Place, edit: Edit, beginning: str) -> Ranked:
    """Rank what the model would have written itself before what is merely possible."""
    nll = place.alternatives.get(beginning)
    return Ranked(edit, place.nll - nll if nll is not None else place.margin - 6)


def _completed(place: Place, names: Counter[str]) -> Iterator[tuple[str, str]]:
    """Give names of the window that begin as the model would have begun; the nearest first."""
    for beginning in list(place.alternatives)[:3]:
        if not beginning.isidentifier() or place.lexeme.text.startswith(beginning):
            continue
        known = [name for name in names if name.startswith(beginning)]
        for name in sorted(known, key=lambda each: (-names[each], len(each)))[:2]:
            yield name, beginning


def _is_member(text: str, part: Lexeme) -> bool:
    return part.start > 0 and text[part.start - 1] == "."


def _inserted(doubtful: Sequence[Place]) -> Iterator[Ranked]:
    """Put in a negation or `- 1` where the model expected one."""
    for place in doubtful:
        for beginning, nll in place.alternatives.items():
            if nll > LIKELY:
                continue
            edit = _insertion(place.lexeme, beginning)
            if edit is not None:
                yield Ranked(edit, place.nll - nll)


def _insertion(part: Lexeme, beginning: str) -> Edit | None:
    """Give the insertion that a token which was expected before a lexeme leads to."""
    at = part.start
    if beginning in ("not", "!") and part.text not in ("not", "!"):
        return Edit(at, at, "not " if beginning == "not" else "!", "negation")
    if beginning == f"{part.text}!":
        return Edit(part.end, part.end, "!", "negation")
    if beginning == "-" and part.kind == "number":
        return Edit(at, at, "-", "number")
    if beginning in ("-", "+") and part.text in (")", "]", ",", ":", ";"):
        return Edit(at, at, f" {beginning} 1", "offset")
    return None


def declares(line: AddedLine, place: Place) -> bool:
    """Say whether a name is given at a place, and so is the author's free choice."""
    parts = [each.lexeme for each in line.places]
    index = parts.index(place.lexeme)
    before = parts[index - 1].text if index else ""
    behind = parts[index + 1].text if index + 1 < len(parts) else ""
    return before in _DECLARING or parts[0].text in _DECLARING or behind in ("=", ":=", ":")


def _dropped(line: AddedLine, doubtful: Sequence[Place]) -> Iterator[Ranked]:
    """Take out a negation, or `- 1` and its like."""
    parts = [place.lexeme for place in line.places]
    spots = {place.lexeme: place for place in doubtful}
    for index, (one, two) in enumerate(pairwise(parts)):
        if one in spots and one.text in ("not", "!"):
            yield Ranked(Edit(one.start, two.start, "", "negation"), spots[one].margin)
        if one in spots and one.text in ("+", "-") and two.text == "1" and index:
            start = parts[index - 1].end
            yield Ranked(Edit(start, two.end, "", "offset"), spots[one].margin)


def _swapped(line: AddedLine, text: str) -> Iterator[Ranked]:
    """Swap two adjacent arguments, where the first one was not expected."""
    parts = [place.lexeme for place in line.places]
    margins = {place.lexeme: place.margin for place in line.changed}
    for one, one_last, two, two_last in arguments(parts):
        doubt = margins.get(one, 0.0)
        if doubt >= EXPECTED:
            first, second = text[one.start : one_last.end], text[two.start : two_last.end]
            between = text[one_last.end : two.start]
            edit = Edit(one.start, two_last.end, f"{second}{between}{first}", "order")
            yield Ranked(edit, doubt - 1)
