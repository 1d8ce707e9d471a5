"""What a change breaks elsewhere, as findings. No model is asked: callers fit or they don't."""

import re
from collections.abc import Iterator, Sequence

from r1_assistant.context.facts import Workspace
from r1_assistant.context.impact import Broken, Changed, ChangeKind, impact
from r1_assistant.domain.change import Change, DiffLine, FileChange, FileStatus, Hunk
from r1_assistant.domain.finding import Category, Finding, Severity
from r1_assistant.features.review.config import ReviewConfig

CONFIDENCE = 0.9
"""Of calls that no longer fit; among planted changes of real repositories hardly one still did."""
OVERRIDE_CONFIDENCE = 0.7
"""Of overrides that no longer agree, which may never be called through their base."""
_NAME = re.compile(r"\w+")
_PASSES = re.compile(r"passes \d|passes `")
_NAMED = 3
"""Places that a message names besides the first."""


def impact_findings(
    change: Change, config: ReviewConfig, workspace: Workspace
) -> tuple[Finding, ...]:
    """Find what no longer fits a change, at most one finding for each of its lines.

    A finding stands on the changed signature; of what is gone, on the line that came in its place,
    and of a file that is gone, on the first place that uses it.
    """
    by_change: dict[Changed, list[Broken]] = {}
    for broken in impact(change, workspace).broken:
        by_change.setdefault(broken.change, []).append(broken)
    by_place: dict[tuple[str, int], Finding] = {}
    for changed, places in by_change.items():
        file = _file_of(changed, change)
        if file is None or config.leaves_out(file.path):
            continue
        finding = _finding(changed, places, file)
        place = finding.path, finding.line
        known = by_place.get(place)
        by_place[place] = finding if known is None else _joined(known, finding)
    return tuple(by_place.values())


def _file_of(changed: Changed, change: Change) -> FileChange | None:
    for file in change.files:
        if changed.path == (file.old_path if changed.is_gone else file.path):
            return file
    return None


def _finding(changed: Changed, places: Sequence[Broken], file: FileChange) -> Finding:
    calls = [each for each in places if not each.is_override]
    deleted = file.status is FileStatus.DELETED
    line = places[0].line if deleted else _line(changed, file)
    return Finding(
        path=places[0].path if deleted else file.path,
        line=line,
        end_line=line,
        severity=Severity.ERROR if calls else Severity.WARNING,
        category=Category.API,
        confidence=CONFIDENCE if calls else OVERRIDE_CONFIDENCE,
        message=_message(changed, calls, [each for each in places if each.is_override]),
        quote=places[0].text.strip() if deleted else _quote(file, line, changed),
        fix=None,
        reasoning="\n".join(f"{each.path}:{each.line}: {each.text}" for each in places),
        basis=_basis(changed, calls, places),
        kind=_kind(changed, calls),
    )


def _kind(changed: Changed, calls: Sequence[Broken]) -> str:
    if not calls:
        return "stale-override"
    return "missing-definition" if changed.is_gone else "stale-signature"


def _basis(changed: Changed, calls: Sequence[Broken], places: Sequence[Broken]) -> str:
    """Say in one line why this was raised: how many places, and what they still do."""
    if not calls:
        count = _count(len(places), "override")
        return f"{count} of `{changed.name}` still {_verb('take', places)} the old arguments."
    if changed.is_gone:
        return f"{_count(len(calls), 'place')} still {_verb('use', calls)} `{changed.name}`."
    lost = _lost(changed, calls)
    if lost:
        return f"{_count(len(calls), 'caller')} still {_verb('pass', calls)} `{lost}`."
    count = _count(len(calls), "caller")
    return f"{count} of `{changed.name}` {_verb('do', calls)} not fit its new signature."


def _lost(changed: Changed, calls: Sequence[Broken]) -> str:
    """Give the one parameter that went, if that is what all of the callers stumble on."""
    old, new = (set(_NAME.findall(one)) for one in (changed.old_signature, changed.new_signature))
    gone = sorted(old - new)
    too_much = all(_PASSES.match(each.reason) for each in calls)
    return gone[0] if len(gone) == 1 and too_much and not new - old else ""


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number > 1)}"


