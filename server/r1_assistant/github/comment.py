"""A finding as a comment on its lines."""

from collections.abc import Sequence

from r1_assistant.domain.change import FileChange
from r1_assistant.domain.finding import Finding
from r1_assistant.features.review.suppression.quiet import new_lines
from r1_assistant.github.markdown import block, code, hides, paragraphs, plain
from r1_assistant.github.marks import FindingMark
from r1_assistant.github.places import Place

MAX_BODY = 65_536
"""The most characters that GitHub takes for one text."""

_ROOM = 20_000  # of a message, a thought; escapes make them longer


def comment_body(
    finding: Finding, mark: FindingMark, file: FileChange, place: Place, *, reasoning: bool = False
) -> str:
    """Write it: the mark, what is wrong, why, and what to do."""
    parts = [str(mark), headline(finding), plain(finding.message[:_ROOM])]
    if finding.basis:
        parts.append(f"Why: {plain(finding.basis[:_ROOM].rstrip('.'))}.")
    if finding.fix is not None:
        parts.append(_fix(finding.fix, finding, file, place))
    if reasoning and finding.reasoning.strip():
        parts.append(_folded("How it came about", paragraphs(finding.reasoning[:_ROOM])))
    return _fitting(parts)


def headline(finding: Finding) -> str:
    """Say what kind of finding it is."""
    kind = plain(finding.category.value)
    return f"**{finding.severity.value.capitalize()}** · {kind} · {finding.confidence:.0%} sure"


def gone_body(body: str, mark: FindingMark, words: str) -> str:
    """Write that a finding is gone above what was said of it, which is folded."""
    return _fitting([str(mark), words, _folded("What was found", body)])


def _fix(fix: str, finding: Finding, file: FileChange, place: Place) -> str:
    """Write what replaces the lines: to be applied by a click where GitHub can do it exactly."""
    if place.whole and not file.crlf and not hides(fix.replace("\t", "")):
        return block(fix, "suggestion")
    now = new_lines(file)[finding.line - 1 : finding.end_line]
    return f"Proposed fix:\n\n{block(_difference(now, fix), 'diff')}"


def _difference(now: Sequence[str], fix: str) -> str:
    new = fix.split("\n") if fix else []
    return "\n".join([*(f"-{line}" for line in now), *(f"+{line}" for line in new)])


def _folded(title: str, text: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{text}\n\n</details>"


def _fitting(parts: Sequence[str]) -> str:
    """Join as many parts as GitHub takes; what is too long goes whole, never in half a block."""
    body = ""
    for part in parts:
        longer = f"{body}\n\n{part}" if body else part
        if len(longer) <= MAX_BODY:
            body = longer
    return body


def place_words(finding: Finding) -> str:
    """Name the lines of a finding."""
    end = f"-{finding.end_line}" if finding.end_line > finding.line else ""
    return code(f"{finding.path}:{finding.line}{end}")
