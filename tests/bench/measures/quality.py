"""What the import costs in quality: perplexity against the GGUF's own weights in float32."""

import json
import sys
from math import exp

from bench.metrics import Detail, Result
from bench.reference import perplexity
from bench.run import BenchError, Prompt
from bench.setting import Bench
from bench.specimen import Specimen
from bench.workload import digest, quality_prompt

CONTEXT_TOKENS = 4352


async def quality(bench: Bench, key: str) -> dict[str, Result]:
    """Measure one model on Python source."""
    specimen = bench.specimen(key)
    text = quality_prompt(specimen.tokens, bench.reps(4000, 500))
    ours = await _ours(bench, specimen, text)
    expected = _reference(bench, specimen, text)
    details: dict[str, Detail] = {
        "ours": ours,
        "float32": expected,
        "tokens": len(text.ids),
        "tokens_sha256": digest(text),
    }
    return {f"perplexity_ratio_{key}": Result(ours / expected, details)}


async def _ours(bench: Bench, specimen: Specimen, text: Prompt) -> float:
    async with bench.engine(specimen, CONTEXT_TOKENS) as engine:
        scores = await engine.score(text.text)
    if len(scores) != len(text.ids) - 1:
        raise BenchError(f"{len(scores)} scores came back for {len(text.ids)} tokens")
    return exp(sum(score.nll for score in scores) / len(scores))


def _reference(bench: Bench, specimen: Specimen, text: Prompt) -> float:
    """Compute what is a constant of file and text, or take what an earlier run computed."""
    file = bench.home / "reference" / f"{specimen.sha256[:16]}-{digest(text)[:16]}.json"
    if file.exists() and not bench.fresh:
        return float(json.loads(file.read_text("utf-8"))["perplexity"])
    print(f"{specimen.id} in float32; this takes minutes, once", file=sys.stderr, flush=True)
    value = perplexity(specimen.file, text.ids)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"perplexity": value}), encoding="utf-8")
    return value
