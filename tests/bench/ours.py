"""Our side: the whole way of the product, from a request to what streams back."""

import time

from bench.run import BenchError, Prompt, Run
from r1_assistant.domain.generation import Finished, GenerationRequest, Urgency
from r1_assistant.engine.host import LocalEngine


class Ours:
    """An engine as a side of a comparison."""

    def __init__(self, engine: LocalEngine, *, speculate: bool = False) -> None:
        self._engine = engine
        self._speculate = speculate

    @property
    def pid(self) -> int:
        """The number of the model's process, which must run."""
        if self._engine.pid is None:
            raise BenchError("the engine's process does not run")
        return self._engine.pid

    async def run(self, prompt: Prompt, tokens: int) -> Run:
        """Time a request as its sender sees it."""
        request = raw_request(prompt, tokens, speculate=self._speculate)
        started = time.perf_counter()
        first = 0.0
        text = ""
        async for event in self._engine.generate(request):
            first = first or time.perf_counter()
            if isinstance(event, Finished):
                return _run(event, first - started, time.perf_counter() - first, text)
            text += event.text
        raise BenchError("a generation did not end")


def raw_request(
    prompt: Prompt,
    tokens: int,
    *,
    slot: str = "bench",
    urgency: Urgency = Urgency.NORMAL,
    speculate: bool = False,
) -> GenerationRequest:
    """Ask for `tokens` tokens after exactly this prompt."""
    return GenerationRequest(
        raw_prompt=prompt.text, max_tokens=tokens, slot=slot, urgency=urgency, speculate=speculate
    )


def _run(finished: Finished, first: float, rest: float, text: str) -> Run:
    return Run(
        prompt_tokens=finished.prompt_tokens,
        tokens=finished.answer_tokens,
        first_seconds=first,
        # the first token may have had no text to stream, and then the client saw a later one first
        decode_seconds=max(rest, finished.decode_seconds),
        cached_tokens=finished.cached_tokens,
        text=text,
    )
