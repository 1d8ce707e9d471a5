"""What GitLab's documentation of Code Quality asks for, and what sarif-tools writes of our log."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from sarif import loader
from sarif.operations import codeclimate_op

from r1_assistant.domain.finding import Severity
from r1_assistant.features.formats import render
from r1_assistant.features.formats.reviewed import Reviewed
from support.reviews import GUARD, QUERY, full, reviewed, reviews

SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def issues_of(content: Reviewed) -> list[dict[str, Any]]:
    text = render("gitlab", content)
    assert text.isascii()
    issues = json.loads(text)
    assert isinstance(issues, list)
    check(issues)
    return issues


def check(issues: list[dict[str, Any]]) -> None:
    """Check what GitLab reads of a report."""
    for issue in issues:
        assert issue["description"].strip()
        assert issue["check_name"].strip()
        assert issue["severity"] in SEVERITIES
        assert issue["location"]["path"]
        assert not issue["location"]["path"].startswith("./")
        assert issue["location"]["lines"]["begin"] >= 1
    fingerprints = [issue["fingerprint"] for issue in issues]
    assert len(fingerprints) == len(set(fingerprints))


def test_issues() -> None:
    first, second, third = issues_of(full())
    assert (
        first["description"] == "It fails for an empty list. Why: The old side asks for `a` first."
    )
    assert first["location"] == {"path": "src/a b.py", "lines": {"begin": 2, "end": 2}}
    assert [each["severity"] for each in (first, second, third)] == ["major", "minor", "info"]
    assert second["check_name"] == "sql-injection"


def test_an_open_door_is_critical() -> None:
    (issue,) = issues_of(reviewed(replace(QUERY, severity=Severity.ERROR)))
    assert issue["severity"] == "critical"


def test_a_fingerprint_stays_and_is_never_there_twice() -> None:
    once, again = issues_of(reviewed(GUARD, GUARD))
    (alone,) = issues_of(reviewed(replace(GUARD, message="Other words.", line=3, end_line=3)))
    assert once["fingerprint"] == alone["fingerprint"] != again["fingerprint"]


def test_nothing_found_is_an_empty_list() -> None:
    assert render("gitlab", reviewed()) == "[]"


def test_sarif_tools_writes_the_same_of_our_log(tmp_path: Path) -> None:
    file, out = tmp_path / "r1.sarif", tmp_path / "out.json"
    file.write_text(render("sarif", full()), encoding="utf-8")
    codeclimate_op.generate(loader.load_sarif_files(str(file)), str(out), False)
    theirs = json.loads(out.read_text(encoding="utf-8"))
    ours = issues_of(full())
    assert len(theirs) == len(ours)
    for one, other in zip(theirs, ours, strict=True):
        assert one["check_name"] == other["check_name"]
        assert one["severity"] == other["severity"]
        assert set(one) <= set(other)


@settings(max_examples=60, deadline=None)
@given(reviews())
def test_any_text(content: Reviewed) -> None:
    issues = issues_of(content)
    assert len(issues) == len(content.findings)
    json.dumps(issues, ensure_ascii=False).encode()
