"""Tokens per second, ours against llama.cpp's."""

from collections.abc import Sequence

from bench.metrics import Result
from bench.ours import Ours
from bench.run import BenchError, Prompt, Run
from bench.setting import Bench
from bench.trials import Collected, Pair, alternating, collect, ratio
from bench.workload import edit_prompts, repeated_share, speed_prompts

PROMPT_TOKENS = 512
DECODE_TOKENS = 97
"""One that the prompt's time pays, and 96 more."""

EDIT_TOKENS = 600
CONTEXT_TOKENS = 2048


async def plain(bench: Bench, key: str) -> dict[str, Result]:
    """Measure prefill and decode of one model."""
    count = bench.reps(*{"05b": (9, 3), "15b": (7, 2)}[key])
    tokens = bench.reps(DECODE_TOKENS, 49)
    specimen = bench.specimen(key)
    prompts = speed_prompts(specimen.tokens, PROMPT_TOKENS, 3 * count)
    pairs, backend = await _compare(bench, key, prompts, count, tokens, speculate=False)
    if any(run.cached_tokens for pair in pairs.values for run in pair):
        raise BenchError("a prompt was found in the cache; its prefill was not measured")
    results = {
        f"prefill_ratio_{key}": ratio(pairs, _prefill_rate),
        f"decode_ratio_{key}": ratio(pairs, _decode_rate),
    }
    return {name: Result(r.value, {**r.details, "peer": backend}) for name, r in results.items()}


async def edit(bench: Bench) -> dict[str, Result]:
    """Measure how fast functions are rewritten, with drafts on our side."""
    prompts = edit_prompts(bench.specimen("15b").tokens)
    count = bench.reps(2 * len(prompts), 1)
    pairs, _ = await _compare(bench, "15b", prompts, count, EDIT_TOKENS, speculate=True)
    result = ratio(pairs, _decode_rate)
    texts = {run.text for run, _ in pairs.values}
    orders = "\n".join(prompt.text for prompt in prompts)
    shares = [repeated_share(text, orders) for text in texts]
    details = {**result.details, "repeated_share": sum(shares) / len(shares)}
    return {"edit_decode_ratio_15b": Result(result.value, details)}


async def _compare(
    bench: Bench, key: str, prompts: Sequence[Prompt], count: int, tokens: int, *, speculate: bool
) -> tuple[Collected[Pair], str]:
    """Run pairs; also name the library that llama.cpp computes with."""
    specimen = bench.specimen(key)
    async with bench.engine(specimen, CONTEXT_TOKENS) as engine, bench.peer(specimen) as peer:
        trial = alternating(Ours(engine, speculate=speculate), peer, prompts, tokens)
        return await collect(trial, count, bench.most_load), peer.backend()


def _prefill_rate(run: Run) -> float:
    return run.prefill_rate


def _decode_rate(run: Run) -> float:
    return run.decode_rate
