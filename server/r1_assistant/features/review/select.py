"""Which parts of a change are worth a model's time: pure, and with a reason for what is not."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from r1_assistant.analysis.sides import FileSides, sides_of
from r1_assistant.context.languages import Language, any_language_of
from r1_assistant.domain.change import Change, DiffLine, FileChange, Hunk, LineKind
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.skip import Skip
from r1_assistant.features.review.triage import why_skipped

_LONG_LINE = 500
"""Code points; a longer line is data or minified code."""
_LONG_DATA = 1000
"""Added lines; more of them in data or documents are nothing that was written by hand."""
_QUIET = "only comments, blank lines or brackets"


@dataclass(frozen=True, slots=True)
class Piece:
    """What one prompt is about: a hunk, or a part of one, and those of its lines to look at.

    `subjects` are the added lines that are code and say something that was not there before; there
    are none where code was only taken away, or put elsewhere. `related` is code from elsewhere that
    belongs with them, `sides` the file before and after, which all of its pieces share.
    """

    file: FileChange
    language: Language
    hunk: Hunk
    subjects: tuple[DiffLine, ...]
    related: str = ""
    sides: FileSides | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Selection:
    """What to review, in the change's order, and what not."""

    pieces: tuple[Piece, ...]
    skips: tuple[Skip, ...]


def select(change: Change, config: ReviewConfig, *, equivalence: bool = True) -> Selection:
    """Choose the hunks to review; a hunk of more than `max_hunk_lines` lines is cut.

    With `equivalence`, what cannot change what the program does is skipped, with the reason.
    """
    pieces: list[Piece] = []
    skips: list[Skip] = []
    for file in change.files:
        for item in _of_file(file, config, equivalence):
            (pieces if isinstance(item, Piece) else skips).append(item)  # type: ignore[arg-type]
    return Selection(tuple(pieces), tuple(skips))


def _of_file(file: FileChange, config: ReviewConfig, equivalence: bool) -> Iterator[Piece | Skip]:
    language = any_language_of(file.path, (file.new_text or "").partition("\n")[0])
    reason = file.skipped or _why_not(file, language, config)
    if reason or language is None:
        yield Skip(file.path, 0, reason)
        return
    sides, moved = sides_of(file, language), _moved(file)
    for hunk in file.hunks:
        if not language.code and len(hunk.added) > _LONG_DATA:
            reason = f"more than {_LONG_DATA} lines of data or text"
            yield Skip(file.path, hunk.new_start, reason)
            continue
        for part in _cut(hunk, config.max_hunk_lines):
            yield _of_hunk(sides, part, moved, equivalence)


def _why_not(file: FileChange, language: Language | None, config: ReviewConfig) -> str:
    if reason := config.leaves_out(file.path):
        return reason
    if reason := why_skipped(file):
        return reason
    if language is None:
        return "not source code"
    return "" if file.hunks else "no changed lines"


def _of_hunk(sides: FileSides, hunk: Hunk, moved: Counter[str], equivalence: bool) -> Piece | Skip:
    path, language = sides.file.path, sides.language
    code = [line for line in hunk.added if _is_code(line.text, language)]
    subjects = tuple(line for line in code if not _take(moved, _bare(line.text)))
    reason = _why_quiet(hunk, code, language)
    if not reason and equivalence:
        from r1_assistant.analysis.equivalence import why_equivalent  # late: servers start without

        reason = why_equivalent(sides, hunk)
    if not reason and not subjects and not _takes_away(hunk, language):
        reason = "only moved or re-indented lines" if code else _QUIET
    if reason:
        return Skip(path, hunk.new_start, reason)
    return Piece(sides.file, language, hunk, subjects, sides=sides)


def _why_quiet(hunk: Hunk, code: Sequence[DiffLine], language: Language) -> str:
    """Say why there is nothing to read in a hunk, by its lines alone."""
    if any(len(line.text) > _LONG_LINE for line in code):
        return f"lines of more than {_LONG_LINE} characters"
    if not language.code and not hunk.added:
        return "only removes lines"
    return "" if code or _takes_away(hunk, language) else _QUIET


def _takes_away(hunk: Hunk, language: Language) -> bool:
    """Tell whether code is gone from where it was; a bracket, too, may end a block too early."""
    gone = (line.text for line in hunk.removed)
    return language.code and any(_is_code(one, language) or _is_bracket(one) for one in gone)


def _is_bracket(text: str) -> bool:
    return text.strip(" \t;,") in tuple("()[]{}")


def _is_code(text: str, language: Language) -> bool:
    bare = text.strip()
    return any(c.isalnum() for c in bare) and not f"{bare} ".startswith(language.comments)


def _moved(file: FileChange) -> Counter[str]:
    """Count what the change took away, to tell what only moved or was indented anew."""
    return Counter(_bare(line.text) for hunk in file.hunks for line in hunk.removed)


def _take(moved: Counter[str], bare: str) -> bool:
    if moved[bare] <= 0:
        return False
    moved[bare] -= 1
    return True


def _bare(text: str) -> str:
    return " ".join(text.split())


def _cut(hunk: Hunk, max_lines: int) -> Iterator[Hunk]:
    """Cut a hunk into parts of at most `max_lines`, after the last blank line that is in reach."""
    rest = hunk.lines
    while len(rest) > max_lines:
        at = _cutting_point(rest, max_lines)
        yield _part(hunk, rest[:at])
        rest = rest[at:]
    yield _part(hunk, rest) if len(rest) < len(hunk.lines) else hunk


def _cutting_point(lines: tuple[DiffLine, ...], max_lines: int) -> int:
    for at in range(max_lines, max_lines // 2, -1):
        if not lines[at - 1].text.strip() and lines[at - 1].kind is not LineKind.REMOVED:
            return at
    return max_lines


def _part(hunk: Hunk, lines: tuple[DiffLine, ...]) -> Hunk:
    old = [line.old_number for line in lines if line.old_number is not None]
    new = [line.new_number for line in lines if line.new_number is not None]
    return replace(
        hunk,
        old_start=old[0] if old else hunk.old_start,
        old_count=len(old),
        new_start=new[0] if new else hunk.new_start,
        new_count=len(new),
        lines=lines,
    )
