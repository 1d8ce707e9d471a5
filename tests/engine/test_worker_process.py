"""The model's process from outside: who it dies with, what it says of damaged files."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from r1_assistant.domain.errors import EngineError
from r1_assistant.domain.generation import ModelInfo
from r1_assistant.engine.host import LocalEngine
from r1_assistant.engine.wire import Decoder

HOLDER = """
import asyncio, sys
from pathlib import Path
from r1_assistant.domain.generation import GenerationRequest, ModelInfo
from r1_assistant.engine.host import LocalEngine

async def main(folder, log):
    info = ModelInfo("small", "small", 2048, False, False)
    engine = LocalEngine(Path(folder), info, log_file=Path(log))
    request = GenerationRequest(raw_prompt="Once", max_tokens=2000)
    async for _ in engine.generate(request):
        print(engine.pid, flush=True)

asyncio.run(main(*sys.argv[1:]))
"""

PRINTER = """
import os, sys
from r1_assistant.engine.worker.pipes import Pipes

pipes = Pipes.take_over()
print("python prints", flush=True)
os.write(1, b"native code prints\\n")
os.system("echo a child prints")
pipes.send({"said": sys.stdin.read()})
command = pipes.commands.get()
pipes.send({"heard": command})
pipes.commands.get()
"""


@pytest.mark.model
def test_it_dies_with_its_parent(small_model: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(small_model), str(tmp_path / "log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        worker = psutil.Process(int(parent.stdout.readline()))
        assert "r1_assistant.engine.worker" in worker.cmdline()
        parent.kill()
    _, alive = psutil.wait_procs([worker], timeout=10)
    assert not alive


def test_prints_do_not_break_frames() -> None:
    from r1_assistant.engine.wire import encode

    command = [sys.executable, "-c", PRINTER]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    decoder, frames = Decoder(), []
    with subprocess.Popen(command, **pipes) as worker:  # type: ignore[call-overload]
        worker.stdin.write(encode({"op": "x"}))
        worker.stdin.flush()
        while len(frames) < 2:
            frames += decoder.feed(worker.stdout.read1())
        out, err = worker.communicate(timeout=30)
    assert frames == [{"said": ""}, {"heard": {"op": "x"}}]
    assert out == b""
    assert err.split(b"\n")[:3] == [b"python prints", b"native code prints", b"a child prints"]
    assert worker.returncode == 0  # the end of the commands is the order to end


def copy_without(folder: Path, target: Path, name: str) -> Path:
    """Copy a model's folder, all but one file by link."""
    target.mkdir()
    for path in folder.iterdir():
        if path.name != name and path.is_file():
            os.link(path, target / path.name) if _same_device(path, target) else shutil.copy(
                path, target
            )
    return target / name


def _same_device(path: Path, target: Path) -> bool:
    return path.stat().st_dev == target.stat().st_dev


@pytest.mark.model
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("model.onnx.data", b"\0" * 1000),
        ("model.onnx", b"not a model"),
        ("model.onnx", None),
        ("tokenizer.json", b"{}"),
        ("tokenizer.json", None),
        ("genai_config.json", b"{"),
        ("genai_config.json", b'{"model": {}}'),
    ],
)
async def test_a_damaged_model_says_what_to_do(
    small_model: Path, tmp_path: Path, name: str, content: bytes | None
) -> None:
    damaged = copy_without(small_model, tmp_path / "model", name)
    if content is not None:
        damaged.write_bytes(content)
    info = ModelInfo("small", "small", 2048, False, False)
    engine = LocalEngine(damaged.parent, info, log_file=tmp_path / "log")
    with pytest.raises(EngineError, match="run `r1-model remove small`") as caught:
        await engine.count_tokens("x")
    assert "\n" not in str(caught.value)
    assert (tmp_path / "log").stat().st_size > 0
    await engine.aclose()


@pytest.mark.model
async def test_modules_of_the_current_folder_are_not_imported(
    small_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("numpy", "queue", "r1_assistant", "onnxruntime_genai"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported from the repository')")
    monkeypatch.chdir(tmp_path)
    info = ModelInfo("small", "small", 2048, False, False)
    engine = LocalEngine(small_model, info, log_file=tmp_path / "engine.log")
    assert await engine.count_tokens("x") == 1
    await engine.aclose()
