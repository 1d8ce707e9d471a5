"""The sentences that all formats share; whatever comes from others is made safe to show."""

from collections.abc import Iterator

from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.features.formats.counts import count, skipped_words
from r1_assistant.features.formats.kinds import about
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.formats.safe import cut, printable, printable_lines
from r1_assistant.features.review.events import Stats

PROGRAM = "R1 Assistant"

_LONGEST = 1_000
"""Code points of what a finding says in a line of a log."""


def title(finding: Finding) -> str:
    """Say what kind of finding it is, and how sure that is: "Dropped guard (bug, 90%)"."""
    kind = about(finding)
    return f"{kind.title} ({kind.category}, {finding.confidence:.0%})"


def message(finding: Finding) -> str:
    """Give what a finding says, in one or several lines."""
    return printable_lines(finding.message).strip() or about(finding).sentence


def why(finding: Finding) -> str:
    """Give what speaks for a finding as a sentence; empty if nothing but the model does."""
    return f"Why: {printable(finding.basis).rstrip('.')}." if finding.basis else ""


def explained(finding: Finding) -> str:
    """Give what a finding says, why, and what is proposed, as plain lines."""
    parts = [message(finding), why(finding), proposal(finding)]
    return "\n".join(part for part in parts if part)


def thought(finding: Finding) -> str:
    """Give the model's thought as plain lines; empty if all that it says is the reason."""
    said = printable_lines(finding.reasoning).strip()
    return "" if said.rstrip(".") == printable(finding.basis).rstrip(".") else said


def proposal(finding: Finding) -> str:
    """Give the proposal as plain lines; empty if there is none."""
    if finding.fix is None:
        return ""
    if not finding.fix:
        return "Proposed fix: delete this."
    rows = (f"    {row}" for row in printable_lines(finding.fix).split("\n"))
    return "\n".join(["Proposed fix:", *rows])


def place(finding: Finding) -> str:
    """Give path and line: "src/a.py:3"."""
    return f"{printable(finding.path)}:{finding.line}"


def in_a_line(finding: Finding) -> str:
    """Give a finding for a log: "src/a.py:3: error: It fails for an empty list."."""
    said = cut(" ".join(message(finding).split()), _LONGEST)
    return f"{place(finding)}: {finding.severity.value}: {said}"


def found(reviewed: Reviewed) -> str:
    """Count the findings by severity: "3 findings (1 error, 2 warnings)"."""
    if not reviewed.findings:
        return "No findings"
    names = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
    parts = [count(n, names[each]) for each in Severity if (n := reviewed.count(each))]
    return f"{count(len(reviewed.findings), 'finding')} ({', '.join(parts)})"


def summary(reviewed: Reviewed) -> str:
    """Say what was found in how much: "3 findings (1 error, 2 warnings) in 3 hunks of 2 files"."""
    stats = reviewed.stats
    if not stats.hunks:
        return found(reviewed) if reviewed.findings or stats.interrupted else "Nothing to review"
    return f"{found(reviewed)} in {_looked_at(stats)}"


def remarks(stats: Stats) -> Iterator[str]:
    """Say what else there is to know about a review: a sentence each."""
    if stats.interrupted:
        yield "The review was interrupted; these are the findings until then."
    if stats.withheld:
        yield f"{count(stats.withheld, 'more finding')} not shown (--max-findings)."
    for reason, number in stats.suppressed.items():
        yield f"{count(number, 'finding')} not shown: {printable(reason)}."
    if stats.skips:
        yield f"Not reviewed: {cut(printable(skipped_words(stats.skips)), _LONGEST)}."


def _looked_at(stats: Stats) -> str:
    seen = f"{count(stats.hunks, 'hunk')} of {count(stats.files, 'file')}"
    if not stats.cached:
        return seen
    all_of_it = stats.cached == stats.hunks
    return f"{seen}, {'all' if all_of_it else stats.cached} from the cache"
