"""Measures how good the review is, on planted defects and clean changes.

    poe eval-review [--quick] [--json FILE] [--html FILE] [--model ID] [--score-model ID] ...

or `PYTHONPATH=tests python -m evals.review`. The cases are made of packages from the registries the
first time, and kept with what the scoring model found likely in the user's cache folder, or below
R1_EVALS_HOME: with the scores at hand, a run with other weights takes minutes.

All cases are decided about with nothing worded; slower steps take samples, whose sizes stand beside
the numbers. A finding is right on a planted line or next to it.

    clean_flagged       clean cases with a finding / clean cases
    recall_slips, recall_structural   defects of that group with a right finding / all of it
    precision, f1       right findings / findings; with recall over all defects
    auc                 area under the ROC curve of each case's highest confidence
    auc_size_only       the same by what of the size told most in the training set
    f1_plain, f1_ratio_to_plain   a model asked plainly, and our F1 on the same cases / its
    calibration_error   distance of confidence and share of right candidates, ten bins
    fix_exact           slips found whose fix restores the original line / slips found
    wrong_location, unparsable_fixes   findings not where they say, and fixes that don't parse
    seconds_decide_p50, seconds_write_p50   a hunk's decision; its review with a model's words
    nomodel_*           the same without a model; its time in milliseconds a hunk
    injection_unchanged reviews that a text in the code, which addresses the reviewer, leaves alone
    cached_hook_s       a commit hook whose review is in the cache, the whole process

--fit fits the confidence's weights on the training set and writes them to the user's folder (or the
one it names), from where reviews take them. --set measures the small sets that are written by hand.
"""

import argparse
import asyncio
import json
import sys
from dataclasses import replace
from pathlib import Path

from evals import bars, evaluation, fitting, hook, report, small_sets, trusting
from evals.adapter import own_reviewer
from evals.baselines import plain_reviewer
from evals.cases import Case
from evals.data import chosen, load, put_right
from evals.engines import Engines, opened
from evals.evaluation import Reviewers
from evals.outcome import Numbers, Outcome, numbers
from evals.running import run
from r1_assistant.config.paths import data_dir
from r1_assistant.domain.errors import R1Error, UsageError
from r1_assistant.features.review.confidence import NO_MODEL
from r1_assistant.features.review.config import ReviewConfig, Stage
from r1_assistant.features.review.pipeline import Models
from r1_assistant.features.review.trust import FILE

QUICK_CASES = 150
TRUST_CASES = 160
DECISION = ReviewConfig(effort="quick")
ABLATED = tuple(stage for stage in Stage if stage is not Stage.OPINIONS)
"""Opinions take a model that writes, which decisions have not."""
OF_MODELS = {
    "clean_flagged",
    "recall_slips",
    "recall_structural",
    "precision",
    "f1",
    "auc",
    "fix_exact",
    "calibration_error",
    "seconds_decide_p50",
}
"""Numbers that would be read as those of a review with a model."""


def main() -> int:
    options = _options()
    try:
        return asyncio.run(_run(options))
    except R1Error as error:
        print(f"{error} {error.hint}".strip(), file=sys.stderr)
        return 2


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add("--quick", action="store_true", help=f"{QUICK_CASES} cases, and smaller samples")
    add("--json", type=Path, metavar="FILE", help="write all numbers")
    add("--html", type=Path, metavar="FILE", help="write a report with pictures")
    add("--model", metavar="ID", help="the model that writes")
    add("--score-model", metavar="ID", help="the model that scores")
    add("--no-model", action="store_true", help="rules alone; no model is started")
    add("--no-write", action="store_true", help="leave out what takes a model that writes")
    add("--no-plain", action="store_true", help="leave out the plain prompt")
    add("--no-ablation", action="store_true", help="leave out the reviews without one stage")
    add("--no-injection", action="store_true", help="leave out texts that address the reviewer")
    add("--split", choices=("test", "train"), default="test")
    add("--only", metavar="KIND", default="", help="pairs of this kind or group")
    add("--seed", type=int, default=0)
    add("--fit", nargs="?", const="", metavar="FOLDER", help="fit weights on the training set")
    add(
        "--fit-trust",
        nargs="?",
        const="",
        metavar="FOLDER",
        help="measure the writing model's word",
    )
    add("--set", nargs="+", choices=small_sets.SETS, help="small sets, in place of all that")
    return parser.parse_args()


async def _run(options: argparse.Namespace) -> int:
    if options.no_model:
        return await _with(Engines(), options)
    wanted = not options.no_write and options.fit is None
    words = wanted or options.fit_trust is not None
    async with opened(options.model, options.score_model, words=words) as engines:
        return await _with(engines, options)


async def _with(engines: Engines, options: argparse.Namespace) -> int:
    if options.fit is not None:
        await _fit(options, engines)
    elif options.fit_trust is not None:
        await _fit_trust(options, engines)
    elif options.set:
        config = ReviewConfig()
        found = await small_sets.measure(options.set, config, engines.both, quick=options.quick)
        _write(options, found)
    else:
        return await _measure(options, engines)
    return 0


