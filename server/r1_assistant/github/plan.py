"""What is to be sent for a review: decided at once, without asking anybody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from r1_assistant.domain.change import Change, FileChange, FileStatus
from r1_assistant.domain.finding import Finding
from r1_assistant.features.review.events import Stats
from r1_assistant.features.review.rank import ranked
from r1_assistant.features.review.suppression.quiet import DISMISSED, new_lines
from r1_assistant.github.comment import comment_body, gone_body
from r1_assistant.github.known import Known, Posted, Thread
from r1_assistant.github.marks import FindingMark, SummaryMark, line_digest, unmarked
from r1_assistant.github.places import Place, Places
from r1_assistant.github.summary import Told, summary_body

MOST_COMMENTS = 50
"""Comments of one review; further findings go into the summary."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A review that is over: of which commit, by whom (`marks.reviewer`), what it has found.

    `paths` is what it was narrowed down to; `problems` says what of the change could not be had.
    """

    commit: str
    change: Change
    findings: Sequence[Finding]
    stats: Stats
    model: str | None
    reviewer: str
    run: str
    paths: Sequence[str] = ()
    problems: Sequence[str] = ()
    reasoning: bool = False


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment to make, on lines of the new side."""

    path: str
    place: Place
    body: str

    @property
    def request(self) -> dict[str, Any]:
        """Give it as the API takes it."""
        lines: dict[str, Any] = {"line": self.place.last, "side": "RIGHT"}
        if self.place.first < self.place.last:
            lines |= {"start_line": self.place.first, "start_side": "RIGHT"}
        return {"path": self.path, "body": self.body, **lines}


@dataclass(frozen=True, slots=True)
class Edit:
    """A text of ours to be changed."""

    id: str
    body: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A comment whose finding is gone: the comment's new text, and the thread to be resolved."""

    comment: Edit
    thread: str
    path: str
    resolvable: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be sent: a review (None: there is nothing new), then changes of what is there."""

    commit: str
    review: str | None
    comments: tuple[Comment, ...] = ()
    summary: Edit | None = None
    gone: tuple[Gone, ...] = ()

    @property
    def request(self) -> dict[str, Any]:
        """Give the review as the API takes it: one that neither approves nor blocks."""
        return {
            "commit_id": self.commit,
            "event": "COMMENT",
            "body": self.review or "",
            "comments": [comment.request for comment in self.comments],
        }

    @property
    def empty(self) -> bool:
        """Tell whether all is said already."""
        return self.review is None and self.summary is None and not self.gone


@dataclass(slots=True)
class _Sorted:
    """Findings by what becomes of them."""

    new: list[tuple[Finding, Place]] = field(default_factory=list)
    outside: list[Finding] = field(default_factory=list)


def make_plan(outcome: Outcome, known: Known, places: Places) -> Plan:
    """Decide what is said, what is said already, and what no longer holds."""
    findings = [f for f in ranked(outcome.findings) if f.fingerprint not in known.dismissed]
    parted = _parted(findings, known, places)
    gone = tuple(_gone(outcome, known))
    comments = tuple(_comment(outcome, finding, place) for finding, place in parted.new)
    told = _told(outcome, known, findings, parted.outside, len(gone))
    body = summary_body(str(SummaryMark(outcome.commit, outcome.run)), told)
    before = known.summary
    if before is None:
        return Plan(outcome.commit, body, comments, None, gone)
    changed = unmarked(before.body).strip() != unmarked(body).strip()
    edit = Edit(before.id, body) if changed or before.mark.commit != outcome.commit else None
    return Plan(outcome.commit, _more(outcome, comments, before), comments, edit, gone)


def _parted(findings: Sequence[Finding], known: Known, places: Places) -> _Sorted:
    """Tell findings with a place in the diff from those without; once said is enough."""
    parted, said = _Sorted(), set(known.said)
    for finding in findings:
        if finding.fingerprint in said:
            continue
        said.add(finding.fingerprint)
        place = places.find(finding)
        if place is None or len(parted.new) >= MOST_COMMENTS:
            parted.outside.append(finding)
        else:
            parted.new.append((finding, place))
    return parted


def _comment(outcome: Outcome, finding: Finding, place: Place) -> Comment:
    file = next(file for file in outcome.change.files if file.path == finding.path)
    mark = FindingMark(finding.fingerprint, line_digest(finding.quote), outcome.reviewer)
    body = comment_body(finding, mark, file, place, reasoning=outcome.reasoning)
    return Comment(finding.path, place, body)


def _told(
    outcome: Outcome,
    known: Known,
    findings: Sequence[Finding],
    outside: Sequence[Finding],
    gone: int,
) -> Told:
    found = {finding.fingerprint for finding in findings}
    return Told(
        outcome.commit,
        outcome.model,
        findings,
        outside,
        outcome.stats,
        outcome.problems,
        open=len(found & known.said),
        gone=gone + sum(bool(thread.mark.gone) for thread in known.threads),
        dismissed=len(known.dismissed),
    )


def _more(outcome: Outcome, comments: Sequence[Comment], before: Posted) -> str | None:
    """Write the text of a review that adds comments to an earlier one; None if there are none."""
    if not comments:
        return None
    number = f"{len(comments)} more comment{'s' if len(comments) > 1 else ''}"
    mark = SummaryMark(outcome.commit, outcome.run, more=True)
    return f"{mark}\n\n{number}. [The summary]({before.url}) is up to date."


def _gone(outcome: Outcome, known: Known) -> Iterator[Gone]:
    found = {finding.fingerprint for finding in outcome.findings}
    files = {path: file for file in outcome.change.files for path in (file.old_path, file.path)}
    for thread in known.threads:
        if thread.mark.gone or thread.dismissed or thread.mark.fingerprint in found:
            continue
        words = _farewell(outcome, thread, files)
        if words:
            mark = FindingMark(
                thread.mark.fingerprint, thread.mark.line, thread.mark.by, outcome.commit
            )
            body = gone_body(unmarked(thread.body), mark, words)
            resolvable = thread.resolvable and not thread.resolved
            yield Gone(Edit(thread.comment, body), thread.id, thread.path, resolvable)


def _farewell(outcome: Outcome, thread: Thread, files: Mapping[str, FileChange]) -> str:
    """Say why a finding is gone; empty where that is not certain.

    It is if its line is. If the line is there, the same reviewer must have looked at it again and
    found nothing; one that was cut short, or may not show all, proves nothing.
    """
    stats, commit = outcome.stats, outcome.commit[:10]
    if outcome.paths or stats.interrupted:
        return ""
    file = files.get(thread.path)
    if file is None:  # a list that GitHub cut short doesn't tell which files are changed
        return "" if outcome.problems else f"**Fixed** in {commit}."
    if _has_lost(file, thread.mark.line):
        return f"**Fixed** in {commit}."
    looked = not any(skip.path == file.path for skip in stats.skips) and not stats.withheld
    quiet = set(stats.suppressed) - {DISMISSED}
    looked = looked and not quiet and not stats.cut_short
    if looked and thread.mark.by == outcome.reviewer:
        return f"**No longer found** in {commit}."
    return ""


def _has_lost(file: FileChange, digest: str) -> bool:
    """Tell whether a file certainly has no line with a text any more."""
    if file.status is FileStatus.DELETED:
        return True
    known = file.new_text is not None
    return known and all(line_digest(line) != digest for line in new_lines(file))
