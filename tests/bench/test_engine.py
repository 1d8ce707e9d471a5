import pytest

from bench.engine import MEASUREMENTS, all_passed, choose
from bench.metrics import NAMES, Result
from bench.run import BenchError


def test_every_metric_is_measured_once() -> None:
    measured = [name for measurement in MEASUREMENTS for name in measurement.names]
    assert sorted(measured) == sorted(NAMES)


def test_quick_leaves_the_large_model_out_unless_it_is_named() -> None:
    assert choose(None, quick=False) == set(NAMES)
    assert "engine_overhead" in choose(None, quick=True)
    assert not any(name.endswith("15b") for name in choose(None, quick=True))
    assert choose("child_peak_gb, cancel_steps", quick=True) == {"child_peak_gb", "cancel_steps"}


def test_an_unknown_name_is_told() -> None:
    with pytest.raises(BenchError, match="unknown: prefill_ratio_7b"):
        choose("prefill_ratio_7b", quick=False)


@pytest.mark.parametrize(
    ("results", "passed"),
    [
        ({}, True),
        ({"cancel_steps": Result(2)}, True),
        ({"cancel_steps": Result(2), "preempt_steps": Result(3)}, False),
        ({"cancel_steps": Result(2, {"noisy": 1})}, False),
    ],
)
def test_all_bars_must_be_reached_in_quiet(results: dict[str, Result], passed: bool) -> None:
    assert all_passed(results) is passed
