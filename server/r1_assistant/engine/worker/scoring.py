"""Telling how likely texts are, token by token, without generating anything.

A chunk always ends at a multiple of `MOST_ROWS`, or with the text, and what was read before is
reused up to a multiple of `GRAIN`. So every token goes through the same arithmetic as in a text
scored alone: the order of texts, and what was scored before them, shows in the last bits at most.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

import numpy as np

from r1_assistant.domain.errors import ContextTooLong, ScoringUnsupported
from r1_assistant.domain.generation import TokenScore
from r1_assistant.engine.codec import scores_to_wire
from r1_assistant.engine.wire import Frame
from r1_assistant.engine.worker.model import MOST_ROWS, KvCache
from r1_assistant.engine.worker.sampling import Logits
from r1_assistant.engine.worker.slots import GRAIN, Slots
from r1_assistant.engine.worker.tokens import Tokens

SLOT = "score"
"""The name of the prefix cache that all scoring shares."""

ALTERNATIVES = 5
"""Tokens that are told where the text does not go on with the best one."""

DIGITS = 5
"""Decimals of nats; a kernel's rounding is far above the sixth."""


@dataclass(frozen=True, slots=True)
class _Text:
    ids: Sequence[int]
    offsets: Sequence[tuple[int, int]]


@dataclass(slots=True)
class Read:
    """What the slot's cache read last: its tokens, and the scores of all but the first."""

    ids: Sequence[int] = ()
    scores: list[TokenScore] = field(default_factory=list)


class Scoring:
    """A job that scores texts; a step scores `MOST_ROWS` tokens at most."""

    def __init__(
        self,
        number: int,
        texts: Sequence[str],
        tokens: Tokens,
        slots: Slots,
        context_length: int,
        read: Read,
    ) -> None:
        """`read` tells what an earlier job read, and is told what this one did.

        Raises ContextTooLong if a text is too long for the model.
        """
        self._number = number
        self._tokens = tokens
        self._slots = slots
        self._texts = [_Text(*tokens.encode_with_offsets(text)) for text in texts]
        self._longest = max((len(text.ids) for text in self._texts), default=0)
        self._cache: KvCache | None = None
        self._read = read
        self._current = Read()
        self._scored: list[tuple[TokenScore, ...]] = []
        self.done = False
        if self._longest > context_length:
            raise ContextTooLong(
                f"The text has {self._longest} tokens; the model reads at most {context_length}."
            )

    def step(self) -> Frame | None:
        """Score the next tokens."""
        while len(self._scored) < len(self._texts):
            text = self._texts[len(self._scored)]
            self._begin(text)
            if len(self._current.scores) < len(text.ids) - 1:
                self._score_chunk(text)
                self._end(text)
                break
            self._end(text)
        return self._last_frame() if len(self._scored) == len(self._texts) else None

    def answer_now(self) -> None:
        """Go on: nothing is thought here."""

    def cancel(self) -> Frame:
        """End early, with the texts that were scored."""
        return self._last_frame()

    def close(self) -> None:
        """Leave the cache to the next texts, which often begin alike."""
        if self._cache is not None:
            self._read.ids, self._read.scores = self._current.ids, self._current.scores
            self._slots.give_back(SLOT, self._cache, list(self._current.ids))
            self._cache = None

    def _begin(self, text: _Text) -> None:
        """Go back to what this text shares with the one that the cache holds."""
        if self._current.ids is text.ids or len(text.ids) < 2:
            return
        known = self._current
        if self._cache is None:
            known = self._read
            self._cache = self._slots.take(SLOT, text.ids, self._longest)
        length = _reusable(known, text.ids, self._cache.length)
        self._cache.rewind(length)
        scores = _placed(known.scores[:length], text.offsets[1:])
        self._current = Read(text.ids, list(scores))

    def _score_chunk(self, text: _Text) -> None:
        assert self._cache is not None  # noqa: S101 - a text of several tokens has begun
        start = self._cache.length
        end = min((start // MOST_ROWS + 1) * MOST_ROWS, len(text.ids) - 1)
        self._cache.feed(text.ids[start:end])
        rows = self._cache.rows()
        if len(rows) < end - start:
            raise ScoringUnsupported(
                "This model tells the likelihood of the last token only, so it cannot score text.",
                hint="Use a model that was imported from GGUF.",
            )
        self._current.scores += self._score_rows(rows, text, start + 1)

    def _end(self, text: _Text) -> None:
        if len(text.ids) < 2:
            self._scored.append(())
        elif len(self._current.scores) == len(text.ids) - 1:
            self._scored.append(tuple(self._current.scores))

    def _score_rows(self, rows: Logits, text: _Text, first: int) -> Iterator[TokenScore]:
        for index, row in enumerate(rows, first):
            yield self._score(row, text.ids[index], *text.offsets[index])

    def _score(self, row: Logits, token: int, start: int, end: int) -> TokenScore:
        best = int(row.argmax())
        spread, entropy = _spread(row, float(row[best]))
        return TokenScore(
            start,
            end,
            round(spread - float(row[token]), DIGITS),
            self._tokens.decode([best]),
            round(spread - float(row[best]), DIGITS),
            round(entropy, DIGITS),
            () if token == best else self._alternatives(row, spread),
        )

    def _alternatives(self, row: Logits, spread: float) -> tuple[tuple[str, float], ...]:
        found = []
        left = row.copy()
        for _ in range(min(ALTERNATIVES, len(left))):
            best = int(left.argmax())  # five times this is a tenth of a partition's time
            found.append((self._tokens.decode([best]), round(spread - float(row[best]), DIGITS)))
            left[best] = -np.inf
        return tuple(found)

    def _last_frame(self) -> Frame:
        self.done = True
        return {"op": "scores", "id": self._number, "scores": scores_to_wire(self._scored)}


def _reusable(known: Read, ids: Sequence[int], read: int) -> int:
    """Say how many tokens need not be read again: those in the cache whose scores are known.

    What was read of a text scores the token behind it too, so that one must be shared as well.
    """
    shared = takewhile(lambda pair: pair[0] == pair[1], zip(known.ids, ids, strict=False))
    common = sum(1 for _ in shared)
    length = max(0, min(read, len(known.scores), common - 1)) // GRAIN * GRAIN
    if len(ids) - 1 - length == 1 and length % MOST_ROWS:
        length -= GRAIN  # scored alone that token would not be a row of its own
    return length


def _placed(
    scores: Sequence[TokenScore], offsets: Sequence[tuple[int, int]]
) -> Iterator[TokenScore]:
    """Give scores of the same tokens of another text, which differs in what decodes alike."""
    for score, (start, end) in zip(scores, offsets, strict=False):
        same = (score.start, score.end) == (start, end)
        yield score if same else replace(score, start=start, end=end)


def _spread(row: Logits, highest: float) -> tuple[float, float]:
    """Give the logarithm of the sum of exponentials, and the entropy in nats."""
    shifted = row - highest
    weights = np.exp(shifted)
    total = float(weights.sum(dtype=np.float64))
    spread = float(np.log(total))
    return highest + spread, max(0.0, spread - float(np.dot(weights, shifted)) / total)
