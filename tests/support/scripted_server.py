"""The real language server with a model that answers from a script: a program for tests.

R1_SCRIPT is JSON: `{"answer": …, "reasoning": …, "piece": …, "pause": seconds, "fim": bool,
"by_slot": {slot: answer}, "by_text": {text of the last message: answer}, "gate": file, "free":
pieces, "missing": bool, "error": sentence}`, all optional. With "gate" nothing comes until that
file exists, apart from the first "free" pieces. With "missing" no model is installed until the file
that R1_MODEL_FLAG names exists; with "error" the engine fails with that sentence. The status names
the model that the settings want. Prompts are appended to the file R1_PROMPTS.
"""

import asyncio
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from r1_assistant.domain.errors import EngineCrashed, ModelNotInstalled
from r1_assistant.domain.generation import EngineStatus, GenerationRequest, ModelInfo
from r1_assistant.engine.scripted import Reply, Scripted, ScriptedEngine
from r1_assistant.lsp.main import main
from r1_assistant.lsp.server import Server


class ScriptedModels:
    """One engine, which is installed from the start unless the script says otherwise."""

    def __init__(self, script: dict[str, Any]) -> None:
        self.on_status: Any = None
        self.wanted: str | None = None
        self._script = script
        self._pieces = 0
        self._told_installed = False
        info = ModelInfo("scripted", "Scripted", 4096, True, bool(script.get("fim")))
        self._engine = ScriptedEngine(self._reply, info=info, pause=self._pause)

    async def engine(self) -> ScriptedEngine:
        installed = self._installed()
        if installed != self._told_installed and self.on_status is not None:
            self._told_installed = installed
            self.on_status(self.status())
        if not installed:
            raise ModelNotInstalled("No model is installed.", hint="Run: r1-model install starter")
        return self._engine

    def _installed(self) -> bool:
        flag = os.environ.get("R1_MODEL_FLAG")
        return not self._script.get("missing") or bool(flag and Path(flag).exists())

    async def scorer(self) -> None:
        return None

    async def digest(self) -> str:
        await self.engine()
        return "scripted"

    def status(self) -> EngineStatus:
        if not self._installed():
            return EngineStatus()
        now = self._engine.status()
        return replace(now, model=self.wanted or now.model)

    async def aclose(self) -> None:
        await self._engine.aclose()

    def _reply(self, request: GenerationRequest) -> Reply:
        record = os.environ.get("R1_PROMPTS")
        if record:
            with Path(record).open("a", encoding="utf-8") as file:
                said = [message.content for message in request.messages] or [request.raw_prompt]
                file.write(json.dumps({"slot": request.slot, "messages": said}) + "\n")
        if "error" in self._script:
            return EngineCrashed(self._script["error"])
        return Scripted(
            self._answer(request),
            self._script.get("reasoning", "") if request.reasoning_tokens else "",
            self._script.get("piece", 7),
        )

    def _answer(self, request: GenerationRequest) -> str:
        last = request.messages[-1].content if request.messages else ""
        for text, answer in self._script.get("by_text", {}).items():
            if text in last:
                return str(answer)
        usual = self._script.get("answer", "It adds two numbers.")
        return str(self._script.get("by_slot", {}).get(request.slot, usual))

    def _tell(self) -> None:
        if self.on_status is not None:
            self.on_status(self.status())

    async def _pause(self) -> None:
        self._tell()
        asyncio.get_running_loop().call_later(0.1, self._tell)  # the last one tells the end
        await asyncio.sleep(self._script.get("pause", 0))
        self._pieces += 1
        gate = self._script.get("gate")
        while gate and self._pieces > self._script.get("free", 0) and not Path(gate).exists():
            await asyncio.sleep(0.01)


if __name__ == "__main__":
    script = json.loads(os.environ.get("R1_SCRIPT", "{}"))
    main(lambda: Server(ScriptedModels(script)))
