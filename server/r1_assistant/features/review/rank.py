"""Puts findings in order and takes repetitions out: pure."""

from collections.abc import Iterable

from r1_assistant.domain.finding import Finding


def ranked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Order findings: worst first, then surest, then by place."""
    return tuple(
        sorted(findings, key=lambda f: (f.severity.rank, -f.confidence, f.path, f.line, f.message))
    )


def without_repetitions(
    findings: Iterable[Finding], seen: frozenset[str] = frozenset()
) -> tuple[Finding, ...]:
    """Keep the first finding of each fingerprint, and one per line."""
    fingerprints, places = set(seen), set()
    kept = []
    for finding in findings:
        place = (finding.path, finding.line)
        if finding.fingerprint not in fingerprints and place not in places:
            kept.append(finding)
        fingerprints.add(finding.fingerprint)
        places.add(place)
    return tuple(kept)
