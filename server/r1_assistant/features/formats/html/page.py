"""The page: what the template needs, and the policy that lets nothing in or out.

Scripts and styles are allowed by their hashes alone, everything else by nothing, so that whatever
a model or a repository says could neither run nor load anything, even if it became markup.
"""

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from r1_assistant import __version__
from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.features.formats import words
from r1_assistant.features.formats.code import fix_rows, hunk_rows, lines_of
from r1_assistant.features.formats.html.rows import with_differences, without_differences
from r1_assistant.features.formats.kinds import about
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.formats.safe import cut, printable

_FOLDER = Path(__file__).parent

_MOST_SKIPS = 2_000
"""Skipped files and hunks that are named."""

_LONGEST = 50_000
"""Code points of a message, or of a thought."""

_NAMES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(reviewed: Reviewed) -> str:
    """Write the page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(_FOLDER)
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["spans"] = words_and_code
    return environment.get_template("page.html").render(_content(reviewed))


def words_and_code(text: str) -> list[tuple[str, bool]]:
    """Split a sentence at its pairs of backticks; each part with whether it is code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return [(text, False)]
    return [(part, bool(at % 2)) for at, part in enumerate(parts) if part]


def _content(reviewed: Reviewed) -> dict[str, Any]:
    from markupsafe import Markup

    style, script = (_FOLDER / name for name in ("page.css", "page.js"))
    sources = {"style": style.read_text("utf-8"), "script": script.read_text("utf-8")}
    stats = reviewed.stats
    return {
        # ours: no text of others is in them
        **{name: Markup(text) for name, text in sources.items()},  # noqa: S704
        "policy": _policy(**sources),
        "program": words.PROGRAM,
        "version": __version__,
        "change": printable(reviewed.change.title),
        "model": printable(reviewed.model or ""),
        "summary": words.summary(reviewed),
        "seconds": f"{stats.seconds:.1f}",
        "remarks": list(words.remarks(stats)),
        "severities": [_severity(each, reviewed) for each in Severity],
        "categories": _sorted(finding.category.value for finding in reviewed.findings),
        "files": _sorted(finding.path for finding in reviewed.findings),
        "findings": [_finding(at, each, reviewed) for at, each in enumerate(reviewed.findings, 1)],
        "clean": [printable(path) for path in reviewed.clean],
        "interrupted": stats.interrupted,
        "skips": [
            (cut(printable(skip.path), 500), skip.line, printable(skip.reason))
            for skip in stats.skips[:_MOST_SKIPS]
        ],
        "more_skips": max(0, len(stats.skips) - _MOST_SKIPS),
    }


def _severity(severity: Severity, reviewed: Reviewed) -> tuple[str, str, int]:
    number = reviewed.count(severity)
    return severity.value, _NAMES[severity] + "s" * (number != 1), number


def _finding(number: int, finding: Finding, reviewed: Reviewed) -> dict[str, Any]:
    file = reviewed.file(finding.path)
    kind = about(finding)
    return {
        "number": number,
        "severity": finding.severity.value,
        "category": kind.category,
        "path": printable(finding.path),
        "line": finding.line,
        "end_line": finding.end_line,
        "title": kind.title,
        "kind": kind,
        "confidence": round(100 * finding.confidence),
        "message": cut(words.message(finding), _LONGEST),
        "why": cut(words.why(finding), _LONGEST),
        "rows": without_differences(hunk_rows(file, finding)),
        "fix": with_differences(fix_rows(lines_of(file, finding), finding)),
        "reasoning": cut(words.thought(finding), _LONGEST),
        "fingerprint": finding.fingerprint,
    }


def _sorted(texts: Any) -> Sequence[str]:
    return sorted({printable(text) for text in texts})


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
