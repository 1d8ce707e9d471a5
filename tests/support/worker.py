"""The engine's worker in this process, for tests that look at each of its steps."""

import queue
from pathlib import Path
from typing import Any

from r1_assistant.domain.generation import (
    Finished,
    GenerationRequest,
    Message,
    Part,
    Role,
    TokenScore,
)
from r1_assistant.engine import codec
from r1_assistant.engine.wire import Frame
from r1_assistant.engine.worker.loop import Loop
from r1_assistant.engine.worker.serve import Served


class Worker:
    """The worker's loop without its pipes."""

    def __init__(self, folder: Path, **load: Any) -> None:
        self.commands: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        self.sent: list[Frame] = []
        command = {"folder": str(folder), "reasoning": False, "threads": 2}
        loop = Loop(self.commands, self.sent.append)
        self.served = Served(command | {"context_length": 1024} | load, loop)

    def call(self, command: Frame, turns: int | None = None) -> list[Frame]:
        """Do a command to its end; give what was sent. It shall answer now after some turns."""
        self.sent.clear()
        self.commands.put(command | {"id": 1})
        for _ in range(turns or 0):
            self.served.loop.turn()
        if turns is not None:
            self.commands.put({"op": "answer_now", "id": 1})
        while not self.sent or self.sent[-1]["op"] == "text":
            self.served.loop.turn()
        return list(self.sent)

    def run(
        self, request: GenerationRequest, turns: int | None = None
    ) -> tuple[str, str, Finished]:
        frames = self.call({"op": "generate", "request": codec.request_to_wire(request)}, turns)
        assert "finished" in frames[-1], frames[-1]
        parts = {Part.REASONING: "", Part.ANSWER: ""}
        for frame in frames:
            for part, text in frame["deltas"]:
                parts[Part(part)] += text
        finished = codec.finished_from_wire(frames[-1]["finished"])
        return parts[Part.REASONING], parts[Part.ANSWER], finished

    def score(self, *texts: str) -> tuple[tuple[TokenScore, ...], ...]:
        frame = self.call({"op": "score", "texts": list(texts)})[-1]
        return codec.scores_from_wire(frame["scores"])

    def steps(self, *texts: str) -> int:
        before = self.served.loop.step
        self.score(*texts)
        return self.served.loop.step - before


def ask(text: str, **more: Any) -> GenerationRequest:
    return GenerationRequest((Message(Role.USER, text),), **more)
