"""A whole review as text: its findings, and a summary."""

import io

from r1_assistant.cli.report.terminal import Writer
from r1_assistant.cli.report.text import finding_lines, nothing_line, summary_lines
from r1_assistant.domain.change import (
    Change,
    DiffLine,
    FileChange,
    FileStatus,
    Hunk,
    LineKind,
)
from r1_assistant.domain.finding import Finding
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.review.events import Stats


class Text:
    """Writes a review piece by piece."""

    def __init__(self, change: Change, writer: Writer, *, reasoning: bool) -> None:
        self._change = change
        self._writer = writer
        self._reasoning = reasoning

    def found(self, finding: Finding) -> None:
        """Write a finding."""
        files = (file for file in self._change.files if file.path == finding.path)
        file = next(files, None) or _quoted(finding)
        columns = self._writer.columns
        self._writer.write(finding_lines(finding, file, columns, reasoning=self._reasoning))

    def summary(self, stats: Stats, model: str | None) -> None:
        """Write what was done; in one line that there was nothing to do."""
        if (
            stats.hunks
            or stats.findings
            or stats.suppressed
            or stats.interrupted
            or stats.cut_short
        ):
            self._writer.write(summary_lines(stats, model=model or ""))
        else:
            self._writer.write([nothing_line(self._change, stats.skips)])


def whole_text(reviewed: Reviewed, *, reasoning: bool) -> str:
    """Write all of it, for a file: without colour."""
    stream = io.StringIO()
    text = Text(reviewed.change, Writer(stream, colour=False), reasoning=reasoning)
    for finding in reviewed.findings:
        text.found(finding)
    text.summary(reviewed.stats, reviewed.model)
    return stream.getvalue()


def _quoted(finding: Finding) -> FileChange:
    """Make of a file that is not changed what is known of it: the line that the finding is on."""
    at = finding.line
    line = DiffLine(LineKind.CONTEXT, finding.quote, at, at)
    hunk = Hunk(at, 1, at, 1, "", (line,))
    return FileChange(finding.path, finding.path, FileStatus.MODIFIED, (hunk,))
