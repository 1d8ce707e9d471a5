"""An engine that remembers how likely a model found the tokens of a text."""

import asyncio
import hashlib
import json
import sqlite3
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from r1_assistant.domain.generation import (
    EngineStatus,
    Event,
    GenerationControl,
    GenerationRequest,
    ModelInfo,
    TokenScore,
)
from r1_assistant.engine.protocol import Engine

Scores = tuple[TokenScore, ...]
Ask = Callable[[Sequence[str]], Awaitable[tuple[Scores, ...]]]

_FIELDS = tuple(field.name for field in fields(TokenScore))
"""They are part of a score's key: an engine that learns to tell more is asked again."""


class CachedScores:
    """Wraps an engine; scores are kept on disk by model and text, with the seconds they took.

    `saved` is how much longer everything so far would have taken without the cache, in seconds:
    whoever measures times adds what it grew by. Texts that are scored together share the time in
    proportion to their lengths. Belongs to one event loop.
    """

    def __init__(self, engine: Engine, model: str, file: Path) -> None:
        self.engine = engine
        self.saved = 0.0
        self._model = model
        file.parent.mkdir(parents=True, exist_ok=True)
        self._store = sqlite3.connect(file, check_same_thread=False)
        self._store.execute(
            "CREATE TABLE IF NOT EXISTS scores (key BLOB PRIMARY KEY, seconds REAL, data BLOB)"
        )

    async def score(self, text: str) -> Scores:
        """Score a text, or recall its scores."""
        return (await self._each([text], self._one))[0]

    async def score_each(self, texts: Sequence[str]) -> tuple[Scores, ...]:
        """Score several texts, or recall the scores of those that are known."""
        return await self._each(texts, self.engine.score_each)

    def generate(
        self, request: GenerationRequest, control: GenerationControl | None = None
    ) -> AsyncIterator[Event]:
        """Generate; nothing of that is kept."""
        return self.engine.generate(request, control)

    async def count_tokens(self, text: str) -> int:
        """Count as the engine does."""
        return await self.engine.count_tokens(text)

    async def count_each(self, texts: Sequence[str]) -> tuple[int, ...]:
        """Count as the engine does."""
        return await self.engine.count_each(texts)

    async def info(self) -> ModelInfo:
        """Tell what runs."""
        return await self.engine.info()

    def status(self) -> EngineStatus:
        """Tell what the engine does now."""
        return self.engine.status()

    async def aclose(self) -> None:
        """Close the engine and the store."""
        self._store.close()
        await self.engine.aclose()

    async def _one(self, texts: Sequence[str]) -> tuple[Scores, ...]:
        return tuple([await self.engine.score(text) for text in texts])

    async def _each(self, texts: Sequence[str], ask: Ask) -> tuple[Scores, ...]:
        begun = time.monotonic()
        known = await asyncio.to_thread(self._known, texts)
        self.saved += sum(seconds for _, seconds in known.values()) - (time.monotonic() - begun)
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            begun = time.monotonic()
            scored = await ask(missing)
            pace = (time.monotonic() - begun) / max(1, sum(map(len, missing)))
            fresh = {
                text: (scores, pace * len(text))
                for text, scores in zip(missing, scored, strict=True)
            }
            await asyncio.to_thread(self._keep, fresh)
            known |= fresh
        return tuple(known[text][0] for text in texts)

    def _known(self, texts: Sequence[str]) -> dict[str, tuple[Scores, float]]:
        found = {}
        for text in dict.fromkeys(texts):
            row = self._store.execute(
                "SELECT data, seconds FROM scores WHERE key = ?", (self._key(text),)
            ).fetchone()
            if row is not None:
                table = json.loads(zlib.decompress(row[0]))
                found[text] = (tuple(TokenScore(*_tuples(each)) for each in table), row[1])
        return found

    def _keep(self, fresh: dict[str, tuple[Scores, float]]) -> None:
        rows = [
            (
                self._key(text),
                seconds,
                zlib.compress(json.dumps([_row(score) for score in scores]).encode()),
            )
            for text, (scores, seconds) in fresh.items()
        ]
        with self._store:
            self._store.executemany("INSERT OR REPLACE INTO scores VALUES (?, ?, ?)", rows)

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self._model}\0{_FIELDS}\0{text}".encode()).digest()


def _row(score: TokenScore) -> list[Any]:
    return [getattr(score, name) for name in _FIELDS]


def _tuples(value: Any) -> Any:
    """Turn JSON's lists back into tuples."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
