"""Options for pull requests on GitHub."""

import argparse


def add(parser: argparse._ArgumentGroup) -> None:
    """Add them."""
    parser.add_argument(
        "--pr",
        nargs="?",
        const="",
        metavar="OWNER/REPO#N",
        help="review a pull request, by its name or its page's address; without a value that of "
        "the current branch",
    )
    parser.add_argument(
        "--post", action="store_true", help="send the review: comments, and a summary"
    )
    parser.add_argument("--dry-run", action="store_true", help="only print what --post would send")
    parser.add_argument("--include-drafts", action="store_true", help="post on drafts, too")
    parser.add_argument(
        "--include-own",
        action="store_true",
        help="post on pull requests of the bot that posts, too",
    )
    parser.add_argument(
        "--api-url",
        metavar="URL",
        help="GitHub Enterprise's API, https://HOST/api/v3 (default: GITHUB_API_URL, or that of "
        "github.com)",
    )


def is_wanted(options: argparse.Namespace) -> bool:
    """Tell whether the command line is about a pull request, or should be."""
    return options.pr is not None or options.post or options.dry_run or options.api_url is not None
