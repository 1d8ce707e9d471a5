"""Options that say which change is reviewed."""

import argparse


def add(parser: argparse._ArgumentGroup) -> None:
    """Add them."""
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
    parser.add_argument(
        "--settings-from",
        metavar="COMMIT",
        help="with --range: take settings, notes, attributes of files and the baseline from this "
        "commit, the one before the change, whoever made that",
    )
    parser.add_argument("paths", nargs="*", help="only these files and folders")
