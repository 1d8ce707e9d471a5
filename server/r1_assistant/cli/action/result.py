"""What came out: read from the review's JSON, which is written even if nothing was found."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from r1_assistant.cli.action.plan import results_folder

FILES = {"json": "review.json", "markdown": "review.md", "sarif": "r1.sarif"}
"""Files of every review, by their formats."""

SEVERITIES = ("error", "warning", "info")
SILENCED = "ignored by a comment that the change adds"


@dataclass(frozen=True, slots=True)
class Result:
    """A review's result; `status` is the exit code of `r1-review`, `worst` empty without findings.

    `silenced` counts what comments of the change itself take back; `asked` is whether anything was
    reviewed that no earlier review had seen.
    """

    status: int = 0
    findings: int = 0
    worst: str = ""
    silenced: int = 0
    asked: bool = False


def write_status(status: int) -> None:
    """Keep the exit code for the last step."""
    results_folder().mkdir(parents=True, exist_ok=True)
    _status_file().write_text(str(status), encoding="utf-8")


def read_result() -> Result:
    """Read what the review has left; nothing is as good as no findings."""
    document = _document(results_folder() / FILES["json"])
    stats = document.get("stats")
    stats = stats if isinstance(stats, Mapping) else {}
    found = [each for each in _list(document.get("findings")) if isinstance(each, Mapping)]
    severities = Counter(each.get("severity") for each in found)
    suppressed = stats.get("suppressed")
    return Result(
        _status(),
        len(found),
        next((each for each in SEVERITIES if severities[each]), ""),
        _number(suppressed, SILENCED),
        _number(stats, "cached") < _number(stats, "hunks"),
    )


def _status() -> int:
    try:
        return int(_status_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0


def _status_file() -> Path:
    return results_folder() / "status"


def _document(file: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _number(table: object, key: str) -> int:
    value = table.get(key) if isinstance(table, Mapping) else None
    return value if isinstance(value, int) else 0
