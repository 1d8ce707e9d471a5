"""Measures the context engine: whether contexts show what they must, the index, the impact.

    poe bench-context [--quick] [--json FILE] [--misses FILE]

or `PYTHONPATH=tests python -m bench.context`. Measured on real repositories (bench.corpora), which
are fetched and made git repositories once, below R1_BENCH_HOME or else in the user's cache folder;
what jedi says of them is kept there, too. All counts of tokens are by a real model's tokenizer.

Call sites are drawn by chance with a seed: 100 of each repository, where the callee is defined in
another file of it. For Python jedi tells which (bench.jedi_truth); for others it is the one that
has this name (bench.scan). A context of 1,500 tokens shows a callee if a snippet of the
definition's file has the definition's first line. Shares are from 0 to 1.

    recall_python           the lower of completion and symbol contexts, at calls in Python
    recall_other            the same at calls in TypeScript, JavaScript and Java
    recall_unseen           completion contexts with nothing of the callee's expression written yet
    recall_window           a plain window of 1,500 tokens around the cursor
    recall_aider            aider's repository map of 1,500 tokens beside the file: it knows files,
                            not cursors; it may cut the line behind the name
    recall_aider_told       the same map, told by hand to mind the names of the cursor's line, the
                            callee's among them, as if a person's message had mentioned them
    recall_ratio_to_aider   ours (the lower one) / recall_aider, at the same sites
    recall_ratio_told       ours / recall_aider_told, at the same sites
    index_files_per_s       Python files of django indexed from nothing, by wall time from the
                            start of the process, median of 3
    index_ratio_to_aider    aider's time for its map from nothing, without its start / ours; one of
                            this and index_files_per_s has to reach its bar
    index_peak_mb           most memory that the index process and those it starts have on django,
                            together (resident, sampled each 10 ms; MB = 1e6 bytes)
    index_share             the database with its log / the files indexed, in bytes
    reindex_ms              a file of django changed, until the index has it, median of 20
    completion_context_p95_ms   200 contexts for completions in 5,000 files (django and generated
                            ones), warm index; each after a key stroke, with its reparse
    completion_context_first_p95_ms   the first one in each of these files, with its parse
    impact_recall           callers that 30 planted changes of signatures break, found
    impact_false_alarms     of what is told to be broken, what is not

--misses writes a line for each site whose callee a context of ours did not show.
--quick takes 15 sites of each repository, 6 changes, and less of the rest. The exit code is 0 if
all bars were reached, 1 if not, 2 if something could not be measured. `others` is what others used
of the machine meanwhile, in cores: with more than a fraction of one the times say little.
"""

import argparse
import json
import math
import statistics
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from bench import indexing, recall
from bench.corpora import CORPORA
from bench.impact_run import impacts
from bench.load import elsewhere
from bench.metrics import Metric, Result, flat
from bench.run import BenchError
from bench.table import table
from bench.tokens import Counter, counter
from bench.truth import sites_of
from r1_assistant.domain.errors import R1Error

METRICS = (
    Metric("recall_python", "callees in contexts, Python", 0.85),
    Metric("recall_other", "callees in contexts, other languages", 0.75),
    Metric("recall_unseen", "callees not written yet", -math.inf),
    Metric("recall_window", "callees in a plain window", -math.inf),
    Metric("recall_aider", "callees in aider's map", -math.inf),
    Metric("recall_aider_told", "the same, told the callee's name", -math.inf),
    Metric("recall_ratio_to_aider", "ours / aider's", 1.5),
    Metric("recall_ratio_told", "ours / aider's, told names", -math.inf),
    Metric("completion_context_p95_ms", "context of a completion (ms)", 30, at_most=True),
    Metric(
        "completion_context_first_p95_ms", "the first one in a file (ms)", math.inf, at_most=True
    ),
    Metric("index_files_per_s", "Python files indexed (1/s), this or the next", 400),
    Metric("index_ratio_to_aider", "time for the index: aider / ours", 1.5),
    Metric("index_peak_mb", "memory of the index process (MB)", 250, at_most=True),
    Metric("index_share", "database / source", 0.2, at_most=True),
    Metric("reindex_ms", "indexed after a change (ms)", 50, at_most=True),
    Metric("impact_recall", "broken callers found", 0.9),
    Metric("impact_false_alarms", "callers told by mistake", 0.1, at_most=True),
)
SITES, QUICK_SITES = 100, 15
FILES, CONTEXTS = 5000, 200
CHANGES, QUICK_CHANGES = 30, 6
EITHER = frozenset({"index_files_per_s", "index_ratio_to_aider"})

