"""What a review is told with each call."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from r1_assistant.config.team.holding import EXCLUDED, Team
from r1_assistant.domain.generation import Urgency
from r1_assistant.domain.patterns import excluded

Effort = Literal["quick", "normal", "high"]
"""How much a review may cost: "quick" decides and has nothing worded by a model."""


class Stage(StrEnum):
    """A stage of a review that can be left out, to see what it is worth."""

    EQUIVALENCE = "equivalence"
    RULES = "rules"
    EXTERNAL = "external"
    LIKELIHOOD = "likelihood"
    OPINIONS = "opinions"
    VERIFICATION = "verification"
    CALIBRATION = "calibration"


@dataclass(frozen=True, slots=True)
class ReviewConfig:
    """The bounds of a review.

    `max_findings` bounds what is shown; the rest is counted. `seed` decides what is sampled.
    `reasoning_tokens` bounds the thought per hunk, None leaves it to the template. `hunk_tokens`
    bounds the code of one prompt, `context_lines` the lines around it on each side, and
    `related_tokens` the code from elsewhere that belongs with it.
    `max_hunk_lines` is where a larger hunk is cut. A finding of less than `min_confidence` (0 to 1)
    is counted and not shown; None takes the bound that goes with the weights. `max_per_hunk` bounds
    the findings of one hunk. `model_opines` says whether the model is asked what it sees by itself;
    None leaves that to what its claims are worth. `exclude` are patterns of
    paths that are not reviewed, as in `.gitignore`. `instructions` are the repository's own notes
    for all of the change, and of `instructions_tokens` tokens at most together with those that the
    `team` has for a file. `team` is what its files of settings say.
    `stages` are those that take part. `urgency` is that of what a model is asked.
    """

    max_findings: int = 10
    seed: int = 0
    effort: Effort = "normal"
    reasoning_tokens: int | None = None
    hunk_tokens: int = 1200
    context_lines: int = 8
    related_tokens: int = 200
    max_hunk_lines: int = 40
    min_confidence: float | None = None
    max_per_hunk: int = 2
    model_opines: bool | None = None
    exclude: tuple[str, ...] = ()
    instructions: str = ""
    instructions_tokens: int = 600
    team: Team = field(default_factory=Team)
    stages: frozenset[Stage] = frozenset(Stage)
    urgency: Urgency = Urgency.NORMAL

    def leaves_out(self, path: str) -> str:
        """Say why a file is not reviewed, by its path alone; empty if it may be."""
        return EXCLUDED if excluded(path, self.exclude) else self.team.why_not(path)

    @property
    def runs(self) -> int:
        """How often a model that draws its words is asked the same."""
        return 3 if self.effort == "high" else 1

    @property
    def asks_programs(self) -> bool:
        """Whether the rule sets of other programs take part: each start of one takes a while."""
        return self.effort != "quick" and Stage.EXTERNAL in self.stages

    @property
    def may_opine(self) -> bool:
        """Whether a model may be asked for opinions."""
        return self.effort != "quick" and Stage.OPINIONS in self.stages
