"""What the review of a hunk needs."""

from collections.abc import Callable
from dataclasses import dataclass

from r1_assistant.domain.generation import ModelInfo
from r1_assistant.engine.protocol import Engine
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.decide import Grounds
from r1_assistant.features.review.select import Piece
from r1_assistant.features.review.tally import Tally
from r1_assistant.features.review.trust import Trust
from r1_assistant.features.tokens import TokenCounts


@dataclass(frozen=True, slots=True)
class Writer:
    """The model that words findings; `pace` is told the tokens per second as they come."""

    engine: Engine
    info: ModelInfo
    pace: Callable[[float], None]
    clock: Callable[[], float]
    counts: TokenCounts


@dataclass(frozen=True, slots=True)
class HunkWork:
    """A piece of a change and all that its review takes; without a `writer` nothing is worded.

    `bound` is the confidence from which a finding is shown, `trust` what the writer's own claims
    are worth; it is asked for them if it `opines`.
    """

    piece: Piece
    config: ReviewConfig
    tally: Tally
    grounds: Grounds
    bound: float
    writer: Writer | None = None
    trust: Trust = Trust()  # noqa: RUF009 - it never changes
    opines: bool = False
