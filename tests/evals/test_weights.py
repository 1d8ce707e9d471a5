import tomllib

import numpy as np
import pytest

from evals import regression, weights
from evals.weights import Row


def rows(count: int = 600, seed: int = 3) -> list[Row]:
    """Candidates of two kinds; a gain of one deviation triples the odds, the other says nothing."""
    drawn = np.random.default_rng(seed)
    made = []
    for number in range(count):
        kind, base = ("good", 0.5) if drawn.random() < 0.5 else ("bad", -1.5)
        gain, noise = drawn.normal(), drawn.normal(5, 2)
        right = drawn.random() < 1 / (1 + np.exp(-(base + 1.1 * gain)))
        features = {"gain": float(2 * gain + 7), "noise": float(noise)}
        if number % 4 == 0:
            del features["noise"]
        package = f"package{number % 12}"
        made.append(Row(features, kind, 0.5, bool(right), package, f"case{number}", not right))
    return made


def test_what_was_planted_is_found_again() -> None:
    made = rows(4000)
    fitted = weights.fit(made, sum(row.clean for row in made), 0.05)
    assert fitted.features["gain"] == pytest.approx(1.1, abs=0.15)
    assert fitted.features["noise"] == pytest.approx(0, abs=0.1)
    apart = fitted.kinds["good"] - fitted.kinds["bad"]
    assert apart == pytest.approx(2.0, abs=0.25)
    mean, deviation = fitted.scale["gain"]
    assert mean == pytest.approx(7, abs=0.1)
    assert deviation == pytest.approx(2, abs=0.1)
    assert fitted.auc > 0.75


def test_the_optimum_has_no_slope() -> None:
    drawn = np.random.default_rng(1)
    matrix = np.column_stack([np.ones(80), drawn.normal(size=(80, 3)) * 4])
    labels = (drawn.random(80) < 0.4).astype(float)
    offset, penalties = drawn.normal(size=80), np.array([0.0, 0.3, 0.3, 2.0])
    best = regression.newton(matrix, labels, offset, penalties)
    least = regression.objective(matrix, labels, offset, penalties, best)
    for column in range(4):
        for step in (-0.01, 0.01):
            near = best.copy()
            near[column] += step
            assert regression.objective(matrix, labels, offset, penalties, near) > least


def test_separable_rows_stay_finite() -> None:
    matrix = np.column_stack([np.ones(20), np.linspace(-1, 1, 20)])
    labels = (matrix[:, 1] > 0).astype(float)
    terms = regression.newton(matrix, labels, np.zeros(20), np.array([0.0, 0.1]))
    assert np.isfinite(terms).all()
    assert terms[1] > 3


def test_a_rare_kind_keeps_its_prior() -> None:
    rare = [Row({}, "rare", 0.9, n == 0, f"package{n}", f"rare{n}", n != 0) for n in range(2)]
    fitted = weights.fit([*rows(), *rare], 300, 0.05)
    alone = fitted.kinds["rare"]
    assert 0 < alone < regression.logit(0.9) + 0.5


def test_no_more_clean_cases_are_flagged_than_allowed() -> None:
    made = rows()
    clean = sum(row.clean for row in made)
    for target in (0.02, 0.05, 0.2):
        fitted = weights.fit(made, clean, target)
        assert fitted.flagged <= target
        assert fitted.flagged > target - 0.02


def test_threshold_by_hand() -> None:
    made = [
        Row({}, "k", 0.5, right, "p", name, clean)
        for name, right, clean in (("a", False, True), ("b", False, True), ("c", True, False))
    ]
    sure = np.array([0.8, 0.3, 0.5])
    assert weights.threshold_for(sure, made, 2, 0.5) == pytest.approx(0.4)
    assert weights.threshold_for(sure, made, 2, 0.0) == pytest.approx(0.9)
    assert weights.threshold_for(sure, made, 20, 0.1) == pytest.approx(0.15)


def test_packages_are_held_out_whole() -> None:
    packages = ["a"] * 50 + ["b"] * 20 + ["c"] * 20 + ["d", "e", "f"]
    folds = weights._folds(packages)
    for name in set(packages):
        assert len({int(f) for f, p in zip(folds, packages, strict=True) if p == name}) == 1
    assert len(set(folds.tolist())) == 5


@pytest.mark.parametrize("right", [True, False])
def test_one_label_is_too_little(right: bool) -> None:
    alike = [Row({}, "k", 0.5, right, f"p{n}", f"c{n}", not right) for n in range(5)]
    with pytest.raises(ValueError, match="right and wrong"):
        weights.fit(alike, 5, 0.05)


def test_written_weights_are_read_by_the_review() -> None:
    from r1_assistant.features.review.confidence import parse_weights

    fitted = weights.fit(rows(), 300, 0.05)
    text = weights.toml(fitted, {"data": "abc", "model": "some-model", "cases": 600})
    table = tomllib.loads(text)
    assert table["origin"]["model"] == "some-model"
    assert table["origin"]["auc"] == pytest.approx(fitted.auc, abs=1e-4)
    read = parse_weights(text)
    assert read is not None
    assert read.threshold == pytest.approx(fitted.threshold, abs=1e-6)
    assert read.kinds == pytest.approx(fitted.kinds, abs=1e-6)
    assert read.features == pytest.approx(fitted.features, abs=1e-6)
    assert read.scale["gain"] == pytest.approx(fitted.scale["gain"], rel=1e-5)


def test_a_line_through_sizes() -> None:
    drawn = np.random.default_rng(2)
    table = drawn.normal(10, 3, size=(300, 2))
    labels = table[:, 0] - table[:, 1] + drawn.normal(0, 1, 300) > 0
    line = regression.fitted_line(table, labels)
    assert line[0] > 0.5
    assert line[1] < -0.5
