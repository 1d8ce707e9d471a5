"""What git's own hooks run: `python -m r1_assistant.cli.hook pre-commit|pre-push [options]`.

Behind `--` stand the arguments that git gives the hook: for a push the remote's name and address.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from r1_assistant.cli import review
from r1_assistant.cli.options import parse
from r1_assistant.cli.skipping import why_skipped


def main() -> int:
    """Run the hook and return its exit code: the worst of the reviews that it makes."""
    hook, *rest = sys.argv[1:] or [""]
    end = rest.index("--") if "--" in rest else len(rest)
    options = parse(rest[:end])
    if why := why_skipped(os.environ, own_hook=True):
        return review.left_out(why)
    if hook == "pre-push":
        return review.ended(options, lambda: _pushed(options, sys.stdin.buffer.read()))
    return review.ended(options, lambda: review.run(options))


def _pushed(options: argparse.Namespace, given: bytes) -> int:
    """Review each branch that is pushed, without what was reviewed with the one before."""
    from pathlib import Path

    from r1_assistant import app

    lines = given.decode("utf-8", "surrogateescape").split("\n")
    known: Sequence[str] = app.remote_sides(lines)
    code = 0
    for push in app.pushes_by(lines, Path.cwd()):
        one = argparse.Namespace(**{**vars(options), "push": push, "beside": known})
        code = max(code, review.run(one))
        known = (*known, push.new)
    return code


if __name__ == "__main__":
    sys.exit(main())
