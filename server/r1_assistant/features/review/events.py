"""What a review says while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.domain.generation import ModelInfo
from r1_assistant.features.review.skip import Skip

if TYPE_CHECKING:
    from r1_assistant.features.review.candidate import Candidate


@dataclass(frozen=True, slots=True)
class Started:
    """The work is known; `model` words what is found, if there is one."""

    model: ModelInfo | None
    hunks: int
    files: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the review is: hunk `hunk` (1-based) of `hunks`, and how fast the model writes.

    `tokens_per_second` is that of the pieces that came so far for this hunk; 0 before the first.
    All hunks are looked at first, then those with findings are gone through again for `writing`.
    """

    path: str
    hunk: int
    hunks: int
    tokens_per_second: float
    writing: bool = False


@dataclass(frozen=True, slots=True)
class Weighed:
    """All that was weighed in a hunk, each by itself, shown or not; for measurements."""

    path: str
    candidates: "tuple[Candidate, ...]"


@dataclass(frozen=True, slots=True)
class Found:
    """A finding to show."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class Stats:
    """What a review did; times in seconds, counts in tokens where the name says so.

    `cached` counts the hunks that no model had to be asked about again. `dropped` counts the claims
    that did not stand, `suppressed` the findings that nobody wants to see, both by reason, and
    `withheld` the findings beyond the limit. `worst` is the worst severity of all findings,
    withheld ones included. `checks` counts the rules in plain language, each hunk by itself.
    `cut_short` says in words what a limit of time has left out; without such words the review is
    complete.
    """

    files: int = 0
    hunks: int = 0
    cached: int = 0
    skips: tuple[Skip, ...] = ()
    findings: int = 0
    withheld: int = 0
    worst: Severity | None = None
    dropped: Mapping[str, int] = field(default_factory=dict)
    suppressed: Mapping[str, int] = field(default_factory=dict)
    prompt_tokens: int = 0
    cached_tokens: int = 0
    generated_tokens: int = 0
    prefill_seconds: float = 0.0
    decode_seconds: float = 0.0
    seconds: float = 0.0
    interrupted: bool = False
    checks: int = 0
    cut_short: tuple[str, ...] = ()

    @property
    def tokens_per_second(self) -> float:
        """How fast the model wrote; 0 if it wrote nothing."""
        return self.generated_tokens / self.decode_seconds if self.decode_seconds else 0.0


@dataclass(frozen=True, slots=True)
class Done:
    """The review is over."""

    stats: Stats


ReviewEvent = Started | Progress | Weighed | Found | Done
