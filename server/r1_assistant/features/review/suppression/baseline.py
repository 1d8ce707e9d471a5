"""The baseline: a file in the repository with the findings that a team lives with.

`.r1-baseline.json` at the top of the work tree is written by `r1-review --write-baseline` and read
by every review. It names findings by their fingerprints; the rest of it is for people.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from r1_assistant.config.source import Source
from r1_assistant.domain.errors import UsageError
from r1_assistant.domain.finding import Finding

FILE = ".r1-baseline.json"
_VERSION = 1


def read_baseline(place: Path | Source) -> tuple[frozenset[str], list[str]]:
    """Give the fingerprints of a baseline, and what is wrong with it; a missing one is empty.

    `place` is the file, or the source of a repository's files that has it at its top.
    """
    file = place if isinstance(place, Path) else FILE
    try:
        text = _text(place)
        document = {"version": _VERSION} if text is None else json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        return frozenset(), [f"{file}: this baseline cannot be read ({error})"]
    if not isinstance(document, dict) or document.get("version") != _VERSION:
        return frozenset(), [f"{file}: this is no baseline that this program has written"]
    entries = document.get("findings")
    rows = [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
    names = (row.get("fingerprint") for row in rows)
    return frozenset(name for name in names if isinstance(name, str)), []


def write_baseline(file: Path, findings: Iterable[Finding]) -> int:
    """Write a baseline of these findings; returns how many. Raises UsageError."""
    by_name = {finding.fingerprint: finding for finding in findings}
    rows = sorted(map(_row, by_name.values()), key=lambda row: (row["path"], row["fingerprint"]))
    document = {"version": _VERSION, "findings": rows}
    try:
        file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"The baseline {file} cannot be written: {error.strerror or error}.",
            hint="See that the folder is yours, and that the disk has room.",
        ) from error
    return len(rows)


def _text(place: Path | Source) -> str | None:
    if not isinstance(place, Path):
        return place.read(FILE)
    return place.read_text(encoding="utf-8") if place.exists() else None


def _row(finding: Finding) -> dict[str, Any]:
    return {
        "fingerprint": finding.fingerprint,
        "path": finding.path,
        "kind": finding.kind or finding.category.value,
        "line": finding.quote,
    }
