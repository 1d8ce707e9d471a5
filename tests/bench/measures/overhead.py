"""What the engine (its child, frames and loop) adds to onnxruntime-genai."""

from bench.metrics import Result
from bench.ours import Ours
from bench.setting import Bench
from bench.trials import alternating, collect, ratio
from bench.workload import speed_prompts

PROMPT_TOKENS = 256
DECODE_TOKENS = 129
CONTEXT_TOKENS = 2048


async def overhead(bench: Bench) -> dict[str, Result]:
    """Measure the share of tokens per second that is lost against the plain loop."""
    specimen = bench.specimen("05b")
    count = bench.reps(11, 3)
    prompts = speed_prompts(specimen.tokens, PROMPT_TOKENS, 3 * count)
    async with bench.engine(specimen, CONTEXT_TOKENS) as engine, bench.direct(specimen) as direct:
        trial = alternating(Ours(engine), direct, prompts, DECODE_TOKENS)
        pairs = await collect(trial, count, bench.most_load)
    decode = ratio(pairs, lambda run: run.decode_rate)
    prefill = ratio(pairs, lambda run: run.prefill_rate)
    details = {**decode.details, "prefill_ratio": prefill.value}
    return {"engine_overhead": Result(1 - decode.value, details)}
