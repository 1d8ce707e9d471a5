"""`r1-review --pr`: reviews a pull request, and posts what it finds."""

import argparse
import json
import sys
from pathlib import Path

from r1_assistant.app import pull_posts as posts
from r1_assistant.app import pull_requests as pulls
from r1_assistant.cli.report.documents import Files
from r1_assistant.cli.report.live import Live
from r1_assistant.cli.report.reporters import Report, SilentReport, report_for
from r1_assistant.cli.reviewing import review_and_report
from r1_assistant.config.settings import Settings
from r1_assistant.domain.errors import GitHubError, UsageError
from r1_assistant.domain.finding import Severity
from r1_assistant.features.formats.safe import printable

_ELSEWHERE = ("working", "branch", "range", "patch", "demo", "write_baseline", "settings_from")


def review_pull_request(
    options: argparse.Namespace, cwd: Path
) -> tuple[Severity | None, Settings | None]:
    """Review what `--pr` names, and post it if that is wanted.

    Returns the worst severity and the settings that hold; None for both if it was passed over.
    Raises R1Error.
    """
    _check(options)
    request = pulls.open_pull_request(options.pr, options.api_url, cwd, _tell)
    if options.post or options.dry_run:
        reason = _passed_over(options, request)
        if reason:
            _tell(f"{request.pull.address} is left alone: {reason}")
            return None, None
    taken = pulls.pull_change(request, cwd, options.paths)
    settings, problems = pulls.pull_settings(taken)
    notes, more = pulls.pull_notes(taken, settings)
    quiet, other = pulls.pull_quiet(request, taken)
    for problem in (*taken.problems, *problems, *more, *other):
        _tell(problem)
    report = _report(options, taken)
    worst = review_and_report(
        taken.change, options, settings, notes, taken.root, quiet=quiet, report=report
    )
    if options.post or options.dry_run:
        _send(options, request, taken, settings, report)
    elif not taken.change.files and options.format == "text":
        print(f"No changes in {taken.change.title} to review.")
    return worst, settings


def _check(options: argparse.Namespace) -> None:
    """Raise UsageError for options that don't go together."""
    if options.pr is None:
        raise UsageError(
            "--post, --dry-run and --api-url are about a pull request.",
            hint="Name it: --pr OWNER/REPO#NUMBER, or --pr alone for the current branch's.",
        )
    for name in _ELSEWHERE:
        if getattr(options, name, None) not in (None, False):
            option = name.replace("_", "-")
            raise UsageError(f"--pr and --{option} don't go together.", hint="Leave one out.")
    if options.dry_run and options.format not in ("text", "json"):
        raise UsageError(
            f"--dry-run prints text or json, and no {options.format}.",
            hint=f"Write the review besides: --output {options.format}=FILE",
        )


def _passed_over(options: argparse.Namespace, request: pulls.PullRequest) -> str:
    """Say why nothing is posted; empty if something is. Raises GitHubError."""
    pull = request.pull
    if options.post and not options.dry_run and not request.has_token:
        raise GitHubError(
            "Posting a review takes a token.",
            hint="Set GITHUB_TOKEN, or log in with: gh auth login",
        )
    if not pull.open:
        what = "merged" if pull.merged else "closed"
        raise GitHubError(
            f"{pull.address} is {what}, so there is nobody to post a review for.",
            hint="Without --post and --dry-run it is reviewed here.",
        )
    if pull.draft and not options.include_drafts:
        return "it is a draft (--include-drafts posts on it)"
    if request.known.own and not options.include_own:
        return "it is by the bot that would post (--include-own posts on it)"
    return ""


def _report(options: argparse.Namespace, taken: pulls.PullChange) -> Report:
    if options.dry_run or (not taken.change.files and options.format == "text"):
        files = Files(options.output, reasoning=options.reasoning)
        return SilentReport(taken.change, Live(), files)
    return report_for(
        taken.change, options.format, reasoning=options.reasoning, outputs=options.output
    )


def _send(
    options: argparse.Namespace,
    request: pulls.PullRequest,
    taken: pulls.PullChange,
    settings: Settings,
    report: Report,
) -> None:
    """Post the review, or print it."""
    if report.stats is None:
        return
    outcome = posts.outcome_of(
        request,
        taken,
        report.findings,
        report.stats,
        report.by,
        effort=options.effort or settings.review.effort,
        paths=options.paths,
        reasoning=options.reasoning,
    )
    if not options.dry_run:
        for sentence in posts.post_review(request, outcome):
            _tell(sentence)
    elif options.format == "json":
        print(json.dumps(posts.preview(request, outcome), indent=2))
    else:
        print("\n".join(map(printable, posts.preview_lines(request, outcome))))


def _tell(sentence: str) -> None:
    print(f"r1-review: {printable(sentence)}", file=sys.stderr)
