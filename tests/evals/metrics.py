"""What is measured of reviews; pure functions over results.

A finding is right if it is on a planted line of the changed file, or next to one. Precision is the
share of findings that are right, recall the share of planted cases with a right finding.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from evals import hunks
from evals.cases import Case
from evals.intervals import (
    Estimate,
    Part,
    Share,
    areas,
    estimate,
    harmonic,
    parts,
    ratios,
    recalls_at,
    weightings,
)
from evals.reviewing import Result, near
from r1_assistant.context.languages import any_language_of
from r1_assistant.context.syntax import parses_as_well
from r1_assistant.domain.finding import Finding

CLEAN_BUDGET = 0.05
BINS = 10
FLOOR = 0.01


@dataclass(frozen=True, slots=True)
class Bin:
    """Candidates of like confidence: how sure they were on average, and how many were right."""

    confidence: float
    right: float
    count: int


def on_line(result: Result) -> bool:
    """Whether a finding is on the planted line, or next to it."""
    return any(_right(finding, result.case) for finding in result.reviewed.findings)


def in_hunk(result: Result) -> bool:
    """Whether a finding is in the hunk of the planted line."""
    wanted = [lines for lines in hunks.ranges(result.case) if set(lines) & set(result.case.lines)]
    found = [f.line for f in result.reviewed.findings if f.path == result.case.path]
    return on_line(result) or any(line in lines for line in found for lines in wanted)


def recall_of(*groups: str, hit: Callable[[Result], bool] = on_line) -> Share:
    """Count planted cases of these groups (all, if none is named) that were found."""

    def share(result: Result) -> Part:
        counts = result.planted and (not groups or result.case.group in groups)
        return _of(counts, counts and hit(result))

    return share


def clean_flagged(result: Result) -> Part:
    """Count clean cases with a finding."""
    return _of(not result.planted, not result.planted and result.flagged)


def precision(result: Result) -> Part:
    """Count findings that are right."""
    right = sum(_right(finding, result.case) for finding in result.reviewed.findings)
    return float(right), float(len(result.reviewed.findings))


def fix_exact(result: Result) -> Part:
    """Count slips found on the right line whose proposed fix restores the original line."""
    case = result.case
    counts = case.group == "slip" and bool(case.original) and on_line(result)
    return _of(counts, counts and any(_restores(f, case) for f in result.reviewed.findings))


def wrong_location(result: Result) -> int:
    """Count findings whose line is not in the file, or is not what they quote."""
    return sum(not _stands(finding, result.case) for finding in result.reviewed.findings)


def unparsable_fixes(result: Result) -> int:
    """Count findings whose fix leaves more of the file outside of its language's grammar."""
    return sum(_breaks(finding, result.case) for finding in result.reviewed.findings)


SHARES: Mapping[str, Share] = {
    "clean_flagged": clean_flagged,
    "recall": recall_of(),
    "recall_hunk": recall_of(hit=in_hunk),
    "recall_slips": recall_of("slip"),
    "recall_slips_hunk": recall_of("slip", hit=in_hunk),
    "recall_structural": recall_of("structural"),
    "recall_structural_hunk": recall_of("structural", hit=in_hunk),
    "precision": precision,
    "fix_exact": fix_exact,
}


def shares(results: Sequence[Result], seed: int = 0) -> dict[str, Estimate]:
    """Measure what is counted, over all results."""
    weights = weightings(results, seed)
    found = {name: _share(share, results, weights) for name, share in SHARES.items()}
    f1 = harmonic(ratios(precision, results, weights), ratios(recall_of(), results, weights))
    return found | {"f1": estimate(f1, len(results))}


def ranking(results: Sequence[Result], seed: int = 0) -> dict[str, Estimate]:
    """Measure how well scores tell planted from clean cases, at any threshold."""
    scores = np.array([result.reviewed.score for result in results], dtype=float)
    planted = np.array([result.planted for result in results], dtype=bool)
    placed = np.array([result.placed for result in results], dtype=bool)
    weights = weightings(results, seed)
    found = {
        "auc": areas(scores, planted, weights),
        "recall_at_5": recalls_at(CLEAN_BUDGET, scores, planted, planted, weights),
        "recall_at_5_line": recalls_at(CLEAN_BUDGET, scores, planted, placed, weights),
    }
    for group in ("slip", "structural"):
        mine = np.array([not r.planted or r.case.group == group for r in results], dtype=bool)
        found[f"auc_{group}"] = areas(scores[mine], planted[mine], weights[:, mine])
    return {name: estimate(values, len(results)) for name, values in found.items()}


