"""Reviewdog Diagnostic Format (rdjson): columns count bytes of UTF-8, ends are exclusive."""

import json
from typing import Any

from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.features.formats import words
from r1_assistant.features.formats.code import lines_of
from r1_assistant.features.formats.kinds import about
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.formats.safe import cut, well_formed

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}

_LONGEST = 8_000
"""Code points of a message."""


def render(reviewed: Reviewed) -> str:
    """Write the diagnostics; all of it is ASCII."""
    content: dict[str, Any] = {"source": {"name": words.PROGRAM}}
    if reviewed.findings:
        content["severity"] = _SEVERITIES[reviewed.findings[0].severity]
    content["diagnostics"] = [_diagnostic(each, reviewed) for each in reviewed.findings]
    return json.dumps(content, indent=2)


def _diagnostic(finding: Finding, reviewed: Reviewed) -> dict[str, Any]:
    lines = lines_of(reviewed.file(finding.path), finding)
    said = "\n".join(part for part in (words.message(finding), words.why(finding)) if part)
    diagnostic: dict[str, Any] = {
        "message": cut(said, _LONGEST),
        "location": {"path": well_formed(finding.path), "range": _range(finding, lines)},
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": about(finding).id},
        "original_output": words.in_a_line(finding),
    }
    if finding.fix is not None and well_formed(finding.fix) == finding.fix:
        diagnostic["suggestions"] = [_suggestion(finding)]
    return diagnostic


def _range(finding: Finding, lines: tuple[str, ...]) -> dict[str, Any]:
    """Give a finding's lines, with columns where the code is known."""
    start: dict[str, int] = {"line": finding.line}
    end: dict[str, int] = {"line": finding.end_line}
    if lines and lines[0].strip() and lines[-1].strip():
        indent = len(lines[0]) - len(lines[0].lstrip())
        start["column"] = _bytes(lines[0][:indent]) + 1
        end["column"] = _bytes(lines[-1].rstrip()) + 1
    return {"start": start, "end": end}


def _suggestion(finding: Finding) -> dict[str, Any]:
    """Replace whole lines: without columns, a range takes in the lines from start to end.

    reviewdog makes a suggestion of it whose text takes the place of these lines; an empty text
    deletes them.
    """
    whole = {"start": {"line": finding.line}, "end": {"line": finding.end_line}}
    return {"range": whole, "text": finding.fix}


def _bytes(text: str) -> int:
    return len(well_formed(text).encode())
