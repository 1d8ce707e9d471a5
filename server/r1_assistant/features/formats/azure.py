"""Logging commands of Azure Pipelines: issues of a task.

There are errors and warnings only; notes are plain lines of the log. The service keeps 10 of each
in a task's summary, so the worst come first.
"""

from collections.abc import Iterator

from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.features.formats import words
from r1_assistant.features.formats.code import lines_of
from r1_assistant.features.formats.commands import without_commands
from r1_assistant.features.formats.kinds import about
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.formats.safe import cut, printable

_LONGEST = 4_000
"""Code points of an issue's message."""


def render(reviewed: Reviewed) -> str:
    """Write a command for each finding, a summary, and the task's result if there are issues.

    A task that ends with an exit code other than 0 has failed all the same.
    """
    lines = [*_findings(reviewed), plain(_summary(reviewed))]
    lines += map(plain, words.remarks(reviewed.stats))
    issues = reviewed.count(Severity.ERROR) + reviewed.count(Severity.WARNING)
    if issues or reviewed.stats.interrupted:
        result = {"result": "SucceededWithIssues"}
        lines.append(command("task.complete", result, words.found(reviewed)))
    return "\n".join(lines)


def command(name: str, properties: dict[str, str], text: str) -> str:
    """Write a logging command."""
    listed = "".join(f"{key}={_property(value)};" for key, value in properties.items())
    return f"##vso[{name} {listed}]{_data(text)}"


def plain(text: str) -> str:
    """Make sure that a line of the log is one, and not taken for a command."""
    return without_commands(" ".join(text.splitlines()))


def _summary(reviewed: Reviewed) -> str:
    said = f"{words.summary(reviewed)}."
    return f"{words.PROGRAM}: {said}"


def _findings(reviewed: Reviewed) -> Iterator[str]:
    for finding in reviewed.findings:
        if finding.severity is Severity.INFO:
            yield plain(words.in_a_line(finding))
        else:
            yield _issue(finding, reviewed)


def _issue(finding: Finding, reviewed: Reviewed) -> str:
    lines = lines_of(reviewed.file(finding.path), finding)
    first = lines[0] if lines else ""
    properties = {
        "type": finding.severity.value,
        "sourcepath": printable(finding.path),
        "linenumber": str(finding.line),
        "columnnumber": str(len(first) - len(first.lstrip()) + 1),
        "code": about(finding).id,
    }
    return command("task.logissue", properties, cut(words.explained(finding), _LONGEST))


def _data(text: str) -> str:
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace("]", "%5D").replace(";", "%3B")
