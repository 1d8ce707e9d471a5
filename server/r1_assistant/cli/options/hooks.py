"""Options for hooks: putting them in and taking them out, and how long a review may take."""

import argparse
import math

from r1_assistant.features.review.limit import Limit, limit_from_now

HOOKS = ("pre-commit", "pre-push")
ALL = "all"


def add(parser: argparse._ArgumentGroup) -> None:
    """Add them."""
    parser.add_argument(
        "--time-limit",
        metavar="S",
        type=_limit,
        help="end after S seconds: the riskiest hunks come first, and what is left out is told",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--install-hook",
        metavar="HOOK",
        nargs="?",
        const="pre-commit",
        choices=HOOKS,
        help="have git review before each commit (pre-commit, the default) or push (pre-push); "
        "a hook that is there keeps running, and other options become the hook's",
    )
    what.add_argument(
        "--uninstall-hook",
        metavar="HOOK",
        nargs="?",
        const=ALL,
        choices=(*HOOKS, ALL),
        help="take the review out of git's hooks again (all, the default), or of one of them",
    )
    parser.set_defaults(push=None, beside=())


def _limit(text: str) -> Limit:
    """Read the seconds; they run from here on."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not (math.isfinite(seconds) and seconds > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return limit_from_now(seconds)
