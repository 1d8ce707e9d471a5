"""What the builds of one model for several devices have in common: a name."""

import re

from r1_assistant.models.catalog import load_catalog

_BUILD = re.compile(
    r"[-_.](?:qnn|openvino|vitis|vitisai|ryzenai|winml|trtrtx|tensorrt|cuda|dml|directml|webgpu"
    r"|generic|mobile|npu|gpu|cpu|v?\d{1,2})$"
)
"""The end of an id that tells a build from others of the same model."""


def family_of(model_id: str) -> str:
    """Give what all builds of a model have in common: the catalogue's name, or the ids' beginning.

    AI Toolkit's `deepseek-r1-distill-qwen-1.5b-qnn-npu` and the catalogue's `deepseek-r1-1.5b` are
    of one family.
    """
    text = model_id.removeprefix("qnn-")
    named = _named(model_id) or _named(text)
    while not named and (shorter := _BUILD.sub("", text)) != text and shorter:
        text = shorter
        named = _named(text)
    return named or text


def _named(model_id: str) -> str:
    entry = load_catalog().entries.get(model_id)
    return entry.family if entry else ""
