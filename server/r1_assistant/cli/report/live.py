"""The line that says what is being done, and for how long."""

import sys
import time

from r1_assistant.cli.report.terminal import LiveLine
from r1_assistant.features.review.events import Progress


class Live:
    """Puts the state of a review into the live line; only on a terminal."""

    def __init__(self) -> None:
        self._line = LiveLine(sys.stderr)
        self._text = ""
        self._since = 0.0

    def loading(self, model: str) -> None:
        """Show that a model is being loaded."""
        self._text, self._since = f"Loading {model}", time.monotonic()
        self.tick()

    def progress(self, progress: Progress) -> None:
        """Show where a review is."""
        if not progress.tokens_per_second:
            self._since = time.monotonic()
        what = "Writing about" if progress.writing else "Reviewing"
        self._text = f"{what} {progress.path}, hunk {progress.hunk} of {progress.hunks}"
        if progress.tokens_per_second:
            self._text += f", {progress.tokens_per_second:.0f} tokens/s"
        else:
            self.tick()

    def tick(self) -> None:
        """Show it again with the time that went by."""
        if self._text:
            self._line.show(f"{self._text}, {time.monotonic() - self._since:.0f} s")

    def clear(self) -> None:
        """Take the line away."""
        self._line.clear()

    def close(self) -> None:
        """Take the line away for good."""
        self._text = ""
        self._line.clear()
