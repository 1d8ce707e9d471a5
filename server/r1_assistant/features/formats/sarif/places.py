"""Locations: relative addresses, regions in code points, snippets."""

from typing import Any
from urllib.parse import quote

from r1_assistant.domain.change import FileChange
from r1_assistant.domain.finding import Finding
from r1_assistant.features.formats.code import context_of, lines_of
from r1_assistant.features.formats.safe import well_formed

BASE = "SRCROOT"
"""The name of the folder that all paths begin at; whoever reads the log knows where that is."""

MOST_SNIPPET = 4_000
"""Code points; longer snippets are left out, since a part of one would be another text."""

Json = dict[str, Any]


def artifact(path: str) -> Json:
    """Give a file's address relative to the repository, percent-encoded (RFC 3986)."""
    uri = quote(well_formed(path).lstrip("/"), safe="/-._~")
    return {"uri": uri, "uriBaseId": BASE}


def physical(finding: Finding, file: FileChange | None, *, snippets: bool) -> Json:
    """Give where a finding is, with the code of its lines and around them."""
    place: Json = {"artifactLocation": artifact(finding.path)}
    place["region"] = region(finding, lines_of(file, finding), snippets=snippets)
    context = _context(finding, file) if snippets and file is not None else None
    if context:
        place["contextRegion"] = context
    return place


def line_of(path: str, line: int) -> Json:
    """Give a line as a whole."""
    return {"artifactLocation": artifact(path), "region": {"startLine": max(1, line)}}


def region(finding: Finding, lines: tuple[str, ...], *, snippets: bool) -> Json:
    """Give a finding's lines from the first character that is no space to the last one."""
    place: Json = {"startLine": finding.line, "endLine": finding.end_line}
    if not lines:
        return place
    indent = len(lines[0]) - len(lines[0].lstrip())
    place |= {"startColumn": indent + 1, "endColumn": len(lines[-1].rstrip()) + 1}
    if place["endColumn"] <= place["startColumn"] and len(lines) == 1:
        place |= {"startColumn": 1, "endColumn": len(lines[0]) + 1}
    if snippets:
        text = "\n".join(lines)
        behind = len(lines[-1]) - place["endColumn"] + 1
        _add_snippet(place, text[place["startColumn"] - 1 : len(text) - behind])
    return place


def _context(finding: Finding, file: FileChange) -> Json | None:
    rows = context_of(file, finding.line, finding.end_line)
    if len(rows) <= finding.end_line - finding.line + 1:
        return None
    place: Json = {"startLine": rows[0][0], "endLine": rows[-1][0]}
    _add_snippet(place, "\n".join(text for _, text in rows))
    return place if "snippet" in place else None


def _add_snippet(place: Json, text: str) -> None:
    if len(text) <= MOST_SNIPPET:
        place["snippet"] = {"text": well_formed(text)}
