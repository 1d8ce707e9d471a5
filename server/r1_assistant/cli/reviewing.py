"""Runs a review for `r1-review`, and has it reported while it runs."""

import argparse
from typing import TYPE_CHECKING

from r1_assistant import app
from r1_assistant.cli.report.reporters import Report, report_for
from r1_assistant.config.settings import Settings
from r1_assistant.domain.change import Change
from r1_assistant.domain.finding import Severity
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.select import select

if TYPE_CHECKING:
    from r1_assistant.models.store import InstalledModel

TICK = 0.2
"""Seconds between two looks at the clock of the live line."""


def review_and_report(
    change: Change, options: argparse.Namespace, settings: Settings, notes: str = ""
) -> Severity | None:
    """Review, report, and return the worst severity that was found; raises R1Error.

    `notes` are the repository's own for assistants. No model is looked for if there is nothing to
    review.
    """
    config = ReviewConfig(
        max_findings=options.max_findings or settings.max_findings,
        seed=options.seed,
        exclude=settings.exclude,
        instructions=notes,
    )
    report = report_for(change, options.format, reasoning=options.reasoning)
    selection = select(change, config)
    if not selection.pieces:
        report.nothing(selection.skips)
        return None
    model = _model(options)
    import asyncio  # late: it costs more than all else while there is nothing to review

    return asyncio.run(_review(change, config, model, report))


def _model(options: argparse.Namespace) -> "InstalledModel":
    if not options.demo:
        return app.installed_model(options.model)
    wanted = options.model or app.starter()
    model = app.find_model(wanted)
    if model is not None:
        return model
    from r1_assistant.cli.progress import install_progress

    with install_progress() as progress:
        return app.install_model(wanted, progress)


async def _review(
    change: Change, config: ReviewConfig, model: "InstalledModel", report: Report
) -> Severity | None:
    import asyncio
    import time

    from r1_assistant.features.review.pipeline import review
    from r1_assistant.features.review.tally import Tally

    tally = Tally()
    begun = time.monotonic()
    engine = app.local_engine(model)
    ticking = asyncio.create_task(_tick(report))
    try:
        report.loading(model.id)
        await engine.warm_up()
        async for event in review(change, config, engine, tally):
            report.event(event)
    except asyncio.CancelledError:
        report.done(tally.stats(time.monotonic() - begun, interrupted=True))
        raise
    finally:
        ticking.cancel()
        report.close()
        await engine.aclose()
    return tally.worst


async def _tick(report: Report) -> None:
    import asyncio

    while True:
        await asyncio.sleep(TICK)
        report.tick()
