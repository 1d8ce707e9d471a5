"""How much memory the model's process takes at most."""

import sys
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from bench.metrics import Result
from bench.ours import Ours
from bench.run import BenchError
from bench.setting import Bench
from bench.workload import speed_prompts
from r1_assistant.engine.worker.generation import HEADROOM

CONTEXT_TOKENS = 2048
ANSWER_TOKENS = 64
GB = 1e9


async def peak(bench: Bench) -> dict[str, Result]:
    """Measure the peak of a process of its own, from its start on, after a full context."""
    specimen = bench.specimen("15b")
    length = CONTEXT_TOKENS - ANSWER_TOKENS - HEADROOM
    prompt = speed_prompts(specimen.tokens, length, 1)[0]
    async with bench.engine(specimen, CONTEXT_TOKENS) as engine:
        side = Ours(engine)
        run = await side.run(prompt, ANSWER_TOKENS)
        size = peak_bytes(side.pid)
    details = {"prompt_tokens": run.prompt_tokens, "tokens": run.tokens}
    return {"child_peak_gb": Result(size / GB, details)}


def peak_bytes(pid: int) -> int:
    """Give the most physical memory that a process ever had, in bytes."""
    if sys.platform == "win32":
        return int(psutil.Process(pid).memory_info().peak_wset)
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        raise BenchError("this system does not tell the peak memory of a process")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024
