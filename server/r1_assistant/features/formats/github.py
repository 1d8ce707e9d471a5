"""Workflow commands of GitHub Actions: annotations beside the code.

GitHub takes 10 annotations of a kind from a step (actions/toolkit, docs/problem-matchers.md) and
drops the rest without a word. What is beyond that is in the log as plain lines.
"""

from collections.abc import Iterator

from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.features.formats import words
from r1_assistant.features.formats.code import lines_of
from r1_assistant.features.formats.commands import without_commands
from r1_assistant.features.formats.counts import count
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.formats.safe import cut, printable

MOST = 10
"""Annotations of a kind in a step."""

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}

_LONGEST = 4_000
"""Code points of an annotation's message."""


def render(reviewed: Reviewed) -> str:
    """Write a command for each finding, the worst first, and a summary as plain lines."""
    lines = list(_annotations(reviewed))
    said = f"{words.summary(reviewed)}."
    lines += [plain(f"{words.PROGRAM}: {said}"), *map(plain, words.remarks(reviewed.stats))]
    return "\n".join(lines)


def command(name: str, properties: dict[str, str], text: str) -> str:
    """Write a workflow command."""
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {listed}::{_data(text)}"


def plain(text: str) -> str:
    """Make sure that a line of the log is one, and not taken for a command."""
    return without_commands(" ".join(text.splitlines()))


def _annotations(reviewed: Reviewed) -> Iterator[str]:
    room = dict.fromkeys(Severity, MOST)
    if any(reviewed.count(each) > MOST for each in Severity):
        room[Severity.INFO] -= 1  # the notice that says so takes a place itself
    beyond: list[Finding] = []
    for finding in reviewed.findings:
        if room[finding.severity]:
            room[finding.severity] -= 1
            yield _annotation(finding, reviewed)
        else:
            beyond.append(finding)
    if beyond:
        yield _left_out(len(beyond))
        yield from (plain(f"  {words.in_a_line(finding)}") for finding in beyond)


def _left_out(number: int) -> str:
    text = (
        f"{count(number, 'more finding')} in the log of this step: GitHub takes {MOST} "
        "annotations of a kind from a step."
    )
    return command("notice", {"title": words.PROGRAM}, text)


def _annotation(finding: Finding, reviewed: Reviewed) -> str:
    properties = {
        "file": printable(finding.path),
        "line": str(finding.line),
        "endLine": str(finding.end_line),
        **_columns(finding, reviewed),
        "title": cut(words.title(finding), 255),
    }
    text = cut(words.explained(finding), _LONGEST)
    return command(COMMANDS[finding.severity], properties, text)


def _columns(finding: Finding, reviewed: Reviewed) -> dict[str, str]:
    """Give the columns, which count for a single line only."""
    lines = lines_of(reviewed.file(finding.path), finding)
    if len(lines) != 1 or not lines[0].strip():
        return {}
    indent = len(lines[0]) - len(lines[0].lstrip())
    return {"col": str(indent + 1), "endColumn": str(len(lines[0].rstrip()) + 1)}


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
