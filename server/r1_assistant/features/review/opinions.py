"""What a model sees by itself. How much that counts is measured, for each model apart."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace

from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.features.review.ask import instructions, open_request
from r1_assistant.features.review.candidate import Candidate
from r1_assistant.features.review.parse import parse_claims
from r1_assistant.features.review.trust import Trust
from r1_assistant.features.review.verify import verify
from r1_assistant.features.review.words import ask
from r1_assistant.features.review.work import HunkWork, Writer

OPINION = "opinion"
"""The kind of what nothing but a model says."""


async def opinions(
    work: HunkWork, writer: Writer, context: int, hints: Sequence[Candidate]
) -> tuple[list[Finding], list[Candidate]]:
    """Have the model say what it sees, with the evidence as a hint. Raises EngineError.

    Returns what it claims, and the evidence that it says nothing about; both as sure as the model
    is trusted. At a higher effort it is asked several times, and what it says each time counts more
    than what it says once.
    """
    runs = [await claims(work, writer, context, hints, seed) for seed in range(work.config.runs)]
    supports = {hint.number: hint for hint in hints}
    said = [_weighed(one, share, supports, work.trust) for one, share in _by_agreement(runs)]
    named = {one.line for one in said}
    rest = [work.trust.weighed(hint, 0.0) for hint in hints if hint.number not in named]
    return said, rest


async def claims(
    work: HunkWork, writer: Writer, context: int, hints: Sequence[Candidate], run: int
) -> list[Finding]:
    """Ask once, with the run's own seed; returns the claims that stand. Raises EngineError."""
    config = replace(work.config, seed=work.config.seed + run)
    request = open_request(work.piece, context, hints, config, writer.info)
    answer, reasoning = await ask(request, writer, work.tally)
    claimed, problems = parse_claims(answer)
    for problem in problems:
        work.tally.drop(problem)
    said = instructions(request)
    findings = []
    for claim in claimed:
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
    return [(each[0], len(each) / len(runs)) for each in named.values()]


def _weighed(
    opinion: Finding, share: float, supports: dict[int, Candidate], trust: Trust
) -> Finding:
    support = supports.get(opinion.line)
    if support is not None:
        return replace(
            opinion,
            severity=support.severity,
            confidence=trust.weighed(support, share).confidence,
            basis=support.basis,
            kind=support.kind,
        )
    confidence = trust.alone_in(share)
    worst = min(opinion.severity, Severity.WARNING, key=lambda each: -each.rank)
    severity = worst if trust.measured else Severity.INFO
    return replace(opinion, kind=OPINION, severity=severity, confidence=confidence)
