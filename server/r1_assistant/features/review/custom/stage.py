"""A team's rules within a review: those with a pattern first, those for a model last."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass

from r1_assistant.domain.change import Change
from r1_assistant.domain.finding import Finding
from r1_assistant.engine.protocol import Engine
from r1_assistant.features.instructions import with_team_notes
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.custom.asked import (
    NO_MODEL,
    Asking,
    rule_findings,
    to_ask,
    unasked,
)
from r1_assistant.features.review.custom.patterns import pattern_findings
from r1_assistant.features.review.events import Progress
from r1_assistant.features.review.kept import KeptReviews
from r1_assistant.features.review.rank import ranked
from r1_assistant.features.review.tally import Tally
from r1_assistant.features.review.timed import fitted_in_time
from r1_assistant.features.review.work import Writer
from r1_assistant.features.tokens import TokenCounts


@dataclass(frozen=True, slots=True)
class TeamStage:
    """What the rules of a team take of a review."""

    change: Change
    config: ReviewConfig
    writer: Engine | None
    tally: Tally
    kept: KeptReviews | None
    clock: Callable[[], float]
    emit: Callable[[Progress], None]


async def by_pattern(stage: TeamStage) -> tuple[Finding, ...]:
    """Give what breaks the rules with a pattern, the worst first."""
    if not has_rules(stage.config):
        return ()
    found, slow = await asyncio.to_thread(pattern_findings, stage.change, stage.config)
    stage.tally.skips.extend(slow)
    return ranked(found)


async def by_model(stage: TeamStage) -> AsyncIterator[list[Finding]]:
    """Give what breaks the rules in plain language, hunk by hunk. Raises EngineError."""
    asked = await asyncio.to_thread(to_ask, stage.change, stage.config)
    engine = stage.writer
    if engine is None or stage.config.effort == "quick":
        stage.tally.skips.extend(unasked(asked, NO_MODEL))
        return
    if not asked:
        return
    info, counts = await engine.info(), TokenCounts()
    notes = await fitted_notes(stage.config, engine, [piece.file.path for piece, _ in asked])

    def writer(path: str, at: int, total: int) -> Writer:
        def pace(speed: float) -> None:
            stage.emit(Progress(path, at + 1, total, speed, writing=True))

        pace(0.0)
        return Writer(engine, info, pace, stage.clock, counts)

    work = Asking(stage.config, writer, stage.tally, stage.kept, notes.__getitem__)
    async for found in rule_findings(asked, work):
        yield found


async def fitted_notes(
    config: ReviewConfig, engine: Engine | None, paths: Iterable[str]
) -> dict[str, str]:
    """Give the notes about each file, as they fit into a prompt. Raises EngineError."""
    said = {path: notes_for(config, path) for path in dict.fromkeys(paths)}
    if engine is None:
        return said
    fits = {text: await fitted_in_time(text, engine) for text in dict.fromkeys(said.values())}
    return {path: fits[text] for path, text in said.items()}


def notes_for(config: ReviewConfig, path: str) -> str:
    """Give the repository's notes about a file: what its team says of it, and those for all."""
    said = config.team.notes(path)
    return with_team_notes(said, config.instructions, config.instructions_tokens)


def has_rules(config: ReviewConfig) -> bool:
    """Tell whether a team has any rules of its own."""
    return any(file.rules for file in config.team.files)


def asks_model(change: Change, config: ReviewConfig) -> bool:
    """Tell whether a review needs the writing model for a team's rules. For a thread."""
    return config.effort != "quick" and bool(to_ask(change, config))
