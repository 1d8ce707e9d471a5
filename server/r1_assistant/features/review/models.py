"""The models of a review."""

from dataclasses import dataclass

from r1_assistant.engine.protocol import Engine
from r1_assistant.features.review.limit import Limit
from r1_assistant.features.review.timed import TimedEngine


@dataclass(frozen=True, slots=True)
class Models:
    """The models of a review; either may be missing.

    `writer` words findings, and `scorer` tells how likely a text is. With a writer alone it does
    both; without any, rules alone decide, in their own words.
    """

    writer: Engine | None = None
    scorer: Engine | None = None

    @property
    def scores(self) -> Engine | None:
        """The one that scores."""
        return self.scorer or self.writer

    def within(self, limit: Limit) -> "Models":
        """Give the models as they are asked while there is time."""
        writer, scorer = (
            None if each is None else TimedEngine(each, limit)
            for each in (self.writer, self.scorer)
        )
        return Models(writer, scorer)
