"""A report for GitLab's Code Quality: a list of issues."""

import hashlib
import json
from collections import Counter
from typing import Any

from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.features.formats import words
from r1_assistant.features.formats.kinds import About, about
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.formats.safe import cut, well_formed

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}

_LONGEST = 2_000
"""Code points of a description."""


def render(reviewed: Reviewed) -> str:
    """Write the issues; all of it is ASCII, and no two fingerprints are the same."""
    seen: Counter[str] = Counter()
    return json.dumps([_issue(finding, seen) for finding in reviewed.findings], indent=2)


def _issue(finding: Finding, seen: Counter[str]) -> dict[str, Any]:
    kind = about(finding)
    said = " ".join(f"{words.message(finding)} {words.why(finding)}".split())
    return {
        "type": "issue",
        "description": cut(said, _LONGEST),
        "check_name": kind.id,
        "categories": [kind.category],
        "fingerprint": _fingerprint(finding, seen),
        "severity": _severity(finding, kind),
        "location": {
            "path": well_formed(finding.path),
            "lines": {"begin": finding.line, "end": finding.end_line},
        },
    }


def _severity(finding: Finding, kind: About) -> str:
    """Call an error critical if it lets others in; whether anything is a blocker, people decide."""
    if kind.is_security and finding.severity is Severity.ERROR:
        return "critical"
    return _SEVERITIES[finding.severity]


def _fingerprint(finding: Finding, seen: Counter[str]) -> str:
    """Tell findings apart that have the same fingerprint: GitLab would show the first one only."""
    name = finding.fingerprint
    seen[name] += 1
    key = f"{name}:{seen[name]}:{finding.path}"
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]
