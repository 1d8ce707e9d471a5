"""Installed models for tests of devices: folders with a manifest and a configuration."""

import json
from pathlib import Path
from typing import Any

from r1_assistant.models.devices.plugins import Plugin
from r1_assistant.models.manifest import Manifest, write_manifest
from r1_assistant.models.store import InstalledModel, find_installed


def install(model_id: str, device: str, provider: str = "", *, linked: str = "") -> InstalledModel:
    """Put a model into R1_HOME that asks for a provider; `linked` names a folder with its files."""
    from r1_assistant.config.paths import models_dir

    home = models_dir() / model_id
    home.mkdir(parents=True)
    if not linked:
        (home / "genai_config.json").write_text(json.dumps(configuration(provider)))
    manifest = Manifest(
        id=model_id,
        title=model_id.upper(),
        licence="MIT",
        source="test",
        source_sha256="",
        context_length=128,
        reasoning=False,
        fill_in_the_middle=False,
        device=device,
        size=1,
        files={"a": model_id},
        installed_at="2026-01-01T00:00:00Z",
        linked=linked,
    )
    write_manifest(home, manifest)
    found = find_installed(model_id)
    assert found is not None
    return found


def configuration(provider: str = "", **options: str) -> dict[str, Any]:
    providers = [{provider: options}] if provider else []
    decoder: dict[str, Any] = {"session_options": {"provider_options": providers}}
    decoder |= {"num_key_value_heads": 2, "head_size": 4, "num_hidden_layers": 3}
    model = {"type": "qwen2", "vocab_size": 9, "context_length": 4096, "eos_token_id": 1}
    return {"model": {**model, "decoder": decoder}, "search": {"max_length": 2048}}


def plugin(name: str, device: Any = "npu", *, installed: bool = True) -> Plugin:
    """Give a plug-in as `plugins` does."""
    bare = name.removesuffix("ExecutionProvider")
    package = f"the-{bare.lower()}"
    library = Path(f"/x/lib{bare}.so") if installed else None
    version = "1.0" if installed else ""
    advice = f"pip install {package}"
    return Plugin(name, bare, device, "V", package, installed, version, library, advice)


QNN = plugin("QNNExecutionProvider")
OPENVINO = plugin("OpenVINOExecutionProvider")
VITIS = plugin("VitisAIExecutionProvider", installed=False)
CUDA = plugin("CUDAExecutionProvider", "gpu", installed=False)
DML = plugin("DmlExecutionProvider", "gpu", installed=False)
WEBGPU = plugin("WebGpuExecutionProvider", "gpu")
ALL = (QNN, OPENVINO, VITIS, CUDA, DML, WEBGPU)
