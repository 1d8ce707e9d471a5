import json

import pytest

from bench.editor import SCRIPTED
from bench.metrics import Result
from bench.project import called_at, defined_at, project, source
from bench.server import METRICS, SCRIPT, _merged, measure
from bench.serving import Setup, load, percentile, summary


def test_every_metric_that_needs_no_model_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small, so that it is quick; what the times are is for the benchmark to say."""
    monkeypatch.setattr("bench.server.FILES", 200)
    monkeypatch.setattr("bench.server.REQUESTS", 400)
    results, problems = measure(quick=True, model=None)
    needs_model = {m.name for m in METRICS if "model_" in m.name or "complet" in m.name}
    assert not problems
    assert set(results) == {m.name for m in METRICS} - needs_model - {"explain_first_token_s"}
    assert all(result.value > 0 for result in results.values())


def test_load_has_every_kind_of_request() -> None:
    setup = Setup(SCRIPTED, None, {"R1_SCRIPT": json.dumps(SCRIPT)})
    with project(20) as root:
        samples = load(setup, root, 20)
    counts = {kind: len(seconds) for kind, seconds in samples.items()}
    assert counts == {"hover": 14, "cancel": 2, "status": 2, "shutdown": 1}


def test_names_are_where_they_are_said_to_be() -> None:
    lines = source(7, 8).splitlines()
    assert len(lines) == 40
    for part in range(5):
        line, character = defined_at(part)
        assert lines[line][character - 2 :].startswith(f"task_7_{part}(")
        line, character = called_at(part)
        assert lines[line][character - 2 :].startswith(f"task_0_{part}(")


def test_percentiles_are_values_that_were_measured() -> None:
    values = [n / 1000 for n in range(1, 201)]
    assert percentile(values, 99) == 0.198
    assert percentile([5.0], 99) == 5.0
    assert summary(values) == {"p50_ms": 100.5, "p99_ms": 198.0, "most_ms": 200.0, "count": 200}


def test_the_worse_of_two_values_counts() -> None:
    before = {"shutdown_ms": Result(9.0)}
    assert _merged(before, {"shutdown_ms": Result(3.0)}, 0.5)["shutdown_ms"].value == 9.0
    assert _merged(before, {"shutdown_ms": Result(12.0)}, 0.5)["shutdown_ms"].value == 12.0
