"""The model builder itself, with stand-ins; needs the extra `build`, which is large.

R1_REQUIRE_BUILD=1 turns a missing extra from a reason to skip into a failure.
"""

import os
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from r1_assistant.models.hf.build_hf import build_model
from r1_assistant.models.hf.builder import NEEDED
from r1_assistant.models.hf.options import recipe
from support.stand_in import LLAMA, R1, StandIn, write_folder
from support.worker import Worker, ask

MISSING = [name for name in NEEDED if find_spec(name) is None]
pytestmark = [
    pytest.mark.usefixtures("home"),
    pytest.mark.skipif(
        bool(MISSING) and not os.environ.get("R1_REQUIRE_BUILD"),
        reason=f"the extra build is not installed: {', '.join(MISSING)}",
    ),
]


@pytest.mark.parametrize(("kind", "thought"), [(LLAMA, ""), (R1, "Wait, the bound is off by one.")])
def test_a_folder_is_built_and_says_what_its_original_would(
    tmp_path: Path, kind: StandIn, thought: str
) -> None:
    folder = write_folder(tmp_path / kind.title, kind)
    model, verdict = build_model(folder, recipe("cpu"))
    assert verdict.startswith("compared with the original: ")
    assert (model.device, model.reasoning) == ("cpu", bool(thought))
    assert model.context_length == 32_768
    worker = Worker(model.folder, reasoning=model.reasoning)
    said = worker.run(ask("Why?", reasoning_tokens=50 if thought else 0, max_tokens=30))
    assert (said[0].strip(), said[1]) == (thought, "It adds two numbers!")


def test_a_folder_is_built_for_a_gpu(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / LLAMA.title, LLAMA)
    model, verdict = build_model(folder, recipe("gpu", "webgpu"))
    assert model.device == "gpu"
    assert verdict


def test_a_model_with_one_table_for_both_ends_is_built(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tied", replace(LLAMA, tied=True))
    _, verdict = build_model(folder, recipe("cpu"))
    assert verdict.startswith("compared with the original: ")
