"""Thoughts: telling them from answers, and the rules of models that have them.

A reasoning model writes `<think>`, its thought, `</think>` and its answer. Some chat templates end
with an open `<think>` already, so that only the closing tag is ever generated.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import Enum, auto

from r1_assistant.domain.generation import (
    Delta,
    Message,
    ModelInfo,
    Part,
    Role,
    Sampling,
)

OPEN = "<think>"
CLOSE = "</think>"

OPENING = f"{OPEN}\n"
"""How a thought begins where the template does not begin it."""

CLOSING = f"\n{CLOSE}\n\n"
"""What ends a thought whose budget is used up."""

NO_THOUGHT = f"{OPENING}{CLOSING}"
"""The empty thought that makes a reasoning model answer at once."""

R1_TEMPERATURE = 0.6
"""DeepSeek-R1's model card: 0.5 to 0.7, 0.6 recommended, against endless repetition."""

R1_TOP_P = 0.95
"""DeepSeek-R1's model card."""


def sampling_for(info: ModelInfo, seed: int) -> Sampling:
    """Give the sampling that a model's makers recommend; greedy for models without thoughts."""
    if info.reasoning:
        return Sampling(R1_TEMPERATURE, R1_TOP_P, seed)
    return Sampling(seed=seed)


def fold_system(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """Move system texts to the front of the first user message, as R1 wants no system prompt."""
    system = [message.content for message in messages if message.role is Role.SYSTEM]
    rest = [message for message in messages if message.role is not Role.SYSTEM]
    if not system:
        return messages
    for index, message in enumerate(rest):
        if message.role is Role.USER:
            rest[index] = replace(message, content="\n\n".join([*system, message.content]))
            return tuple(rest)
    return (Message(Role.USER, "\n\n".join(system)), *rest)


class _State(Enum):
    UNDECIDED = auto()
    """Before the first character that is not white space: a tag may still come."""
    UNKNOWN = auto()
    """Nobody knows whether a thought is open: hold everything until a tag tells."""
    THOUGHT = auto()
    GAP = auto()
    """Between the closing tag and the answer: line ends are dropped."""
    ANSWER = auto()


class Splitter:
    """Cuts generated text into thought and answer, however it is cut when it comes in.

    `opened` says whether the prompt ends within a thought; None where that is not known (a remote
    server's template), which holds text back until a tag or the end tells. White space around
    a thought and line ends before its answer are dropped; a text without a thought is passed
    through unchanged.
    """

    def __init__(self, opened: bool | None) -> None:
        first = _State.UNKNOWN if opened is None else _State.THOUGHT if opened else _State.UNDECIDED
        self._state = first
        self._held = ""
        self._may_open = True
        self._thought_begun = False

    @property
    def thinking(self) -> bool:
        """Whether the next text belongs to a thought, as far as is known."""
        return self._state is _State.THOUGHT

    def feed(self, text: str) -> list[Delta]:
        """Add text and give what can be told of it now."""
        self._held += text
        return joined(self._advance(at_end=False))

    def finish(self) -> list[Delta]:
        """Give what was held back, at the end of the text."""
        return joined(self._advance(at_end=True))

    def _advance(self, *, at_end: bool) -> Iterator[Delta]:
        while True:
            before = self._state
            yield from self._step(at_end)
            if self._state is before:
                return

    def _step(self, at_end: bool) -> Iterator[Delta]:
        match self._state:
            case _State.UNDECIDED:
                yield from self._undecided(at_end)
            case _State.UNKNOWN:
                self._unknown(at_end)
            case _State.THOUGHT:
                yield from self._thought(at_end)
            case _State.GAP:
                self._held = self._held.lstrip("\r\n")
                if self._held:
                    self._state = _State.ANSWER
            case _State.ANSWER:
                yield from self._emit(Part.ANSWER, len(self._held))

    def _undecided(self, at_end: bool) -> Iterator[Delta]:
        start = self._held.lstrip()
        if start.startswith(OPEN):
            self._held = start[len(OPEN) :]
            self._state = _State.THOUGHT
        elif at_end or not OPEN.startswith(start):
            self._state = _State.ANSWER
        yield from ()

    def _unknown(self, at_end: bool) -> None:
        if self._held.lstrip().startswith(OPEN) or CLOSE in self._held:
            self._state = _State.THOUGHT
        elif at_end:
            self._state = _State.ANSWER

    def _thought(self, at_end: bool) -> Iterator[Delta]:
        if not self._thought_begun and not self._skip_opening(at_end):
            return
        end = self._held.find(CLOSE)
        if end >= 0:
            yield from self._emit(Part.REASONING, len(self._held[:end].rstrip()))
            self._held = self._held[self._held.index(CLOSE) + len(CLOSE) :]
            self._state = _State.GAP
            return
        safe = len(self._held) if at_end else len(self._held) - _partial(self._held, CLOSE)
        yield from self._emit(Part.REASONING, len(self._held[:safe].rstrip()))
        if at_end:
            self._held = ""

    def _skip_opening(self, at_end: bool) -> bool:
        """Drop white space and a repeated opening tag; False while that cannot be told."""
        start = self._held.lstrip()
        if self._may_open and start.startswith(OPEN):
            self._may_open = False
            start = start[len(OPEN) :].lstrip()
        elif self._may_open and not at_end and OPEN.startswith(start):
            return False
        self._held = start
        self._thought_begun = bool(start)
        return self._thought_begun

    def _emit(self, part: Part, length: int) -> Iterator[Delta]:
        if length:
            yield Delta(part, self._held[:length])
            self._held = self._held[length:]


def split(text: str, opened: bool | None = None) -> tuple[str, str]:
    """Cut a whole text into thought and answer."""
    splitter = Splitter(opened)
    parts = {Part.REASONING: "", Part.ANSWER: ""}
    for delta in (*splitter.feed(text), *splitter.finish()):
        parts[delta.part] += delta.text
    return parts[Part.REASONING], parts[Part.ANSWER]


def _partial(text: str, tag: str) -> int:
    """Say how many characters at the end of `text` may be the beginning of `tag`."""
    for length in range(min(len(tag) - 1, len(text)), 0, -1):
        if text.endswith(tag[:length]):
            return length
    return 0


def joined(deltas: Iterable[Delta]) -> list[Delta]:
    """Make one of neighbours that belong to the same part."""
    result: list[Delta] = []
    for delta in deltas:
        before = result.pop() if result and result[-1].part is delta.part else None
        result.append(delta if before is None else Delta(delta.part, before.text + delta.text))
    return result
