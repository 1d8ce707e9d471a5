"""What a review adds up while it runs."""

from collections import Counter

from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.domain.generation import Finished
from r1_assistant.features.review.events import Stats
from r1_assistant.features.review.skip import LATE, Skip


class Tally:
    """Counts costs, findings and what was dropped."""

    def __init__(self) -> None:
        self.hunks = 0
        self.cached = 0
        self.checks = 0
        self.paths: set[str] = set()
        self.skips: list[Skip] = []
        self.dropped: Counter[str] = Counter()
        self.suppressed: Counter[str] = Counter()
        self.shown = 0
        self.withheld = 0
        self.worst: Severity | None = None
        self.cuts: Counter[str] = Counter()
        self.missed: list[str] = []
        self._finished: list[Finished] = []

    def drop(self, reason: str, times: int = 1) -> None:
        """Count what did not stand."""
        if times:
            self.dropped[reason] += times

    def suppress(self, reason: str) -> None:
        """Count what nobody wants to see; without a reason it is wanted."""
        if reason:
            self.suppressed[reason] += 1

    def leave(self, path: str, line: int, how: str) -> None:
        """Count a hunk for which there was no time, or not enough of it."""
        self.cut(how)
        self.skips.append(Skip(path, line, f"{how}: {LATE}"))

    def cut(self, how: str) -> None:
        """Count a hunk of which the limit of time took something away."""
        self.cuts[how] += 1

    def add_costs(self, finished: Finished) -> None:
        """Add what a generation cost."""
        self._finished.append(finished)

    def add_finding(self, finding: Finding, limit: int) -> bool:
        """Count a finding, and tell whether it is within the limit."""
        if self.worst is None or finding.severity.rank < self.worst.rank:
            self.worst = finding.severity
        within = self.shown < limit
        self.shown += within
        self.withheld += not within
        return within

    @property
    def cut_short(self) -> tuple[str, ...]:
        """Say what the limit of time left out; nothing if the review is complete."""
        hunks = (f"{n} {'hunk' if n == 1 else 'hunks'} {how}" for how, n in self.cuts.items())
        return (*self.missed, *hunks)

    def stats(self, seconds: float, *, interrupted: bool = False) -> Stats:
        """Add everything up."""
        done = self._finished
        return Stats(
            files=len(self.paths),
            hunks=self.hunks,
            cached=self.cached,
            checks=self.checks,
            skips=tuple(self.skips),
            findings=self.shown,
            withheld=self.withheld,
            worst=self.worst,
            dropped=dict(self.dropped),
            suppressed=dict(self.suppressed),
            prompt_tokens=sum(each.prompt_tokens for each in done),
            cached_tokens=sum(each.cached_tokens for each in done),
            generated_tokens=sum(each.reasoning_tokens + each.answer_tokens for each in done),
            prefill_seconds=sum(each.prefill_seconds for each in done),
            decode_seconds=sum(each.decode_seconds for each in done),
            seconds=seconds,
            interrupted=interrupted,
            cut_short=self.cut_short,
        )
