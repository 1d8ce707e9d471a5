from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.domain.errors import UsageError
from r1_assistant.models.ids import checked_id, id_from, is_id


@pytest.mark.parametrize("name", ["tiny", "qwen2.5-coder-1.5b", "a", "x_y", "0"])
def test_names_of_models(name: str) -> None:
    assert checked_id(name) == name


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "a/b", "a\\b", ".work", "a.", "a..b", "A", "con", "nul.gguf", "com1", "x" * 65],
)
def test_what_is_no_name_of_a_model(name: str) -> None:
    with pytest.raises(UsageError, match="cannot name a model"):
        checked_id(name)


@given(st.text(max_size=80))
def test_an_id_is_one_harmless_part_of_a_path(text: str) -> None:
    made = id_from(text)
    assert made == "" or is_id(made)
    if is_id(text):
        assert id_from(text) == text
        assert PurePosixPath(text).parts == PureWindowsPath(text).parts == (text,)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Qwen2.5 Coder 1.5B Instruct", "qwen2.5-coder-1.5b-instruct"),
        ("DeepSeek-R1-Distill-Qwen-7B-Q4_K_M", "deepseek-r1-distill-qwen-7b-q4_k_m"),
        ("???", ""),
        ("CON", ""),
    ],
)
def test_ids_from_names(name: str, expected: str) -> None:
    assert id_from(name) == expected
