"""Results of the log: one for each finding."""

from collections import Counter
from dataclasses import dataclass

from r1_assistant.domain.change import FileChange
from r1_assistant.domain.finding import Finding
from r1_assistant.features.formats.kinds import about
from r1_assistant.features.formats.safe import cut, printable_lines
from r1_assistant.features.formats.sarif.fixes import fixes
from r1_assistant.features.formats.sarif.flows import code_flows, places
from r1_assistant.features.formats.sarif.places import Json, line_of, physical
from r1_assistant.features.formats.sarif.rules import LEVELS

_LONGEST = 8_000
"""Code points of a message."""

_MOST_PLACES = 100
"""Related places; GitHub shows no more."""


@dataclass(frozen=True, slots=True)
class Detail:
    """What is written beside the bare results."""

    flows: bool = True
    snippets: bool = True


def result(
    finding: Finding, file: FileChange | None, rule: int, seen: Counter[str], detail: Detail
) -> Json:
    """Write a finding; `rule` is its rule's index, `seen` counts fingerprints so far."""
    seen[finding.fingerprint] += 1
    place = physical(finding, file, snippets=detail.snippets)
    content: Json = {
        "ruleId": about(finding).id,
        "ruleIndex": rule,
        "level": LEVELS[finding.severity],
        "rank": round(100 * finding.confidence, 1),
        "message": {"text": _message(finding)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": _fingerprints(finding, seen[finding.fingerprint]),
    }
    content |= _more(finding, file, detail)
    content["properties"] = {
        "confidence": round(finding.confidence, 3),
        "category": finding.category.value,
        "kind": finding.kind,
    }
    return content


def _more(finding: Finding, file: FileChange | None, detail: Detail) -> Json:
    """Give what not every result has."""
    text = "" if file is None or file.new_text is None else file.new_text
    flows = code_flows(finding, text.count("\n") + 1) if detail.flows else []
    related = [
        {"id": number, "physicalLocation": line_of(path, line), "message": {"text": said}}
        for number, (path, line, said) in enumerate(places(finding)[:_MOST_PLACES], 1)
    ]
    parts = {
        "relatedLocations": related,
        "codeFlows": flows,
        "fixes": fixes(finding, file),
    }
    return {name: part for name, part in parts.items() if part}


def _message(finding: Finding) -> str:
    why = f"\nWhy: {finding.basis.rstrip('.')}." if finding.basis else ""
    text = cut(printable_lines(f"{finding.message}{why}"), _LONGEST)
    return _without_links(text) or about(finding).sentence


def _without_links(text: str) -> str:
    """Escape brackets (3.11.6) where readers would make a link of them."""
    if "](" not in text:
        return text
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _fingerprints(finding: Finding, number: int) -> dict[str, str]:
    """Name a result as we do, and as GitHub's code scanning looks it up."""
    name = finding.fingerprint
    return {"r1Fingerprint/v1": name, "primaryLocationLineHash": f"{name}:{number}"}
