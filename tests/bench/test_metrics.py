import math

import pytest

from bench.metrics import METRICS, Result, flat
from bench.table import table

BY_NAME = {metric.name: metric for metric in METRICS}


@pytest.mark.parametrize(
    ("name", "value", "passed"),
    [
        ("prefill_ratio_05b", 1.4, True),
        ("prefill_ratio_05b", 1.39, False),
        ("perplexity_ratio_15b", 1.03, True),
        ("perplexity_ratio_15b", 1.031, False),
        ("engine_overhead", -0.01, True),
        ("cancel_steps", 3, False),
        ("decode_ratio_15b", math.nan, False),
        ("child_peak_gb", math.nan, False),
    ],
)
def test_bars(name: str, value: float, passed: bool) -> None:
    assert BY_NAME[name].passed(value) is passed


def test_json_is_flat() -> None:
    result = Result(1.5, {"ours_tok_s": 3.0, "peer": "zen4"})
    assert flat({"decode_ratio_05b": result}) == {
        "decode_ratio_05b": 1.5,
        "decode_ratio_05b.ours_tok_s": 3.0,
        "decode_ratio_05b.peer": "zen4",
    }


def test_table_tells_value_bar_and_verdict() -> None:
    shown = table({"child_peak_gb": Result(2.5), "decode_ratio_05b": Result(1.5, {"noisy": 0})})
    decode, behind, peak = shown.splitlines()
    assert decode.split()[:5] == ["decode_ratio_05b", "1.500", ">=", "1.4", "ok"]
    assert behind.strip() == "noisy 0"
    assert peak.split()[:5] == ["child_peak_gb", "2.500", "<=", "2.2", "MISSED"]


def test_a_noisy_number_gets_no_verdict() -> None:
    assert "NOISY" in table({"decode_ratio_05b": Result(9.0, {"noisy": 1})})