def f1_ratio(
    ours: Sequence[Result], theirs: Sequence[Result], seed: int = 0
) -> dict[str, Estimate]:
    """Compare two reviewers by F1 on the same cases, which both give in the same order.

    An F1 below FLOOR counts as FLOOR where it is divided by: a reviewer that finds nothing is
    beaten by far, not infinitely.
    """
    if [one.case.id for one in ours] != [one.case.id for one in theirs]:
        raise ValueError("The reviewers were not given the same cases.")
    weights = weightings(ours, seed)
    mine, other = (
        harmonic(ratios(precision, results, weights), ratios(recall_of(), results, weights))
        for results in (ours, theirs)
    )
    ratio = mine / np.maximum(other, FLOOR)
    named = {"f1_ours_on_sample": mine, "f1_plain": other, "f1_ratio_to_plain": ratio}
    return {name: estimate(values, len(ours)) for name, values in named.items()}


def calibration(results: Sequence[Result]) -> tuple[float, list[Bin]]:
    """Compare how sure the strongest candidates were with how many were right.

    Cases with no candidate say nothing about confidence and are left out. Returns the expected
    error, which is the mean distance between the two weighted by count, and the bins.
    """
    held = [result for result in results if result.reviewed.score > 0]
    binned: list[list[Result]] = [[] for _ in range(BINS)]
    for result in held:
        binned[min(BINS - 1, int(result.reviewed.score * BINS))].append(result)
    bins = [_bin(each) for each in binned if each]
    error = sum(abs(b.confidence - b.right) * b.count for b in bins)
    return (error / len(held) if held else float("nan")), bins


def by(
    results: Sequence[Result], key: Callable[[Case], str], seed: int = 0
) -> dict[str, dict[str, Estimate]]:
    """Measure recall and flagged cases for each value of `key`, in its order."""
    weights = weightings(results, seed)
    keys = np.array([key(result.case) for result in results])
    table: dict[str, dict[str, Estimate]] = {}
    for name in sorted(set(keys.tolist())):
        mine = [result for result, of in zip(results, keys, strict=True) if of == name]
        its = weights[:, keys == name]
        table[name] = {
            "line": _share(recall_of(), mine, its),
            "hunk": _share(recall_of(hit=in_hunk), mine, its),
            "clean_flagged": _share(clean_flagged, mine, its),
        }
    return table


def percentile(values: Sequence[float], share: int) -> float:
    """Give the percentile of the values that are not 0; NaN if there is none."""
    measured = [value for value in values if value > 0]
    return float(np.percentile(measured, share)) if measured else float("nan")


def _share(share: Share, results: Sequence[Result], weights: np.ndarray) -> Estimate:
    return estimate(ratios(share, results, weights), float(parts(share, results)[:, 1].sum()))


def _of(counts: bool, hit: bool) -> Part:
    return float(hit), float(counts)


def _bin(results: Sequence[Result]) -> Bin:
    count = len(results)
    sure = sum(result.reviewed.score for result in results) / count
    return Bin(sure, sum(result.placed for result in results) / count, count)


def _right(finding: Finding, case: Case) -> bool:
    return finding.path == case.path and near(finding.line, case)


def _restores(finding: Finding, case: Case) -> bool:
    """Whether the fix gives the planted line its text back and leaves the others as they are."""
    if finding.fix is None or not finding.line <= case.lines[0] <= finding.end_line:
        return False
    wanted = case.new.split("\n")
    wanted[case.lines[0] - 1] = case.original
    return _bare(_fixed(finding, case)) == _bare("\n".join(wanted))


def _bare(text: str) -> list[str]:
    return ["".join(line.split()) for line in text.split("\n")]


def _stands(finding: Finding, case: Case) -> bool:
    text = case.new if finding.path == case.path else case.others.get(finding.path)
    lines = [] if text is None else text.split("\n")
    inside = 1 <= finding.line <= finding.end_line <= len(lines)
    return inside and lines[finding.line - 1].strip() == finding.quote


def _breaks(finding: Finding, case: Case) -> bool:
    if finding.fix is None or finding.path != case.path:
        return False
    return not _parses(case.path, case.new, _fixed(finding, case))


@lru_cache(maxsize=1024)
def _parses(path: str, before: str, after: str) -> bool:
    language = any_language_of(path, before.partition("\n")[0])
    return language is None or parses_as_well(before, after, language)


def _fixed(finding: Finding, case: Case) -> str:
    """Give the new side with the fix; an empty fix deletes the lines."""
    lines = case.new.split("\n")
    fix = finding.fix.split("\n") if finding.fix else []
    return "\n".join([*lines[: finding.line - 1], *fix, *lines[finding.end_line :]])
