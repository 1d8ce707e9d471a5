import json
from pathlib import Path

import pytest

from r1_assistant.models.discover import FoundModel, discover


@pytest.fixture
def user(home: Path, tmp_path: Path) -> Path:
    return tmp_path / "user"


def put(path: Path, content: bytes = b"GGUF....") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_nothing_is_found_where_nothing_is(user: Path) -> None:
    assert discover() == []


def test_models_of_other_programs_are_found(user: Path) -> None:
    aitk = put(user / ".aitk/models/microsoft/phi/cpu/int4/genai_config.json", b"{}").parent
    foundry = put(user / ".foundry/cache/models/Microsoft/qwen-npu-2/v2/genai_config.json").parent
    studio = put(user / ".lmstudio/models/org/repo/Qwen-Q4.gguf")
    put(user / ".lmstudio/models/org/repo/mmproj-Qwen.gguf")
    put(user / ".lmstudio/models/org/repo/notes.txt")
    assert discover() == [
        FoundModel("AI Toolkit", "phi-cpu-int4", aitk, 2),
        FoundModel("Foundry Local", "qwen-npu-2-v2", foundry, 8),
        FoundModel("LM Studio", "qwen-q4", studio, 8),
    ]


def ollama(root: Path, tag: str, manifest: object) -> None:
    put(root / "manifests/registry.example/library/qwen" / tag, json.dumps(manifest).encode())


def test_models_of_ollama_are_found_through_their_manifests(
    user: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "ollama"
    monkeypatch.setenv("OLLAMA_MODELS", str(root))
    weights = "application/vnd.ollama.image.model"
    layers = [
        {"mediaType": weights, "digest": "sha256:aa"},
        {"mediaType": "application/vnd.ollama.image.license", "digest": "sha256:bb"},
    ]
    ollama(root, "1.5b", {"layers": layers})
    ollama(root, "gone", {"layers": [{"mediaType": weights, "digest": "sha256:cc"}]})
    ollama(root, "odd", ["nothing"])
    blob = put(root / "blobs/sha256-aa")
    put(root / "blobs/sha256-bb")
    assert discover() == [FoundModel("Ollama", "qwen-1.5b", blob, 8)]


def test_the_search_is_bounded_in_depth(user: Path) -> None:
    put(user / ".aitk/models" / "/".join("abcdefgh") / "genai_config.json")
    assert discover() == []
