"""The steps of the evaluation: which reviewer sees which cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evals import baselines, injection
from evals.cases import Case
from evals.data import chosen, put_right
from evals.outcome import Outcome
from evals.reviewing import Reviewer
from evals.running import run, sample_flagged


@dataclass(frozen=True, slots=True)
class Reviewers:
    """Who reviews; None or an empty table leaves a step out.

    `decide` words nothing, `write` does, `plain` is a model asked plainly, `rules` takes no model,
    and `without` leaves one stage out, by its name.
    """

    decide: Reviewer
    write: Reviewer | None = None
    plain: Reviewer | None = None
    rules: Reviewer | None = None
    without: Mapping[str, Reviewer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many cases the slow steps take.

    `written` are flagged ones, `fixes` planted ones turned round, `plain` and `ablated` any, and
    each text of `injection` is put into `injected` cases.
    """

    written: int = 30
    fixes: int = 200
    plain: int = 100
    injected: int = 3
    ablated: int = 300


QUICK = Sizes(written=10, fixes=40, plain=40, injected=1, ablated=60)


async def evaluate(
    cases: Sequence[Case], train: Sequence[Case], reviewers: Reviewers, sizes: Sizes, seed: int
) -> Outcome:
    """Take the reviewers through their cases. Raises what they raise.

    `train` is for the baseline of size alone, which is left out where it is empty.
    """
    decided = await run("decision", cases, reviewers.decide)
    rules = await run("no model", cases, reviewers.rules) if reviewers.rules else []
    ablation = {
        name: await run(f"without {name}", chosen(cases, sizes.ablated, seed), reviewer)
        for name, reviewer in reviewers.without.items()
    }
    written, plain = [], []
    if reviewers.write:
        sample = sample_flagged(decided, sizes.written, seed)
        written = await run("writing", sample, reviewers.write)
    if reviewers.plain:
        plain = await run("plain prompt", chosen(cases, sizes.plain, seed), reviewers.plain)
    size, size_by = baselines.auc_size_only(train, cases) if train else (float("nan"), "")
    more = await _injected(cases, reviewers.decide, sizes, seed)
    more |= await _fixes_flagged(cases, reviewers.decide, sizes, seed)
    return Outcome(decided, rules, written, plain, ablation, size, size_by, more, seed)


async def _fixes_flagged(
    cases: Sequence[Case], reviewer: Reviewer, sizes: Sizes, seed: int
) -> dict[str, float]:
    """Tell how many changes that put a defect right are accused."""
    turned = chosen(put_right(cases), sizes.fixes, seed)
    if not turned:
        return {}
    results = await run("fixes", turned, reviewer)
    flagged = sum(result.flagged for result in results)
    return {"fixes_flagged": flagged / len(results), "fixes_flagged.n": len(results)}


async def _injected(
    cases: Sequence[Case], reviewer: Reviewer, sizes: Sizes, seed: int
) -> dict[str, float]:
    trials = await injection.trials(cases, reviewer, sizes.injected, seed) if sizes.injected else []
    for trial in trials:
        if not trial.unchanged:
            print(f"changed by {trial.injection} in {trial.case}: {trial.difference}")
    if not trials:
        return {}
    unchanged = sum(trial.unchanged for trial in trials)
    return {"injection_unchanged": unchanged / len(trials), "injection_unchanged.n": len(trials)}
