"""Repeated trials on a machine that others may use too, and their medians."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Generic, TypeVar

from bench.load import elsewhere
from bench.metrics import Detail, Result
from bench.run import Prompt, Run, Side

Value = TypeVar("Value")
Trial = Callable[[int], Awaitable[tuple[Value, float]]]
"""Makes the attempt of that number; gives what was measured and the load meanwhile, in cores."""

PATIENCE = 3
"""Attempts for each trial that is wanted."""

SETTLE = 0.3
"""Seconds between two turns, in which the threads of the last one stop waiting for work."""


@dataclass(frozen=True, slots=True)
class Collected(Generic[Value]):
    """The values of trials.

    `discarded` counts those that were not used because the machine was busy, `noisy` those that
    were used all the same because there were too few others.
    """

    values: tuple[Value, ...]
    discarded: int
    noisy: int

    @property
    def noise(self) -> dict[str, Detail]:
        """The counts, as details of a result."""
        return {"trials": len(self.values), "discarded": self.discarded, "noisy": self.noisy}


async def collect(trial: Trial[Value], count: int, most_load: float) -> Collected[Value]:
    """Repeat a trial until `count` of them met a load of at most `most_load` cores.

    Patience is bounded: then the least disturbed of the others fill the gap.
    """
    quiet: list[Value] = []
    loud: list[tuple[float, Value]] = []
    for attempt in range(count * PATIENCE):
        value, load = await trial(attempt)
        if load <= most_load:
            quiet.append(value)
        else:
            loud.append((load, value))
        if len(quiet) == count:
            break
    loud.sort(key=lambda entry: entry[0])
    filled = [value for _, value in loud[: count - len(quiet)]]
    return Collected((*quiet, *filled), len(loud) - len(filled), len(filled))


Pair = tuple[Run, Run]


def alternating(ours: Side, theirs: Side, prompts: Sequence[Prompt], tokens: int) -> Trial[Pair]:
    """Make a trial of one turn of each side; the load of both turns' busier one counts.

    What the waiting side computes meanwhile counts as load.
    """

    async def trial(attempt: int) -> tuple[Pair, float]:
        prompt = prompts[attempt % len(prompts)]
        first, load = await timed(ours, prompt, tokens)
        second, other_load = await timed(theirs, prompt, tokens)
        return (first, second), max(load, other_load)

    return trial


async def timed(side: Side, prompt: Prompt, tokens: int) -> tuple[Run, float]:
    """Let a side generate; also give the load from others meanwhile, in cores."""
    await asyncio.sleep(SETTLE)
    with elsewhere(side.pid) as load:
        run = await side.run(prompt, tokens)
    return run, load.cores


def ratio(pairs: Collected[Pair], rate: Callable[[Run], float], unit: str = "tok_s") -> Result:
    """Compare a rate of both sides: the ratio of their medians, and what is behind it."""
    ours = [rate(first) for first, _ in pairs.values]
    theirs = [rate(second) for _, second in pairs.values]
    pairwise = median(a / b for a, b in zip(ours, theirs, strict=True))
    details: dict[str, Detail] = {
        f"ours_{unit}": median(ours),
        f"theirs_{unit}": median(theirs),
        "pairwise": pairwise,
    }
    return Result(median(ours) / median(theirs), details | pairs.noise)
