"""How many steps of the model pass before a cancellation or an urgent request takes effect.

Steps are counted as a client sees it: from the number that the engine tells just before, so that
the step which is under way, and the time that commands take through the pipe, count too.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import cast

from bench.load import elsewhere
from bench.metrics import Detail, Result
from bench.ours import Ours, raw_request
from bench.run import BenchError, Prompt
from bench.setting import Bench
from bench.trials import collect
from bench.workload import speed_prompts
from r1_assistant.domain.generation import Event, Finished, GenerationRequest, Urgency
from r1_assistant.engine.host import LocalEngine

PROMPT_TOKENS = 768
ANSWER_TOKENS = 900
CONTEXT_TOKENS = 2048
MOMENTS = 8
"""Pieces of text within which a trial acts, each trial at another one."""

Count = Callable[[LocalEngine, list[Prompt], int], Awaitable[int]]


async def cancel(bench: Bench) -> dict[str, Result]:
    """Count the steps from a cancellation until the job is gone, while another one generates."""
    return {"cancel_steps": await _worst(bench, _cancel)}


async def preempt(bench: Bench) -> dict[str, Result]:
    """Count the steps from an urgent request to its first one, while another one generates."""
    return {"preempt_steps": await _worst(bench, _preempt)}


async def _worst(bench: Bench, count_steps: Count) -> Result:
    specimen = bench.specimen("05b")
    prompts = speed_prompts(specimen.tokens, PROMPT_TOKENS, 30)
    async with bench.engine(specimen, CONTEXT_TOKENS) as engine:

        async def trial(attempt: int) -> tuple[int, float]:
            with elsewhere(Ours(engine).pid) as load:
                steps = await count_steps(engine, prompts, attempt)
            return steps, load.cores

        found = await collect(trial, bench.reps(20, 6), bench.most_load)
    details: dict[str, Detail] = {"least": min(found.values), "model": specimen.id}
    return Result(max(found.values), {**details, **found.noise})


async def _cancel(engine: LocalEngine, prompts: list[Prompt], attempt: int) -> int:
    """Cancel a job, every second time while it still reads its prompt."""
    kept = raw_request(_pick(prompts, 0), ANSWER_TOKENS, urgency=Urgency.BACKGROUND)
    victim = raw_request(_pick(prompts, attempt + 1), ANSWER_TOKENS, slot="victim")
    async with _under_way(engine, kept, 1):
        async with _under_way(engine, victim, _moment(attempt)):
            before = await engine.stats()
        after = await engine.stats()
    if (before.jobs, after.jobs) != (2, 1):
        raise BenchError(f"jobs before and after a cancellation: {before.jobs}, {after.jobs}")
    return after.step - before.step


async def _preempt(engine: LocalEngine, prompts: list[Prompt], attempt: int) -> int:
    """Overtake a job, every second time while it still reads its prompt."""
    other = raw_request(_pick(prompts, attempt), ANSWER_TOKENS, urgency=Urgency.BACKGROUND)
    urgent = raw_request(_pick(prompts, attempt + 1), 1, slot="urgent", urgency=Urgency.INTERACTIVE)
    async with _under_way(engine, other, _moment(attempt)):
        before = await engine.stats()
        finished = [e async for e in engine.generate(urgent) if isinstance(e, Finished)]
        after = await engine.stats()
    if (before.jobs, after.jobs) != (1, 1):
        raise BenchError(f"jobs before and after an urgent one: {before.jobs}, {after.jobs}")
    return finished[0].first_step - before.step


@asynccontextmanager
async def _under_way(
    engine: LocalEngine, request: GenerationRequest, pieces: int
) -> AsyncIterator[None]:
    """Generate until `pieces` of the answer have come, go on meanwhile, and cancel at the end.

    Without any pieces it is enough that the job has begun to read its prompt.
    """
    events = cast("AsyncGenerator[Event]", engine.generate(request))
    pulled = asyncio.ensure_future(anext(events))
    try:
        if pieces == 0:
            await asyncio.sleep(0)  # lets the request go out before the question that follows it
            await engine.count_tokens("")
        for _ in range(pieces):
            await pulled
            pulled = asyncio.ensure_future(anext(events))
        yield
    finally:
        pulled.cancel()
        with suppress(asyncio.CancelledError, StopAsyncIteration):
            await pulled
        await events.aclose()


def _moment(attempt: int) -> int:
    return attempt // 2 % MOMENTS + 1 if attempt % 2 else 0


def _pick(prompts: list[Prompt], number: int) -> Prompt:
    return prompts[number % len(prompts)]
