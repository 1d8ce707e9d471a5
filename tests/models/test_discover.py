import json
from pathlib import Path
from typing import Any

import pytest

from r1_assistant.models.discover import FoundModel, discover

R1_NPU = "deepseek-r1-distill-qwen-7b-qnn-npu"


@pytest.fixture
def user(home: Path, tmp_path: Path) -> Path:
    return tmp_path / "user"


def put(path: Path, content: bytes = b"GGUF....") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def put_json(path: Path, content: object) -> Path:
    return put(path, json.dumps(content).encode())


def onnx(folder: Path, *providers: dict[str, Any], **decoder: Any) -> Path:
    """Make a folder with what discovery looks at."""
    options = {"session_options": {"provider_options": list(providers)}}
    model = {"decoder": {"filename": "model.onnx", **options, **decoder}}
    put_json(folder / "genai_config.json", {"model": model})
    put(folder / "model.onnx", b"graph")
    return folder


def shown(models: list[FoundModel]) -> list[tuple[str, str, str, str]]:
    return [(each.program, each.id, each.device, each.provider) for each in models]


def test_nothing_is_found_where_nothing_is(user: Path) -> None:
    assert discover() == []


def test_models_of_ai_toolkit_are_found_with_their_device(user: Path) -> None:
    models = user / ".aitk/models"
    put(models / "my-models.yml", b"version: 1")
    onnx(models / "DeepSeek/DeepSeek-R1-Distilled-NPU-Optimized", {"qnn": {}})
    phi = onnx(models / "microsoft/phi/cpu/int4")
    onnx(models / "microsoft/phi/gpu/int4", {"dml": {}})
    assert shown(discover()) == [
        ("AI Toolkit", "deepseek-r1-distilled-npu-optimized", "npu", "QNN"),
        ("AI Toolkit", "phi-cpu-int4", "cpu", ""),
        ("AI Toolkit", "phi-gpu-int4", "gpu", "DML"),
    ]
    found = discover()[1]
    assert (found.path, found.form) == (phi, "onnx")
    assert found.size == sum(path.stat().st_size for path in phi.iterdir())
    assert found.command() == ["r1-model", "use", "phi-cpu-int4"]


def test_models_of_foundry_local_have_the_names_that_it_gives_them(user: Path) -> None:
    models = user / ".foundry/cache/models/Microsoft"
    stages = [{"embeddings": {"filename": "e.onnx"}}, {"layers": {"filename": "l.onnx"}}]
    layers = {"session_options": {"provider_options": [{"qnn": {"backend_path": "QnnHtp.dll"}}]}}
    stages[1]["layers"] |= layers  # type: ignore[arg-type]
    npu = onnx(models / f"{R1_NPU}-1/v1", filename=None, pipeline=stages)
    put_json(npu / "inference_model.json", {"Name": f"{R1_NPU}:1", "PromptTemplate": {}})
    assert discover() == []  # its stages are not there
    put(npu / "e.onnx")
    put(npu / "l.onnx")
    gpu = onnx(models / "qwen2.5-7b-instruct-generic-gpu-4/v4")
    put_json(gpu / "inference_model.json", {"Name": "qwen2.5-7b-instruct-generic-gpu:4"})
    onnx(models / "qwen-npu-2/v2")
    onnx(models / "phi-vitis-npu-1/v1")
    assert shown(discover()) == [
        ("Foundry Local", R1_NPU, "npu", "QNN"),
        ("Foundry Local", "phi-vitis-npu-1-v1", "npu", "VitisAI"),
        ("Foundry Local", "qwen-npu-2-v2", "cpu", ""),
        ("Foundry Local", "qwen2.5-7b-instruct-generic-gpu", "gpu", ""),
    ]
    put(npu / "download.tmp", b"")
    assert R1_NPU not in [model.id for model in discover()]


def test_models_of_programs_that_contain_foundry_local_are_found(user: Path) -> None:
    theirs = onnx(user / ".notes/cache/models/Microsoft/qwen-cuda-gpu-1/v1", {"cuda": {}})
    onnx(user / ".other/cache/models/something/else")
    assert discover() == []
    put_json(theirs / "inference_model.json", {"Name": "qwen-cuda-gpu:1"})
    assert shown(discover()) == [("Foundry Local in notes", "qwen-cuda-gpu", "gpu", "CUDA")]


def test_models_of_lm_studio_have_to_be_imported(user: Path) -> None:
    path = put(user / ".lmstudio/models/org/repo/Qwen-Q4.gguf")
    put(user / ".lmstudio/models/org/repo/mmproj-Qwen.gguf")
    put(user / ".lmstudio/models/org/repo/notes.txt")
    put(user / ".lmstudio/models/org/big/Big-00001-of-00002.gguf")
    put(user / ".lmstudio/models/org/big/Big-00002-of-00002.gguf")
    big, found = discover()
    assert big.id == "big-00001-of-00002"
    assert found == FoundModel("LM Studio", "qwen-q4", path, 8, "gguf", title="Qwen-Q4")
    assert found.command() == ["r1-model", "import", str(path), "--id", "qwen-q4"]
    assert not found.in_place


