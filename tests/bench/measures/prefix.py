"""What a prompt costs that begins like the last one."""

from statistics import median

from bench.metrics import Detail, Result
from bench.ours import Ours
from bench.run import BenchError
from bench.setting import Bench
from bench.trials import Pair, collect, timed
from bench.workload import prefix_pairs

PROMPT_TOKENS = 1024
SHARED = 0.9
CONTEXT_TOKENS = 2048


async def shared_prefix(bench: Bench) -> dict[str, Result]:
    """Measure the time to the first token of a second prompt, over that of the first one."""
    specimen = bench.specimen("05b" if bench.quick else "15b")
    count = bench.reps(5, 3)
    pairs = prefix_pairs(specimen.tokens, PROMPT_TOKENS, SHARED, 3 * count)
    async with bench.engine(specimen, CONTEXT_TOKENS) as engine:
        side = Ours(engine)

        async def trial(attempt: int) -> tuple[Pair, float]:
            first, load = await timed(side, pairs[attempt][0], 1)
            second, other_load = await timed(side, pairs[attempt][1], 1)
            if first.cached_tokens:
                raise BenchError("a prompt that should be new was found in the cache")
            return (first, second), max(load, other_load)

        collected = await collect(trial, count, bench.most_load)
    cold = median(first.first_seconds for first, _ in collected.values)
    warm = median(second.first_seconds for _, second in collected.values)
    reused = min(second.cached_tokens for _, second in collected.values)
    details: dict[str, Detail] = {"cold_s": cold, "warm_s": warm, "reused_tokens": reused}
    return {
        "shared_prefix_ttft": Result(
            warm / cold, {**details, "model": specimen.id, **collected.noise}
        )
    }
