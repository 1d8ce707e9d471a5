import sys

import pytest

from r1_assistant.domain.errors import UsageError
from r1_assistant.models.builds import choose_build
from r1_assistant.models.catalog import load_catalog
from r1_assistant.models.providers import working_providers

LISTED = '{"providers": [{"name": "A", "devices": [{}]}, {"name": "B", "devices": []}]}'
FAMILY = "deepseek-r1-distill-qwen-1.5b"


def chosen(name: str, device: str = "auto", *working: str) -> str:
    return choose_build(load_catalog(), name, device, lambda: working).id


@pytest.mark.parametrize(
    ("name", "device", "working", "expected"),
    [
        (FAMILY, "auto", (), "deepseek-r1-1.5b"),
        (FAMILY, "auto", ("CUDAExecutionProvider",), "deepseek-r1-1.5b-gpu"),
        (FAMILY, "auto", ("VitisAIExecutionProvider",), "deepseek-r1-1.5b-npu"),
        # another vendor's NPU does not run it
        (FAMILY, "auto", ("QNNExecutionProvider",), "deepseek-r1-1.5b"),
        (
            FAMILY,
            "auto",
            ("DmlExecutionProvider", "VitisAIExecutionProvider"),
            "deepseek-r1-1.5b-npu",
        ),
        (FAMILY, "cpu", ("CUDAExecutionProvider",), "deepseek-r1-1.5b"),
        (FAMILY, "gpu", (), "deepseek-r1-1.5b-gpu"),
        (FAMILY, "npu", (), "deepseek-r1-1.5b-npu"),
        ("DeepSeek-R1-Distill-Qwen-7B", "auto", (), "deepseek-r1-7b"),
        ("deepseek-r1-distill-qwen-14b", "gpu", (), "deepseek-r1-14b-gpu"),
        ("deepseek-r1-7b", "auto", ("CUDAExecutionProvider",), "deepseek-r1-7b"),
        ("deepseek-r1-7b", "gpu", (), "deepseek-r1-7b-gpu"),
        ("deepseek-r1-7b-gpu", "cpu", (), "deepseek-r1-7b"),
        ("qwen2.5-coder-1.5b", "cpu", (), "qwen2.5-coder-1.5b"),
    ],
)
def test_a_name_and_a_device_choose_a_build(
    name: str, device: str, working: tuple[str, ...], expected: str
) -> None:
    assert chosen(name, device, *working) == expected


@pytest.mark.parametrize(
    ("name", "device", "sentence", "hint"),
    [
        ("deepseek-r1-distill-qwen-14b", "npu", "for NPUs", "--device gpu, --device cpu"),
        ("qwen2.5-coder-1.5b", "gpu", "for graphics cards", "There is --device cpu."),
        ("unheard-of", "gpu", "There is no model unheard-of", "r1-model import"),
        ("../x", "auto", "cannot name a model", ""),
    ],
)
def test_what_is_not_there_is_a_sentence(name: str, device: str, sentence: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        chosen(name, device)
    assert sentence in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        (f"print({LISTED!r})", {"A"}),
        ("print('nonsense')", set()),
        ("print('[1]')", set()),
        ("raise SystemExit(1)", set()),
    ],
)
def test_providers_that_cannot_be_asked_do_not_work(program: str, expected: set[str]) -> None:
    assert working_providers((sys.executable, "-c", program)) == expected
