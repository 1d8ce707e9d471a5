"""What a model sees by itself. How much that counts is measured, for each model apart."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace

from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.features.review.ask import instructions, open_request
from r1_assistant.features.review.candidate import Candidate
from r1_assistant.features.review.parse import parse_claims
from r1_assistant.features.review.verify import UNSUPPORTED, verify
from r1_assistant.features.review.words import ask
from r1_assistant.features.review.work import HunkWork, Writer

OPINION = "opinion"
"""The kind of what nothing but a model says."""


async def opinions(
    work: HunkWork, writer: Writer, context: int, hints: tuple[Candidate, ...]
) -> list[Finding]:
    """Have the model say what it sees, with the evidence as a hint. Raises EngineError.

    At a higher effort it is asked several times; what it says each time counts more than what it
    says once.
    """
    runs = [await _one_run(work, writer, context, hints, seed) for seed in range(work.config.runs)]
    supports = {hint.number: hint for hint in hints}
    return [_weighed(one, share, supports.get(one.line)) for one, share in _by_agreement(runs)]


async def _one_run(
    work: HunkWork, writer: Writer, context: int, hints: tuple[Candidate, ...], run: int
) -> list[Finding]:
    config = replace(work.config, seed=work.config.seed + run)
    request = open_request(work.piece, context, hints, config, writer.info)
    answer, reasoning = await ask(request, writer, work.tally)
    claims, problems = parse_claims(answer)
    for problem in problems:
        work.tally.drop(problem)
    said = instructions(request)
    findings = []
    for claim in claims:
        found = await asyncio.to_thread(
            verify, claim, work.piece, instructions=said, reasoning=reasoning
        )
        if isinstance(found, str):
            work.tally.drop(found)
        else:
            findings.append(found)
    return findings


def _by_agreement(runs: Sequence[Iterable[Finding]]) -> list[tuple[Finding, float]]:
    """Give the first claim about each line, and the share of runs that name the line."""
    named: dict[int, list[Finding]] = {}
    for run in runs:
        for line, claim in {claim.line: claim for claim in reversed(list(run))}.items():
            named.setdefault(line, []).append(claim)
    return [(claims[0], len(claims) / len(runs)) for claims in named.values()]


def _weighed(opinion: Finding, share: float, support: Candidate | None) -> Finding:
    opinion = replace(opinion, kind=OPINION)
    if support is None:
        return replace(opinion, severity=Severity.INFO, confidence=UNSUPPORTED * share)
    return replace(
        opinion,
        severity=support.severity,
        confidence=support.confidence,
        basis=support.basis,
        kind=support.kind,
    )
