import json
from dataclasses import asdict

import numpy as np
import pytest

from r1_assistant.models.hf.builder import _follow
from r1_assistant.models.hf.compare import Comparison, compare, parse
from r1_assistant.models.hf.options import options_for, recipe


@pytest.fixture
def logits() -> np.ndarray:
    return np.random.default_rng(0).normal(3, 2, (64, 500)).astype(np.float32)


def test_a_model_is_like_itself(logits: np.ndarray) -> None:
    padded = np.concatenate([logits + 7, np.zeros((64, 12), np.float32)], axis=1)
    comparison = compare(logits, padded)
    assert (comparison.tokens, comparison.alike) == (64, 64)
    assert comparison.difference == pytest.approx(0, abs=1e-5)
    assert comparison.sound


def test_a_rounded_model_is_sound(logits: np.ndarray) -> None:
    noise = np.random.default_rng(1).normal(0, 0.4, logits.shape)
    comparison = compare(logits, logits + noise)
    assert comparison.difference == pytest.approx(0.4 * 0.798 / 2, rel=0.05)
    assert comparison.sound


@pytest.mark.parametrize("wrong", ["reversed", "none"])
def test_another_model_is_not(logits: np.ndarray, wrong: str) -> None:
    other = logits[::-1] if wrong == "reversed" else np.full_like(logits, np.nan)
    assert not compare(logits, other).sound


def test_the_result_is_read_from_among_other_lines() -> None:
    comparison = Comparison(64, 61, 0.125)
    assert parse(json.dumps(asdict(comparison))) == comparison
    assert parse("Loading weights: 100%|##| 272/272") is None
    assert "61 of 64 next tokens alike, logits differ by 0.125" in str(comparison)


def test_progress_is_read_off_the_builders_lines() -> None:
    told: list[float] = []
    for line in (
        "Loading weights: 100%|██████████| 272/272 [00:00<00:00, 11745.61it/s]",
        "Reading embedding layer",
        "Reading layer 0",
        "Reading layer 27",
        "Saving ONNX model in /somewhere",
        "Saving model.layers.29.mlp.down_proj.MatMul.weight_Q8 (u8, [576,12,128]):  99%|█| 511/516",
    ):
        _follow(28, told.append, line)
    assert told == [pytest.approx(0.3 / 28), pytest.approx(0.3), pytest.approx(0.997)]


@pytest.mark.parametrize(
    ("system", "asked", "provider"),
    [
        ("linux", "", "cuda"),
        ("win32", "", "dml"),
        ("darwin", "", "webgpu"),
        ("linux", "webgpu", "webgpu"),
    ],
)
def test_a_gpu_has_the_provider_of_its_system(
    system: str, asked: str, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", system)
    assert recipe("gpu", asked).provider == provider
    assert recipe("cpu", asked).provider == "cpu"


def test_a_model_with_one_table_for_both_ends_takes_the_algorithm_that_names_it_right() -> None:
    odd = {"tie_word_embeddings": True}
    assert "algo_config=rtn" not in options_for(recipe("cpu"), odd | {"tie_word_embeddings": False})
    assert "algo_config=rtn" not in options_for(recipe("gpu"), odd)


@pytest.mark.parametrize(
    ("hidden", "inner", "more", "block", "symmetric"),
    [
        (1536, 8960, {}, 128, "false"),  # Qwen2.5 1.5B
        (896, 4864, {}, 64, "false"),  # Qwen2.5 0.5B
        (576, 1536, {}, 32, "false"),  # SmolLM2 135M
        (2048, 8192, {"num_attention_heads": 32, "head_dim": 64}, 128, "false"),  # Llama 3.2 1B
        (2048, 8192, {"num_attention_heads": 3, "head_dim": 64}, 32, "false"),
        (96, 256, {}, 32, "true"),
        (None, "many", {}, 128, "false"),
    ],
)
def test_its_columns_have_an_even_number_of_blocks(
    hidden: object, inner: object, more: dict[str, int], block: int, symmetric: str
) -> None:
    sizes = {"tie_word_embeddings": True, "hidden_size": hidden, "intermediate_size": inner}
    options = options_for(recipe("cpu"), sizes | more)
    assert {"algo_config=rtn", f"block_size={block}", f"is_symmetric={symmetric}"} <= set(options)
    assert len({option.partition("=")[0] for option in options}) == len(options)
