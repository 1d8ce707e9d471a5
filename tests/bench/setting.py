"""What every measurement gets: the settings of the run, and the sides, started and warmed up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.direct import Direct
from bench.ours import Ours
from bench.peer import Peer, install
from bench.run import Side
from bench.specimen import Specimen, prepare
from bench.workload import speed_prompts
from r1_assistant.domain.generation import ModelInfo
from r1_assistant.engine.host import LocalEngine

WARM_UP_TOKENS = 16


@dataclass(frozen=True)
class Bench:
    """A run of the benchmark; `most_load` is in cores, `home` keeps what is worth keeping."""

    home: Path
    threads: int
    most_load: float
    quick: bool = False
    fresh: bool = False
    _specimens: dict[str, Specimen] = field(default_factory=dict)

    def reps(self, full: int, quick: int) -> int:
        """Choose a number of repetitions."""
        return quick if self.quick else full

    def specimen(self, key: str) -> Specimen:
        """Give the model of that key."""
        if key not in self._specimens:
            self._specimens[key] = prepare(key, self.home)
        return self._specimens[key]

    @asynccontextmanager
    async def engine(self, specimen: Specimen, context_length: int) -> AsyncIterator[LocalEngine]:
        """Run the product's engine with a model loaded."""
        info = ModelInfo(
            id=specimen.id,
            title=specimen.id,
            context_length=context_length,
            reasoning=False,
            fill_in_the_middle=True,
        )
        log_file = self.home / "log" / "engine.log"
        engine = LocalEngine(specimen.folder, info, threads=self.threads, log_file=log_file)
        try:
            await engine.warm_up()
            await warm_up(Ours(engine), specimen)
            yield engine
        finally:
            await engine.aclose()

    @asynccontextmanager
    async def peer(self, specimen: Specimen) -> AsyncIterator[Peer]:
        """Run llama.cpp with a model loaded."""
        package = install(self.home / "peer")
        log_file = self.home / "log" / "peer.log"
        peer = await Peer.start(package, specimen.file, self.threads, log_file)
        try:
            await warm_up(peer, specimen)
            yield peer
        finally:
            await peer.aclose()

    @asynccontextmanager
    async def direct(self, specimen: Specimen) -> AsyncIterator[Direct]:
        """Run onnxruntime-genai by itself with a model loaded."""
        log_file = self.home / "log" / "direct.log"
        direct = await Direct.start(specimen.folder, self.threads, log_file)
        try:
            await warm_up(direct, specimen)
            yield direct
        finally:
            await direct.aclose()


async def warm_up(side: Side, specimen: Specimen) -> None:
    """Let a side touch its weights and its buffers once."""
    prompt = speed_prompts(specimen.tokens, 256, 1)[0]
    await side.run(prompt, WARM_UP_TOKENS)
