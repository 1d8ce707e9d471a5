"""What a suspicious line would be if it was a slip: its neighbours, one edit away. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from r1_assistant.features.review.likelihood.lexemes import (
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


@dataclass(frozen=True, slots=True)
class Ranked:
    """An edit and how promising it is, in nats; only the order counts."""

    edit: Edit
    promise: float


def edits(line: AddedLine, old: Scored, new: Scored) -> tuple[Ranked, ...]:
    """Give the most promising edits of an added line, the best first."""
    text = new.window.rows[line.row].text
    found = [*_undone(line, old, text)]
    names = _names(new)
    doubtful = [place for place in line.changed if place.margin >= EXPECTED]
    for place in doubtful:
        found += _replaced(place, _is_member(text, place.lexeme), names)
    found += _inserted(line, doubtful)
    found += _dropped(line, doubtful)
    found += _swapped(line, text)
    return tuple(_best(found, text))


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
    for theirs, ours, at in groups:
        edit = _reverted(theirs, ours, at, now, former, text)
        doubt = max((one.margin for one in line.places[at : at + max(1, len(ours))]), default=0.0)
        yield Ranked(edit, doubt + 2)
    if len(groups) > 1 and former != text:
        doubt = max((one.margin for one in line.changed), default=0.0)
        kinds = {_reverted(*group, now, former, text).kind for group in groups}
        kind = kinds.pop() if len(kinds) == 1 else "structure"
        written = [one for _, ours, _ in groups for one in ours]
        expected = [one for theirs, _, _ in groups for one in theirs]
        if kind_of(written, expected, member=False) == "order":
            kind = "order"
        yield Ranked(Edit(0, len(text), former, kind, undo=True), doubt + 1)


def _reverted(
    theirs: Sequence[Lexeme],
    ours: Sequence[Lexeme],
    at: int,
    now: Sequence[Lexeme],
    former: str,
    text: str,
) -> Edit:
    """Put back what stood at a lexeme, with the spaces around it."""
    if ours:
        start, end = ours[0].start, ours[-1].end
    else:
        start = end = now[at].start if at < len(now) else len(text.rstrip())
    put = former[theirs[0].start : theirs[-1].end] if theirs else ""
    if not ours and theirs:
        behind = theirs[-1].end
        gap = former[behind : len(former) - len(former[behind:].lstrip())]
        put = put + gap if at < len(now) else _gap_before(theirs[0], former) + put
    elif not theirs:
        end += len(text[end:]) - len(text[end:].lstrip())
    kind = kind_of(ours, theirs, member=start > 0 and text[start - 1] == ".")
    return Edit(start, end, put, kind, undo=True)


def _gap_before(part: Lexeme, text: str) -> str:
    return text[len(text[: part.start].rstrip()) : part.start]


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


def _names(new: Scored) -> Counter[str]:
    rows = range(len(new.window.rows))
    parts = (place.lexeme for row in rows for place in new.places(row))
    return Counter(part.text for part in parts if part.kind == "name")


def _is_member(text: str, part: Lexeme) -> bool:
    return part.start > 0 and text[part.start - 1] == "."


def _inserted(line: AddedLine, doubtful: Sequence[Place]) -> Iterator[Ranked]:
    """Put in a negation or `- 1` where the model expected one."""
    for place in doubtful:
        for beginning, nll in place.alternatives.items():
            if nll > LIKELY:
                continue
            at, promise = place.lexeme.start, place.nll - nll
            if beginning in ("not", "!"):
                put = "not " if beginning == "not" else "!"
                yield Ranked(Edit(at, at, put, "negation"), promise)
            elif beginning in ("-", "+") and place.lexeme.text in (")", "]", ",", ":", ";"):
                yield Ranked(Edit(at, at, f" {beginning} 1", "offset"), promise)


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
