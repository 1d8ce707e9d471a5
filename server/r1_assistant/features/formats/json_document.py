"""The review as one JSON document."""

import json
from typing import Any

from r1_assistant import __version__
from r1_assistant.domain.finding import Finding
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.review.events import Stats


def render(reviewed: Reviewed) -> str:
    """Write findings and statistics as JSON; `model` is null if none was needed.

    All of it is ASCII, so that no encoding of standard output can break it.
    """
    content = {
        "version": __version__,
        "model": reviewed.model,
        "findings": [_finding(finding) for finding in reviewed.findings],
        "stats": _stats(reviewed.stats),
    }
    return json.dumps(content, indent=2)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "path": finding.path,
        "line": finding.line,
        "end_line": finding.end_line,
        "severity": finding.severity.value,
        "category": finding.category.value,
        "kind": finding.kind,
        "confidence": round(finding.confidence, 3),
        "message": finding.message,
        "reason": finding.basis,
        "quote": finding.quote,
        "fix": finding.fix,
        "reasoning": finding.reasoning,
        "fingerprint": finding.fingerprint,
    }


def _stats(stats: Stats) -> dict[str, Any]:
    return {
        "files": stats.files,
        "hunks": stats.hunks,
        "cached": stats.cached,
        "findings": stats.findings,
        "withheld": stats.withheld,
        "dropped": dict(stats.dropped),
        "suppressed": dict(stats.suppressed),
        "skipped": [
            {"path": skip.path, "line": skip.line or None, "reason": skip.reason}
            for skip in stats.skips
        ],
        "prompt_tokens": stats.prompt_tokens,
        "cached_tokens": stats.cached_tokens,
        "generated_tokens": stats.generated_tokens,
        "tokens_per_second": round(stats.tokens_per_second, 1),
        "seconds": round(stats.seconds, 2),
        "interrupted": stats.interrupted,
        "cut_short": list(stats.cut_short),
    }
