"""The summary of a review: what was reviewed and what not, and what has no place in the diff."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.features.review.events import Stats
from r1_assistant.features.review.suppression.quiet import DISMISSED
from r1_assistant.github.comment import MAX_BODY, place_words
from r1_assistant.github.markdown import code, plain

_MOST_SKIPS = 100
_LONGEST_MESSAGE = 1000


@dataclass(frozen=True, slots=True)
class Told:
    """What a summary tells of.

    `outside` are findings without a place in the diff. `open`, `gone` and `dismissed` count those
    of earlier reviews. `problems` are sentences about what was left out.
    """

    commit: str
    model: str | None
    findings: Sequence[Finding]
    outside: Sequence[Finding]
    stats: Stats
    problems: Sequence[str]
    open: int = 0
    gone: int = 0
    dismissed: int = 0


def summary_body(mark: str, told: Told) -> str:
    """Write it; what is beyond GitHub's limit is counted."""
    fixed = [mark, "### R1 Assistant", _result(told), *_earlier(told)]
    end = [*_skipped(told.stats), *_left_out(told), _FOOTER]
    room = MAX_BODY - sum(len(part) + 2 for part in [*fixed, *end])
    return "\n\n".join([*fixed, *_outside(told.outside, room), *end])


_FOOTER = (
    "<sub>Found on the machine that ran the review; it may be wrong. A reply "
    "<code>/r1 dismiss REASON</code> to a comment, by somebody who may write to the repository, "
    "keeps it from coming back. This summary is kept up to date.</sub>"
)


def _result(told: Told) -> str:
    stats = told.stats
    what = _counted(told.findings) if told.findings else "No findings"
    by = f"with the model {code(told.model)}" if told.model else "by rules alone, without a model"
    hunks, files = _count(stats.hunks, "hunk"), _count(stats.files, "file")
    seen = f"Reviewed: {hunks} in {files} at {code(told.commit[:10])}, {by}."
    return (
        f"**{what}**. {seen if stats.hunks else f'Nothing to review at {code(told.commit[:10])}.'}"
    )


def _counted(findings: Sequence[Finding]) -> str:
    counts = [(sum(f.severity is each for f in findings), each.value) for each in Severity]
    words = ", ".join(_count(number, what) for number, what in counts if number)
    return f"{_count(len(findings), 'finding')}: {words}".replace("infos", "info")


def _earlier(told: Told) -> Iterator[str]:
    counts = ((told.open, "still open"), (told.gone, "gone since"), (told.dismissed, "dismissed"))
    words = [f"{number} {what}" for number, what in counts if number]
    if words:
        yield f"Of earlier comments: {', '.join(words)}."


def _outside(findings: Sequence[Finding], room: int) -> list[str]:
    if not findings:
        return []
    rows = ["On lines outside of the diff:", ""]
    left = room - 200
    for shown, finding in enumerate(findings):
        row = _row(finding)
        left -= len(row) + 1
        if left < 0:
            rows.append(f"- and {len(findings) - shown} more")
            break
        rows.append(row)
    return ["\n".join(rows)]


def _row(finding: Finding) -> str:
    message = plain(finding.message[:_LONGEST_MESSAGE])
    return f"- **{finding.severity.value}** {place_words(finding)}: {message}"


def _skipped(stats: Stats) -> Iterator[str]:
    if not stats.skips:
        return
    rows = [
        f"- {code(skip.path + (f':{skip.line}' if skip.line else ''))}: {plain(skip.reason)}"
        for skip in stats.skips[:_MOST_SKIPS]
    ]
    if len(stats.skips) > _MOST_SKIPS:
        rows.append(f"- and {len(stats.skips) - _MOST_SKIPS} more")
    count = _count(len(stats.skips), "place")
    listed = "\n".join(rows)[:20_000]
    yield f"<details><summary>Not reviewed: {count}</summary>\n\n{listed}\n\n</details>"


def _left_out(told: Told) -> Iterator[str]:
    stats = told.stats
    rows = [f"{_count(stats.withheld, 'more finding')} beyond the limit"] if stats.withheld else []
    told_before = {DISMISSED} if told.dismissed else set()
    rows += [
        f"{number} {plain(reason)}"
        for reason, number in stats.suppressed.items()
        if reason not in told_before
    ]
    if stats.cut_short:
        rows.append(plain(f"the time was up: {', '.join(stats.cut_short)}"))
    if stats.interrupted:
        rows.append("the review was interrupted")
    rows += [plain(problem)[:500] for problem in told.problems[:20]]
    if rows:
        yield f"Left out: {'; '.join(rows)}."


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
