"""onnxruntime-genai called directly: the loop that its documentation shows, in a process apart.

    python -m bench.direct FOLDER THREADS

A line {"ids": [...], "tokens": n} asks for n tokens after a prompt; a line with the times in
seconds answers it.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from bench.lines import LineProgram
from bench.run import Prompt, Run

_ENVIRONMENT = {"ORT_DISABLE_TELEMETRY": "1", "PYTHONPATH": str(Path(__file__).parent.parent)}


class Direct:
    """The plain loop as a side of a comparison."""

    def __init__(self, program: LineProgram) -> None:
        self._program = program

    @classmethod
    async def start(cls, folder: Path, threads: int, log_file: Path) -> "Direct":
        """Load the model in `folder`."""
        command = (sys.executable, "-m", "bench.direct", str(folder), str(threads))
        return cls(await LineProgram.start(command, log_file, _ENVIRONMENT))

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._program.pid

    async def run(self, prompt: Prompt, tokens: int) -> Run:
        """Generate from an empty cache; timed by the process itself."""
        answer = await self._program.ask({"ids": prompt.ids, "tokens": tokens})
        return Run(len(prompt.ids), answer["tokens"], answer["first"], answer["decode"])

    async def aclose(self) -> None:
        """End the process."""
        await self._program.aclose()


def main() -> None:
    """Answer lines until there are no more."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime_genai as og

    folder, threads = sys.argv[1:]
    config = og.Config(folder)
    options = {"session_options": {"intra_op_num_threads": int(threads)}}
    config.overlay(json.dumps({"model": {"decoder": options}}))
    model = og.Model(config)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        answer = _generate(og, model, question["ids"], question["tokens"])
        print(json.dumps(answer), flush=True)


def _generate(og: Any, model: Any, ids: list[int], tokens: int) -> dict[str, float]:
    params = og.GeneratorParams(model)
    params.set_search_options(max_length=len(ids) + tokens, do_sample=False)
    start = time.perf_counter()
    generator = og.Generator(model, params)
    generator.append_tokens(ids)
    generator.generate_next_token()
    first = time.perf_counter()
    count = 1
    while count < tokens and not generator.is_done():
        generator.generate_next_token()
        count += 1
    return {"tokens": count, "first": first - start, "decode": time.perf_counter() - first}


if __name__ == "__main__":
    main()
