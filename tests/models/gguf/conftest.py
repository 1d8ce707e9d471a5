"""Small GGUF files made on the spot: real decoders with random weights."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from r1_assistant.models.catalog import IndexSource, load_catalog
from r1_assistant.models.index_source import fetch_from_index
from r1_assistant.models.progress import silent
from support.small_gguf import Small, write_small_gguf

MakeGguf = Callable[..., Path]


@pytest.fixture
def make_gguf(tmp_path: Path) -> MakeGguf:
    """Write a GGUF whose rows have whole blocks of all formats, in float32 where not said."""

    def make(family: str = "qwen2", kinds: dict[str, str] | None = None, **more: Any) -> Path:
        model = Small(family, 256, kinds or {}, seed=7, scale=0.08, **more)
        return write_small_gguf(tmp_path / f"{family}.gguf", model)

    return make


@pytest.fixture(scope="session")
def gguf_of_real_model() -> Path:
    """The file of smollm2-135m, kept in R1_TEST_HOME or else in the user's cache folder."""
    source = load_catalog().entries["smollm2-135m"].sources[0]
    assert isinstance(source, IndexSource)
    kept = os.environ.get("R1_TEST_HOME") or platformdirs.user_cache_path("r1-assistant-tests")
    folder = Path(kept) / "gguf"
    folder.mkdir(parents=True, exist_ok=True)
    return fetch_from_index(source, folder, silent)
