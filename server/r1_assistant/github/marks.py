"""The hidden first line of what this program posts, by which it finds it again.

It is an HTML comment made of hexadecimal digits alone. Only the very beginning of a text counts,
so that code which is quoted further down can't pass for one.
"""

import hashlib
import re
from dataclasses import dataclass

_FINDING = re.compile(
    r"<!-- r1-assistant finding=([0-9a-f]{16}) line=([0-9a-f]{16}) by=([0-9a-f]{8})"
    r"(?: gone=([0-9a-f]{40,64}))? -->"
)
_SUMMARY = re.compile(r"<!-- r1-assistant (summary|more)=([0-9a-f]{40,64}) run=([0-9a-f]{16}) -->")


@dataclass(frozen=True, slots=True)
class FindingMark:
    """Which finding a comment is about; `line` stands for the text of its line.

    `by` stands for who reviewed (`reviewer`). `gone` is the commit with which the finding went,
    and empty until then.
    """

    fingerprint: str
    line: str
    by: str
    gone: str = ""

    def __str__(self) -> str:
        gone = f" gone={self.gone}" if self.gone else ""
        return (
            f"<!-- r1-assistant finding={self.fingerprint} line={self.line} by={self.by}{gone} -->"
        )


@dataclass(frozen=True, slots=True)
class SummaryMark:
    """A summary (or a review that adds to one, `more`) of a commit; `run` is the program's run."""

    commit: str
    run: str
    more: bool = False

    def __str__(self) -> str:
        kind = "more" if self.more else "summary"
        return f"<!-- r1-assistant {kind}={self.commit} run={self.run} -->"


def finding_mark(body: str) -> FindingMark | None:
    """Read the mark of a comment; None if it has none."""
    found = _FINDING.match(body)
    return FindingMark(found[1], found[2], found[3], found[4] or "") if found else None


def summary_mark(body: str) -> SummaryMark | None:
    """Read the mark of a review's text; None if it has none."""
    found = _SUMMARY.match(body)
    return SummaryMark(found[2], found[3], found[1] == "more") if found else None


def unmarked(body: str) -> str:
    """Leave the mark out, as people see it."""
    return re.sub(r"\A<!-- r1-assistant [0-9a-z= ]+ -->\s*", "", body.replace("\r\n", "\n"))


def line_digest(text: str) -> str:
    """Stand for a line's text, white space aside."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "replace")).hexdigest()[:16]


def reviewer(*parts: str) -> str:
    """Stand for who reviewed: the program's version, the model, the effort."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]
