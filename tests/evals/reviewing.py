"""What a reviewer says about a case, whichever way it comes to it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from evals.cases import Case
from r1_assistant.domain.finding import Finding


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may become a finding: a line, a kind, and the numbers that its confidence is made of.

    `prior` is how often such a candidate is right, as judged before anything was measured.
    """

    line: int
    kind: str
    prior: float
    confidence: float
    features: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review of one case.

    `findings` are those that a user would see. `score` is the highest confidence of any candidate,
    shown or not, and `place` that one's line; both are 0 where there is none. `seconds_decide` is
    how long the decision took, without words, and `seconds_write` the whole review where a model
    worded it; 0 where that was not done. `skipped` says why nothing was looked at, or is empty.
    """

    findings: tuple[Finding, ...] = ()
    score: float = 0.0
    place: int = 0
    seconds_decide: float = 0.0
    seconds_write: float = 0.0
    skipped: str = ""
    candidates: tuple[Candidate, ...] = ()


Reviewer = Callable[[Case], Awaitable[Reviewed]]
"""Raises what the engine raises; nothing else."""


@dataclass(frozen=True, slots=True)
class Result:
    """A case and what was said about it."""

    case: Case
    reviewed: Reviewed

    @property
    def planted(self) -> bool:
        """Whether there is a defect to be found."""
        return self.case.planted

    @property
    def flagged(self) -> bool:
        """Whether a user would see any finding."""
        return bool(self.reviewed.findings)

    @property
    def placed(self) -> bool:
        """Whether the strongest candidate is on the right line."""
        return self.planted and near(self.reviewed.place, self.case)


def near(line: int, case: Case) -> bool:
    """Tell whether a line is a planted one, or next to one."""
    return any(abs(line - planted) <= 1 for planted in case.lines)
