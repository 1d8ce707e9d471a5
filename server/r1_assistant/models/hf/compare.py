"""How much a model that was built differs from its original, on a short text.

`python -P -m r1_assistant.models.hf.compare ORIGINAL BUILT` reads the same text with both, the
original in transformers and the built one in onnxruntime on the CPU, and writes one line of JSON,
which begins with `{"tokens"`.
"""

import gc
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

TOKENS = 64
TEXT = '''\
def mean(values: list[float]) -> float:
    """Return the arithmetic mean; raises ValueError for an empty list."""
    if not values:
        raise ValueError("no values")
    return sum(values) / len(values)

The function above adds the numbers up and divides the sum by how many there are. It refuses a
list without any, because the mean of nothing is not defined.
'''
LEAST_ALIKE = 0.5
MOST_DIFFERENT = 0.5
"""Beyond both, a model is not its original rounded, but another one.

With random weights, whose best tokens are nearly tied, either may happen alone.
"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A text of `tokens`; after `alike` of them both models expect the same next token most.

    `difference` is the mean absolute difference of their logits, in standard deviations of the
    original's.
    """

    tokens: int
    alike: int
    difference: float

    @property
    def sound(self) -> bool:
        """Whether the built model passes for the original."""
        return self.difference <= MOST_DIFFERENT or self.alike >= LEAST_ALIKE * self.tokens

    def __str__(self) -> str:
        return (
            f"compared with the original: {self.alike} of {self.tokens} next tokens alike, "
            f"logits differ by {self.difference:.3f} standard deviations"
        )


def main(arguments: Sequence[str]) -> int:
    """Compare two folders and print the result."""
    original, built = map(Path, arguments)
    ids = token_ids(original)
    expected = original_logits(original, ids)
    gc.collect()  # a large original is gone before the other is loaded
    print(json.dumps(asdict(compare(expected, built_logits(built, ids)))), flush=True)
    return 0


def parse(line: str) -> Comparison | None:
    """Read a line of the program's output; None if it is another one."""
    if not line.startswith('{"tokens"'):
        return None
    return Comparison(**json.loads(line))


def compare(expected: Any, got: Any) -> Comparison:
    """Compare logits of the same text: arrays of (tokens, vocabulary)."""
    import numpy as np

    width = min(expected.shape[1], got.shape[1])  # one may be padded
    expected, got = expected[:, :width], got[:, :width]
    alike = int((expected.argmax(1) == got.argmax(1)).sum())
    difference = np.abs((expected - expected.mean(1)[:, None]) - (got - got.mean(1)[:, None]))
    return Comparison(len(expected), alike, float(difference.mean() / expected.std(1).mean()))


def token_ids(folder: Path) -> list[int]:
    """Encode the text with the model's tokenizer: `TOKENS` tokens."""
    from transformers import AutoTokenizer

    ids: list[int] = AutoTokenizer.from_pretrained(folder)(TEXT)["input_ids"]
    return (ids * (TOKENS // len(ids) + 1))[:TOKENS]


def original_logits(folder: Path, ids: list[int]) -> Any:
    """Read the text with the original, in float32 where the memory suffices for that."""
    import torch
    from transformers import AutoModelForCausalLM

    dtype = torch.float32 if _roomy(folder) else "auto"
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=dtype).eval()
    with torch.no_grad():
        return model(torch.tensor([ids])).logits[0].float().numpy()


def _roomy(folder: Path) -> bool:
    import psutil  # type: ignore[import-untyped]

    from r1_assistant.models.hf.family import weight_files

    size = sum(path.stat().st_size for path in weight_files(folder))
    return bool(3 * size < psutil.virtual_memory().available)


def built_logits(folder: Path, ids: list[int]) -> Any:
    """Read the text with the built model, from an empty cache."""
    import numpy as np
    import onnxruntime as ort

    decoder = json.loads((folder / "genai_config.json").read_text("utf-8"))["model"]["decoder"]
    providers = ["CPUExecutionProvider"]
    session = ort.InferenceSession(str(folder / decoder["filename"]), providers=providers)
    length = len(ids)
    feeds = {
        "input_ids": np.array([ids], np.int64),
        "attention_mask": np.ones((1, length), np.int64),
        "position_ids": np.arange(length, dtype=np.int64)[None],
    }
    shape = (1, decoder["num_key_value_heads"], 0, decoder["head_size"])
    kinds = {"tensor(float)": np.float32, "tensor(float16)": np.float16}
    wanted = {
        each.name: feeds[each.name] if each.name in feeds else np.zeros(shape, kinds[each.type])
        for each in session.get_inputs()
    }
    logits = session.run([decoder["outputs"]["logits"]], wanted)[0][0]
    return np.asarray(logits, np.float32)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
