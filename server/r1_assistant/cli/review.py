"""`r1-review`: reviews a change and tells what is wrong in it."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from r1_assistant import __version__, app
from r1_assistant.cli import errors
from r1_assistant.domain.change import Change
from r1_assistant.domain.errors import UsageError
from r1_assistant.domain.finding import Severity

if TYPE_CHECKING:
    from r1_assistant.config.settings import Settings

EPILOG = """\
exit codes:
  0    nothing at or above --fail-on
  1    findings at or above --fail-on
  2    wrong usage, or a failure; one sentence says what to do
  130  interrupted; what was found so far is shown

Settings: [tool.r1] in pyproject.toml or a .r1.toml. R1_MODEL names the model to use, R1_HOME the
folder of models, R1_DEVICE what they run on; NO_COLOR turns colours off, FORCE_COLOR on.
"""
NEVER = "never"


def main() -> int:
    """Run the program on the command line's arguments."""
    options = parse(sys.argv[1:])
    code = errors.run(lambda: run(options), "r1-review")
    return errors.OK if options.advisory and code != errors.INTERRUPTED else code


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line; ends the program with 2 if it is wrong."""
    return _parser().parse_args(arguments)


def run(options: argparse.Namespace) -> int:
    """Review what the options say and return the exit code; raises R1Error."""
    cwd = Path.cwd()
    change, problems = _change(options, cwd)
    if not change.files and options.format == "text":
        return _nothing(change, problems)
    settings, more = _settings(options, cwd)
    from r1_assistant.cli.reviewing import review_and_report

    notes, other = _notes(change, options, cwd, settings)
    _warn(problems + more + other)
    patch = options.demo or options.patch is not None
    root = None if patch else app.top_of_work_tree(cwd)
    worst = review_and_report(change, options, settings, notes, root)
    fail_on = options.fail_on or settings.fail_on
    if worst is None or fail_on == NEVER:
        return errors.OK
    return errors.FINDINGS if worst.rank <= Severity(fail_on).rank else errors.OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="r1-review",
        description="Review a change with a model that runs on this machine: what is staged,\n"
        "unless an option says otherwise.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_changes(parser)
    parser.add_argument("paths", nargs="*", help="only these files and folders")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument(
        "--fail-on",
        choices=(*(each.value for each in Severity), NEVER),
        help="exit with 1 if there is a finding of this severity, or worse (default: warning)",
    )
    _add_models(parser)
    parser.add_argument(
        "--new-only", action="store_true", help="leave out what an earlier review has shown"
    )
    parser.add_argument(
        "--write-baseline",
        action="store_true",
        help="write what is found to .r1-baseline.json; later reviews leave it out",
    )
    parser.add_argument("--max-findings", metavar="N", type=_count, help="show at most N findings")
    parser.add_argument(
        "--seed",
        metavar="N",
        type=int,
        default=0,
        help="seed of models that draw their words (default: 0)",
    )
    parser.add_argument(
        "--advisory", action="store_true", help="only tell: exit with 0 whatever comes"
    )
    parser.add_argument("--reasoning", action="store_true", help="show how each finding came about")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    return parser


def _add_models(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="ID", help="the model to use (see r1-model list)")
    parser.add_argument(
        "--device",
        choices=("auto", "npu", "gpu", "cpu"),
        help="what the model is to run on; where that fails, the next one (default: auto)",
    )
    parser.add_argument(
        "--effort",
        choices=("quick", "normal", "high"),
        help="quick: no model words the findings; high: it is asked several times",
    )
    parser.add_argument(
        "--no-model", action="store_true", help="rules alone decide; no model is started"
    )


def _add_changes(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--working", action="store_true", help="review staged and unstaged changes, and new files"
    )
    what.add_argument(
        "--branch", action="store_true", help="review what this branch adds to the one it left"
    )
    what.add_argument("--range", metavar="A..B", help="review what changed between two commits")
    what.add_argument("--patch", metavar="FILE", help="review a patch; - reads it from stdin")
    what.add_argument(
        "--demo", action="store_true", help="review a sample change, with the starter model"
    )


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


def _notes(
    change: Change, options: argparse.Namespace, cwd: Path, settings: "Settings"
) -> tuple[str, list[str]]:
    """Collect the repository's notes; those around say nothing about a patch or the sample."""
    if options.demo or options.patch is not None:
        return "", []
    return app.repository_notes(cwd, change, settings)


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
