"""Fits the confidence of candidates: a logistic regression in plain numpy, and its threshold.

The confidence is the logistic function of a bias, a term for the candidate's kind, and a term for
each feature, standardised over the candidates that have it; a feature that is not there adds
nothing. The squares of all terms but the bias, and the one that all rules share, are penalised. A
kind is pulled towards the logit of its prior, not towards 0: what is rare in the training set keeps
about what was judged, moved by as much as all rules are.

How large a change is decides nothing: features that measure it are left out, for what is larger in
the training set need not be worse anywhere else.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evals.intervals import areas
from evals.regression import Floats, logistic, logit, newton
from r1_assistant.features.review.candidate import BY_LIKELIHOOD

PENALTIES = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
FOLDS = 5
KIND_PENALTY = 1.0
"""For kinds, whose terms few candidates decide; that of features is chosen."""
SIZES = {
    "hunk.added_tokens",
    "hunk.removed_tokens",
    "hunk.changed",
    "hunk.stretch",
    "line.tokens",
    "line.changed",
}
"""Features that measure how large a change is."""
TURNED_WEIGHT = 0.5
"""Of a candidate in a change that puts a defect right: not every clean change is one."""
TURNED_TARGET = 0.05
"""Changes that put a defect right and are flagged, at most."""
LIKELIER = 0.5
"""A finding that is less likely right than wrong is not shown, however few are flagged."""


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate of the training set.

    `right` says whether it is on a planted line. `case` and `package` are whose it is, `clean`
    whether that case has no defect. `prior` is between 0 and 1. `turned` says that the
    case puts a planted defect right; it has no part in what is flagged of clean ones.
    """

    features: Mapping[str, float]
    kind: str
    prior: float
    right: bool
    package: str
    case: str
    clean: bool
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was fitted, and how well it does on packages that it was not fitted on.

    `auc` and `flagged` are cross-validated: the area over candidates, and the share of clean cases
    with a candidate from `threshold` up.
    """

    bias: float
    rules: float
    kinds: Mapping[str, float]
    features: Mapping[str, float]
    scale: Mapping[str, tuple[float, float]]
    threshold: float
    penalty: float
    auc: float
    flagged: float


def fit(rows: Sequence[Row], clean_cases: int, target: float, turned_cases: int = 0) -> Fitted:
    """Fit the weights and choose the threshold that flags at most `target` of the clean cases.

    Of those that put a defect right at most `TURNED_TARGET` are, too. `clean_cases` and
    `turned_cases` count those without a candidate as well. The penalty and the threshold are
    chosen on held-out packages. Raises ValueError if the rows don't have both labels and two
    packages at least.
    """
    labels = np.array([row.right for row in rows], dtype=float)
    if not 0 < labels.sum() < len(labels) or len({row.package for row in rows}) < 2:
        raise ValueError("Weights need right and wrong candidates of two packages at least.")
    folds = _folds([row.package for row in rows])
    held = {penalty: _held_out(rows, labels, folds, penalty) for penalty in PENALTIES}
    penalty = min(held, key=lambda each: _loss(held[each], labels))
    out = held[penalty]
    turned = _threshold(out, rows, lambda row: row.turned, turned_cases, TURNED_TARGET)
    threshold = max(LIKELIER, threshold_for(out, rows, clean_cases, target), turned)
    design = Design.of(rows)
    terms = _terms(design, rows, labels, penalty)
    kinds, features = design.named(terms)
    return Fitted(
        bias=float(terms[0]),
        rules=float(terms[1]),
        kinds=kinds,
        features=features,
        scale=design.scale,
        threshold=threshold,
        penalty=penalty,
        auc=float(areas(out, labels > 0, np.ones((1, len(rows))))[0]),
        flagged=_flagged(out, rows, threshold) / max(1, clean_cases),
    )


def threshold_for(
    confidences: Floats, rows: Sequence[Row], clean_cases: int, target: float
) -> float:
    """Give the lowest threshold at which at most `target` of the clean cases are flagged.

    It lies halfway between the clean case that just isn't flagged and the next higher candidate.
    """
    return _threshold(confidences, rows, lambda row: row.clean, clean_cases, target)


def _threshold(
    confidences: Floats,
    rows: Sequence[Row],
    counts: Callable[[Row], bool],
    cases: int,
    target: float,
) -> float:
    worst: dict[str, float] = {}
    for row, sure in zip(rows, confidences.tolist(), strict=True):
        if counts(row):
            worst[row.case] = max(worst.get(row.case, 0.0), sure)
    ranked = sorted(worst.values(), reverse=True)
    allowed = int(target * cases + 1e-9)
    barred = ranked[allowed] if allowed < len(ranked) else 0.0
    above = min((sure for sure in confidences.tolist() if sure > barred), default=1.0)
    return (barred + above) / 2


@dataclass(frozen=True, slots=True)
class Design:
    """The columns of the regression: a bias, the kinds, the features with their scale."""

    kinds: Mapping[str, float]
    scale: Mapping[str, tuple[float, float]]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "Design":
        """Take the kinds with their priors' logits, and the scale of each feature, from rows."""
        kinds: dict[str, list[float]] = {}
        values: dict[str, list[float]] = {}
        for row in rows:
            kinds.setdefault(row.kind, []).append(row.prior)
            for name, value in row.features.items():
                if name not in SIZES:
                    values.setdefault(name, []).append(value)
        means = {kind: logit(sum(priors) / len(priors)) for kind, priors in sorted(kinds.items())}
        return cls(means, {name: _scale(values[name]) for name in sorted(values)})

    def matrix(self, rows: Sequence[Row]) -> Floats:
        """Give a row of columns for each candidate."""
        at = {name: 2 + place for place, name in enumerate([*self.kinds, *self.scale])}
        table = np.zeros((len(rows), 2 + len(at)))
        table[:, 0] = 1.0
        for number, row in enumerate(rows):
            table[number, 1] = row.kind not in BY_LIKELIHOOD
            if row.kind in self.kinds:
                table[number, at[row.kind]] = 1.0
            for name, value in row.features.items():
                if name in self.scale:
                    mean, deviation = self.scale[name]
                    table[number, at[name]] = (value - mean) / deviation
        return table

    def start(self, rows: Sequence[Row]) -> Floats:
        """Give what each candidate's prior says, as an offset."""
        return np.array([self.kinds.get(row.kind, logit(row.prior)) for row in rows])

    def penalties(self, strength: float) -> Floats:
        """Give the strength for each column; the bias and what rules share are free."""
        kinds, features = [KIND_PENALTY] * len(self.kinds), [strength] * len(self.scale)
        return np.array([0.0, 0.0, *kinds, *features])

    def named(self, terms: Floats) -> tuple[dict[str, float], dict[str, float]]:
        """Take the kinds' whole terms, with their priors, and the features' out of a solution."""
        kinds = zip(self.kinds.items(), terms[2 : 2 + len(self.kinds)], strict=True)
        features = zip(self.scale, terms[2 + len(self.kinds) :], strict=True)
        shared = {kind: 0.0 if kind in BY_LIKELIHOOD else float(terms[1]) for kind in self.kinds}
        return (
            {kind: prior + shared[kind] + float(term) for (kind, prior), term in kinds},
            {name: float(term) for name, term in features},
        )