@pytest.mark.parametrize(
    "settings",
    [
        ".lmstudio/settings.json",
        "elsewhere/settings.json",
        "roaming/LM Studio/settings.json",
        "Library/Application Support/LM Studio/settings.json",
        ".config/LM Studio/settings.json",
    ],
)
def test_the_folder_that_lm_studios_settings_name_is_looked_through(
    user: Path, settings: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APPDATA", str(user / "roaming"))
    put(user / ".lmstudio-home-pointer", f"{user / 'elsewhere'}\n".encode())
    put(user / "disk/org/repo/A.gguf")
    put(user / "elsewhere/models/org/repo/B.gguf")
    put(user / ".cache/lm-studio/models/org/repo/C.gguf")
    put_json(user / settings, {"downloadsFolder": str(user / "disk")})
    assert [model.id for model in discover()] == ["a", "b", "c"]


@pytest.mark.parametrize("settings", [b"", b"[]", b'{"downloadsFolder": 3}', b'{"x": ' * 99_999])
def test_unusable_settings_of_lm_studio_count_as_none(user: Path, settings: bytes) -> None:
    put(user / ".lmstudio/settings.json", settings)
    put(user / ".lmstudio-home-pointer", b"\xff\xfe")
    assert discover() == []


def ollama(root: Path, tag: str, manifest: object) -> None:
    put_json(root / "manifests/registry.example/library/qwen" / tag, manifest)


def weights(*digests: str) -> dict[str, Any]:
    kind = "application/vnd.ollama.image.model"
    other = {"mediaType": "application/vnd.ollama.image.license", "digest": "sha256:bb"}
    return {"layers": [*({"mediaType": kind, "digest": digest} for digest in digests), other]}


def test_models_of_ollama_are_found_through_their_manifests(
    user: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "ollama"
    monkeypatch.setenv("OLLAMA_MODELS", str(root))
    ollama(root, "1.5b", weights("sha256:aa"))
    ollama(root, "gone", weights("sha256:cc"))
    ollama(root, "parts", weights("sha256:aa", "sha256:bb"))
    ollama(root, "outside", weights("../../../sha256-aa"))
    ollama(root, "odd", ["nothing"])
    ollama(root, "odder", {"layers": [3, {"mediaType": "x"}]})
    blob = put(root / "blobs/sha256-aa")
    put(root / "blobs/sha256-bb")
    assert discover() == [FoundModel("Ollama", "qwen-1.5b", blob, 8, "gguf", title="qwen:1.5b")]


def test_ollamas_own_folder_and_that_of_its_service_are_looked_through(
    user: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = tmp_path / "usr/share/ollama/.ollama/models"
    monkeypatch.setattr("r1_assistant.models.discover.ollama.SERVICE", service)
    monkeypatch.setattr("sys.platform", "linux")
    for root, digest in ((user / ".ollama/models", "aa"), (service, "bb")):
        ollama(root, digest, weights(f"sha256:{digest}"))
        put(root / f"blobs/sha256-{digest}")
    assert [model.id for model in discover()] == ["qwen-aa", "qwen-bb"]
    monkeypatch.setattr("sys.platform", "win32")
    assert [model.id for model in discover()] == ["qwen-aa"]


def test_the_hubs_cache_is_looked_through(user: Path) -> None:
    cache = user / ".cache/huggingface/hub"
    repository = cache / "models--onnxruntime--DeepSeek-R1-Distill-ONNX"
    put(repository / "refs/main", b"c2")
    onnx(repository / "snapshots/c1/old")
    onnx(repository / "snapshots/c2/gpu", {"cuda": {"enable_cuda_graph": "0"}})
    unnamed = cache / "models--someone--Tiny-GGUF/snapshots/c3"
    put(unnamed / "Tiny-Q8_0.gguf")
    weights = cache / "models--deepseek-ai--DeepSeek-R1-Distill-Qwen-1.5B/snapshots/c4"
    put_json(weights / "config.json", {"architectures": ["Qwen2ForCausalLM"]})
    put(weights / "model-00001-of-00002.safetensors")
    put(weights / "model-00002-of-00002.safetensors")
    other = cache / "models--x--Other/snapshots/c5"
    put_json(other / "config.json", {"architectures": ["GemmaForCausalLM"]})
    put(other / "model.safetensors")
    to_build, linkable, to_import = discover()
    assert shown([linkable]) == [("hub cache", "deepseek-r1-distill-onnx-gpu", "gpu", "CUDA")]
    assert to_import.path == unnamed / "Tiny-Q8_0.gguf"
    assert to_build.size == 16
    assert to_build.command()[:3] == ["r1-model", "build", str(weights)]


@pytest.mark.parametrize(
    ("variable", "below"),
    [
        ("HF_HUB_CACHE", ""),
        ("HUGGINGFACE_HUB_CACHE", ""),
        ("HF_HOME", "hub"),
        ("XDG_CACHE_HOME", "huggingface/hub"),
    ],
)
def test_the_hubs_cache_is_where_its_variables_say(
    user: Path, tmp_path: Path, variable: str, below: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, str(tmp_path / "moved"))
    put(tmp_path / "moved" / below / "models--a--b/snapshots/c/b.gguf")
    assert [model.id for model in discover()] == ["b"]


def test_models_of_one_name_are_numbered(user: Path) -> None:
    onnx(user / ".aitk/models/a/phi")
    onnx(user / ".foundry/cache/models/b/phi")
    onnx(user / ".foundry/cache/models/c/phi")
    assert [model.id for model in discover()] == ["phi", "phi-2", "phi-3"]


def test_a_model_without_a_usable_name_has_a_command_that_asks_for_one(user: Path) -> None:
    folder = onnx(user / ".aitk/models/a/模型")
    (found,) = discover()
    assert found.command() == ["r1-model", "import", str(folder), "--link", "--id", "NAME"]


def test_the_search_is_bounded_in_depth(user: Path) -> None:
    onnx(user / ".aitk/models" / "/".join("abcdefg"))
    assert len(discover()) == 1
    onnx(user / ".aitk/models/other" / "/".join("abcdefg"))
    assert len(discover()) == 1
