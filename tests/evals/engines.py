"""The models that the evaluation runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from evals import packages
from evals.cached_scores import CachedScores
from r1_assistant import app
from r1_assistant.engine.protocol import Engine
from r1_assistant.features.review.confidence import NO_MODEL
from r1_assistant.features.review.pipeline import Models


@dataclass(frozen=True, slots=True)
class Engines:
    """The model that scores, which remembers, and the one that writes; either may be missing."""

    scorer: CachedScores | None = None
    writer: Engine | None = None
    scorer_id: str = NO_MODEL
    writer_id: str = ""

    @property
    def both(self) -> Models:
        """What a review with words takes."""
        return Models(self.writer, self.scorer)

    @property
    def scoring(self) -> Models:
        """What a decision takes."""
        return Models(None, self.scorer)


@asynccontextmanager
async def opened(writer: str | None, scorer: str | None, *, words: bool) -> AsyncIterator[Engines]:
    """Make the engines; their processes start with the first request, and end with this.

    Without `words` there is none that writes. Raises ModelNotInstalled.
    """
    score_with = app.score_model(scorer) or app.installed_model(writer)
    write_with = app.installed_model(writer) if words else None
    store = packages.home() / "scores.sqlite"
    scoring = CachedScores(app.local_engine(score_with), score_with.id, store)
    writing: Engine | None = None
    if write_with is not None:
        alike = write_with.id == score_with.id
        writing = scoring if alike else app.local_engine(write_with)
    try:
        yield Engines(scoring, writing, score_with.id, write_with.id if write_with else "")
    finally:
        await scoring.aclose()
        if writing is not None and writing is not scoring:
            await writing.aclose()
