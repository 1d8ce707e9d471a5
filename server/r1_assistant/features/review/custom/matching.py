"""Finds patterns in lines: run as a program of its own, because a pattern may never end.

It reads one JSON document, a list of [pattern, lines], and for each prints the indexes of the
lines in which the pattern is found, as one line of JSON.
"""

import json
import re
import sys
import warnings


def main() -> None:
    """Answer what is on standard input."""
    warnings.simplefilter("ignore")
    for pattern, lines in json.load(sys.stdin):
        found = re.compile(pattern)
        rows = [at for at, line in enumerate(lines) if found.search(line)]
        print(json.dumps(rows), flush=True)


if __name__ == "__main__":
    main()
