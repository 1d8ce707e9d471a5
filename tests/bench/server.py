"""Measures the language server: its start, its answers while it works, its memory.

    poe bench-server [--quick] [--model ID] [--json FILE]

or `PYTHONPATH=tests python -m bench.server`. The clock is read by an editor of one thread, right
before it writes and right after it has read. Every server has folders of its own; the models are
installed once, below R1_BENCH_HOME or else in the user's cache folder.

    initialize_s            start of the process until the result of `initialize`, median of 7
    initialize_5000_s       the same with a workspace of 5,000 Python files of 40 lines
    hover_p50_ms            hover without a model in that workspace, indexed; also hover_p99_ms
    load_p99_ms             2,000 requests while a scripted model writes and the index is built, in
                            four turns that begin without an index, 4 ms after each other: 70 %
                            hovers that do not wait for the model, 10 % explanations that are
                            cancelled, 10 % `r1/status`. The worst p99 of the kinds counts
    load_model_p99_ms       the same with smollm2-135m in place of the scripted model
    shutdown_ms             until `shutdown` is answered under that load, the worst of all turns
    cancel_p50_ms           cancellation of an explanation by a scripted model; also cancel_p99_ms
    explain_first_token_s   r1.explain until its first piece, smollm2-135m loaded and idle
    completion_cold_s       first inline completion in a document, smollm2-135m loaded and idle
    completion_warm_s       one further down in the same document after typing
    completion_again_ms     the same one once more
    rss_mb                  the server's memory without a model, three files open (MB = 1e6 bytes)
    index_rss_mb            the most that the index process had, of those 5,000 files
    index_5000_s            time that it took

With --model the model of that id does all that smollm2-135m does. --quick takes a tenth of the
requests, 500 files and no model. The exit code is 0 if all bars were reached, 1 if not, 2 if
something could not be measured. `others` is what others used of the machine meanwhile, in cores:
with more than a fraction of one the times say little.
"""

import argparse
import json
import math
import os
import statistics
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import platformdirs

from bench import serving
from bench.editor import SCRIPTED
from bench.load import elsewhere
from bench.metrics import Detail, Metric, Result, flat
from bench.project import project
from bench.run import BenchError
from bench.serving import Samples, Setup, percentile, summary
from bench.table import table
from r1_assistant.domain.errors import R1Error

METRICS = (
    Metric("initialize_s", "start to `initialize` result (s)", 0.8, at_most=True),
    Metric("initialize_5000_s", "the same, 5,000 files (s)", 0.8, at_most=True),
    Metric("hover_p50_ms", "hover without a model, warm index (ms)", 10, at_most=True),
    Metric("hover_p99_ms", "hover without a model, warm index (ms)", 20, at_most=True),
    Metric("load_p99_ms", "requests under load, scripted model (ms)", 20, at_most=True),
    Metric("load_model_p99_ms", "requests under load, real model (ms)", 20, at_most=True),
    Metric("shutdown_ms", "shutdown under load, worst (ms)", 20, at_most=True),
    Metric("cancel_p50_ms", "cancelling an explanation (ms)", 20, at_most=True),
    Metric("cancel_p99_ms", "cancelling an explanation (ms)", 20, at_most=True),
    Metric("explain_first_token_s", "first token of an explanation (s)", math.inf, at_most=True),
    Metric("completion_cold_s", "inline completion, new document (s)", math.inf, at_most=True),
    Metric("completion_warm_s", "inline completion, known document (s)", math.inf, at_most=True),
    Metric("completion_again_ms", "inline completion, the same again (ms)", 20, at_most=True),
    Metric("rss_mb", "the server's memory without a model (MB)", math.inf, at_most=True),
    Metric("index_rss_mb", "the index process' memory (MB)", math.inf, at_most=True),
    Metric("index_5000_s", "indexing 5,000 files (s)", math.inf, at_most=True),
)
SMALL = "smollm2-135m"
FILES = 5000
REQUESTS = 2000
TURNS = 4
SCRIPT = {"answer": "word " * 4000, "reasoning": "hm " * 200, "pause": 0.02, "piece": 5}
"""Fifty pieces a second, and never at an end while it is measured."""

Results = dict[str, Result]


def main() -> None:
    """Measure, print the table, write the JSON."""
    options = _options()
    results, problems = measure(quick=options.quick, model=options.model)
    print(table(results, METRICS))
    for problem in problems:
        print(f"not measured: {problem}")
    if options.json:
        about = {"quick": options.quick, "model": options.model}
        text = json.dumps(flat(results) | about, indent=2)
        options.json.write_text(text + "\n", encoding="utf-8")
    passed = all(m.passed(results[m.name].value) for m in METRICS if m.name in results)
    sys.exit(2 if problems else 0 if passed else 1)


