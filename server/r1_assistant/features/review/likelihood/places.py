"""Where in a window's lines a scoring model stumbles: its scores by row and by lexeme. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from r1_assistant.domain.generation import TokenScore
from r1_assistant.features.review.likelihood.lexemes import Lexeme, lexemes
from r1_assistant.features.review.likelihood.window import Role, Window


@dataclass(frozen=True, slots=True)
class Place:
    """A lexeme and what it cost; nats.

    `nll` is that of its tokens together, `margin` the largest difference of one of them to the best
    one there, `excess` the largest one to what was to be expected there. `alternatives` are what
    the model would rather have begun the lexeme with, by their negative log-likelihoods.
    """

    lexeme: Lexeme
    nll: float
    margin: float
    excess: float
    alternatives: Mapping[str, float]


class Scored:
    """A window with its scores."""

    def __init__(
        self, window: Window, scores: Sequence[TokenScore], comments: Sequence[str]
    ) -> None:
        """`comments` are what begins a comment in its language."""
        self.window = window
        self._comments = comments
        self._rows: list[list[TokenScore]] = [[] for _ in window.rows]
        for score in scores:
            self._rows[window.row_at(_visible(window.text, score))].append(score)

    def tokens(self, row: int) -> Sequence[TokenScore]:
        """Give the scores of the tokens that begin in a row."""
        return self._rows[row]

    def of(self, *roles: Role) -> list[TokenScore]:
        """Give the scores of all rows with one of these roles."""
        rows = zip(self.window.rows, self._rows, strict=True)
        return [score for row, scores in rows if row.role in roles for score in scores]

    def stretch(self, first: int = 0, last: int | None = None) -> list[TokenScore]:
        """Give the scores of rows [first, last]."""
        rows = self._rows[first : None if last is None else last + 1]
        return [score for scores in rows for score in scores]

    @cached_property
    def level(self) -> float:
        """The mean negative log-likelihood of a token outside of the changed lines."""
        return mean(self.of(Role.BEFORE, Role.KEPT, Role.BEHIND))

    def places(self, row: int) -> tuple[Place, ...]:
        """Give the lexemes of a row."""
        start = self.window.starts[row]
        tokens = self._rows[row]
        text = self.window.rows[row].text
        parts = lexemes(text, self._comments)
        return tuple(_place(part, text, start, tokens) for part in parts)


def mean(scores: Sequence[TokenScore]) -> float:
    """Give the mean negative log-likelihood; 0 of nothing."""
    return sum(score.nll for score in scores) / len(scores) if scores else 0.0


def _visible(text: str, score: TokenScore) -> int:
    """Give where the visible part of a token begins: indentation belongs to what follows it."""
    token = text[score.start : score.end]
    return score.start + len(token) - len(token.lstrip(" \t"))


def _place(part: Lexeme, line: str, start: int, tokens: Sequence[TokenScore]) -> Place:
    here = [one for one in tokens if one.end > start + part.start and one.start < start + part.end]
    first = here[0] if here else None
    alternatives: dict[str, float] = {}
    if first is not None:
        # a token may begin with what is before the lexeme: `(limit`
        ahead = line[first.start - start : part.start].lstrip() if first.start >= start else ""
        for text, nll in first.alternatives:
            if text.strip().startswith(ahead):
                alternatives.setdefault(text.strip()[len(ahead) :], nll)
    return Place(
        part,
        sum(one.nll for one in here),
        max((one.nll - one.best_nll for one in here), default=0.0),
        max((one.nll - one.entropy for one in here), default=0.0),
        alternatives,
    )
