"""When a request is made again, and after how long."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from r1_assistant.domain.errors import GitHubError

SECONDARY_SECONDS = 60.0
"""What GitHub's documentation says to wait where an answer doesn't say how long."""


def _nobody(_: str) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long, in seconds; `tell` gets a sentence before a long wait.

    `between_writes` is what GitHub asks for between requests that make something.
    """

    tries: int = 4
    first_wait: float = 1.0
    longest_wait: float = 120.0
    between_writes: float = 1.0
    timeout: int = 30
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.time
    tell: Callable[[str], None] = _nobody

    def after_failure(self, attempt: int) -> None:
        """Wait before trying again, twice as long each time; `attempt` counts from 0."""
        self.sleep(self.first_wait * 2**attempt)

    def after_limit(self, headers: Mapping[str, str], message: str) -> None:
        """Wait until GitHub takes requests again; raises GitHubError if that is too long."""
        seconds = limit_seconds(403, headers, message, self.now()) or SECONDARY_SECONDS
        if seconds > self.longest_wait:
            raise GitHubError(
                f"GitHub takes no more requests for now; it does again in {_words(seconds)}.",
                hint="Try again then. With a token of your own the limit is higher.",
            )
        self.tell(f"GitHub takes no more requests for now; going on in {_words(seconds)}")
        self.sleep(seconds)


def limit_seconds(
    status: int, headers: Mapping[str, str], message: str, now: float
) -> float | None:
    """Give the seconds to wait for a limit of requests; None if an answer is about something else.

    Names of headers are lower case. See "Rate limits for the REST API" in GitHub's documentation.
    """
    if status not in (403, 429):
        return None
    if (after := headers.get("retry-after", "")).isdecimal():
        return float(after)
    reset = headers.get("x-ratelimit-reset", "")
    if headers.get("x-ratelimit-remaining") == "0" and reset.isdecimal():
        return max(1.0, int(reset) - now + 1)
    limited = status == 429 or "rate limit" in message.lower()
    return SECONDARY_SECONDS if limited else None


def _words(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} minutes"