def measure(*, quick: bool, model: str | None) -> tuple[Results, list[str]]:
    """Measure one thing after the other; what fails does not keep the others from it.

    `model` None leaves out what needs a real one.
    """
    plain, scripted = Setup(), Setup(SCRIPTED, None, {"R1_SCRIPT": json.dumps(SCRIPT)})
    tenth = 10 if quick else 1
    results: Results = {}
    problems: list[str] = []

    with project(FILES // tenth) as root:
        steps: list[Callable[[], Results]] = [
            lambda: _initialize("initialize_s", plain, None, 7 if tenth == 1 else 3),
            lambda: _initialize("initialize_5000_s", plain, root, 7 if tenth == 1 else 3),
            lambda: _memory(plain, root),
            lambda: _hovers(plain, root, REQUESTS // tenth // 2),
            lambda: _cancels(scripted, root, REQUESTS // tenth // 10),
            lambda: _load("load_p99_ms", scripted, root, REQUESTS // tenth),
        ]
        if model is not None:
            real = replace(plain, models=_models(model), environment={"R1_MODEL": model})
            steps += [
                lambda: _load("load_model_p99_ms", real, root, REQUESTS // tenth),
                lambda: _explain(real, root, 10),
                lambda: _completions(real, root, 10),
            ]
        for step in steps:
            try:
                with elsewhere() as others:
                    found = step()
            except (BenchError, R1Error, OSError) as error:
                problems.append(str(error))
                continue
            results |= _merged(results, found, others.cores)
    return results, problems


def _merged(results: Results, found: Results, cores: float) -> Results:
    """Add what the machine did; of a metric that is there already the worse value counts."""
    merged = {}
    for name, result in found.items():
        if name in results and results[name].value > result.value:
            result = results[name]
        merged[name] = replace(result, details={**result.details, "others": cores})
    return merged


def _initialize(name: str, setup: Setup, root: Path | None, times: int) -> Results:
    found = serving.initialize(setup, root, times)
    return {name: Result(statistics.median(found), {"least": min(found), "most": max(found)})}


def _memory(setup: Setup, root: Path) -> Results:
    server, index, seconds = serving.memory(setup, root)
    return {
        "rss_mb": Result(server),
        "index_rss_mb": Result(index),
        "index_5000_s": Result(seconds),
    }


def _hovers(setup: Setup, root: Path, times: int) -> Results:
    return _percentiles("hover", serving.hovers(setup, root, times))


def _cancels(setup: Setup, root: Path, times: int) -> Results:
    return _percentiles("cancel", serving.cancels(setup, root, times))


def _percentiles(name: str, seconds: list[float]) -> Results:
    found = summary(seconds)
    half = Result(float(found["p50_ms"]), found)
    return {f"{name}_p50_ms": half, f"{name}_p99_ms": Result(float(found["p99_ms"]))}


def _load(name: str, setup: Setup, root: Path, requests: int) -> Results:
    samples: Samples = {}
    for _ in range(TURNS):
        for kind, seconds in serving.load(setup, root, requests // TURNS).items():
            samples.setdefault(kind, []).extend(seconds)
    ends = samples.pop("shutdown")
    details: dict[str, Detail] = {}
    for kind, seconds in samples.items():
        details |= summary(seconds, kind)
    worst = max(percentile(seconds, 99) for seconds in samples.values())
    return {
        name: Result(worst * 1000, details),
        "shutdown_ms": Result(max(ends) * 1000, {"median": statistics.median(ends) * 1000}),
    }


def _explain(setup: Setup, root: Path, times: int) -> Results:
    found = serving.first_tokens(setup, root, times)
    return {"explain_first_token_s": Result(statistics.median(found), {"most": max(found)})}


def _completions(setup: Setup, root: Path, times: int) -> Results:
    samples = serving.completions(setup, root, times)
    cold, warm, again = (samples[kind] for kind in ("cold", "warm", "again"))
    return {
        "completion_cold_s": Result(statistics.median(cold), {"most": max(cold)}),
        "completion_warm_s": Result(statistics.median(warm), {"most": max(warm)}),
        "completion_again_ms": Result(statistics.median(again) * 1000, summary(again)),
    }


def _models(model_id: str) -> Path:
    """Give the R1_HOME that has a model, which is installed there if it is not."""
    from r1_assistant.models.install import ensure_installed

    kept = os.environ.get("R1_BENCH_HOME") or platformdirs.user_cache_path("r1-assistant-bench")
    home = Path(kept).absolute() / "server"
    home.mkdir(parents=True, exist_ok=True)
    os.environ["R1_HOME"] = str(home)
    ensure_installed(model_id)
    return home


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench-server", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="less of everything, no model")
    parser.add_argument("--model", metavar="ID", help=f"the real model (default {SMALL})")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results, flat")
    options = parser.parse_args()
    options.model = options.model or (None if options.quick else SMALL)
    return options


if __name__ == "__main__":
    main()
