"""How far a model's own claims may be trusted: measured for each model, never assumed.

Small models accuse a change and its reverse alike. So what a model claims by itself counts as much
as such claims were right on planted defects and clean changes (`poe eval-review --fit-trust`), and
nothing where nobody has measured it.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from r1_assistant.config.paths import data_dir
from r1_assistant.features.review.candidate import Candidate

FILE = "trust.toml"
UNMEASURED_ALONE = 0.5
"""The confidence in what a model that nobody has measured says in each of several runs."""


@dataclass(frozen=True, slots=True)
class Trust:
    """What a model's claims are worth.

    `alone` is the share of its claims without other evidence that were right; `lift` is added to
    the logit of a candidate that it names by itself, and `denial` to one that it doesn't name.
    """

    alone: float = 0.0
    lift: float = 0.0
    denial: float = 0.0
    measured: bool = False

    def worth_asking(self, bound: float, runs: int) -> bool:
        """Tell whether claims without other evidence can ever be shown.

        Those of a model that nobody has measured can, as information, where several runs agree.
        """
        return self.alone >= bound if self.measured else runs > 1

    def alone_in(self, share: float) -> float:
        """Give the confidence in a claim that a share of the runs makes, without other evidence."""
        if self.measured:
            return self.alone * share
        return UNMEASURED_ALONE if share == 1 else 0.0

    def weighed(self, candidate: Candidate, share: float) -> Candidate:
        """Give a candidate the confidence that it has when a share of the runs names it."""
        term = self.lift * share + self.denial * (1 - share)
        sure = min(max(candidate.confidence, 1e-6), 1 - 1e-6)
        odds = math.log(sure / (1 - sure)) + term
        return replace(candidate, confidence=1 / (1 + math.exp(-odds)))


@lru_cache(maxsize=8)
def trust_for(model: str) -> Trust:
    """Give what is known of a model: by the user's own measurement, or the shipped one."""
    for file in (data_dir() / "weights" / FILE, Path(__file__).parent / "weights" / FILE):
        row = _table(file).get(model)
        trust = _trust(row) if isinstance(row, dict) else None
        if trust is not None:
            return trust
    return Trust()


def _table(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


def _trust(row: Mapping[str, Any]) -> Trust | None:
    try:
        alone, lift, denial = (float(row[name]) for name in ("alone", "lift", "denial"))
    except (KeyError, TypeError, ValueError):
        return None
    return Trust(alone, lift, denial, measured=True)
