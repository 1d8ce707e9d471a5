"""Loading a model as the first frame says, and serving it from then on."""

import logging
from pathlib import Path
from typing import Any

from r1_assistant.domain.errors import EngineError, LoadFailed, ScoringUnsupported
from r1_assistant.domain.generation import Urgency
from r1_assistant.engine.codec import request_from_wire
from r1_assistant.engine.placement import target_from_wire
from r1_assistant.engine.wire import VERSION, Frame
from r1_assistant.engine.worker.chat import Render, chat_form
from r1_assistant.engine.worker.generation import Generation, Tools
from r1_assistant.engine.worker.grammar import Grammars
from r1_assistant.engine.worker.job import Job
from r1_assistant.engine.worker.loop import Loop
from r1_assistant.engine.worker.memory import give_back_memory
from r1_assistant.engine.worker.pipeline.model import load_model
from r1_assistant.engine.worker.pipes import Pipes
from r1_assistant.engine.worker.plain import PlainGeneration
from r1_assistant.engine.worker.prompt import build
from r1_assistant.engine.worker.scoring import Read, Scoring
from r1_assistant.engine.worker.slots import CHUNK, GRAIN, Slots
from r1_assistant.engine.worker.tokens import Tokens
from r1_assistant.engine.worker.writer import Language

_log = logging.getLogger(__name__)


def serve(pipes: Pipes) -> None:
    """Load the model, then take turns until the process ends."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    command = pipes.commands.get()
    if command.get("version") != VERSION:
        pipes.send(_failed("The program and its engine are of different versions.", ""))
        return
    try:
        served = Served(command, Loop(pipes.commands, pipes.send))
    except EngineError as error:
        _log.error("%s", error)
        cause = error.cause if isinstance(error, LoadFailed) else ""
        pipes.send(_failed(error.message, error.hint) | {"cause": cause})
    except Exception as error:
        _log.exception("the model cannot be loaded")
        pipes.send(_failed("The model cannot be loaded; its files may be damaged.", ""))
        raise SystemExit(1) from error
    else:
        pipes.answer_at_once("count_each", served.count_each)
        pipes.send({"op": "ready", "version": VERSION, "context_length": served.context_length})
        served.loop.run()


class Served:
    """A loaded model and the commands that it answers."""

    def __init__(self, command: Frame, loop: Loop) -> None:
        folder = Path(command["folder"])
        self.loop = loop
        self._reasoning: bool = command["reasoning"]
        self._tokens = Tokens(folder)
        self._form: Render = chat_form(folder)
        give_back_memory()
        plain = bool(command.get("plain", False))
        target = target_from_wire(command.get("target", {}))
        threads, length = command["threads"], command["context_length"]
        self._model = load_model(folder, threads, length, target, plain=plain)
        self.context_length = self._model.shape.context_length
        self._steppable = self._model.steppable and not plain
        loop.one_at_a_time = not self._model.shape.rewinds
        self._tools = self._make_tools(folder)
        self._read = Read()
        loop.starts |= {"generate": self._generate, "score": self._score}
        loop.answers |= {"count": self._count, "count_each": self.count_each}

    def _make_tools(self, folder: Path) -> Tools:
        shape = self._model.shape
        slots = Slots(
            self._model.open,
            context_length=shape.context_length,
            cache_bytes=shape.cache_bytes,
            grain=GRAIN if self._model.on_cpu else CHUNK,
        )
        grammars = Grammars(folder, self._tokens, shape.vocabulary, shape.ends)
        language = Language(self._tokens, grammars, frozenset(shape.ends))
        return Tools(slots, language, shape.context_length, lambda: self.loop.step)

    def _generate(self, command: Frame) -> tuple[Urgency, Job]:
        request = request_from_wire(command["request"])
        prompt = build(request, self._tokens, self._form, reasoning=self._reasoning)
        job: Job
        if self._steppable:
            job = Generation(command["id"], request, prompt, self._tools)
        else:
            job = PlainGeneration(command["id"], request, prompt, self._tools, self._model)
        return request.urgency, job

    def _score(self, command: Frame) -> tuple[Urgency, Job]:
        if not self._steppable:
            raise ScoringUnsupported("This model cannot score text.")
        tools, texts = self._tools, command["texts"]
        length, read = tools.context_length, self._read
        job = Scoring(command["id"], texts, self._tokens, tools.slots, length, read)
        return Urgency.NORMAL, job

    def _count(self, command: Frame) -> Frame:
        count = len(self._tokens.encode_data(command["text"]))
        return {"op": "reply", "id": command["id"], "count": count}

    def count_each(self, command: Frame) -> Frame:
        """Count the tokens of texts; other threads may call it."""
        counts = self._tokens.counts(command["texts"])
        return {"op": "reply", "id": command["id"], "counts": counts}


def _failed(message: str, hint: str) -> dict[str, Any]:
    return {"op": "failed", "version": VERSION, "message": message, "hint": hint}
