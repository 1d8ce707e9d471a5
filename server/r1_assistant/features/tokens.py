"""Counting with the model's own tokenizer, each line of code once."""

from collections.abc import Iterable

from r1_assistant.context.contexts import Context, Plan
from r1_assistant.engine.protocol import Engine

_CAPACITY = 50_000


class TokenCounts:
    """What lines cost, as far as it was asked; for as long as the model stays the same."""

    def __init__(self) -> None:
        self._model = ""
        self._lines: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        """Give a line's tokens; for one that was not learnt its bytes, which are no fewer."""
        found = self._lines.get(text)
        return len(text.encode("utf-8", "replace")) if found is None else found

    async def learn(self, texts: Iterable[str], engine: Engine) -> None:
        """Have the engine count the lines of texts that are not known yet. Raises EngineError."""
        model = (await engine.info()).id
        if model != self._model or len(self._lines) > _CAPACITY:
            self._model, self._lines = model, {}
        lines = {line for text in texts for line in text.splitlines(keepends=True)}
        unknown = sorted(lines - self._lines.keys())
        if unknown:
            self._lines.update(zip(unknown, await engine.count_each(unknown), strict=True))


async def fit(
    plan: Plan,
    budget: int,
    engine: Engine,
    counts: TokenCounts,
    previous: Context | None = None,
) -> Context:
    """Choose of a plan what fits into a budget of the engine's tokens. Raises EngineError."""
    await counts.learn(plan.texts, engine)
    return plan.fit(budget, counts, previous)