async def _measure(options: argparse.Namespace, engines: Engines) -> int:
    cases = _cases(options)
    sizes = evaluation.QUICK if options.quick else evaluation.Sizes()
    if options.no_injection or options.no_model:
        sizes = replace(sizes, injected=0)
    train = load("train") if options.split == "test" else []
    reviewers = _reviewers(options, engines)
    outcome = await evaluation.evaluate(cases, train, reviewers, sizes, options.seed)
    if not options.no_model:
        timed = await asyncio.to_thread(_hook, options)
        outcome = replace(outcome, more={**outcome.more, **timed})
    found = numbers(outcome)
    if options.no_model:
        found = {name: value for name, value in found.items() if name not in OF_MODELS}
    origin = _origin(outcome, engines, options)
    print(bars.table(found, _notes(found, outcome)), origin, sep="\n")
    _write(options, found)
    if options.html:
        options.html.write_text(report.page(outcome, found, origin), encoding="utf-8")
    known = [each for each in bars.BARS if each.name in found]
    return 1 if any(each.passed(found[each.name]) is False for each in known) else 0


def _hook(options: argparse.Namespace) -> Numbers:
    """Time the commit hook; without a number, and with a word on why, where that fails."""
    chosen_model = ["--model", options.model] if options.model else []
    try:
        return {"cached_hook_s": hook.cached_hook_seconds(chosen_model)[0]}
    except R1Error as error:
        print(f"The commit hook was not timed: {error} {error.hint}", file=sys.stderr)
        return {}


def _cases(options: argparse.Namespace) -> list[Case]:
    if options.quick and options.split == "test" and not options.only:
        return load("quick")
    count = QUICK_CASES if options.quick else None
    return chosen(load(options.split), count, options.seed, options.only)


def _reviewers(options: argparse.Namespace, engines: Engines) -> Reviewers:
    rules = own_reviewer(DECISION, Models())
    if engines.scorer is None:
        return Reviewers(rules, rules=rules)
    stages = () if options.no_ablation else ABLATED
    without = {
        stage.value: own_reviewer(
            replace(DECISION, stages=frozenset(Stage) - {stage}), engines.scoring
        )
        for stage in stages
    }
    writer = engines.writer
    return Reviewers(
        own_reviewer(DECISION, engines.scoring),
        None if writer is None else own_reviewer(ReviewConfig(), engines.both),
        None if writer is None or options.no_plain else plain_reviewer(writer),
        rules,
        without,
    )


async def _fit(options: argparse.Namespace, engines: Engines) -> None:
    """Fit the weights of the scoring model, and those of reviews without any."""
    folder = Path(options.fit) if options.fit else data_dir() / "weights"
    cases = chosen(load("train"), QUICK_CASES if options.quick else None, options.seed)
    cases += put_right(cases)
    ways = [(NO_MODEL, Models(), fitting.NO_MODEL_TARGET)]
    if engines.scorer is not None:
        ways.append((engines.scorer_id, engines.scoring, fitting.CLEAN_TARGET))
    for name, models, target in ways:
        results = await run(f"fitting {name}", cases, own_reviewer(DECISION, models))
        file = folder / f"{name}.toml"
        fitted = fitting.fit_to(file, name, results, target)
        print(
            f"{file}: AUC of candidates {fitted.auc:.3f}, clean cases flagged "
            f"{fitted.flagged:.3f} at {fitted.threshold:.3f} (both on packages held out)"
        )


async def _fit_trust(options: argparse.Namespace, engines: Engines) -> None:
    """Measure what the writing model's own claims are worth."""
    folder = Path(options.fit_trust) if options.fit_trust else data_dir() / "weights"
    count = TRUST_CASES // 4 if options.quick else TRUST_CASES
    cases = chosen(load("train"), count, options.seed, options.only)
    if engines.writer is None or engines.scorer is None:
        raise UsageError("There is no model to measure.", hint="Leave --no-model out.")
    counted = await trusting.measure(cases, engines.writer, engines.scorer)
    trusting.write(folder / FILE, engines.writer_id, counted, len(cases))
    print(
        f"{folder / FILE}: {counted.right} of {counted.claims} claims of {engines.writer_id} "
        f"without other evidence were right; confidence in one {counted.alone:.2f}"
    )


def _notes(found: Numbers, outcome: Outcome) -> dict[str, str]:
    """Say for each number how sure it is, or what it is of."""
    notes = {
        bar.name: f"{found[f'{bar.name}.low']:.3f} to {found[f'{bar.name}.high']:.3f}, "
        f"n={found[f'{bar.name}.n']:.0f}"
        for bar in bars.BARS
        if f"{bar.name}.low" in found
    }
    if outcome.size_by:
        notes["auc_size_only"] = f"by {outcome.size_by}"
    if outcome.written:
        notes["seconds_write_p50"] = f"n={len(outcome.written)}"
    return notes


def _origin(outcome: Outcome, engines: Engines, options: argparse.Namespace) -> str:
    planted = sum(result.planted for result in outcome.decided)
    parts = [
        f"{len(outcome.decided)} cases of the {options.split} set, {planted} of them planted",
        f"scores by {engines.scorer_id}",
    ]
    if outcome.written:
        parts.append(f"{len(outcome.written)} flagged ones worded by {engines.writer_id}")
    if outcome.plain:
        parts.append(f"{len(outcome.plain)} for the plain prompt")
    return "; ".join(parts) + f"; seed {options.seed}."


def _write(options: argparse.Namespace, found: Numbers) -> None:
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
