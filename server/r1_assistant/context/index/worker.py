"""A worker of the index process: `python -P -m r1_assistant.context.index.worker ROOT`.

From its standard input it reads JSON lines, each a list of (path, known hash or null), and for each
path it writes one JSON line. It ends with its standard input, and so with the index process.
"""

import contextlib
import json
import sys
from pathlib import Path
from typing import Any

from r1_assistant.context.index.extract import Extract, Reading, Stamp, read


def main() -> None:
    """Read files until standard input ends."""
    root = Path(sys.argv[1])
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        for line in sys.stdin:
            for path, known in json.loads(line):
                print(written(read(root, path, known and bytes.fromhex(known))), flush=True)


def written(reading: Reading) -> str:
    """Give what was read as a line without its end."""
    stamp, content = reading.stamp, reading.content
    message: dict[str, Any] = {"gone": reading.gone}
    if stamp is not None:
        message["stamp"] = (stamp.size, stamp.mtime_ns)
        message["hash"] = reading.hash.hex() if reading.hash is not None else None
    if content is not None:
        message["content"] = (
            *(content.language, content.skipped, content.symbols),
            *(content.keys, content.facts),
        )
    return json.dumps(message)


def understood(line: str) -> Reading:
    """Give back what a line says. Raises ValueError, KeyError or TypeError for any other line."""
    message = json.loads(line)
    content = None
    if "content" in message:
        language, skipped, symbols, keys, facts = message["content"]
        content = Extract(language, skipped, symbols, tuple(map(tuple, keys)), facts)
    hash_ = message.get("hash")
    stamp = Stamp(*message["stamp"]) if "stamp" in message else None
    return Reading(stamp, bytes.fromhex(hash_) if hash_ else None, content, message["gone"])


if __name__ == "__main__":
    main()
