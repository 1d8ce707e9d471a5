"""Rules with a pattern: each added line in which it is found breaks the rule.

The patterns may be anybody's, and some take longer than a life. So they are looked for in a process
of its own, which is ended when its time is up.
"""

import json
import logging
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from r1_assistant.config.team.folders import FILE
from r1_assistant.context.languages import any_language_of
from r1_assistant.domain.change import Change, DiffLine, FileChange
from r1_assistant.domain.finding import Finding
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.custom.checks import Check, checks_for
from r1_assistant.features.review.skip import Skip
from r1_assistant.features.review.triage import why_skipped

SECONDS = 2.0
"""How long all patterns of one process may take."""
MOST_SLOW = 3
"""Patterns that may run out of time; then the rest is left out, too."""
LONGEST = 500
"""Code points of a line that are looked at."""
TOO_SLOW = "the pattern of the rule {} took too long"

_PROGRAM = Path(__file__).with_name("matching.py")
_log = logging.getLogger(__name__)

Place = tuple[FileChange, DiffLine, Check]


def pattern_findings(change: Change, config: ReviewConfig) -> tuple[list[Finding], list[Skip]]:
    """Find the added lines that break a rule with a pattern, and say what was not looked at.

    For a thread, as it waits for a process. Raises nothing.
    """
    places: dict[str, list[Place]] = {}
    for file in change.files:
        for place in _places(file, config):
            places.setdefault(place[2].rule.pattern, []).append(place)
    texts = {
        pattern: [line.text[:LONGEST] for _, line, _ in found] for pattern, found in places.items()
    }
    rows, slow = _searched(texts)
    findings = [_finding(*places[pattern][at]) for pattern, found in rows.items() for at in found]
    late = {(place[0].path, place[2].rule.name) for each in slow for place in places[each]}
    return findings, [Skip(path, 0, TOO_SLOW.format(name)) for path, name in sorted(late)]


def _places(file: FileChange, config: ReviewConfig) -> Iterator[Place]:
    own = PurePosixPath(file.path).name == FILE  # it has the patterns themselves
    if own or file.skipped or config.leaves_out(file.path) or why_skipped(file):
        return
    first = (file.new_text or "").partition("\n")[0]
    checks = checks_for(file.path, any_language_of(file.path, first), config.team)
    wanted = [check for check in checks if check.rule.pattern]
    moved = Counter(_bare(line.text) for hunk in file.hunks for line in hunk.removed)
    for line in (line for hunk in file.hunks for line in hunk.added) if wanted else ():
        moved[_bare(line.text)] -= 1
        if moved[_bare(line.text)] < 0:  # else it was there before, maybe elsewhere
            yield from ((file, line, check) for check in wanted)


def _bare(text: str) -> str:
    return " ".join(text.split())


def _searched(texts: Mapping[str, Sequence[str]]) -> tuple[dict[str, list[int]], list[str]]:
    """Look for each pattern in its lines; the second are those that took too long."""
    found: dict[str, list[int]] = {}
    left, slow = list(texts), list[str]()
    while left and len(slow) < MOST_SLOW:
        rows = _run([(pattern, texts[pattern]) for pattern in left])
        found.update(zip(left, rows, strict=False))
        slow += left[len(rows) : len(rows) + 1]
        left = left[len(rows) + 1 :]
    return found, [*slow, *left]


def _run(asked: Sequence[tuple[str, Sequence[str]]]) -> list[list[int]]:
    """Give the answers that came in time, in order."""
    command = [sys.executable, "-I", "-S", str(_PROGRAM)]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        output, complaint = done.stdout, done.stderr
    except subprocess.TimeoutExpired as expired:
        output, complaint = expired.stdout or b"", b"out of time"
    except OSError as error:
        output, complaint = b"", str(error).encode()
    if complaint:
        _log.warning("Patterns of rules: %s", complaint.decode(errors="replace"))
    return [json.loads(line) for line in output.split(b"\n")[:-1]]


def _finding(file: FileChange, line: DiffLine, check: Check) -> Finding:
    number = line.new_number or 0
    return Finding(
        path=file.path,
        line=number,
        end_line=number,
        severity=check.severity,
        category=check.category,
        confidence=1.0,
        message=f"This line breaks the team's rule {check.rule.name}: {check.rule.text}",
        quote=line.text.strip(),
        fix=None,
        reasoning="",
        basis=f"the rule's pattern `{check.rule.pattern}` is found in it",
        kind=check.rule.kind,
    )
