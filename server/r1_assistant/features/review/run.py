"""One run of a review: what all its steps share, and what is heard of what they found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from r1_assistant.context.facts import Workspace
from r1_assistant.domain.change import Change, FileChange, FileStatus
from r1_assistant.domain.finding import Finding
from r1_assistant.features.review.candidate import REMOVAL, Candidate
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.custom.levels import levelled
from r1_assistant.features.review.events import Found, ReviewEvent
from r1_assistant.features.review.kept import KeptReviews
from r1_assistant.features.review.limit import Limit
from r1_assistant.features.review.models import Models
from r1_assistant.features.review.select import Piece
from r1_assistant.features.review.suppression.quiet import Quiet, new_lines, occurrence
from r1_assistant.features.review.tally import Tally

Emit = Callable[[ReviewEvent], None]


@dataclass(frozen=True, slots=True)
class Run:
    """What all steps share; `emit` tells an event, `clock` gives seconds."""

    change: Change
    config: ReviewConfig
    models: Models
    tally: Tally
    clock: Callable[[], float]
    emit: Emit
    workspace: Workspace | None
    quiet: Quiet
    kept: KeptReviews | None
    limit: Limit | None = None

    def found(self, findings: Sequence[Finding]) -> None:
        """Show findings, as far as there is room."""
        for finding in findings:
            if self.tally.add_finding(finding, self.config.max_findings):
                self.emit(Found(finding))

    def heard(self, findings: Sequence[Finding]) -> list[Finding]:
        """Number findings among lines that read the same, and leave out what nobody wants."""
        files = {file.path: file for file in self.change.files}
        kept = []
        for finding in levelled(findings, self.config.team, self.tally):
            file = files.get(finding.path) or _unchanged(finding.path)
            above = occurrence(new_lines(file), finding.line)
            kind = finding.kind or finding.category
            why = self.quiet.why(file, finding.line, finding.quote, kind, finding.category)
            self.tally.suppress(why)
            if not why:
                kept.append(replace(finding, occurrence=above))
        return kept

    def wanted(self, piece: Piece, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """Leave out what nobody wants, before it is put into words."""
        kept = []
        # a removal can be compared with others, and has nothing to say
        speaking = [each for each in candidates if each.kind != REMOVAL]
        for each in levelled(speaking, self.config.team, self.tally, piece.file.path):
            quote = each.line.text.strip()
            why = self.quiet.why(piece.file, each.number, quote, each.kind, each.category)
            self.tally.suppress(why)
            if not why:
                kept.append(each)
        return tuple(kept)


def _unchanged(path: str) -> FileChange:
    return FileChange(path, path, FileStatus.MODIFIED)
