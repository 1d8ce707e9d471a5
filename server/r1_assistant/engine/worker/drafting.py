"""Guessing the next tokens from what was said before.

Where an answer repeats the prompt (edits, fixes, quotations) the tokens that followed the same
words earlier are a good guess; the model checks a whole guess in one pass. Guesses change how fast
tokens come, never which. Nothing here looks at a clock, so that the same input takes the same
steps.
"""

from collections import defaultdict
from collections.abc import Sequence
from enum import Enum, auto

NGRAM = 3
"""Tokens that must agree before their continuation is worth a guess."""

CANDIDATES = 8
"""Latest places of an n-gram that are compared; more cost time and rarely win."""

LONG_MATCH = 8
"""Tokens of agreement from which a place is trusted more."""

LONGEST_MATCH = 32
"""Tokens of agreement beyond which two places count as equally good."""

REACH = 8
"""Tokens of the text that was followed which an edit may have left out."""

LONGEST_DRAFT = 15
"""With the token before it a guess fills 16 rows, a kernel's tile; the next row costs double."""

ROW_COST = 0.2
"""What a further token in a step costs, in steps of one token; measured on a 1.5B model."""


class Source(Enum):
    """Where a guess comes from."""

    LONG = auto()
    SHORT = auto()
    RESUMED = auto()
    """The text that was followed, taken up again behind a difference."""


_PRIOR = {Source.LONG: 0.9, Source.SHORT: 0.6, Source.RESUMED: 0.5}
"""How likely a guessed token is right, before anything was seen."""

_MEMORY = 0.9
"""Weight of everything seen before one more token."""

_RECOVERY = 0.005
"""How fast a source that was given up gets another chance, per step without it."""


class Pace:
    """How far each kind of guess is worth going, learnt from how the last ones fared."""

    def __init__(self) -> None:
        self._right = dict(_PRIOR)

    def length(self, source: Source) -> int:
        """Give the length with the most tokens per cost; 0 where guessing loses."""
        right = self._right[source]
        best, best_rate, expected = 0, 1.0, 1.0
        for length in range(1, LONGEST_DRAFT + 1):
            expected += right**length
            rate = expected / (1 + ROW_COST * length)
            if rate > best_rate:
                best, best_rate = length, rate
        if best == 0:
            self._right[source] += _RECOVERY * (_PRIOR[source] - right)
        return best

    def learn(self, source: Source, drafted: int, accepted: int) -> None:
        """Take note of a guess."""
        for index in range(min(drafted, accepted + 1)):
            hit = 1.0 if index < accepted else 0.0
            self._right[source] += (1 - _MEMORY) * (hit - self._right[source])


class Drafter:
    """Follows a text and guesses how it goes on."""

    def __init__(self, tokens: Sequence[int]) -> None:
        self._tokens: list[int] = []
        self._places: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
        self._pace = Pace()
        self._follow: int | None = None
        self._last: tuple[Source, int, int] | None = None
        self._add(tokens)

    def extend(self, tokens: Sequence[int]) -> None:
        """Add the tokens that came after the last guess."""
        if self._last is not None:
            self._learn(*self._last, tokens)
            self._last = None
        elif self._follow is not None:
            self._catch_up(tokens)
        self._add(tokens)

    def draft(self, limit: int) -> list[int]:
        """Guess up to `limit` next tokens; empty where a guess is not worth its time."""
        found = self._find()
        if found is None:
            return []
        source, start = found
        length = min(self._pace.length(source), limit, len(self._tokens) - start)
        if length <= 0:
            return []
        self._last = (source, start, length)
        return self._tokens[start : start + length]

    def _find(self) -> tuple[Source, int] | None:
        place, length = self._best_place()
        if place is not None:
            return (Source.LONG if length >= LONG_MATCH else Source.SHORT), place
        if self._follow is not None and self._follow < len(self._tokens):
            return Source.RESUMED, self._follow
        return None

    def _learn(self, source: Source, start: int, length: int, came: Sequence[int]) -> None:
        accepted = 0
        while (
            accepted < min(length, len(came)) and self._tokens[start + accepted] == came[accepted]
        ):
            accepted += 1
        self._pace.learn(source, length, accepted)
        # a difference stands for the token that was guessed in its place
        self._follow = start + accepted + (accepted < len(came))
        self._catch_up(came[accepted:])

    def _catch_up(self, came: Sequence[int]) -> None:
        """Find the tokens that came a little further on in the text that was followed."""
        for token in came:
            start = max(self._follow or 0, 1) - 1
            window = self._tokens[start : start + REACH]
            if token in window:
                self._follow = start + window.index(token) + 1

    def _add(self, tokens: Sequence[int]) -> None:
        for token in tokens:
            self._tokens.append(token)
            end = len(self._tokens) - 1
            if end >= NGRAM:  # an n-gram is filed once its continuation exists
                self._places[tuple(self._tokens[end - NGRAM : end])].append(end)

    def _best_place(self) -> tuple[int | None, int]:
        """Give where the longest agreement with the text's end goes on, and its length."""
        places = self._places.get(tuple(self._tokens[-NGRAM:]), [])[-CANDIDATES:]
        best, best_length = None, 0
        for place in reversed(places):
            length = self._agreement(place)
            if length > best_length:
                best, best_length = place, length
        return best, best_length

    def _agreement(self, place: int) -> int:
        length, tokens = NGRAM, self._tokens
        while (
            length < min(place, LONGEST_MATCH) and tokens[place - 1 - length] == tokens[-1 - length]
        ):
            length += 1
        return length
