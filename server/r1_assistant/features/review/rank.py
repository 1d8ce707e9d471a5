"""Puts findings in order and takes repetitions out: pure."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from r1_assistant.domain.finding import Finding

if TYPE_CHECKING:
    from r1_assistant.features.review.candidate import Candidate


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


def chosen(
    sure: "Sequence[tuple[Candidate, ...]]", per_hunk: int
) -> "dict[int, tuple[Candidate, ...]]":
    """Give the strongest candidates of each hunk by the hunk's index, the worst hunk first."""
    kept = {at: candidates[:per_hunk] for at, candidates in enumerate(sure) if candidates}
    return dict(sorted(kept.items(), key=lambda item: (_worst(item[1]), item[0])))


def _worst(candidates: "Sequence[Candidate]") -> tuple[int, float]:
    return min((each.severity.rank, -each.confidence) for each in candidates)
