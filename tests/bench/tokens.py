"""The tokenizer that all contexts are counted with: that of a model that is installed."""

import os
import subprocess
import sys
from functools import cached_property
from pathlib import Path

from bench.corpora import cache
from bench.run import BenchError

_IDS = ("qwen2.5-coder-1.5b", "qwen2.5-coder-0.5b", "smollm2-135m")
SMALLEST = _IDS[-1]


class Counter:
    """Counts tokens as one model does."""

    def __init__(self, model: str, file: Path) -> None:
        self.model, self.file = model, file

    @cached_property
    def tokenizer(self):  # type: ignore[no-untyped-def]
        """The model's tokenizer."""
        from tokenizers import Tokenizer

        return Tokenizer.from_file(str(self.file))

    def __call__(self, text: str) -> int:
        return len(self.tokenizer.encode(text, add_special_tokens=False).ids)

    def last(self, text: str, count: int) -> str:
        """Give a text's last tokens."""
        spans = self.tokenizer.encode(text, add_special_tokens=False).offsets
        return text[spans[-count][0] :] if len(spans) > count else text

    def first(self, text: str, count: int) -> str:
        """Give a text's first tokens."""
        spans = self.tokenizer.encode(text, add_special_tokens=False).offsets
        return text[: spans[count - 1][1]] if len(spans) > count else text


def counter() -> Counter:
    """Give the counter of the best model of the benchmarks' home; the smallest is installed."""
    models = cache().parent / "server" / "data" / "models"
    for model in _IDS:
        file = models / model / "tokenizer.json"
        if file.exists():
            return Counter(model, file)
    return Counter(SMALLEST, _installed(models.parent.parent) / SMALLEST / "tokenizer.json")


def _installed(home: Path) -> Path:
    """Install the smallest model below a home of its own, and give the folder of the models."""
    home.mkdir(parents=True, exist_ok=True)
    code = f"from r1_assistant.models.install import ensure_installed as e; e({SMALLEST!r})"
    environment = os.environ | {"R1_HOME": str(home)}
    done = subprocess.run([sys.executable, "-P", "-c", code], env=environment, check=False)
    if done.returncode:
        raise BenchError(f"{SMALLEST}, whose tokenizer is needed, could not be installed")
    return home / "data" / "models"
