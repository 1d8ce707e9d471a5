"""The ways in which a running review is reported."""

import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence

from r1_assistant.cli.report.documents import Files, for_stdout
from r1_assistant.cli.report.live import Live
from r1_assistant.cli.report.outputs import TEXT, Output
from r1_assistant.cli.report.terminal import Writer
from r1_assistant.cli.report.whole_text import Text
from r1_assistant.domain.change import Change
from r1_assistant.domain.finding import Finding
from r1_assistant.features.formats.reviewed import Reviewed
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

    `findings` are those that were shown so far, `stats` is None until the review is over. `files`
    are written then.
    """

    def __init__(self, change: Change, live: Live, files: Files) -> None:
        self._change = change
        self._live = live
        self._files = files
        self._model: str | None = None
        self.findings: list[Finding] = []
        self.stats: Stats | None = None

    @property
    def by(self) -> str | None:
        """The model that the review is by, if there is one."""
        return self._model

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
        """Tell the result, also of a review that was interrupted; raises UsageError.

        The files come first: whoever reads standard output may be gone.
        """
        self._live.close()
        self.stats = stats
        reviewed = Reviewed(self._change, ranked(self.findings), stats, self._model)
        try:
            self._files.write(reviewed)
        finally:
            self.summary(reviewed)

    @abstractmethod
    def found(self, finding: Finding) -> None:
        """Tell of a finding."""

    @abstractmethod
    def summary(self, reviewed: Reviewed) -> None:
        """Close the report."""


class TextReport(Report):
    """Writes findings as they come, and a summary."""

    def __init__(self, change: Change, live: Live, files: Files, *, reasoning: bool) -> None:
        super().__init__(change, live, files)
        self._text = Text(change, Writer(sys.stdout), reasoning=reasoning)

    def found(self, finding: Finding) -> None:
        """Write the finding at once."""
        self._text.found(finding)

    def summary(self, reviewed: Reviewed) -> None:
        """Write what was done; in one line that there was nothing to do."""
        self._text.summary(reviewed.stats, reviewed.model)


class DocumentReport(Report):
    """Collects everything and writes one document at the end, with the worst findings first."""

    def __init__(self, change: Change, live: Live, files: Files, form: str) -> None:
        super().__init__(change, live, files)
        self._form = form

    def found(self, finding: Finding) -> None:
        """Say nothing before the end."""

    def summary(self, reviewed: Reviewed) -> None:
        """Write the document."""
        print(for_stdout(self._form, reviewed), flush=True)


class SilentReport(Report):
    """Collects findings for whoever tells of them in another way."""

    def found(self, finding: Finding) -> None:
        """Say nothing."""

    def summary(self, reviewed: Reviewed) -> None:
        """Say nothing."""


def report_for(
    change: Change, form: str, *, reasoning: bool, outputs: Sequence[Output] = ()
) -> Report:
    """Choose the report for `--format`, with files beside it; raises UsageError for these."""
    live = Live()
    files = Files(outputs, reasoning=reasoning)
    if form == TEXT:
        return TextReport(change, live, files, reasoning=reasoning)
    return DocumentReport(change, live, files, form)