def _verb(verb: str, places: Sequence[Broken]) -> str:
    ending = "es" if verb in ("pass", "do") else "s"
    return verb if len(places) > 1 else f"{verb}{ending}"


def _joined(first: Finding, second: Finding) -> Finding:
    """Say both on one line."""
    return Finding(
        path=first.path,
        line=first.line,
        end_line=first.end_line,
        severity=min(first.severity, second.severity, key=lambda each: each.rank),
        category=first.category,
        confidence=max(first.confidence, second.confidence),
        message=f"{first.message} {second.message}",
        quote=first.quote,
        fix=None,
        reasoning=f"{first.reasoning}\n{second.reasoning}",
        basis=f"{first.basis} {second.basis}",
        kind=first.kind,
    )


def _message(changed: Changed, calls: Sequence[Broken], overrides: Sequence[Broken]) -> str:
    return " ".join(
        [
            *_of_calls(changed, calls),
            *([_of_overrides(changed, overrides)] if overrides else []),
        ]
    )


def _of_calls(changed: Changed, calls: Sequence[Broken]) -> Iterator[str]:
    if not calls:
        return
    if changed.is_gone:
        yield f"`{changed.name}` {_fate(changed)}, but it is still used in {_places(calls)}."
        return
    first, *others = calls
    yield f"Not all callers follow `{changed.name}`: {_place(first)} {first.reason}."
    if others:
        same = len({each.reason for each in calls}) == 1
        lead = "The same holds for" if same else "See also"
        yield f"{lead} {_places(others)}."


def _fate(changed: Changed) -> str:
    if changed.kind is ChangeKind.RENAMED:
        return f"is called `{changed.now}` now"
    return f"is in {changed.now} now" if changed.kind is ChangeKind.MOVED else "is gone"


def _of_overrides(changed: Changed, overrides: Sequence[Broken]) -> str:
    verb = "overrides it and takes" if len(overrides) == 1 else "override it and take"
    return f"{_places(overrides)} {verb} the old arguments: `{changed.name}`."


def _places(broken: Sequence[Broken]) -> str:
    named = [_place(each) for each in broken[:_NAMED]]
    rest = len(broken) - len(named)
    if rest:
        named.append(f"{rest} other place{'s' * (rest > 1)}")
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def _place(broken: Broken) -> str:
    return f"{broken.path}:{broken.line}"


def _line(changed: Changed, file: FileChange) -> int:
    """Choose the line of the new side that a finding stands on."""
    if changed.is_gone:
        return _line_behind(changed.line, file)
    lines = range(changed.line, changed.end_line + 1)
    added = {line.new_number for hunk in file.hunks for line in hunk.added}
    return next((number for number in lines if number in added), changed.line)


def _line_behind(old_number: int, file: FileChange) -> int:
    """Give the line of the new side that follows a line of the old one, or else the one before.

    Empty lines and closing brackets don't count: which of them a change keeps is chance.
    """
    for hunk in file.hunks:
        numbers = [line.old_number for line in hunk.lines]
        if old_number in numbers:
            return _next_new(hunk, hunk.lines[numbers.index(old_number) :])
    return 1


def _next_new(hunk: Hunk, behind: Sequence[DiffLine]) -> int:
    there = [line for line in behind if line.new_number is not None]
    says = [line for line in there if line.text.strip(" \t;,()[]{}")]
    new = [line.new_number for line in says or there if line.new_number is not None]
    all_new = [line.new_number for line in hunk.lines if line.new_number is not None]
    return new[0] if new else all_new[-1] if all_new else max(1, hunk.new_start)


def _quote(file: FileChange, line: int, changed: Changed) -> str:
    lines = (file.new_text or "").split("\n")
    if file.new_text is None or line > len(lines):
        return changed.old_signature.rpartition("\n")[2]
    return lines[line - 1].strip()
