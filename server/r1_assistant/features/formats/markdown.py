"""A report in Markdown, for people and for the summaries of CI jobs.

GitHub takes 1 MiB as a step's summary and nothing of a longer one; what has no room is counted.
"""

from collections.abc import Iterator

from r1_assistant import __version__
from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.features.formats import words
from r1_assistant.features.formats.code import Row, fix_rows, hunk_rows, lines_of
from r1_assistant.features.formats.counts import count
from r1_assistant.features.formats.kinds import about
from r1_assistant.features.formats.markup import code, fenced, html_text, text
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.formats.safe import cut, printable
from r1_assistant.features.review.skip import Skip

MOST_BYTES = 1_000_000
"""Bytes of a report, in UTF-8."""

_ROOM_BEHIND = 50_000
"""Bytes that are kept free for what stands behind the findings."""

_MOST_SKIPS = 200
"""Skipped files and hunks that are named."""

_WIDEST = 400
"""Code points of a line of code."""

_LONGEST = 20_000
"""Code points of a message, or of a thought."""

MARKS = {
    Severity.ERROR: "\N{CROSS MARK}",
    Severity.WARNING: "\N{WARNING SIGN}\N{VARIATION SELECTOR-16}",
    Severity.INFO: "\N{INFORMATION SOURCE}\N{VARIATION SELECTOR-16}",
}


def render(reviewed: Reviewed) -> str:
    """Write the report, the worst findings first."""
    parts = [_head(reviewed)]
    size = len(parts[0].encode("utf-8", "replace"))
    for at, finding in enumerate(reviewed.findings):
        part = section(finding, reviewed)
        size += len(part.encode("utf-8", "replace")) + 2
        if size > MOST_BYTES - _ROOM_BEHIND:
            more = count(len(reviewed.findings) - at, "more finding")
            parts.append(f"*{more} left out here: the report would be too long.*")
            break
        parts.append(part)
    parts += [*_skipped(reviewed), _foot(reviewed)]
    return "\n\n".join(parts)


def section(finding: Finding, reviewed: Reviewed) -> str:
    """Write one finding: where, what, why, the code, the proposal, the thought."""
    file = reviewed.file(finding.path)
    mark = MARKS[finding.severity]
    parts = [
        f"### {mark} {text(about(finding).title)} in {code(cut(words.place(finding), _WIDEST))}",
        _labels(finding),
        text(cut(words.message(finding), _LONGEST)),
        text(cut(words.why(finding), _LONGEST)),
        _diff(hunk_rows(file, finding)),
    ]
    proposal = fix_rows(lines_of(file, finding), finding)
    if proposal:
        parts += ["**Proposed fix**", _diff(proposal)]
    if thought := cut(words.thought(finding), _LONGEST):
        parts.append(_folded("Reasoning", fenced(thought, "text")))
    return "\n\n".join(part for part in parts if part)


def _labels(finding: Finding) -> str:
    sure = f"confidence {finding.confidence:.0%}"
    return f"**{finding.severity.value}**, {text(finding.category.value)}, {sure}"


def _head(reviewed: Reviewed) -> str:
    stats = reviewed.stats
    by = f" by {code(reviewed.model)}" if reviewed.model else ""
    said = f"**{words.summary(reviewed)}**{by}."
    lines = [f"## {words.PROGRAM}: review of the {text(reviewed.change.title)}", said]
    lines += [f"- {text(remark)}" for remark in words.remarks(stats)]
    return "\n\n".join([*lines[:2], "\n".join(lines[2:])]).rstrip()


def _foot(reviewed: Reviewed) -> str:
    return f"*{words.PROGRAM} {__version__}, {reviewed.stats.seconds:.1f} s*"


def _diff(rows: tuple[Row, ...]) -> str:
    shown = (f"{row.sign}{cut(printable(row.text), _WIDEST)}" for row in rows)
    return fenced("\n".join(shown), "diff")


def _skipped(reviewed: Reviewed) -> Iterator[str]:
    skips = reviewed.stats.skips
    if not skips:
        return
    rows = [f"- {_where(skip)}: {text(cut(skip.reason, _WIDEST))}" for skip in skips[:_MOST_SKIPS]]
    if len(skips) > _MOST_SKIPS:
        rows.append(f"- {len(skips) - _MOST_SKIPS} more")
    yield _folded(f"Not reviewed: {len(skips)}", "\n".join(rows))


def _where(skip: Skip) -> str:
    path = cut(skip.path, _WIDEST)
    return code(f"{path}:{skip.line}" if skip.line else path)


def _folded(title: str, content: str) -> str:
    return f"<details><summary>{html_text(title)}</summary>\n\n{content}\n\n</details>"
