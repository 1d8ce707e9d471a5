"""The reasoning of a finding as a code flow: a step for each line of the thought."""

import re

from r1_assistant.domain.finding import Finding
from r1_assistant.features.formats.safe import cut
from r1_assistant.features.formats.sarif.places import Json, line_of
from r1_assistant.features.formats.words import thought
from r1_assistant.features.review.kinds.elsewhere import KINDS as ELSEWHERE

MOST_STEPS = 1_000
"""What GitHub shows of a flow; it refuses a log with more than 10,000."""

_LONGEST_STEP = 2_000
"""Code points."""

_PLACE = re.compile(r"(?P<path>[^:]+):(?P<line>\d{1,9}): (?P<text>.*)")
_LINE = re.compile(r"\bline (\d{1,9})\b", re.IGNORECASE)


def code_flows(finding: Finding, lines: int) -> list[Json]:
    """Give the thought's steps, each at the line that it speaks of; none without a thought.

    `lines` is the number of lines that the finding's file is known to have, 0 if it is unknown.
    """
    steps = [_step(text, finding, lines) for text in _texts(finding)][:MOST_STEPS]
    if not steps:
        return []
    return [{"message": {"text": "How it came about."}, "threadFlows": [{"locations": steps}]}]


def places(finding: Finding) -> list[tuple[str, int, str]]:
    """Give the other places that a finding names: path, line and what stands there.

    Only of kinds whose places the program has found: a model's own could be anywhere.
    """
    if finding.kind not in ELSEWHERE:
        return []
    found = [_PLACE.fullmatch(text) for text in _texts(finding)]
    return [(m["path"], int(m["line"]), m["text"]) for m in found if m]


def _texts(finding: Finding) -> list[str]:
    rows = (row.strip() for row in thought(finding).split("\n"))
    return [row for row in rows if row]


def _step(text: str, finding: Finding, lines: int) -> Json:
    place = _PLACE.fullmatch(text) if finding.kind in ELSEWHERE else None
    if place:
        where = line_of(place["path"], int(place["line"]))
    else:
        where = line_of(finding.path, _spoken_of(text, finding, lines))
    return {"location": {"physicalLocation": where, "message": {"text": cut(text, _LONGEST_STEP)}}}


def _spoken_of(text: str, finding: Finding, lines: int) -> int:
    """Give the line that a step names, if the file has it; the finding's own otherwise."""
    named = _LINE.search(text)
    number = int(named[1]) if named else 0
    return number if 1 <= number <= lines else finding.line
