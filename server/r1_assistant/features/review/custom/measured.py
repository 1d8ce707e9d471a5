"""What a model's verdicts about rules are worth: measured for each model, never assumed."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from r1_assistant.config.paths import data_dir
from r1_assistant.features.review.custom.judge import Verdict

FILE = "rules.toml"
"""In `weights/` of the package, or of the user's data, which goes first."""
MOST = 0.9
"""The most that is believed: no more than a few dozen cases were measured."""


@dataclass(frozen=True, slots=True)
class Worth:
    """How a score becomes a confidence: the logistic function of `scale` * score + `offset`.

    From `threshold` (0 to 1) on, a finding is shown, as information; from `sure` on it has the
    rule's own severity, which one of a model that nobody has measured never has.
    """

    scale: float = 1.0
    offset: float = -1.5
    threshold: float = 0.5
    sure: float = math.inf

    def confidence(self, verdict: Verdict) -> float:
        """Say how sure a broken rule is, between 0 and 1; wordings that disagree are no sign."""
        if verdict.agreeing < 1:
            return 0.0
        total = self.scale * verdict.score + self.offset
        return min(MOST, 1 / (1 + math.exp(-max(-30.0, min(30.0, total)))))


@lru_cache(maxsize=8)
def worth_of(model: str) -> Worth:
    """Give what is known of a model: by the user's own measurement, or the shipped one."""
    for file in (data_dir() / "weights" / FILE, Path(__file__).parents[1] / "weights" / FILE):
        row = _table(file).get(model)
        worth = _worth(row) if isinstance(row, dict) else None
        if worth is not None:
            return worth
    return Worth()


def _table(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


def _worth(row: Mapping[str, Any]) -> Worth | None:
    try:
        names = ("scale", "offset", "threshold", "sure")
        scale, offset, threshold, sure = (float(row[name]) for name in names)
        return Worth(scale, offset, threshold, sure)
    except (KeyError, TypeError, ValueError):
        return None
