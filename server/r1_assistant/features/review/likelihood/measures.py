"""The numbers that the scores of a hunk's two sides give, by stable names. Pure.

All are nats, or counts; what there is nothing to measure of is 0.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from r1_assistant.domain.change import DiffLine, LineKind
from r1_assistant.domain.generation import TokenScore
from r1_assistant.features.review.likelihood.lexemes import differences, is_operator
from r1_assistant.features.review.likelihood.places import Place, Scored, mean
from r1_assistant.features.review.likelihood.window import Role

CLIP = 6.0
"""Nats that one token counts at most in clipped sums: a name is no worse than rare."""
ALIKE = 0.45
"""Similarity from which a removed line is taken for the former text of an added one."""


@dataclass(frozen=True, slots=True)
class AddedLine:
    """An added line in the new window's `row`; `old_row` is the old one's of its former text.

    `changed` are its places that differ from there, all of them where there is no such text.
    """

    row: int
    old_row: int | None
    places: tuple[Place, ...]
    changed: tuple[Place, ...]


def added_lines(old: Scored, new: Scored, lines: Sequence[DiffLine]) -> tuple[AddedLine, ...]:
    """Give the added lines of the new window with what they were."""
    former = _pairs(old, new, lines)
    found = []
    for row, line in enumerate(new.window.rows):
        if line.role is Role.CHANGED:
            places, old_row = new.places(row), former.get(row)
            was = () if old_row is None else old.places(old_row)
            changed = places if old_row is None else tuple(_changed(was, places))
            found.append(AddedLine(row, old_row, places, changed))
    return tuple(found)


def hunk_features(old: Scored, new: Scored, added: Sequence[AddedLine]) -> dict[str, float]:
    """Measure the whole hunk, the new side against the old one."""
    ours, theirs = new.of(Role.CHANGED), old.of(Role.CHANGED)
    both = bool(ours and theirs)
    stretch = (Role.CHANGED, Role.KEPT, Role.BEHIND)
    behind, was_behind = new.of(Role.BEHIND), old.of(Role.BEHIND)
    changed = [place for line in added for place in line.changed]
    return {
        "hunk.contrast": mean(ours) - mean(theirs) if both else 0.0,
        "hunk.contrast_sum": _bounded(_sum(ours) - _sum(theirs)) if both else 0.0,
        "hunk.contrast_clipped": _clipped(ours) - _clipped(theirs) if both else 0.0,
        "hunk.stretch": _bounded(_sum(new.of(*stretch)) - _sum(old.of(*stretch))),
        "hunk.over_level": mean(ours) - new.level if ours else 0.0,
        "hunk.level": new.level,
        "hunk.behind": _bounded(_sum(behind) - _sum(was_behind)),
        "hunk.behind_max": max(_increases(was_behind, behind), default=0.0),
        "hunk.added_tokens": float(len(ours)),
        "hunk.removed_tokens": float(len(theirs)),
        "hunk.changed": float(len(changed)),
        "hunk.changed_max": max((place.nll for place in changed), default=0.0),
        "hunk.changed_margin": max((place.margin for place in changed), default=0.0),
        "hunk.paired": 1.0 if any(line.old_row is not None for line in added) else 0.0,
    }


def line_features(line: AddedLine, old: Scored, new: Scored) -> dict[str, float]:
    """Measure one added line."""
    tokens = new.tokens(line.row)
    was = () if line.old_row is None else old.tokens(line.old_row)
    changed = line.changed
    return {
        "line.sum": _bounded(_sum(tokens)),
        "line.mean": mean(tokens),
        "line.over_level": mean(tokens) - new.level,
        "line.tokens": float(len(tokens)),
        "line.max": max((score.nll for score in tokens), default=0.0),
        "line.excess": max((score.nll - score.entropy for score in tokens), default=0.0),
        "line.margin": max((score.nll - score.best_nll for score in tokens), default=0.0),
        "line.changed": float(len(changed)),
        "line.changed_mean": sum(place.nll for place in changed) / max(1, len(changed)),
        "line.changed_max": max((place.nll for place in changed), default=0.0),
        "line.changed_margin": max((place.margin for place in changed), default=0.0),
        "line.changed_excess": max((place.excess for place in changed), default=0.0),
        "line.paired": 0.0 if line.old_row is None else 1.0,
        "line.contrast": mean(tokens) - mean(was) if was else 0.0,
        "line.contrast_sum": _bounded(_sum(tokens) - _sum(was)) if was else 0.0,
        "line.contrast_clipped": _clipped(tokens) - _clipped(was) if was else 0.0,
        **_by_kind(changed),
    }


def joint(features: Mapping[str, float]) -> dict[str, float]:
    """Measure where the change and the best neighbour agree about a line, and where they don't.

    A slip makes its line less likely than it was, and a neighbour is likelier again. A line that
    became likelier was put right, whatever its neighbours say. All are bounded, so that one odd
    token decides nothing.
    """
    gain, contrast = features.get("fix.fair", 0.0), features.get("line.contrast", 0.0)
    return {
        "joint.agree": min(max(gain, 0.0), 5.0) * min(max(contrast, 0.0), 2.0),
        "joint.against": min(max(-contrast, 0.0), 2.0),
        "joint.gain": features.get("line.paired", 0.0) * min(max(gain, -3.0), 6.0),
    }


def suspicion(features: Mapping[str, float]) -> float:
    """Rank lines of one hunk: an unlikely operator first, then what is rare for its place.

    A name or a value that surprises counts half: it is the author's free choice.
    """
    others = ("sign", "keyword", "name", "number", "string")
    free = max(features[f"line.{kind}"] for kind in others)
    return max(features["line.operator"], free / 2) + max(0.0, features["line.contrast"])


def _by_kind(places: Iterable[Place]) -> dict[str, float]:
    """Give the largest margin among the lexemes of each kind."""
    kinds = ("operator", "sign", "keyword", "name", "number", "string")
    margins = dict.fromkeys(kinds, 0.0)
    for place in places:
        part = place.lexeme
        kind = "operator" if is_operator(part.text) else part.kind
        margins[kind] = max(margins[kind], place.margin)
    return {f"line.{kind}": margin for kind, margin in margins.items()}


def _pairs(old: Scored, new: Scored, lines: Sequence[DiffLine]) -> dict[int, int]:
    """Give, for rows of the new window, the old one's row with the former text."""
    old_rows = _numbered(old)
    new_rows = _numbered(new)
    pairs: dict[int, int] = {}
    for removed, added in _runs(lines):
        left = [old_rows[number] for number in removed if number in old_rows]
        for row in (new_rows[number] for number in added if number in new_rows):
            best = max(left, key=lambda each: _alike(old, each, new, row), default=None)
            if best is not None and _alike(old, best, new, row) >= ALIKE:
                pairs[row] = best
                left = [each for each in left if each > best]
    return pairs


