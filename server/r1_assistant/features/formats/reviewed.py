"""What there is to write down of a review."""

from collections import Counter
from dataclasses import dataclass

from r1_assistant.domain.change import Change, FileChange
from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.features.review.events import Stats


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review that is over, or was interrupted.

    `findings` are the worst first; `model` worded them, None if none did.
    """

    change: Change
    findings: tuple[Finding, ...]
    stats: Stats
    model: str | None

    def file(self, path: str) -> FileChange | None:
        """Give what the change does to a file; None if it does nothing to it."""
        return next((file for file in self.change.files if file.path == path), None)

    def count(self, severity: Severity) -> int:
        """Count the findings of a severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def clean(self) -> tuple[str, ...]:
        """The files of which at least a hunk was reviewed, and nothing was found.

        Of an interrupted review nobody knows how far it came, so there are none.
        """
        if self.stats.interrupted:
            return ()
        skipped = Counter(skip.path for skip in self.stats.skips)
        whole = {skip.path for skip in self.stats.skips if not skip.line}
        other = whole | {finding.path for finding in self.findings}
        return tuple(
            file.path
            for file in self.change.files
            if file.path not in other and not file.skipped and len(file.hunks) > skipped[file.path]
        )
