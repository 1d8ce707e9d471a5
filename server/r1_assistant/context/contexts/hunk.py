"""The context of a hunk: the code it changes, what that was, and what hangs together with it."""

import re
from collections.abc import Iterator

from r1_assistant.context.contexts.around import (
    enclosing_parts,
    extended,
    import_lines,
    parameter_types,
)
from r1_assistant.context.contexts.callers import callers
from r1_assistant.context.contexts.chain import chain
from r1_assistant.context.contexts.focused import FocusedPlan
from r1_assistant.context.contexts.passage import Passage
from r1_assistant.context.contexts.scope import Scope
from r1_assistant.context.contexts.uses import used
from r1_assistant.context.contexts.values import Candidate, Context, Count, Document, Reason
from r1_assistant.context.extraction import definition_of
from r1_assistant.context.facts import Workspace
from r1_assistant.domain.change import Change, FileChange, Hunk, LineKind

_WORD = re.compile(r"[^\W\d]\w{2,}")
_MOST_LINES = 24
"""Lines of another hunk, or of the old side, that are shown."""
_MOST_HUNKS = 200


def plan_hunk(file: FileChange, hunk: Hunk, change: Change, workspace: Workspace) -> FocusedPlan:
    """Collect what helps to judge a hunk of a file's change."""
    new = file.new_text
    others = [*_old_side(file, hunk), *_other_hunks(file, hunk, change)]
    if new is None:
        return FocusedPlan(None, [_new_side(file, hunk), *others])
    document = Document.of(file.path, new)
    starts = _line_starts(new)
    spans = [
        (starts[line.new_number - 1], starts[line.new_number])
        for line in hunk.added
        if line.new_number is not None and line.new_number < len(starts)
    ]
    first = min(hunk.new_start, len(starts) - 1)
    last = min(hunk.new_start + max(hunk.new_count, 1), len(starts)) - 1
    at = spans[0][0] if spans else starts[max(0, first - 1)]
    around = chain(document, at + _margin(new, at))
    start, end = starts[max(0, first - 1)], starts[last]
    if around:
        start, end = min(start, around[-1].start), max(end, around[-1].end)
    scope = Scope(document, workspace)
    candidates = [
        *others,
        *used(scope, spans, at, weight=1.0),
        *used(scope, [(start, end)], at, weight=0.5),
        *enclosing_parts(document, around),
        *extended(scope, around),
        *parameter_types(scope, around),
        *import_lines(document, first),
    ]
    if around:
        candidates += callers(definition_of(around[-1], file.path), workspace)
    return FocusedPlan(Passage(document, start, end, at), candidates)


def for_hunk(
    file: FileChange,
    hunk: Hunk,
    change: Change,
    workspace: Workspace,
    budget: int,
    count: Count,
) -> Context:
    """Choose what a model is shown to judge a hunk; `budget` is in tokens as `count` counts."""
    return plan_hunk(file, hunk, change, workspace).fit(budget, count)


def _new_side(file: FileChange, hunk: Hunk) -> Candidate:
    text = _text(hunk, LineKind.REMOVED)
    last = hunk.new_start + max(hunk.new_count, 1) - 1
    return Candidate(file.path, hunk.new_start, last, text, Reason.SUBJECT, 1.0)


def _old_side(file: FileChange, hunk: Hunk) -> Iterator[Candidate]:
    """Give the lines as they were, if some are gone."""
    if hunk.removed:
        text = _text(hunk, LineKind.ADDED)
        last = hunk.old_start + max(hunk.old_count, 1) - 1
        yield Candidate(
            f"{file.old_path} (before)", hunk.old_start, last, text, Reason.OLD_SIDE, 0.95
        )


def _other_hunks(file: FileChange, hunk: Hunk, change: Change) -> Iterator[Candidate]:
    """Give what else the change does where it names what this hunk names."""
    own = _words(hunk)
    pairs = [
        (one, other)
        for one in change.files
        for other in one.hunks
        if one.path != file.path or not _overlap(other, hunk)
    ]
    for one, other in pairs[:_MOST_HUNKS]:
        shared = len(own & _words(other))
        if not shared and one.path != file.path:
            continue  # what has nothing to do with it would have its words made anew, too
        score = min(0.7, 0.15 * shared + (0.1 if one.path == file.path else 0.0))
        changed = [line for line in other.lines if line.kind is not LineKind.CONTEXT]
        text = "\n".join(f"{line.kind.value}{line.text}" for line in changed[:_MOST_LINES])
        last = other.new_start + max(other.new_count, 1) - 1
        path = f"{one.path} (changed, too)"
        yield Candidate(path, other.new_start, last, text, Reason.OTHER_HUNK, score)


def _overlap(one: Hunk, other: Hunk) -> bool:
    """Tell whether hunks of one file share lines, or are at one place."""
    first, last = one.new_start, one.new_start + one.new_count
    return first <= other.new_start + other.new_count and other.new_start <= last


def _words(hunk: Hunk) -> set[str]:
    changed = (line.text for line in hunk.lines if line.kind is not LineKind.CONTEXT)
    return {word for text in changed for word in _WORD.findall(text)} - _COMMON


def _text(hunk: Hunk, without: LineKind) -> str:
    lines = [line.text for line in hunk.lines if line.kind is not without]
    return "\n".join(lines[:_MOST_LINES])


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text)), len(text)]


def _margin(text: str, at: int) -> int:
    end = text.find("\n", at)
    line = text[at : len(text) if end < 0 else end]
    return len(line) - len(line.lstrip())


_COMMON = frozenset(
    word
    for words in (
        "and any args async await bool break case catch class const continue def default del elif",
        "else end except export False final finally float for from func function has import int",
        "interface kwargs lambda len let list map new nil None not null object pass print private",
        "protected public raise return self set static str string struct super switch this throw",
        "throws True true false try tuple type undefined use var void while with yield",
    )
    for word in words.split()
)
"""Words that connect nothing."""
