"""`r1-review`: reviews a change and tells what is wrong in it."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from r1_assistant import app
from r1_assistant.cli import errors
from r1_assistant.cli.options import parse
from r1_assistant.cli.options.output import NEVER
from r1_assistant.cli.options.pull_request import is_wanted
from r1_assistant.cli.report.outputs import TEXT
from r1_assistant.cli.skipping import why_skipped
from r1_assistant.domain.change import Change
from r1_assistant.domain.errors import ModelNotInstalled, UsageError
from r1_assistant.domain.finding import Severity

if TYPE_CHECKING:
    from r1_assistant.config.settings import Settings
    from r1_assistant.config.source import Source


def main() -> int:
    """Run the program on the command line's arguments."""
    if sys.argv[1:2] == ["config"]:
        from r1_assistant.cli import config  # late: a hook is in the way

        return config.main(sys.argv[2:])
    options = parse(sys.argv[1:])
    if options.install_hook or options.uninstall_hook:
        return errors.run(lambda: _set_up(options), "r1-review")
    if why := why_skipped(os.environ):
        return left_out(why)
    return ended(options, lambda: run(options))


def ended(options: argparse.Namespace, program: Callable[[], int]) -> int:
    """Run a review to its end and return the exit code; one that only tells never fails."""
    told = (lambda: _told(program)) if options.advisory else program
    code = errors.run(told, "r1-review")
    return errors.OK if options.advisory and code != errors.INTERRUPTED else code


def left_out(why: str) -> int:
    """End without a review, with a line that says so."""
    print(f"r1-review: not reviewed, as {why}.", file=sys.stderr)
    return errors.OK


def _told(program: Callable[[], int]) -> int:
    """Say in one line that there is no model: who wants no more than advice can go on."""
    try:
        return program()
    except ModelNotInstalled as error:
        hint = error.hint.partition("\n")[0]
        print(f"r1-review: not reviewed: {error.message} {hint}".rstrip(), file=sys.stderr)
        return errors.OK


def _set_up(options: argparse.Namespace) -> int:
    from r1_assistant.cli.hook_setup import install, uninstall

    if options.install_hook:
        install(options, Path.cwd())
    else:
        uninstall(options.uninstall_hook, Path.cwd())
    return errors.OK


def run(options: argparse.Namespace) -> int:
    """Review what the options say and return the exit code; raises R1Error."""
    cwd = Path.cwd()
    if is_wanted(options):
        return _pull_request(options, cwd)
    source = _source(options, cwd)
    change, problems = _change(options, cwd)
    if not change.files and options.format == TEXT and not options.output:
        return _nothing(change, problems)
    settings, more = app.settings_at(source) if source else _settings(options, cwd)
    from r1_assistant.cli.reviewing import review_and_report

    notes, other = _notes(change, options, source or cwd, settings)
    patch = options.demo or options.patch is not None
    root = None if patch else app.top_of_work_tree(cwd)
    settings, below = _with_folders(settings, change, source or root)
    quiet, hidden = app.quiet_at(source, root or cwd) if source else (None, [])
    _warn(problems + more + below + other + hidden)
    worst = review_and_report(change, options, settings, notes, root, quiet=quiet)
    return _code(worst, options.fail_on or settings.fail_on)


def _pull_request(options: argparse.Namespace, cwd: Path) -> int:
    from r1_assistant.cli.pull_request import review_pull_request  # late: few reviews are of one

    worst, settings = review_pull_request(options, cwd)
    return _code(worst, options.fail_on or (settings.fail_on if settings else NEVER))


def _code(worst: Severity | None, fail_on: str) -> int:
    if worst is None or fail_on == NEVER:
        return errors.OK
    return errors.FINDINGS if worst.rank <= Severity(fail_on).rank else errors.OK


def _change(options: argparse.Namespace, cwd: Path) -> tuple[Change, list[str]]:
    if options.demo:
        return app.demo_change(), []
    if options.patch is not None:
        return app.change_in_patch(_patch(options.patch), options.paths)
    if options.settings_from:
        wanted = options.range, options.settings_from, options.paths
        return app.change_apart(cwd, *wanted), []
    scope: app.Scope = "staged" if options.range is None else "range"
    if options.working or options.branch:
        scope = "working" if options.working else "branch"
    push = options.push or (app.push_in(os.environ) if scope == "staged" else None)
    if push is not None:
        return app.change_in_push(push, cwd, options.paths, options.beside), []
    return app.change_in_repository(scope, cwd, options.range or "", options.paths), []


def _nothing(change: Change, problems: list[str]) -> int:
    """End at once: most commits of most people have nothing to review, and a hook is in the way."""
    _warn(problems)
    hint = (
        " (r1-review --working reviews the work tree)" if change.title.startswith("staged") else ""
    )
    print(f"No {change.title} to review{hint}.")
    return errors.OK


def _warn(problems: list[str]) -> None:
    for problem in problems:
        print(f"r1-review: {problem}", file=sys.stderr)


def _patch(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageError(f"The patch {name} cannot be read: {reason}.") from error


def _settings(options: argparse.Namespace, cwd: Path) -> "tuple[Settings, list[str]]":
    if options.demo:
        return app.settings_for(None)
    return app.settings_for(cwd, in_repository=options.patch is None)


def _source(options: argparse.Namespace, cwd: Path) -> "Source | None":
    """Find the commit whose settings hold; None for those of the folder."""
    if not options.settings_from:
        return None
    if options.range is None:
        raise UsageError("--settings-from goes with --range.", hint="Write --range A..B as well.")
    return app.source_at(cwd, options.settings_from)


def _with_folders(
    settings: "Settings", change: Change, root: "Path | Source | None"
) -> "tuple[Settings, list[str]]":
    """Add the settings of the folders of a change; nobody knows what folders a patch is from."""
    if root is None:
        return settings, []
    return app.with_folders(settings, root, [file.path for file in change.files])


def _notes(
    change: Change, options: argparse.Namespace, place: "Path | Source", settings: "Settings"
) -> tuple[str, list[str]]:
    """Collect the repository's notes; those around say nothing about a patch or the sample."""
    if options.demo or options.patch is not None:
        return "", []
    if isinstance(place, Path):
        return app.repository_notes(place, change, settings)
    return app.notes_at(place, change, settings)


if __name__ == "__main__":
    sys.exit(main())
