"""The log: one run, cut down where GitHub's code scanning would refuse it.

The limits are GitHub's, as of its documentation of SARIF uploads in 2026: 10 MB when packed by
gzip, 25,000 results and rules of a run (5,000 results are kept), 1,000 steps of a flow, 10 tags.
"""

import gzip
import json
from collections import Counter

from r1_assistant import __version__
from r1_assistant.domain.finding import Finding
from r1_assistant.features.formats.kinds import about
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.formats.safe import printable
from r1_assistant.features.formats.sarif.notifications import DESCRIPTORS, notifications
from r1_assistant.features.formats.sarif.places import BASE, Json
from r1_assistant.features.formats.sarif.results import Detail, result
from r1_assistant.features.formats.sarif.rules import rules

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

MOST_RESULTS = 5_000
"""More than these GitHub does not keep."""

MOST_BYTES = 10_000_000
"""Bytes of the log when it is packed."""

_DETAILS = (
    (Detail(), ""),
    (Detail(flows=False), "The reasoning is left out: the log would be larger than 10 MB."),
    (
        Detail(flows=False, snippets=False),
        "The reasoning and the code are left out: the log would be larger than 10 MB.",
    ),
)


def render(reviewed: Reviewed) -> str:
    """Write the log; all of it is ASCII. The worst findings are in it, whatever is left out."""
    findings = reviewed.findings[:MOST_RESULTS]
    for detail, sentence in _DETAILS:
        text = _log(reviewed, findings, detail, sentence)
        if _fits(text):
            return text
    while findings and not _fits(text):
        findings = findings[: len(findings) // 2]
        text = _log(reviewed, findings, detail, sentence)
    return text


def _fits(text: str) -> bool:
    """Tell whether a log is small enough; what is small by itself is not packed to find out."""
    return len(text) <= MOST_BYTES or len(gzip.compress(text.encode(), 6)) <= MOST_BYTES


def _log(reviewed: Reviewed, findings: tuple[Finding, ...], detail: Detail, sentence: str) -> str:
    left_out = [sentence] if sentence else []
    if more := len(reviewed.findings) - len(findings):
        left_out.append(f"{more} lesser findings are left out: the log has no room for them.")
    run = _run(reviewed, findings, detail, left_out)
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _run(
    reviewed: Reviewed, findings: tuple[Finding, ...], detail: Detail, left_out: list[str]
) -> Json:
    described, indexes = rules(findings)
    return {
        "tool": {"driver": _driver(reviewed, described)},
        "automationDetails": {"id": "r1-review/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {BASE: {"description": {"text": "The top of the repository."}}},
        "invocations": [
            {
                "executionSuccessful": not reviewed.stats.interrupted,
                "toolExecutionNotifications": notifications(reviewed, left_out),
            }
        ],
        "results": _results(reviewed, findings, indexes, detail),
        "properties": {"change": printable(reviewed.change.title)},
    }


def _driver(reviewed: Reviewed, described: list[Json]) -> Json:
    driver: Json = {
        "name": "R1 Assistant",
        "version": __version__,
        "semanticVersion": __version__,
        "shortDescription": {"text": "Reviews changes on the machine where they are made."},
        "rules": described,
        "notifications": DESCRIPTORS,
    }
    if reviewed.model:
        driver["properties"] = {"model": printable(reviewed.model)}
    return driver


def _results(
    reviewed: Reviewed, findings: tuple[Finding, ...], indexes: dict[str, int], detail: Detail
) -> list[Json]:
    seen: Counter[str] = Counter()
    files = {file.path: file for file in reviewed.change.files}
    return [
        result(each, files.get(each.path), indexes[about(each).id], seen, detail)
        for each in findings
    ]
