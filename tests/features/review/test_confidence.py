from collections.abc import Iterator
from math import exp
from pathlib import Path

import pytest

from r1_assistant.features.review import confidence
from r1_assistant.features.review.confidence import (
    DEFAULT,
    NO_MODEL,
    UNFITTED,
    Weights,
    parse_weights,
    weighed,
    weights_for,
)
from r1_assistant.features.review.custom.measured import FILE
from support.candidates import candidate

TEXT = """\
[threshold]
value = 0.625

[bias]
value = -1

[kinds]
slip = 2.0

[features]
"rule.strength" = 0.5
unmeasured = 100.0

[scale]
"rule.strength" = [0.5, 0.25]
flat = [1.0, 0.0]
"""


def sigmoid(total: float) -> float:
    return 1 / (1 + exp(-total))


def test_the_confidence_is_the_logistic_function_of_all_terms() -> None:
    weights = parse_weights(TEXT)
    assert weights is not None
    assert weights.threshold == 0.625
    slip = candidate(kind="slip", prior=0.9, features={"rule.strength": 1.0})
    assert weights.of(slip) == pytest.approx(sigmoid(-1 + 2 + 0.5 * (1.0 - 0.5) / 0.25))
    assert weighed(slip, weights).confidence == weights.of(slip)


def test_a_kind_that_was_not_fitted_has_its_prior() -> None:
    assert UNFITTED.of(candidate(prior=0.7)) == pytest.approx(0.7)
    assert Weights(kinds={"slip": 0.0}).of(candidate(prior=0.7)) == pytest.approx(0.7)
    assert Weights(kinds={"dropped-guard": 0.0}).of(candidate(prior=0.7)) == pytest.approx(0.5)


def test_a_feature_that_was_not_fitted_counts_nothing() -> None:
    weights = Weights(features={"a": 1.0}, scale={"b": (0.0, 0.001)})
    assert weights.of(candidate(features={"b": 9.0})) == pytest.approx(0.5)
    assert weights.of(candidate(features={"a": 2.0})) == pytest.approx(sigmoid(2.0))


@pytest.mark.parametrize("prior", [0.0, 1.0])
def test_nothing_is_certain(prior: float) -> None:
    wild = Weights(features={"a": 1e6})
    assert 0 < UNFITTED.of(candidate(prior=prior)) < 1
    assert 0 < wild.of(candidate(features={"a": -1.0})) < wild.of(candidate(features={"a": 1.0}))
    assert wild.of(candidate(features={"a": 1.0})) < 1


def test_a_deviation_of_zero_divides_nothing() -> None:
    weights = parse_weights(TEXT)
    assert weights is not None
    assert weights.scale["flat"] == (1.0, 1.0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not toml at all [",
        TEXT.replace("[threshold]", "[other]"),
        TEXT.replace("value = -1", 'value = "low"'),
        TEXT.replace("[0.5, 0.25]", "[0.5]"),
        TEXT.replace("[0.5, 0.25]", "3"),
        TEXT.replace("slip = 2.0", "slip = []"),
        "threshold = 1\nbias = 2\nscale = 3\n",
    ],
)
def test_a_damaged_file_has_no_weights(text: str) -> None:
    assert parse_weights(text) is None


@pytest.fixture
def own(home: Path) -> Iterator[Path]:
    """The folder of the user's weights."""
    folder = home / "data" / "weights"
    folder.mkdir(parents=True)
    weights_for.cache_clear()
    yield folder
    weights_for.cache_clear()


def test_a_users_own_weights_go_before_those_that_come_along(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = {"m": TEXT, DEFAULT: TEXT.replace("0.625", "0.75")}
    monkeypatch.setattr(confidence, "_shipped", shipped.get)
    (own / "m.toml").write_text(TEXT.replace("0.625", "0.125"))
    assert weights_for("m").threshold == 0.125
    assert weights_for("other").threshold == 0.75
    (own / f"{DEFAULT}.toml").write_text(TEXT.replace("0.625", "0.25"))
    weights_for.cache_clear()
    assert weights_for("other").threshold == 0.25


def test_own_weights_that_are_damaged_count_as_missing(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confidence, "_shipped", {"m": TEXT}.get)
    (own / "m.toml").write_bytes(b"\xff\xfe")
    assert weights_for("m").threshold == 0.625
    (own / f"{NO_MODEL}.toml").write_text("[threshold]\nvalue = 0.1\n")
    assert weights_for(NO_MODEL) == UNFITTED


def test_what_is_shipped_can_be_read() -> None:
    for file in (Path(confidence.__file__).parent / "weights").glob("*.toml"):
        if file.name == FILE:
            continue  # what verdicts about a team's rules are worth has a form of its own
        weights = parse_weights(file.read_text(encoding="utf-8"))
        assert weights is not None, file.name
        assert 0 < weights.threshold < 1