Results = dict[str, Result]


def main() -> None:
    """Measure, print the table, write the JSON."""
    options = _options()
    tokens = counter()
    tally = recall.Tally()
    results, problems = measure(tokens, tally, quick=options.quick)
    print(table(results, METRICS))
    for problem in problems:
        print(f"not measured: {problem}")
    if options.json:
        about = {"quick": options.quick, "tokenizer": tokens.model}
        text = json.dumps(flat(results) | about, indent=2)
        options.json.write_text(text + "\n", encoding="utf-8")
    if options.misses:
        options.misses.write_text("\n".join(tally.misses()) + "\n", encoding="utf-8")
    sys.exit(2 if problems else 0 if passed(results) else 1)


def measure(tokens: Counter, tally: recall.Tally, *, quick: bool) -> tuple[Results, list[str]]:
    """Measure one thing after the other; what fails does not keep the others from it.

    What each site's contexts showed goes into `tally`.
    """
    results: Results = {}
    problems: list[str] = []
    steps: list[Callable[[], Results]] = [
        lambda: recalls(tokens, tally, QUICK_SITES if quick else SITES),
        lambda: indexing.completing(FILES, 40 if quick else CONTEXTS, tokens),
        lambda: indexing.building(1 if quick else 3, tokens),
        lambda: indexing.again(5 if quick else 20),
        lambda: impacts(QUICK_CHANGES if quick else CHANGES),
    ]
    for step in steps:
        try:
            with elsewhere() as others:
                found = step()
        except (BenchError, R1Error, OSError) as error:
            problems.append(str(error))
            continue
        cores = {"others": others.cores}
        results |= {name: replace(r, details={**r.details, **cores}) for name, r in found.items()}
    return results, problems


def passed(results: Mapping[str, Result]) -> bool:
    """Tell whether all bars were reached; of the two for the index's speed one is enough."""
    verdicts = {m.name: m.passed(results[m.name].value) for m in METRICS if m.name in results}
    either = [verdicts.pop(name) for name in EITHER if name in verdicts]
    return all(verdicts.values()) and (not either or any(either))


def recalls(tokens: Counter, tally: recall.Tally, count: int) -> Results:
    """Judge all kinds of contexts at the sites of all corpora."""
    for corpus in CORPORA:
        recall.judge_corpus(corpus, sites_of(corpus, count), tokens, tally)
    return summed(tally)


def summed(tally: recall.Tally) -> Results:
    """Sum up what was shown."""
    results = {
        "recall_python": _lower(tally, lambda language: language == "python"),
        "recall_other": _lower(tally, lambda language: language != "python"),
    }
    for kind in ("unseen", "window", *recall.AIDER):
        results[f"recall_{kind}"] = _shares(tally, kind)
    for kind, name in zip(recall.AIDER, ("told", "to_aider"), strict=True):
        sites = tally.seen_by(kind)
        ours = min(tally.share("completion", sites), tally.share("symbol", sites))
        theirs = tally.share(kind, sites)
        ratio = ours / theirs if theirs else math.inf
        results[f"recall_ratio_{name}"] = Result(ratio, {"ours": ours, "sites": len(sites)})
    return results


def _lower(tally: recall.Tally, language: Callable[[str], bool]) -> Result:
    """Give the lower share of the two kinds of contexts, and those of each repository."""
    sites = tally.seen_by("completion", language)
    shares = {kind: tally.share(kind, sites) for kind in ("completion", "symbol")}
    each = {
        f"{corpus}_{kind}": tally.share(kind, [site for site in sites if site.corpus == corpus])
        for corpus in dict.fromkeys(site.corpus for site in sites)
        for kind in shares
    }
    size = {"sites": len(sites), "tokens_most": max(tally.tokens)}
    size["tokens_p50"] = int(statistics.median(tally.tokens))
    return Result(min(shares.values()), {**shares, **each, **size})


def _shares(tally: recall.Tally, kind: str) -> Result:
    sites = tally.seen_by(kind)
    each = {
        corpus: tally.share(kind, [site for site in sites if site.corpus == corpus])
        for corpus in dict.fromkeys(site.corpus for site in sites)
    }
    return Result(tally.share(kind, sites), {**each, "sites": len(sites)})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench-context", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="less of everything")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results, flat")
    parser.add_argument("--misses", type=Path, metavar="FILE", help="write what was not shown")
    return parser.parse_args()


if __name__ == "__main__":
    main()
