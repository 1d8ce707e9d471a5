"""Options that say what is shown of a review, and when it fails."""

import argparse

from r1_assistant.domain.finding import Severity

NEVER = "never"


def add(parser: argparse._ArgumentGroup) -> None:
    """Add them."""
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
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
