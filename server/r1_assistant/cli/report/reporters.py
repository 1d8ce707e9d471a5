"""The two ways in which a running review is reported."""

import sys
from abc import ABC, abstractmethod

from r1_assistant.cli.report.jsonreport import document
from r1_assistant.cli.report.live import Live
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
from r1_assistant.features.review.events import (
    Done,
    Found,
    Progress,
    ReviewEvent,
    Started,
    Stats,
    Weighed,
)
from r1_assistant.features.review.rank import ranked


class Report(ABC):
    """Tells of a review while it runs, with the live line on standard error.

    `findings` are those that were shown so far.
    """

    def __init__(self, live: Live) -> None:
        self._live = live
        self._model: str | None = None
        self.findings: list[Finding] = []

    def loading(self, model: str) -> None:
        """Tell that a model is being loaded."""
        self.model(model)
        self._live.loading(model)

    def model(self, model: str) -> None:
        """Name the model that the review is by; "" if it is by none."""
        self._model = model or None

    def notice(self, text: str) -> None:
        """Say a sentence that is no part of the review, on standard error."""
        self._live.clear()
        print(f"r1-review: {text}", file=sys.stderr)

    def event(self, event: ReviewEvent) -> None:
        """Tell what the review says."""
        match event:
            case Progress():
                self._live.progress(event)
            case Found(finding):
                self.findings.append(finding)
                self._live.clear()
                self.found(finding)
            case Done(stats):
                self.done(stats)
            case Started() | Weighed():
                pass

    def tick(self) -> None:
        """Let the live line show the time that went by."""
        self._live.tick()

    def close(self) -> None:
        """End the live line, whether or not the review was over."""
        self._live.close()

    def done(self, stats: Stats) -> None:
        """Tell the result; also of a review that was interrupted."""
        self._live.close()
        self.summary(stats)

    @abstractmethod
    def found(self, finding: Finding) -> None:
        """Tell of a finding."""

    @abstractmethod
    def summary(self, stats: Stats) -> None:
        """Close the report."""


class TextReport(Report):
    """Writes findings as they come, and a summary."""

    def __init__(self, change: Change, live: Live, *, reasoning: bool) -> None:
        super().__init__(live)
        self._change = change
        self._reasoning = reasoning
        self._writer = Writer(sys.stdout)

    def found(self, finding: Finding) -> None:
        """Write the finding at once."""
        files = (file for file in self._change.files if file.path == finding.path)
        file = next(files, None) or _quoted(finding)
        columns = self._writer.columns
        self._writer.write(finding_lines(finding, file, columns, reasoning=self._reasoning))

    def summary(self, stats: Stats) -> None:
        """Write what was done; in one line that there was nothing to do."""
        if (
            stats.hunks
            or stats.findings
            or stats.suppressed
            or stats.interrupted
            or stats.cut_short
        ):
            self._writer.write(summary_lines(stats, model=self._model or ""))
        else:
            self._writer.write([nothing_line(self._change, stats.skips)])


class JsonReport(Report):
    """Collects everything and writes one document at the end, with the worst findings first."""

    def found(self, finding: Finding) -> None:
        """Say nothing before the end."""

    def summary(self, stats: Stats) -> None:
        """Write the document."""
        print(document(self._model, ranked(self.findings), stats), flush=True)


def _quoted(finding: Finding) -> FileChange:
    """Make of a file that is not changed what is known of it: the line that the finding is on."""
    at = finding.line
    line = DiffLine(LineKind.CONTEXT, finding.quote, at, at)
    hunk = Hunk(at, 1, at, 1, "", (line,))
    return FileChange(finding.path, finding.path, FileStatus.MODIFIED, (hunk,))


def report_for(change: Change, form: str, *, reasoning: bool) -> Report:
    """Choose the report for `--format`."""
    live = Live()
    return JsonReport(live) if form == "json" else TextReport(change, live, reasoning=reasoning)
