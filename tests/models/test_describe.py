"""What the files of a model tell of it: whether it thinks, and what it can do."""

import json
import shutil
from pathlib import Path

import pytest

from r1_assistant.domain.errors import ImportFormatError
from r1_assistant.models.describe import describe

THINKS = "{{ messages[0].content }}<think>\n"
CUTS = "{{ messages[0].content.split('</think>')[-1] }}"
QUIET = "{{ messages[0].content }}"


@pytest.fixture
def folder(tmp_path: Path, tiny_folder: Path) -> Path:
    copy = tmp_path / "model"
    shutil.copytree(tiny_folder, copy)
    put(copy / "tokenizer_config.json", {})
    return copy


def put(file: Path, content: object) -> None:
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "content", "reasons"),
    [
        ("tokenizer_config.json", {"chat_template": THINKS}, True),
        ("tokenizer_config.json", {"chat_template": CUTS}, True),
        ("tokenizer_config.json", {"chat_template": [{"name": "default", "template": CUTS}]}, True),
        ("tokenizer_config.json", {"chat_template": QUIET}, False),
        ("tokenizer_config.json", {}, False),
        ("tokenizer_config.json", "{", False),
        ("tokenizer_config.json", "[]", False),
        ("chat_template.jinja", THINKS, True),
        ("chat_template.json", {"chat_template": CUTS}, True),
    ],
)
def test_a_model_thinks_if_its_template_knows_of_thoughts(
    folder: Path, file: str, content: object, reasons: bool
) -> None:
    put(folder / file, content)
    assert describe(folder).reasoning is reasons


def test_tokens_alone_make_no_thinker_where_there_is_a_template(folder: Path) -> None:
    """Some coders have the tokens of a family of thinkers, and never use them."""
    tokens = {"151668": {"content": "</think>"}}
    put(folder / "tokenizer.json", '{"added_tokens": [{"content": "</think>"}]}')
    config = {"chat_template": QUIET, "added_tokens_decoder": tokens}
    put(folder / "tokenizer_config.json", config)
    assert not describe(folder).reasoning
    put(folder / "tokenizer_config.json", {"added_tokens_decoder": tokens})
    assert describe(folder).reasoning  # nothing says otherwise


def test_a_thinker_does_not_fill_in_the_middle(folder: Path) -> None:
    put(folder / "tokenizer.json", '{"added_tokens": [{"content": "<|fim_prefix|>"}]}')
    assert describe(folder).fill_in_the_middle
    put(folder / "tokenizer_config.json", {"chat_template": THINKS})
    assert not describe(folder).fill_in_the_middle


def test_a_folder_without_its_graph_is_refused(folder: Path) -> None:
    (folder / "model.onnx").unlink()
    with pytest.raises(ImportFormatError, match=r"lacks the file model\.onnx"):
        describe(folder)
    (folder / "genai_config.json").unlink()
    with pytest.raises(ImportFormatError, match=r"has no genai_config\.json"):
        describe(folder)
