"""Make the evaluation's cases: `python -m evals.build [--quick] [--seed N]`.

train.jsonl.gz, test.jsonl.gz and quick.jsonl.gz come to lie in the folder of `packages.home()`.
The same packages and the same seed give the same bytes.
"""

import argparse
import hashlib
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from evals import packages, pools, selection
from evals.cases import Case, Split, write
from evals.changes import size_of
from evals.matching import MEASURES, auc
from evals.planting import PLANTERS
from r1_assistant.domain.errors import R1Error

PLANTED: dict[Split, int] = {"train": 610, "test": 470}
"""Cases with a defect; there are as many without."""


def build(split: Split, seed: int) -> list[Case]:
    """Make the cases of a half. Raises R1Error if a package can't be had."""
    rng = random.Random(f"{split} {seed}")
    half = pools.half(split, rng)
    real = list(pools.versions(half.hunks))
    made: list[selection.Pair] = []
    for family, share in selection.SHARES.items():
        sources = half.sources.get(family, [])
        number = round(PLANTED[split] * share)
        enough = 4 + 6 * number // len(PLANTERS)
        planted = list(pools.planted(sources, PLANTERS, rng, enough))
        clean = [c for c in real if c.family == family] + list(pools.refactored(sources, rng))
        chosen = selection.choose(planted, number)
        found = selection.pairs(chosen, clean, rng)
        made += found
        said = f"{split} {family}: {len(planted)} planted, {len(clean)} clean, {len(found)} pairs"
        print(said, file=sys.stderr, flush=True)
    return unique(selection.cases(made, split))


def unique(cases: Iterable[Case]) -> list[Case]:
    """Leave out pairs of which one is there already."""
    kept: dict[str, Case] = {}
    every = list(cases)
    for one, other in zip(every[::2], every[1::2], strict=True):
        if one.id not in kept and other.id not in kept and one.id != other.id:
            kept |= {one.id: one, other.id: other}
    return sorted(kept.values(), key=lambda case: case.id)


def describe(cases: Sequence[Case]) -> str:
    """Tell how many cases of what there are, and what their sizes alone give away."""
    lines = [f"{len(cases)} cases, {sum(case.planted for case in cases)} planted"]
    for title, names in (
        ("languages", [f"{c.language} {'planted' if c.planted else 'clean'}" for c in cases]),
        ("groups", [c.group for c in cases]),
        ("kinds", [f"{c.group} {c.kind}" for c in cases]),
        ("packages", [c.package for c in cases]),
    ):
        counts = sorted(Counter(names).items())
        lines.append(f"{title}: " + ", ".join(f"{name} {n}" for name, n in counts))
    sizes = [(case.planted, size_of(case.old, case.new)) for case in cases]
    for name, measure in MEASURES.items():
        bad = [measure(size) for planted, size in sizes if planted]
        good = [measure(size) for planted, size in sizes if not planted]
        lines.append(f"AUC by tokens {name}: {auc(bad, good):.3f}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Make the evaluation's cases.")
    parser.add_argument("--quick", action="store_true", help="only the quick part of the test half")
    parser.add_argument("--seed", type=int, default=6)
    options = parser.parse_args(arguments)
    try:
        if not options.quick:
            _keep(build("train", options.seed), "train")
        test = build("test", options.seed)
        if not options.quick:
            _keep(test, "test")
        _keep(selection.quick(test), "quick")
    except R1Error as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _keep(cases: list[Case], name: str) -> None:
    file: Path = packages.home() / f"{name}.jsonl.gz"
    write(cases, file)
    print(f"{file}\nSHA-256 {hashlib.sha256(file.read_bytes()).hexdigest()}")
    print(describe(cases), flush=True)


if __name__ == "__main__":
    sys.exit(main())
