"""What models made of hunks before, kept on disk by all that it depends on.

What the scoring model measured is kept by the texts of both sides, and what the writing model said
by these, the evidence, the code that belongs with it, the prompts and the settings. Rules are asked
anew each time: they are fast, and depend on the whole workspace.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, replace
from typing import Any, TypeVar

from r1_assistant import __version__
from r1_assistant.config.team.holding import Team
from r1_assistant.domain.finding import Finding
from r1_assistant.domain.generation import ModelInfo, Urgency
from r1_assistant.features.kept_texts import KeptTexts, key_of
from r1_assistant.features.review.answered import finding_of
from r1_assistant.features.review.candidate import Candidate
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.likelihood.detect import Likelihood, LineSuspicion
from r1_assistant.features.review.select import Piece
from r1_assistant.prompting.catalog import load

_T = TypeVar("_T")

PROMPTS = ("review", "remark", "fix")
"""The templates that findings are worded with."""


class KeptReviews:
    """What is kept of reviews; `made` counts what had to be made, by path of its file and line."""

    def __init__(self, texts: KeptTexts) -> None:
        self._texts = texts
        self.made: set[tuple[str, int]] = set()

    async def likelihood(
        self, piece: Piece, model: ModelInfo, make: Callable[[], Awaitable[Likelihood]]
    ) -> Likelihood:
        """Give what a model measured of a hunk."""
        key = key_of("likelihood", __version__, model.digest, *content_of(piece))
        known = _read(await asyncio.to_thread(self._texts.get, key), _likelihood)
        if known is None:
            self._make(piece)
            known = await make()
            await self._put(key, asdict(known))
        return known

    async def findings(
        self, piece: Piece, key: str, make: Callable[[], Awaitable[list[Finding]]]
    ) -> list[Finding]:
        """Give what was said about a hunk, by the `words_key` of its work."""
        known = _read(await asyncio.to_thread(self._texts.get, key), _findings)
        if known is None:
            self._make(piece)
            known = await make()
            await self._put(key, [asdict(finding) for finding in known])
        return known

    def _make(self, piece: Piece) -> None:
        self.made.add((piece.file.path, piece.hunk.new_start))

    async def _put(self, key: str, value: Any) -> None:
        await asyncio.to_thread(self._texts.put, key, json.dumps(value))


def words_key(
    piece: Piece,
    candidates: Sequence[Candidate],
    related: Sequence[str],
    config: ReviewConfig,
    model: ModelInfo,
) -> str:
    """Name what a model says about a hunk by all that it depends on."""
    prompts = [load(name).digest for name in PROMPTS]
    evidence = [repr(replace(each, features={})) for each in candidates]
    return key_of(
        "findings",
        __version__,
        model.digest,
        *prompts,
        _settings(config),
        str(len(evidence)),
        *evidence,
        *content_of(piece),
        *related,
    )


def _settings(config: ReviewConfig) -> str:
    """Write down what of the settings changes words; how much is shown does not."""
    own = replace(config, max_findings=0, max_per_hunk=0, min_confidence=None, exclude=())
    own = replace(own, stages=frozenset(), urgency=Urgency.NORMAL, team=Team())
    return repr(own) + repr(sorted(config.stages))


def content_of(piece: Piece) -> tuple[str, ...]:
    """Give all text that a hunk's review may look at in its own file."""
    file = piece.file
    sides = (file.old_text or "", file.new_text or "")
    return (file.path, *sides, repr(piece.hunk), repr(piece.subjects))


def _read(text: str | None, make: Callable[[Any], _T]) -> _T | None:
    """Read what was kept; None if there is nothing, or it has another form."""
    try:
        return None if text is None else make(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _likelihood(table: Any) -> Likelihood:
    lines = tuple(LineSuspicion(**line) for line in table["lines"])
    return Likelihood(table["features"], lines)


def _findings(rows: Any) -> list[Finding]:
    return [finding_of(row) for row in rows]
