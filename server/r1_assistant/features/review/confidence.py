"""How sure a review is of a candidate: a logistic regression over what its stages measured.

The numbers are fitted on planted defects and clean changes (`poe eval-review --fit`), and are kept
in `weights/` for each scoring model, with their origin. A user's own go before them: they are in
the folder `weights` of the user's data.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from r1_assistant.config.paths import data_dir
from r1_assistant.features.review.candidate import BY_LIKELIHOOD, Candidate

DEFAULT = "default"
"""The weights of a scoring model that nobody has measured."""
NO_MODEL = "no-model"
"""The weights of a review without any model."""
_PRIOR_BOUND = 0.5


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of the regression.

    The confidence is the logistic function of `bias`, the kind's own term (where nothing was fitted
    its prior's logit, and for rules `rules` besides: how much more they are right than was judged),
    and each feature's coefficient times (value - mean) / deviation. Features
    that were not fitted count nothing. `threshold` is the confidence from which a finding is shown.
    """

    threshold: float = _PRIOR_BOUND
    bias: float = 0.0
    rules: float = 0.0
    kinds: Mapping[str, float] = field(default_factory=dict)
    features: Mapping[str, float] = field(default_factory=dict)
    scale: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def of(self, candidate: Candidate) -> float:
        """Give the confidence in a candidate, between 0 and 1."""
        term = self.kinds.get(candidate.kind)
        total = self.bias + (self._unknown(candidate) if term is None else term)
        for name, value in candidate.features.items():
            mean, deviation = self.scale.get(name, (0.0, 1.0))
            total += self.features.get(name, 0.0) * (value - mean) / deviation
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def _unknown(self, candidate: Candidate) -> float:
        return _logit(candidate.prior) + self.rules * (candidate.kind not in BY_LIKELIHOOD)


UNFITTED = Weights()
"""Priors alone."""


def weighed(candidate: Candidate, weights: Weights) -> Candidate:
    """Give a candidate its confidence."""
    return replace(candidate, confidence=weights.of(candidate))


@lru_cache(maxsize=8)
def weights_for(model: str) -> Weights:
    """Give the weights for a scoring model: the user's, the shipped ones, or the default's.

    "no-model" is a model of its own. A file that is damaged counts as missing.
    """
    for name in (model, DEFAULT):
        for text in (_own(name), _shipped(name)):
            weights = None if text is None else parse_weights(text)
            if weights is not None:
                return weights
    return UNFITTED


def parse_weights(text: str) -> Weights | None:
    """Read weights from TOML; None if it has not that form."""
    try:
        table = tomllib.loads(text)
        return Weights(
            threshold=float(table["threshold"]["value"]),
            bias=float(table["bias"]["value"]),
            rules=float(table["bias"].get("rules", 0.0)),
            kinds=_numbers(table.get("kinds", {})),
            features=_numbers(table.get("features", {})),
            scale={
                name: (float(mean), float(by) or 1.0) for name, (mean, by) in table["scale"].items()
            },
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError):
        return None


def _numbers(table: Mapping[str, Any]) -> dict[str, float]:
    return {name: float(value) for name, value in table.items()}


def _own(name: str) -> str | None:
    return _text(data_dir() / "weights" / f"{name}.toml")


def _shipped(name: str) -> str | None:
    return _text(Path(str(files("r1_assistant.features.review") / "weights" / f"{name}.toml")))


def _text(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _logit(share: float) -> float:
    share = min(max(share, 0.001), 0.999)
    return math.log(share / (1 - share))