def _numbered(scored: Scored) -> dict[int, int]:
    rows = enumerate(scored.window.rows)
    return {row.number: index for index, row in rows if row.role is Role.CHANGED}


def _runs(lines: Sequence[DiffLine]) -> Iterable[tuple[list[int], list[int]]]:
    """Give the numbers of the lines that were removed and added between two kept ones."""
    removed: list[int] = []
    added: list[int] = []
    for line in lines:
        if line.kind is LineKind.CONTEXT:
            yield removed, added
            removed, added = [], []
        elif line.kind is LineKind.REMOVED:
            removed.append(line.old_number or 0)
        else:
            added.append(line.new_number or 0)
    yield removed, added


def _alike(old: Scored, old_row: int, new: Scored, row: int) -> float:
    texts = old.window.rows[old_row].text.strip(), new.window.rows[row].text.strip()
    return SequenceMatcher(None, *texts, False).ratio()


def _changed(was: Sequence[Place], now: Sequence[Place]) -> Iterable[Place]:
    """Give the places that differ, and the one behind where something was taken out."""
    for one in differences([place.lexeme for place in was], [place.lexeme for place in now]):
        yield from now[one.at : max(one.at + 1, one.end)]


def _increases(was: Sequence[TokenScore], now: Sequence[TokenScore]) -> Iterable[float]:
    """Give how much more each token behind the change costs now."""
    if len(was) == len(now):
        yield from (one.nll - other.nll for one, other in zip(now, was, strict=True))


def _sum(scores: Sequence[TokenScore]) -> float:
    return sum(score.nll for score in scores)


def _clipped(scores: Sequence[TokenScore]) -> float:
    return sum(min(CLIP, score.nll) for score in scores)


def _bounded(nats: float) -> float:
    """Keep sums where a regression is not led by a few of them."""
    return max(-60.0, min(60.0, nats))
