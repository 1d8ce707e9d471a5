"""Runs a review for `r1-review`, and has it reported while it runs."""

import argparse
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from r1_assistant import app
from r1_assistant.cli.report.reporters import Report, report_for
from r1_assistant.config.settings import Settings
from r1_assistant.domain.change import Change, FileChange, FileStatus
from r1_assistant.domain.errors import ModelError, UsageError
from r1_assistant.domain.finding import Severity
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.plain import with_signs
from r1_assistant.features.review.select import select
from r1_assistant.features.review.suppression.baseline import FILE, write_baseline
from r1_assistant.features.review.suppression.quiet import Quiet
from r1_assistant.features.review.tally import Tally

if TYPE_CHECKING:
    from r1_assistant.engine.host import LocalEngine
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
        effort=options.effort or settings.review.effort,
        exclude=settings.exclude,
        instructions=notes,
    )
    if options.write_baseline:
        config = replace(config, effort="quick", max_findings=sys.maxsize, max_per_hunk=sys.maxsize)
    report = report_for(change, options.format, reasoning=options.reasoning)
    selection = select(change, config)
    if not with_signs(selection).pieces and not _has_opinions(options):
        selection = with_signs(selection)
    indexed = root if settings.index.enabled else None
    known = _Known.of(root, options)
    if not selection.pieces and not _breaks_something(change, indexed):
        report.nothing(selection.skips)
        return None
    wanted = bool(selection.pieces) and not options.no_model
    chosen = _models(options, settings, config) if wanted else _Chosen()
    import asyncio  # late: it costs more than all else while there is nothing to review

    worst = asyncio.run(_review(change, config, chosen, report, indexed, known))
    return known.kept(report, worst)


def _breaks_something(change: Change, root: Path | None) -> bool:
    """Tell whether others may miss what a change takes away."""
    return root is not None and any(map(_takes_away, change.files))


def _has_opinions(options: argparse.Namespace) -> bool:
    """Tell whether there is a model that says something about data and prose, too."""
    if options.no_model:
        return False
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


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the findings of the folder `root`, and what becomes of new ones."""

    root: Path | None
    quiet: Quiet
    writes_baseline: bool

    @classmethod
    def of(cls, root: Path | None, options: argparse.Namespace) -> "_Known":
        """Look up what is not to be shown; a patch has no folder where that would be kept."""
        if options.write_baseline and root is None:
            raise UsageError(
                "A baseline belongs to a repository, and this is a patch or no repository.",
                hint="Go to a folder with a checkout, and leave --patch and --demo out.",
            )
        if root is None or options.write_baseline:
            return cls(root, Quiet(), options.write_baseline)
        quiet, problems = app.quiet_for(root, new_only=options.new_only)
        for problem in problems:
            print(f"r1-review: {problem}", file=sys.stderr)
        return cls(root, quiet, False)

    def kept(self, report: Report, worst: Severity | None) -> Severity | None:
        """Remember what was shown; what goes into the baseline fails no review."""
        if self.root is None:
            return worst
        app.finding_memory(self.root).show(each.fingerprint for each in report.findings)
        if not self.writes_baseline:
            return worst
        count = write_baseline(self.root / FILE, report.findings)
        print(f"{count} in {FILE}; commit it to share it.", file=sys.stderr)
        return None


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The models to use; either may be missing."""

    writer: "InstalledModel | None" = None
    scorer: "InstalledModel | None" = None


def _models(options: argparse.Namespace, settings: Settings, config: ReviewConfig) -> _Chosen:
    """Choose the models; without words to write, the one that scores will do."""
    scorer = app.score_model(settings.review.score_model)
    if config.effort == "quick" and scorer is not None:
        return _Chosen(scorer=scorer)
    writer = _model(options)
    if config.effort == "quick":
        return _Chosen(scorer=writer)
    return _Chosen(writer, scorer if scorer != writer else None)


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
    chosen: _Chosen,
    report: Report,
    root: Path | None,
    known: "_Known",
) -> Severity | None:
    import asyncio

    from r1_assistant.features.review.kept import change_key
    from r1_assistant.features.review.pipeline import Models, review

    tally = Tally()
    begun = time.monotonic()
    writer = None if chosen.writer is None else app.local_engine(chosen.writer)
    scorer = None if chosen.scorer is None else app.local_engine(chosen.scorer)
    engines = [engine for engine in (writer, scorer) if engine is not None]
    ticking = asyncio.create_task(_tick(report))
    try:
        kept = app.kept_reviews()
        digests = [model.digest for model in (chosen.writer, chosen.scorer) if model is not None]
        name = change_key(change, config, digests)
        # what was reviewed before hardly needs a model
        first = None if await asyncio.to_thread(kept.knows, name) else scorer or writer
        warm = None if first is None else asyncio.create_task(_loaded(first, report))
        # its index is made while the model is loaded
        around = None if root is None else await asyncio.to_thread(app.workspace, root, INDEXING)
        if warm is not None:
            await warm
        if chosen.writer is not None:
            report.model(chosen.writer.id)
        models = Models(writer, scorer)
        async for event in review(
            change, config, models, tally, workspace=around, quiet=known.quiet, kept=kept
        ):
            report.event(event)
        await asyncio.to_thread(kept.remember, name)
    except asyncio.CancelledError:
        report.done(tally.stats(time.monotonic() - begun, interrupted=True))
        raise
    finally:
        ticking.cancel()
        report.close()
        for engine in engines:
            await engine.aclose()
    return tally.worst


async def _loaded(engine: "LocalEngine", report: Report) -> None:
    """Load the model that every hunk is shown to."""
    report.loading((await engine.info()).id)
    await engine.warm_up()


async def _tick(report: Report) -> None:
    import asyncio

    while True:
        await asyncio.sleep(TICK)
        report.tick()