def toml(fitted: Fitted, origin: Mapping[str, str | int | float]) -> str:
    """Write weights as TOML, with where they come from."""
    lines = ["# Made by `poe eval-review --fit`; the evaluation says what they are worth.", ""]
    lines += ["[origin]", *(f"{name} = {_toml(value)}" for name, value in origin.items())]
    lines += [f"auc = {fitted.auc:.4f}", f"clean_flagged = {fitted.flagged:.4f}"]
    lines += [f"penalty = {fitted.penalty:g}", ""]
    lines += ["[threshold]", f"value = {fitted.threshold:.6f}", ""]
    lines += ["[bias]", f"value = {fitted.bias:.6f}", f"rules = {fitted.rules:.6f}", ""]
    lines += ["[kinds]", *_numbers(fitted.kinds), "", "[features]", *_numbers(fitted.features)]
    scale = fitted.scale.items()
    lines += ["", "[scale]", *(f'"{name}" = [{mean:.6g}, {by:.6g}]' for name, (mean, by) in scale)]
    return "\n".join(lines) + "\n"


def _numbers(table: Mapping[str, float]) -> Iterator[str]:
    return (f'"{name}" = {value:.6f}' for name, value in table.items())


def _toml(value: str | float) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _scale(values: Sequence[float]) -> tuple[float, float]:
    deviation = float(np.std(values))
    return float(np.mean(values)), deviation if deviation > 1e-9 else 1.0


def _folds(packages: Sequence[str]) -> NDArray[np.int64]:
    """Spread packages over the folds, the largest first, each to the smallest fold so far."""
    names, counts = np.unique(np.array(packages, dtype=object), return_counts=True)
    sizes, of = [0] * min(FOLDS, max(2, len(names))), {}
    for at in np.argsort(-counts, kind="stable"):
        fold = sizes.index(min(sizes))
        sizes[fold] += int(counts[at])
        of[names[at]] = fold
    return np.array([of[package] for package in packages], dtype=np.int64)


def _held_out(
    rows: Sequence[Row], labels: Floats, folds: NDArray[np.int64], penalty: float
) -> Floats:
    """Give the confidence in each row from a fit on the other folds."""
    sure = np.zeros(len(rows))
    for fold in np.unique(folds):
        mine = folds == fold
        inside = [row for row, out in zip(rows, mine, strict=True) if not out]
        outside = [row for row, out in zip(rows, mine, strict=True) if out]
        design = Design.of(inside)
        terms = _terms(design, inside, labels[~mine], penalty)
        sure[mine] = logistic(design.matrix(outside) @ terms + design.start(outside))
    return sure


def _terms(design: Design, rows: Sequence[Row], labels: Floats, penalty: float) -> Floats:
    weights = np.array([TURNED_WEIGHT if row.turned else 1.0 for row in rows])
    matrix, start = design.matrix(rows), design.start(rows)
    return newton(matrix, labels, start, design.penalties(penalty), weights)


def _loss(sure: Floats, labels: Floats) -> float:
    sure = np.clip(sure, 1e-9, 1 - 1e-9)
    return float(-(labels * np.log(sure) + (1 - labels) * np.log(1 - sure)).sum())


def _flagged(sure: Floats, rows: Sequence[Row], threshold: float) -> int:
    pairs = zip(rows, sure.tolist(), strict=True)
    return len({row.case for row, value in pairs if row.clean and value >= threshold})
