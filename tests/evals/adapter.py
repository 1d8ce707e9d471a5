"""The project's own review as a reviewer of cases."""

import difflib
import time
from dataclasses import replace

from evals import reviewing
from evals.cached_scores import CachedScores
from evals.cases import Case
from evals.reviewing import Reviewed, Reviewer
from r1_assistant.domain.change import Change
from r1_assistant.domain.finding import Finding
from r1_assistant.features.review.candidate import Candidate
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.events import Done, Found, Started, Weighed
from r1_assistant.features.review.pipeline import Models, review
from r1_assistant.git.patch import parse_patch
from support.memory_workspace import MemoryWorkspace

CONTEXT = 8


def own_reviewer(config: ReviewConfig, models: Models) -> Reviewer:
    """Give the review as a reviewer; it writes if there is a model that writes.

    Times are those of a hunk: of the whole review, by the number of its hunks. The workspace's
    facts are collected before, as an index would have them already.
    """

    async def reviewed(case: Case) -> Reviewed:
        change = change_of(case)
        workspace = MemoryWorkspace({**case.others, case.path: case.new})
        findings: list[Finding] = []
        candidates: list[Candidate] = []
        hunks, skipped = 0, ""
        begun = _now(models)
        async for event in review(change, config, models, workspace=workspace):
            match event:
                case Started():
                    hunks = event.hunks
                case Weighed():
                    candidates.extend(event.candidates)
                case Found():
                    findings.append(event.finding)
                case Done():
                    skipped = "; ".join(dict.fromkeys(s.reason for s in event.stats.skips))
        seconds = (_now(models) - begun) / hunks if hunks else 0.0
        score, place = _strongest(findings, candidates)
        return Reviewed(
            tuple(findings),
            score,
            place,
            seconds_decide=seconds if models.writer is None else 0.0,
            seconds_write=seconds if models.writer is not None else 0.0,
            skipped="" if hunks else skipped,
            candidates=tuple(map(_plain, candidates)),
        )

    return reviewed


def change_of(case: Case) -> Change:
    """Make the change of a case from its two sides, with their texts."""
    path = case.path
    sides = (_lines(case.old), _lines(case.new))
    names = ("/dev/null" if not case.old else f"a/{path}", f"b/{path}")
    diff = difflib.unified_diff(*sides, *names, n=CONTEXT, lineterm="")
    change, problems = parse_patch(("\n".join(diff) + "\n").encode())
    if problems or len(change.files) != 1:
        raise ValueError(f"{case.id} ({path}) is no change of one file: {problems}")
    file = replace(change.files[0], old_text=case.old, new_text=case.new)
    return replace(change, files=(file,))


def _lines(text: str) -> list[str]:
    """Split at line feeds alone, as git does."""
    lines = text.split("\n")
    return lines if lines[-1] else lines[:-1]


def _now(models: Models) -> float:
    """Give a time in seconds that goes on as if nothing were cached."""
    scorer = models.scores
    saved = scorer.saved if isinstance(scorer, CachedScores) else 0.0
    return time.monotonic() + saved


def _strongest(findings: list[Finding], candidates: list[Candidate]) -> tuple[float, int]:
    known = [(each.confidence, each.number) for each in candidates]
    known += [(each.confidence, each.line) for each in findings]
    return max(known, key=lambda one: one[0], default=(0.0, 0))


def _plain(candidate: Candidate) -> reviewing.Candidate:
    return reviewing.Candidate(
        candidate.number,
        candidate.kind,
        candidate.prior,
        candidate.confidence,
        dict(candidate.features),
    )
