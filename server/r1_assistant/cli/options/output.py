"""Options that say what is shown of a review, and when it fails."""

import argparse
from pathlib import Path

from r1_assistant.cli.report.outputs import TEXT, Output
from r1_assistant.domain.finding import Severity
from r1_assistant.features import formats

NEVER = "never"

FORMS = (TEXT, *formats.FORMS)
"""The formats that a review can be told in."""


def add(parser: argparse._ArgumentGroup) -> None:
    """Add them."""
    parser.add_argument(
        "--format",
        choices=FORMS,
        default=TEXT,
        metavar="FORMAT",
        help=f"what goes to standard output: {', '.join(FORMS)} (default: {TEXT})",
    )
    parser.add_argument(
        "--output",
        metavar="FORMAT=FILE",
        action="append",
        type=_output,
        default=[],
        help="write a file in a format as well; may be given several times",
    )
    parser.add_argument(
        "--fail-on",
        choices=(*(each.value for each in Severity), NEVER),
        help="exit with 1 if there is a finding of this severity, or worse (default: warning)",
    )
    parser.add_argument(
        "--advisory", action="store_true", help="only tell: exit with 0 whatever comes"
    )
    parser.add_argument("--max-findings", metavar="N", type=_count, help="show at most N findings")
    parser.add_argument("--reasoning", action="store_true", help="show how each finding came about")
    parser.add_argument(
        "--new-only", action="store_true", help="leave out what an earlier review has shown"
    )
    parser.add_argument(
        "--write-baseline",
        action="store_true",
        help="write what is found to .r1-baseline.json; later reviews leave it out",
    )


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)


def _output(text: str) -> Output:
    form, equals, file = text.partition("=")
    if not equals or not file:
        raise argparse.ArgumentTypeError(f"{text!r} is not FORMAT=FILE, as in sarif=review.sarif")
    if form not in FORMS:
        raise argparse.ArgumentTypeError(f"{form!r} is no format; there are {', '.join(FORMS)}")
    if file == "-":
        raise argparse.ArgumentTypeError(f"standard output is what --format {form} is for")
    return Output(form, Path(file))
