import json
import os
from pathlib import Path

import pytest
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

from r1_assistant.engine.worker.tokens import Tokens

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # for the tests that load a model in this process

CHATML = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)

SAMPLE = "the quick brown fox jumps over the lazy dog; def add(a, b):\n    return a + b\n"


@pytest.fixture(scope="session")
def small_model(request: pytest.FixtureRequest) -> Path:
    """The folder of a real model; R1_TEST_MODEL names another than the installed one."""
    if named := os.environ.get("R1_TEST_MODEL"):
        return Path(named)
    folder = request.getfixturevalue("real_model").folder
    assert isinstance(folder, Path)
    return folder


@pytest.fixture
def tokenizer_folder(tmp_path: Path) -> Path:
    """A folder with a byte-level tokenizer and a chat template, without a model."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=320,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([SAMPLE], trainer)
    tokenizer.add_special_tokens([AddedToken(name) for name in ("<|im_start|>", "<|im_end|>")])
    tokenizer.add_tokens([AddedToken(name) for name in ("<think>", "</think>", "<tool>")])
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"chat_template": CHATML}))
    return tmp_path


@pytest.fixture
def tokens(tokenizer_folder: Path) -> Tokens:
    return Tokens(tokenizer_folder)
