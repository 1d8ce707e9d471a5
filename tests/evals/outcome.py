"""Everything that the evaluation has seen, and the numbers in it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from evals import metrics
from evals.intervals import Estimate
from evals.reviewing import Result

Numbers = dict[str, float]
Results = Sequence[Result]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Results by what gave them.

    `decided` are those of all cases, nothing worded, and `rules` those without any model.
    `ablation` are those of a sample without one stage each. `written` are a sample that a model
    worded; `plain` another one that it was asked about plainly. All but `decided` may be empty.
    `size` is the area under the curve by size alone, and `size_by` what of it was taken. `more` are
    further numbers.
    """

    decided: Results
    rules: Results = ()
    written: Results = ()
    plain: Results = ()
    ablation: Mapping[str, Results] = field(default_factory=dict)
    size: float = math.nan
    size_by: str = ""
    more: Mapping[str, float] = field(default_factory=dict)
    seed: int = 0

    @property
    def beside_plain(self) -> list[Result]:
        """Our own results for the cases of the plain prompt, in their order."""
        return self._decided_as(self.plain)

    @property
    def ablated(self) -> dict[str, Results]:
        """The ablation with all stages first, as "nothing"; empty if there was none."""
        if not self.ablation:
            return {}
        sample = next(iter(self.ablation.values()))
        return {"nothing": self._decided_as(sample), **self.ablation}

    def _decided_as(self, others: Results) -> list[Result]:
        known = {result.case.id: result for result in self.decided}
        return [known[result.case.id] for result in others]


def estimates(outcome: Outcome) -> dict[str, Estimate]:
    """Measure what has an interval."""
    seed = outcome.seed
    found = metrics.shares(outcome.decided, seed) | metrics.ranking(outcome.decided, seed)
    if outcome.plain:
        found |= metrics.f1_ratio(outcome.beside_plain, outcome.plain, seed)
    if outcome.rules:
        rules = metrics.shares(outcome.rules, seed)
        found |= {f"nomodel_{name}": rules[name] for name in NO_MODEL}
    return found


NO_MODEL = ("recall_slips", "recall_structural", "clean_flagged", "precision")


def numbers(outcome: Outcome) -> Numbers:
    """Give all numbers flat: by name, with `.low`, `.high` and `.n` behind it where there are any.

    What could not be measured is left out.
    """
    found: Numbers = {}
    for name, estimate in estimates(outcome).items():
        found |= _flat(name, estimate)
    found |= dict(_counted(outcome))
    for name, results in outcome.ablated.items():
        found |= {f"without_{name}.{key}": value for key, value in ablated(results).items()}
    for what, table in groups(outcome).items():
        for name, row in table.items():
            for key, estimate in row.items():
                found |= _flat(f"{what}.{name}.{key}", estimate)
    return {
        name: value for name, value in {**found, **outcome.more}.items() if math.isfinite(value)
    }


def groups(outcome: Outcome) -> dict[str, dict[str, dict[str, Estimate]]]:
    """Measure by group, by kind and by language."""
    return {
        "group": metrics.by(outcome.decided, lambda case: case.group, outcome.seed),
        "kind": metrics.by(outcome.decided, lambda case: case.kind, outcome.seed),
        "language": metrics.by(outcome.decided, lambda case: case.language, outcome.seed),
    }


ABLATED = ("clean_flagged", "recall_slips", "recall_structural", "precision", "f1", "fix_exact")


def ablated(results: Results) -> Numbers:
    """Give the numbers that an ablation compares."""
    shares = metrics.shares(results)
    return {name: shares[name].value for name in ABLATED} | {
        "auc": metrics.ranking(results)["auc"].value
    }


def _counted(outcome: Outcome) -> Iterator[tuple[str, float]]:
    decided, written = outcome.decided, outcome.written
    decide = [result.reviewed.seconds_decide for result in decided]
    write = [result.reviewed.seconds_write for result in written]
    rules = [result.reviewed.seconds_decide for result in outcome.rules]
    plain = [result.reviewed.seconds_write for result in outcome.plain]
    yield "cases", len(decided)
    yield "auc_size_only", outcome.size
    yield "calibration_error", metrics.calibration(decided)[0]
    everything = [*decided, *written, *outcome.rules]
    yield "wrong_location", sum(map(metrics.wrong_location, everything))
    yield "unparsable_fixes", sum(map(metrics.unparsable_fixes, everything))
    if written:
        yield "fix_exact_written", metrics.shares(written)["fix_exact"].value
    for name, times in (("decide", decide), ("write", write), ("plain", plain)):
        yield f"seconds_{name}_p50", metrics.percentile(times, 50)
        yield f"seconds_{name}_p90", metrics.percentile(times, 90)
    yield "nomodel_ms", 1000 * metrics.percentile(rules, 50)
    yield "nomodel_ms_p90", 1000 * metrics.percentile(rules, 90)


def _flat(name: str, estimate: Estimate) -> Numbers:
    ends = {f"{name}.low": estimate.low, f"{name}.high": estimate.high, f"{name}.n": estimate.n}
    return {name: estimate.value} | ends
