"""Fits the weights of the review's confidence on the training set, and writes them."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from evals.cases import Case
from evals.data import FIX
from evals.reviewing import Result, near
from evals.weights import Fitted, Row, fit, toml

CLEAN_TARGET = 0.04
NO_MODEL_TARGET = 0.02
"""Clean cases flagged, at most; below the bars, as other packages are a little different."""


def rows_of(results: Iterable[Result]) -> Iterator[Row]:
    """Give a row for each candidate of each case.

    What puts a defect right teaches what is no defect, and has no part in the threshold: how many
    of the clean changes are fixes is not known.
    """
    for result in results:
        case = result.case
        for each in result.reviewed.candidates:
            yield Row(
                features=each.features,
                kind=each.kind,
                prior=each.prior,
                right=case.planted and near(each.line, case),
                package=case.package,
                case=case.id,
                clean=_counts(case),
                turned=case.kind == FIX,
            )


def fit_to(file: Path, model: str, results: Sequence[Result], target: float) -> Fitted:
    """Fit weights for a scoring model and write them.

    Raises ValueError if the results have too little to fit on, OSError.
    """
    clean = sum(_counts(result.case) for result in results)
    rows = list(rows_of(results))
    turned = sum(result.case.kind == FIX for result in results)
    fitted = fit(rows, clean, target, turned)
    origin: dict[str, str | int | float] = {
        "data": digest(result.case for result in results),
        "model": model,
        "cases": len(results),
        "candidates": len(rows),
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(toml(fitted, origin), encoding="utf-8")
    return fitted


def _counts(case: Case) -> bool:
    return not case.planted and case.kind != FIX


def digest(cases: Iterable[Case]) -> str:
    """Give 16 hexadecimal digits that stand for what cases contain, in any order."""
    whole = hashlib.sha256()
    for case in sorted(cases, key=lambda case: case.id):
        part = "\0".join((case.id, case.path, case.old, case.new, case.kind, str(case.lines)))
        whole.update(hashlib.sha256(part.encode("utf-8", "surrogatepass")).digest())
    return whole.hexdigest()[:16]
