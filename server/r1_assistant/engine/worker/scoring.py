"""Telling how likely a text is, token by token, without generating anything."""

from collections.abc import Callable, Iterator

import numpy as np

from r1_assistant.domain.errors import ContextTooLong, ScoringUnsupported
from r1_assistant.domain.generation import TokenScore
from r1_assistant.engine.codec import scores_to_wire
from r1_assistant.engine.wire import Frame
from r1_assistant.engine.worker.model import MOST_ROWS, KvCache
from r1_assistant.engine.worker.sampling import Logits
from r1_assistant.engine.worker.tokens import Tokens


class Scoring:
    """A job that scores a text; a step scores `MOST_ROWS` tokens."""

    def __init__(
        self,
        number: int,
        text: str,
        tokens: Tokens,
        open_cache: Callable[[int], KvCache],
        context_length: int,
    ) -> None:
        """Raises ContextTooLong if the text is too long for the model."""
        self._number = number
        self._tokens = tokens
        self._open = open_cache
        self._ids, self._offsets = tokens.encode_with_offsets(text)
        self._cache: KvCache | None = None
        self._scores: list[TokenScore] = []
        self.done = False
        if len(self._ids) > context_length:
            raise ContextTooLong(
                f"The text has {len(self._ids)} tokens; the model reads at most {context_length}."
            )

    def step(self) -> Frame | None:
        """Score the next tokens."""
        if len(self._ids) > 1:
            self._score_chunk()
        if len(self._scores) < len(self._ids) - 1:
            return None
        return self._last_frame()

    def answer_now(self) -> None:
        """Go on: nothing is thought here."""

    def cancel(self) -> Frame:
        """End early, with the scores so far."""
        return self._last_frame()

    def close(self) -> None:
        """Free the cache; a score's text seldom comes back."""
        self._cache = None

    def _score_chunk(self) -> None:
        cache = self._cache or self._open(len(self._ids))
        self._cache = cache
        start = cache.length
        chunk = self._ids[start : min(start + MOST_ROWS, len(self._ids) - 1)]
        cache.feed(chunk)
        rows = cache.rows()
        if len(rows) < len(chunk):
            raise ScoringUnsupported(
                "This model tells the likelihood of the last token only, so it cannot score text.",
                hint="Use a model that was imported from GGUF.",
            )
        self._scores += self._score_rows(rows, start + 1)

    def _score_rows(self, rows: Logits, first: int) -> Iterator[TokenScore]:
        for index, row in enumerate(rows, first):
            best = int(row.argmax())
            spread = _log_sum_exp(row)
            start, end = self._offsets[index]
            yield TokenScore(
                start,
                end,
                spread - float(row[self._ids[index]]),
                self._tokens.decode([best]),
                spread - float(row[best]),
            )

    def _last_frame(self) -> Frame:
        self.done = True
        scores = scores_to_wire(tuple(self._scores))
        return {"op": "scores", "id": self._number, "scores": scores}


def _log_sum_exp(row: Logits) -> float:
    highest = float(row.max())
    return highest + float(np.log(np.exp(row - highest).sum(dtype=np.float64)))
