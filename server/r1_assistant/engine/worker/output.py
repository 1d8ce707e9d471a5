"""What comes out of a generation: text, cut into thought and answer, up to a stop text."""

from collections.abc import Sequence

from r1_assistant.domain.generation import Delta, Part
from r1_assistant.engine.reasoning import Splitter, joined


class Output:
    """Collects the text of a generation until it is sent.

    `thinking` says that the text begins within a thought; None that there are no thoughts to tell
    apart. Stop texts count in the answer only.
    """

    def __init__(self, thinking: bool | None, stop: Sequence[str]) -> None:
        self._splitter = None if thinking is None else Splitter(thinking)
        self._stop = [text for text in stop if text]
        self._held = ""
        self._deltas: list[Delta] = []
        self.stopped = False

    @property
    def thinking(self) -> bool:
        """Whether what comes next belongs to a thought."""
        return self._splitter is not None and self._splitter.thinking

    def feed(self, text: str) -> None:
        """Add text; sets `stopped` when a stop text was reached."""
        if text:
            self._pass(self._split(text))

    def begin_answer(self) -> None:
        """Let the answer begin here, without what came in one piece with the thought's end."""
        self._splitter = None
        self._deltas = [delta for delta in self._deltas if delta.part is Part.REASONING]

    def finish(self) -> None:
        """Let go of what was held back."""
        if self._splitter is not None:
            self._pass(self._splitter.finish())
        if self._held and not self.stopped:
            self._deltas.append(Delta(Part.ANSWER, self._held))
        self._held = ""

    def take(self) -> list[Delta]:
        """Give what can be sent, with neighbours of one part joined."""
        deltas, self._deltas = joined(self._deltas), []
        return deltas

    def _split(self, text: str) -> list[Delta]:
        return [Delta(Part.ANSWER, text)] if self._splitter is None else self._splitter.feed(text)

    def _pass(self, deltas: list[Delta]) -> None:
        for delta in deltas:
            if delta.part is Part.ANSWER and self._stop:
                self._until_stop(delta.text)
            else:
                self._deltas.append(delta)

    def _until_stop(self, text: str) -> None:
        if self.stopped:
            return
        self._held += text
        found = [(self._held.find(stop), len(stop)) for stop in self._stop if stop in self._held]
        self.stopped = bool(found)
        # the first to be complete: which one that is does not depend on how the text is cut
        first = min(found, key=_end, default=(len(self._held) - self._partial(), 0))
        if first[0]:
            self._deltas.append(Delta(Part.ANSWER, self._held[: first[0]]))
        self._held = "" if found else self._held[first[0] :]

    def _partial(self) -> int:
        """Say how many characters at the end may begin a stop text."""
        longest = max(map(len, self._stop)) - 1
        for length in range(min(longest, len(self._held)), 0, -1):
            if any(text.startswith(self._held[-length:]) for text in self._stop):
                return length
        return 0


def _end(place: tuple[int, int]) -> tuple[int, int]:
    """Order places, as start and length, by where they end; the longer first among equals."""
    return sum(place), place[0]
