"""What the models read: Python sources that are the same on every machine, and orders to edit.

The sources are those of the pinned onnxruntime-genai package, which is younger than the models.
"""

import hashlib
import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Protocol

from bench.run import BenchError, Prompt

PACKAGE = "onnxruntime_genai"
SPEED_FILES = ("models/builders/base.py", "models/builder.py")
QUALITY_FILES = (
    "models/builder_config.py",
    "models/loaders/gguf.py",
    "models/builders/whisper.py",
    "models/quantization/quant_config.py",
)
EDITS = Path(__file__).parent / "edits"

_CHARACTERS_PER_TOKEN = 8
"""More than any long stretch of source has."""


class Tokenizer(Protocol):
    """Text to tokens and back."""

    def encode(self, text: str) -> list[int]:
        """Encode a text of the program's own."""
        ...

    def decode(self, ids: list[int]) -> str:
        """Decode tokens."""
        ...


def speed_prompts(tokens: Tokenizer, length: int, count: int) -> list[Prompt]:
    """Give `count` prompts of exactly `length` tokens that begin differently and end in mid-code.

    Each begins with a method, and none shares its text with another one.
    """
    prompts: list[Prompt] = []
    for text in _stretches("\n".join(map(source, SPEED_FILES)), length * _CHARACTERS_PER_TOKEN):
        prompt = cut(tokens, text, length)
        if prompt is not None and all(p.ids[:32] != prompt.ids[:32] for p in prompts):
            prompts.append(prompt)
        if len(prompts) == count:
            return prompts
    raise BenchError(f"{PACKAGE} has no {count} stretches of {length} tokens")


def prefix_pairs(
    tokens: Tokenizer, length: int, shared: float, count: int
) -> list[tuple[Prompt, Prompt]]:
    """Give pairs of prompts of `length` tokens that begin alike: at least a share of `shared`."""
    prompts = speed_prompts(tokens, length, count + 1)
    common = ceil(length * shared)
    return [(one, _branch(tokens, one, other, common)) for one, other in pairwise(prompts)]


def quality_prompt(tokens: Tokenizer, length: int) -> Prompt:
    """Give a text of exactly `length` tokens: as much of each of several files."""
    share = length // len(QUALITY_FILES) + 8
    pieces = [_beginning(tokens, source(name), share) for name in QUALITY_FILES]
    lines = "\n\n".join(pieces).splitlines(keepends=True)
    for start in range(8):  # the cut moves by a line until it falls between tokens
        prompt = cut(tokens, "".join(lines[start:]), length)
        if prompt is not None:
            return prompt
    raise BenchError(f"{PACKAGE} has no text of {length} tokens to score")


def edit_prompts(tokens: Tokenizer) -> list[Prompt]:
    """Give orders to rewrite a function with one parameter renamed, in the models' chat form."""
    return [_prompt(tokens, _order(*edit)) for edit in edits()]


def edits() -> list[tuple[str, str, str]]:
    """Give functions, each with the name of a parameter and the one it shall get."""
    return [
        (text.partition("\n\n\n")[2].strip(), *_names(text))
        for text in (path.read_text("utf-8") for path in sorted(EDITS.glob("*.txt")))
    ]


def repeated_share(text: str, prompt: str) -> float:
    """Say how much of `text` lies in lines of `prompt`, by code points."""
    lines = set(prompt.splitlines())
    told = [line for line in text.splitlines() if line.strip()]
    return sum(len(line) for line in told if line in lines) / max(1, sum(map(len, told)))


def digest(prompt: Prompt) -> str:
    """Give the SHA-256 of a prompt's tokens."""
    return hashlib.sha256(" ".join(map(str, prompt.ids)).encode()).hexdigest()


def cut(tokens: Tokenizer, text: str, length: int) -> Prompt | None:
    """Cut a text to its first `length` tokens; None if that changes how it is tokenized."""
    ids = tokens.encode(text)[:length]
    prompt = Prompt(tokens.decode(ids), tuple(ids))
    if len(ids) < length or tokens.encode(prompt.text) != ids:
        return None
    return prompt


@cache
def source(name: str) -> str:
    """Read a file of the package, without importing the package."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise BenchError(f"{PACKAGE} is not installed")
    return (Path(spec.submodule_search_locations[0]) / name).read_text("utf-8")


def _stretches(text: str, length: int) -> Iterator[str]:
    end = 0
    for method in re.finditer(r"^    def ", text, re.MULTILINE):
        if method.start() >= end:
            end = method.start() + length
            yield text[method.start() : end]


def _beginning(tokens: Tokenizer, text: str, length: int) -> str:
    """Give a file's first `length` tokens from its first definition on."""
    first = re.search(r"^(?:class|def) ", text, re.MULTILINE)
    start = first.start() if first else 0
    return tokens.decode(
        tokens.encode(text[start : start + length * _CHARACTERS_PER_TOKEN])[:length]
    )


def _branch(tokens: Tokenizer, one: Prompt, other: Prompt, common: int) -> Prompt:
    """Go on differently after `common` tokens, or where the tokens next allow it."""
    for end in range(common, len(one.ids)):
        prompt = cut(tokens, tokens.decode(list(one.ids[:end])) + other.text, len(one.ids))
        if prompt is not None and prompt.ids[:end] == one.ids[:end]:
            return prompt
    raise BenchError("a prompt cannot be cut where it has to be")


def _prompt(tokens: Tokenizer, text: str) -> Prompt:
    return Prompt(text, tuple(tokens.encode(text)))


def _order(function: str, old: str, new: str) -> str:
    return (
        "<|im_start|>system\nYou are a careful programmer.<|im_end|>\n"
        f"<|im_start|>user\nRename the parameter `{old}` of this function to `{new}`, wherever it "
        "is used, and change nothing else. Answer with the whole function in one code block.\n\n"
        f"```python\n{function}\n```<|im_end|>\n"
        "<|im_start|>assistant\n"
    )


def _names(text: str) -> tuple[str, str]:
    found = re.search(r"`(\w+)` to be `(\w+)`", text)
    if found is None:
        raise BenchError("an edit's first line must name the parameter and its new name")
    return found[1], found[2]
