"""What the model builder is told for each device."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Device = Literal["cpu", "gpu"]
Provider = Literal["cpu", "cuda", "dml", "webgpu"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """A device, the execution provider that serves it, and the builder's further options."""

    device: Device
    provider: Provider
    options: tuple[str, ...]


_CPU = (
    "block_size=128",  # the fastest for MatMulNBits, in 4 bits and in 8
    "is_symmetric=false",  # integer zero points: less is lost, at the same speed
    "matmul_mixed_precision=last_matmul:int8,mixed_layers:int8",  # what 4 bits harm most
)
"""No `prune_lm_head`: scoring and speculation need the logits of every token that is fed.

No `algo_config=k_quant` either: on a CPU it takes seconds per matrix.
"""

_GPU = ("block_size=32",)
"""What the kernels of all three providers know."""


_BLOCKS = (128, 64, 32)


def options_for(recipe: Recipe, config: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the options for the model of that config.json.

    A model whose head is its embedding table takes another algorithm: with the builder's default
    one its graph refers to the 8-bit head by a name that nothing has (onnxruntime-genai 0.18.0).
    That algorithm in turn packs the zero points of two blocks into a byte, also where they are of
    two columns, so the blocks of a column must be of an even number, or have no zero points
    (onnxruntime 1.32.0).
    """
    if recipe.device != "cpu" or config.get("tie_word_embeddings") is not True:
        return recipe.options
    sizes = _lengths(config)
    block = next((each for each in _BLOCKS if not any(size % (2 * each) for size in sizes)), 0)
    chosen = (f"block_size={block or _BLOCKS[-1]}", f"is_symmetric={'false' if block else 'true'}")
    names = tuple(f"{each.partition('=')[0]}=" for each in chosen)
    kept = (each for each in recipe.options if not each.startswith(names))
    return (*kept, *chosen, "algo_config=rtn")


def _lengths(config: Mapping[str, Any]) -> list[int]:
    """Give the lengths of the columns of a model's matrices."""
    sizes = [config.get("hidden_size"), config.get("intermediate_size")]
    heads, size = config.get("num_attention_heads"), config.get("head_dim")
    if isinstance(heads, int) and isinstance(size, int):
        sizes.append(heads * size)
    return [size for size in sizes if isinstance(size, int)]


def recipe(device: Device, provider: str = "") -> Recipe:
    """Choose how to build for a device; without `provider`, the one that suits this system."""
    if device == "cpu":
        return Recipe("cpu", "cpu", _CPU)
    usual: dict[str, Provider] = {"win32": "dml", "darwin": "webgpu"}
    known: dict[str, Provider] = {"cuda": "cuda", "dml": "dml", "webgpu": "webgpu"}
    return Recipe("gpu", known.get(provider) or usual.get(sys.platform, "cuda"), _GPU)
