"""`r1-review`: reviews a change and tells what is wrong in it."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from r1_assistant import app
from r1_assistant.cli import errors
from r1_assistant.cli.options import parse
from r1_assistant.cli.options.output import NEVER
from r1_assistant.domain.change import Change
from r1_assistant.domain.errors import UsageError
from r1_assistant.domain.finding import Severity

if TYPE_CHECKING:
    from r1_assistant.config.settings import Settings


def main() -> int:
    """Run the program on the command line's arguments."""
    if sys.argv[1:2] == ["config"]:
        from r1_assistant.cli import config  # late: a hook is in the way

        return config.main(sys.argv[2:])
    options = parse(sys.argv[1:])
    code = errors.run(lambda: run(options), "r1-review")
    return errors.OK if options.advisory and code != errors.INTERRUPTED else code


def run(options: argparse.Namespace) -> int:
    """Review what the options say and return the exit code; raises R1Error."""
    cwd = Path.cwd()
    change, problems = _change(options, cwd)
    if not change.files and options.format == "text":
        return _nothing(change, problems)
    settings, more = _settings(options, cwd)
    from r1_assistant.cli.reviewing import review_and_report

    notes, other = _notes(change, options, cwd, settings)
    patch = options.demo or options.patch is not None
    root = None if patch else app.top_of_work_tree(cwd)
    settings, below = _with_folders(settings, change, root)
    _warn(problems + more + below + other)
    worst = review_and_report(change, options, settings, notes, root)
    fail_on = options.fail_on or settings.fail_on
    if worst is None or fail_on == NEVER:
        return errors.OK
    return errors.FINDINGS if worst.rank <= Severity(fail_on).rank else errors.OK


def _change(options: argparse.Namespace, cwd: Path) -> tuple[Change, list[str]]:
    if options.demo:
        return app.demo_change(), []
    if options.patch is not None:
        return app.change_in_patch(_patch(options.patch), options.paths)
    scope: app.Scope = "staged" if options.range is None else "range"
    if options.working or options.branch:
        scope = "working" if options.working else "branch"
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


def _with_folders(
    settings: "Settings", change: Change, root: Path | None
) -> "tuple[Settings, list[str]]":
    """Add the settings of the folders of a change; nobody knows what folders a patch is from."""
    if root is None:
        return settings, []
    return app.with_folders(settings, root, [file.path for file in change.files])


def _notes(
    change: Change, options: argparse.Namespace, cwd: Path, settings: "Settings"
) -> tuple[str, list[str]]:
    """Collect the repository's notes; those around say nothing about a patch or the sample."""
    if options.demo or options.patch is not None:
        return "", []
    return app.repository_notes(cwd, change, settings)


if __name__ == "__main__":
    sys.exit(main())
