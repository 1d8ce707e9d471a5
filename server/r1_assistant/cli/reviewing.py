"""A review for `r1-review`: what is asked, whether it was answered before, what becomes of it.

Nothing here imports the review itself: a commit hook that was answered ahead is over at once.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from r1_assistant import app
from r1_assistant.cli.report.reporters import Report, report_for
from r1_assistant.config.schema import DeviceWish
from r1_assistant.config.settings import Settings, note_tokens
from r1_assistant.domain.change import Change
from r1_assistant.domain.errors import GitError, ModelError, ModelNotInstalled, UsageError
from r1_assistant.domain.finding import Severity
from r1_assistant.features.review.answered import Answer, keep_answer, kept_answer
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.events import Found, Stats
from r1_assistant.features.review.limit import Limit
from r1_assistant.features.review.suppression.baseline import FILE, write_baseline
from r1_assistant.features.review.suppression.quiet import Quiet

if TYPE_CHECKING:
    from r1_assistant.models.store import InstalledModel


@dataclass(frozen=True, slots=True)
class Chosen:
    """The models to use; either may be missing."""

    writer: "InstalledModel | None" = None
    scorer: "InstalledModel | None" = None

    @property
    def digests(self) -> list[str]:
        """What tells their files from any others."""
        return [model.digest for model in (self.writer, self.scorer) if model is not None]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: `root` is the folder of the repository, None for a patch.

    `index` says whether the repository's index is made use of, `unindexed` are patterns of what it
    leaves out, `device` says where models are to run, `limit` how long it may take.
    """

    change: Change
    config: ReviewConfig
    root: Path | None
    quiet: Quiet
    index: bool
    models: Callable[[], Chosen]
    device: DeviceWish = "auto"
    unindexed: tuple[str, ...] = ()
    limit: Limit | None = None


def review_and_report(
    change: Change,
    options: argparse.Namespace,
    settings: Settings,
    notes: str = "",
    root: Path | None = None,
    *,
    quiet: Quiet | None = None,
    report: Report | None = None,
) -> Severity | None:
    """Review, report, and return the worst severity that was found; raises R1Error.

    `notes` are the repository's own for assistants, `root` is its folder (None for a patch).
    `quiet` is what is not to be shown, instead of what the folder says of it. A `report` of the
    caller's is for a change that is not this folder's own: no answer is kept for it.
    """
    question = _question(change, options, settings, notes, root, quiet)
    name = _name(question) if report is None else ""
    report = report or report_for(
        change, options.format, reasoning=options.reasoning, outputs=options.output
    )
    stats = _recalled(name, report) if name else None
    if stats is None:
        from r1_assistant.cli.running import run_review  # late: it brings the rules along

        stats = run_review(question, options, report)
        if name and stats is not None:
            keep_answer(app.kept_texts(), name, Answer(tuple(report.findings), stats))
    worst = None if stats is None else stats.worst
    return _kept(root, report, worst, into_baseline=options.write_baseline)


def _question(
    change: Change,
    options: argparse.Namespace,
    settings: Settings,
    notes: str,
    root: Path | None,
    quiet: Quiet | None = None,
) -> Question:
    config = ReviewConfig(
        max_findings=options.max_findings or settings.max_findings,
        seed=options.seed,
        effort=options.effort or settings.review.effort,
        instructions=notes,
        instructions_tokens=note_tokens(settings),
        team=settings.team,
    )
    if options.write_baseline:
        config = replace(config, effort="quick", max_findings=sys.maxsize, max_per_hunk=sys.maxsize)
    return Question(
        change,
        config,
        root,
        _quiet(root, options) if quiet is None else quiet,
        settings.index.enabled,
        lambda: _models(options, settings, config),
        app.device_wish(options.device, settings.device),
        settings.exclude,
        options.time_limit,
    )


def _quiet(root: Path | None, options: argparse.Namespace) -> Quiet:
    """Look up what is not to be shown; a patch has no folder where that would be kept."""
    if options.write_baseline:
        if root is None:
            raise UsageError(
                "A baseline belongs to a repository, and this is a patch or no repository.",
                hint="Go to a folder with a checkout, and leave --patch and --demo out.",
            )
        return Quiet()
    if root is None:
        return Quiet()
    quiet, problems = app.quiet_for(root, new_only=options.new_only)
    for problem in problems:
        print(f"r1-review: {problem}", file=sys.stderr)
    return quiet


def _models(options: argparse.Namespace, settings: Settings, config: ReviewConfig) -> Chosen:
    """Choose the models; without words to write, the one that scores will do."""
    if options.no_model:
        return Chosen()
    scorer = app.score_model(settings.review.score_model)
    if config.effort == "quick" and scorer is not None:
        return Chosen(scorer=scorer)
    writer = _writer(options)
    if config.effort == "quick":
        return Chosen(scorer=writer)
    return Chosen(writer, scorer if scorer != writer else None)


def _writer(options: argparse.Namespace) -> "InstalledModel":
    if not options.demo:
        return _installed(options.model)
    wanted = options.model or app.starter()
    model = app.find_model(wanted)
    if model is not None:
        return model
    from r1_assistant.cli.progress import install_progress

    with install_progress() as progress:
        return app.install_model(wanted, progress)


def _installed(wanted: str | None) -> "InstalledModel":
    """Give the model to use; raises ModelNotInstalled, with the way to do without one."""
    try:
        return app.installed_model(wanted)
    except ModelNotInstalled as error:
        hint = f"{error.hint}\nOr have rules alone decide: r1-review --no-model"
        raise ModelNotInstalled(error.message, hint=hint) from error


def _name(question: Question) -> str:
    """Name the answer; empty where none is kept."""
    root = question.root
    if root is None:
        return ""
    try:
        models = question.models().digests
        return app.answer_name(root, question.change, question.config, models, question.quiet)
    except (GitError, ModelError):
        return ""  # whether a model is needed turns out later


def _recalled(name: str, report: Report) -> Stats | None:
    """Give the answer of the last time again; None if there was none."""
    begun = time.monotonic()
    answer = kept_answer(app.kept_texts(), name)
    if answer is None:
        return None
    for finding in answer.findings:
        report.event(Found(finding))
    stats = replace(answer.stats, cached=answer.stats.hunks, seconds=time.monotonic() - begun)
    report.done(replace(stats, decode_seconds=0.0, prefill_seconds=0.0))
    return stats


def _kept(
    root: Path | None, report: Report, worst: Severity | None, *, into_baseline: bool
) -> Severity | None:
    """Remember what was shown; what goes into the baseline fails no review."""
    if root is None:
        return worst
    app.finding_memory(root).show(each.fingerprint for each in report.findings)
    if not into_baseline:
        return worst
    count = write_baseline(root / FILE, report.findings)
    print(f"{count} in {FILE}; commit it to share it.", file=sys.stderr)
    return None
