"""What a job is to the loop: something that is done step by step."""

from typing import Protocol

from r1_assistant.engine.wire import Frame


class Job(Protocol):
    """A piece of work that is alive between its steps and can be dropped at any of them."""

    def step(self) -> Frame | None:
        """Let the model run once; give what to send."""
        ...

    @property
    def done(self) -> bool:
        """Whether the last frame was given."""
        ...

    def answer_now(self) -> None:
        """End the thought, between two steps; nothing happens where there is none."""
        ...

    def cancel(self) -> Frame:
        """End early; give the last frame."""
        ...

    def close(self) -> None:
        """Give back what is held; called once, whatever happened."""
        ...
