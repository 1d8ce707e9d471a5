"""Why a hunk changes nothing: its definitions compared, with the file's other hunks or alone."""

from collections.abc import Iterable
from dataclasses import replace

from r1_assistant.analysis.equivalence.fragments import same_lines
from r1_assistant.analysis.equivalence.lists import compared
from r1_assistant.analysis.equivalence.matching import Reasons
from r1_assistant.analysis.equivalence.regions import Group, groups_of, region_of
from r1_assistant.analysis.equivalence.units import Unit, units
from r1_assistant.analysis.sides import FileSides
from r1_assistant.context.syntax import SyntaxTree, parse
from r1_assistant.domain.change import DiffLine, Hunk

_WORDS = {
    "moves": "moves code",
    "renames": "renames local variables",
    "inlines": "extracts or inlines a variable",
    "flips": "turns comparisons or conditions around",
    "nests": "nests conditions another way",
    "imports": "reorders imports",
    "types": "changes type annotations",
    "keywords": "reorders keyword arguments",
    "modifiers": "changes modifiers without effect",
    "literals": "writes literals another way",
    "layout": "re-indents or wraps lines",
    "comments": "changes comments and docstrings",
}
"""What can be done to a definition, by the notes of `lowering`."""

_SHOWN = 3
"""Reasons that are named, at most."""

_TEXTUAL = {"yaml", "html", "markdown"}
"""Languages in which white space may be text."""


def why_equivalent(sides: FileSides, hunk: Hunk) -> str:
    """Say why a hunk cannot change what the program does, in words for its author.

    "" if it may. What belongs together is compared together: a name that other hunks of the same
    definition change as well is seen there. Of sides that aren't whole only white space and
    comments are judged. Raises nothing.
    """
    try:
        reasons = _reasons(sides, hunk)
    except RecursionError:  # an expression of a thousand levels
        return ""
    return "" if reasons is None else _sentence(reasons, hunk, sides.language.comments)


def _reasons(sides: FileSides, hunk: Hunk) -> Reasons | None:
    if sides.language.name in _TEXTUAL or not groups_of([hunk]):
        return None
    old, new = sides.old.tree, sides.new.tree
    whole = sides.old.whole and sides.new.whole
    if not whole or old is None or new is None or old.root.has_error or new.root.has_error:
        return frozenset({"layout"}) if same_lines(hunk, sides.language) else None
    groups = groups_of(sides.file.hunks)
    own = groups_of([hunk])
    found, others = _compared(old, new, own, groups)
    if found is not None or not others:
        return found
    reverted = parse("\n".join(_reverted(sides.new.lines, hunk)), sides.language, new)
    if reverted is None or reverted.root.has_error:
        return None
    alone = groups_of([_renumbered(hunk)])
    found, _ = _compared(reverted, new, alone, alone)
    # a part of a renaming is none
    return None if found is None or found & {"renames", "inlines"} else found


def _compared(
    old: SyntaxTree, new: SyntaxTree, own: list[Group], groups: list[Group]
) -> tuple[Reasons | None, bool]:
    """Compare what some groups of lines touch; tell, too, whether others touch it as well."""
    before, after = old.once(units), new.once(units)
    region = region_of(own, groups, _spans(before), _spans(after))
    inside = [one for one in groups if one.old_start >= region.old_start
              and one.old_end <= region.old_end and one.new_start >= region.new_start
              and one.new_end <= region.new_end]  # fmt: skip
    first = [one for one in before if region.old_start < one.end and one.start <= region.old_end]
    last = [one for one in after if region.new_start < one.end and one.start <= region.new_end]
    return compared(first, last, (old, new)), len(inside) > len(own)


def _spans(found: Iterable[Unit]) -> list[tuple[int, int]]:
    """Give where units are: the lines before their first, and their last."""
    return [(one.start - 1, one.end) for one in found]


def _reverted(lines: tuple[str, ...], hunk: Hunk) -> list[str]:
    """Take one hunk out of the new side."""
    start = hunk.new_start - 1 if hunk.new_count else hunk.new_start
    old = [line.text for line in hunk.lines if line.old_number is not None]
    return [*lines[:start], *old, *lines[start + hunk.new_count :]]


def _renumbered(hunk: Hunk) -> Hunk:
    """Number the old lines of a hunk as if there were no other."""
    start = hunk.new_start if hunk.new_count else hunk.new_start + 1
    number, rows = start, []
    for line in hunk.lines:
        rows.append(_with_old(line, number))
        number += line.old_number is not None
    return replace(hunk, old_start=start, lines=tuple(rows))


def _with_old(line: DiffLine, number: int) -> DiffLine:
    return line if line.old_number is None else replace(line, old_number=number)


def _sentence(reasons: Reasons, hunk: Hunk, marks: tuple[str, ...]) -> str:
    if not reasons or reasons == {"layout"}:
        texts = (line.text.strip() for line in (*hunk.added, *hunk.removed))
        said = [text for text in texts if text]
        noted = bool(said) and (not reasons or all(text.startswith(marks) for text in said))
        reasons = frozenset({"comments" if noted else "layout"})
    words = [words for key, words in _WORDS.items() if key in reasons][:_SHOWN]
    listed = f"{', '.join(words[:-1])} and {words[-1]}" if words[1:] else words[0]
    return f"only {listed}"
