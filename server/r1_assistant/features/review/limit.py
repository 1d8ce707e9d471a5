"""How long a review may take. It is on the way of a commit hook, and imports nothing heavy."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """A review's time: `seconds` in all, which are over at `until` of the clock."""

    seconds: float
    until: float
    clock: Callable[[], float] = time.monotonic

    @property
    def left(self) -> float:
        """Give the seconds that are left, at least 0."""
        return max(0.0, self.until - self.clock())

    @property
    def over(self) -> bool:
        """Tell whether the time is up."""
        return not self.left


def limit_from_now(seconds: float, clock: Callable[[], float] = time.monotonic) -> Limit:
    """Start the clock."""
    return Limit(seconds, clock() + seconds, clock)
