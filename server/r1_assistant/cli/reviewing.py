"""Runs a review for `r1-review`, and has it reported while it runs."""

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from r1_assistant import app
from r1_assistant.cli.report.reporters import Report, report_for
from r1_assistant.config.settings import Settings
from r1_assistant.domain.change import Change, FileChange, FileStatus
from r1_assistant.domain.errors import ModelError
from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.events import Found
from r1_assistant.features.review.plain import with_signs
from r1_assistant.features.review.select import Selection, select
from r1_assistant.features.review.tally import Tally

if TYPE_CHECKING:
    from r1_assistant.models.store import InstalledModel

TICK = 0.2
"""Seconds between two looks at the clock of the live line."""

INDEXING = 10.0
"""Seconds that a review may spend on the repository's index; the rest waits for the next one."""


def review_and_report(
    change: Change,
    options: argparse.Namespace,
    settings: Settings,
    notes: str = "",
    root: Path | None = None,
) -> Severity | None:
    """Review, report, and return the worst severity that was found; raises R1Error.

    `notes` are the repository's own for assistants, `root` is its folder (None for a patch). No
    model is looked for if there is nothing to review: what the change breaks elsewhere shows
    without one.
    """
    config = ReviewConfig(
        max_findings=options.max_findings or settings.max_findings,
        seed=options.seed,
        exclude=settings.exclude,
        instructions=notes,
    )
    report = report_for(change, options.format, reasoning=options.reasoning)
    selection = select(change, config)
    indexed = root if settings.index.enabled else None
    if not with_signs(selection).pieces and not _has_opinions(options):
        selection = with_signs(selection)
    if not selection.pieces:
        return _without_model(change, config, report, selection, indexed)
    model = _model(options)
    import asyncio  # late: it costs more than all else while there is nothing to review

    return asyncio.run(_review(change, config, model, report, indexed))


def _without_model(
    change: Change, config: ReviewConfig, report: Report, selection: Selection, root: Path | None
) -> Severity | None:
    """Tell what a change breaks that only takes something away, or that there is nothing."""
    begun = time.monotonic()
    found: tuple[Finding, ...] = ()
    if root is not None and any(map(_takes_away, change.files)):
        from r1_assistant.features.review.impact import impact_findings

        found = impact_findings(change, config, app.workspace(root, INDEXING))
    if not found:
        report.nothing(selection.skips)
        return None
    tally = Tally()
    tally.skips.extend(selection.skips)
    for finding in found:
        if tally.add_finding(finding, config.max_findings):
            report.event(Found(finding))
    report.done(tally.stats(time.monotonic() - begun))
    return tally.worst


def _has_opinions(options: argparse.Namespace) -> bool:
    """Tell whether there is a model that says something about data and prose, too."""
    try:
        return app.installed_model(options.model).reasoning
    except ModelError:
        return False


def _takes_away(file: FileChange) -> bool:
    """Tell whether others may miss something: lines, or the file under its old name."""
    return (
        file.path != file.old_path
        or any(hunk.removed for hunk in file.hunks)
        or (file.status is FileStatus.DELETED)
    )


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
    change: Change,
    config: ReviewConfig,
    model: "InstalledModel",
    report: Report,
    root: Path | None,
) -> Severity | None:
    import asyncio

    from r1_assistant.features.review.pipeline import review

    tally = Tally()
    begun = time.monotonic()
    engine = app.local_engine(model)
    ticking = asyncio.create_task(_tick(report))
    try:
        report.loading(model.id)
        warm = asyncio.create_task(engine.warm_up())
        # its index is made while the model is loaded
        around = None if root is None else await asyncio.to_thread(app.workspace, root, INDEXING)
        await warm
        async for event in review(change, config, engine, tally, workspace=around):
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
