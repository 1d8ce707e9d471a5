"""Which device, through which execution provider, a model's files are made for. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_PROVIDERS = {
    "qnn": ("QNN", "npu"),
    "vitisai": ("VitisAI", "npu"),
    "ryzenai": ("RyzenAI", "npu"),
    "openvino": ("OpenVINO", "cpu"),  # unless its option device_type names another
    "cuda": ("CUDA", "gpu"),
    "dml": ("DML", "gpu"),
    "webgpu": ("WebGPU", "gpu"),
    "nvtensorrtrtx": ("NvTensorRtRtx", "gpu"),
}
_ALIASES = {"vitis": "vitisai", "trtrtx": "nvtensorrtrtx", "tensorrtrtx": "nvtensorrtrtx"}
_IN_NAME = re.compile(
    r"(?:^|[-_])(qnn|openvino|vitis|vitisai|cuda|dml|webgpu|trtrtx|tensorrtrtx|generic)"
    r"[-_](npu|gpu|cpu)(?=$|[-_:])"
)
_ORDER = ("npu", "gpu", "cpu")


@dataclass(frozen=True, slots=True)
class Target:
    """A device ("npu", "gpu", "cpu") and onnxruntime-genai's name of the provider, or ""."""

    device: str
    provider: str = ""


def target_of(model: Mapping[str, Any], names: Iterable[str] = ()) -> Target:
    """Tell what the `model` section of a genai_config.json is made for.

    The providers that it names decide; where it names none, `names` do, which are names of folders
    and models such as "qwen2.5-7b-instruct-generic-gpu". Otherwise it is the CPU.
    """
    found = sorted(_targets(model.get("decoder")), key=lambda each: _ORDER.index(each.device))
    if found:
        return found[0]
    return next((target for name in names if (target := target_in(name))), Target("cpu"))


def target_in(name: str) -> Target | None:
    """Read a device out of a model's name, of the form that Foundry Local gives to its models."""
    match = _IN_NAME.search(name.lower())
    if match is None:
        return None
    provider, _ = _PROVIDERS.get(_ALIASES.get(match[1], match[1]), ("", ""))
    return Target(match[2], provider)


def _targets(decoder: object) -> Iterator[Target]:
    """Give the targets of a decoder and of its stages, if it is a pipeline."""
    if not isinstance(decoder, dict):
        return
    for name, options in _provider_options(decoder):
        known = _PROVIDERS.get(name.lower().removesuffix("executionprovider"))
        if known is not None:
            provider, device = known
            yield Target(_device_type(options) or device, provider)
    for stage in _dicts(decoder.get("pipeline")):
        for part in stage.values():
            yield from _targets(part)


def _provider_options(decoder: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    session = decoder.get("session_options")
    options = session.get("provider_options") if isinstance(session, dict) else None
    for each in _dicts(options):
        yield from each.items()


def _device_type(options: object) -> str:
    """Give the device that OpenVINO is told to use; of a list such as "AUTO:NPU,CPU" the best."""
    wanted = str(options.get("device_type", "")).lower() if isinstance(options, dict) else ""
    return next((device for device in _ORDER if device in wanted), "")


def _dicts(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
