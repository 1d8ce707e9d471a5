"""Compiling the layers' graphs for the NPU ahead, which would take minutes at each start.

It needs onnxruntime-qnn, but no NPU: the compiler is the same on any machine. It runs in a process
of its own, because its native code is not ours and may take the process with it.
"""

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from r1_assistant.models.npu.form import PREPARED, PROMPT, TOKEN

PACKAGE = "onnxruntime_qnn"
_COMPILER = "r1_assistant.models.npu.compiler"
_log = logging.getLogger(__name__)


def prepare(folder: Path, progress: Callable[[int, int], None]) -> bool:
    """Compile the prompt's and the token's graph in `folder`; say whether both are there.

    `progress` is called with the bytes of weights that are compiled, and in all. Without the
    package nothing is done, and what fails leaves nothing behind: the graphs themselves can be
    used too, and are compiled at each start then.
    """
    if find_spec(PACKAGE) is None:
        return False
    size = (folder / "npu.onnx.data").stat().st_size
    for index, name in enumerate((PROMPT, TOKEN)):
        progress(index * size, 2 * size)
        if not _compiled(folder / f"{name}.onnx"):
            _remove(folder)
            return False
    progress(2 * size, 2 * size)
    return True


def _compiled(graph: Path) -> bool:
    command = [sys.executable, "-P", "-m", _COMPILER, str(graph)]
    # the variable is read when onnxruntime is imported
    environment = os.environ | {"ORT_DISABLE_TELEMETRY": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        _log.warning("%s was not compiled: %s", graph.name, done.stderr.strip()[-2000:])
    return done.returncode == 0 and target_of(graph).is_file()


def target_of(graph: Path) -> Path:
    """Say where the compiled graph is; what it was compiled to is beside it."""
    return graph.with_name(f"{graph.stem}{PREPARED}.onnx")


def is_prepared(folder: Path) -> bool:
    """Tell whether the layers of the model in `folder` were compiled."""
    return all(target_of(folder / f"{name}.onnx").is_file() for name in (PROMPT, TOKEN))


def _remove(folder: Path) -> None:
    for file in folder.glob(f"*{PREPARED}*"):
        file.unlink()
