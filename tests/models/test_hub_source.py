from collections.abc import Callable
from pathlib import Path

import pytest

from r1_assistant.domain.errors import DownloadError
from r1_assistant.models.catalog import HubSource
from r1_assistant.models.http import TRIES, HttpClient
from r1_assistant.models.hub_source import fetch_from_hub, list_files
from r1_assistant.models.install import install
from r1_assistant.models.manifest import read_manifest
from r1_assistant.models.progress import Stage, silent
from r1_assistant.models.store import installed_models
from support.model_fixtures import HUB_CATALOG
from support.model_hub import COMMIT, ModelHub

SOURCE = HubSource("org/model", "onnx/cpu")
WEIGHTS = bytes(range(256)) * 2000


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(model_hub: ModelHub, waits: list[float]) -> HttpClient:
    model_hub.files = {
        "onnx/cpu/genai_config.json": b"{}",
        "onnx/cpu/model.onnx.data": WEIGHTS,
        "onnx/cpu/README.md": b"# about",
    }
    model_hub.small = {"onnx/cpu/genai_config.json", "onnx/cpu/README.md"}
    return HttpClient(model_hub.url, "secret", sleep=waits.append)


def fetch(client: HttpClient, work: Path) -> Path:
    return fetch_from_hub(SOURCE, work, silent, client)[0]


def test_a_model_of_the_hub_is_installed(
    model_hub: ModelHub, tiny_folder: Path, use_catalog: Callable[[str], Path]
) -> None:
    use_catalog(HUB_CATALOG)
    model_hub.files = {f"onnx/cpu/{path.name}": path.read_bytes() for path in tiny_folder.iterdir()}
    steps: list[tuple[Stage, int, int]] = []
    model = install("hubby", lambda *step: steps.append(step))

    assert installed_models() == [model]
    assert model.reasoning
    manifest = read_manifest(model.home)
    assert manifest is not None
    assert manifest.source == f"model hub, org/model/onnx/cpu, commit {COMMIT}"
    assert set(manifest.files) == {path.name for path in tiny_folder.iterdir()}
    total = sum(map(len, model_hub.files.values()))
    assert (Stage.DOWNLOADING, total, total) in steps


def test_the_files_arrive_without_what_is_about_the_repository(
    client: HttpClient, tmp_path: Path
) -> None:
    folder = fetch(client, tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == [
        "genai_config.json",
        "model.onnx.data",
    ]
    assert (folder / "model.onnx.data").read_bytes() == WEIGHTS


def test_a_cut_connection_is_resumed(
    client: HttpClient, model_hub: ModelHub, tmp_path: Path, waits: list[float]
) -> None:
    model_hub.cuts = 6
    assert (fetch(client, tmp_path) / "model.onnx.data").read_bytes() == WEIGHTS
    ranges = [wanted for server, _, wanted, _ in model_hub.requests if server == "storage"]
    assert f"bytes={len(WEIGHTS) // 3}-" in ranges
    assert max(waits) == 1.0  # each try brought something, so none waited longer


def test_the_next_call_goes_on_where_one_gave_up(
    client: HttpClient, model_hub: ModelHub, tmp_path: Path
) -> None:
    model_hub.cuts = 1
    model_hub.failures = []
    done = []

    def interrupt(stage: Stage, came: int, total: int) -> None:
        done.append(came)
        if came > 1000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_from_hub(SOURCE, tmp_path, interrupt, client)
    model_hub.requests.clear()
    fetch(client, tmp_path)
    ranges = [wanted for _, path, wanted, _ in model_hub.requests if path.endswith(".data")]
    assert any(wanted.startswith("bytes=") for wanted in ranges)


def test_a_server_without_ranges_starts_over(
    client: HttpClient, model_hub: ModelHub, tmp_path: Path
) -> None:
    model_hub.cuts, model_hub.ignores_ranges = 2, True
    assert (fetch(client, tmp_path) / "model.onnx.data").read_bytes() == WEIGHTS


@pytest.mark.parametrize("name", ["onnx/cpu/model.onnx.data", "onnx/cpu/genai_config.json"])
def test_damage_that_keeps_the_size_is_noticed(
    client: HttpClient, model_hub: ModelHub, tmp_path: Path, name: str
) -> None:
    model_hub.corrupt = {name}
    with pytest.raises(DownloadError, match="arrived damaged"):
        fetch(client, tmp_path)
    model_hub.corrupt = set()
    assert (fetch(client, tmp_path) / Path(name).name).read_bytes() == model_hub.files[name]


def test_a_file_that_changed_on_the_disk_is_fetched_again(
    client: HttpClient, tmp_path: Path
) -> None:
    file = fetch(client, tmp_path) / "model.onnx.data"
    file.write_bytes(bytes(len(WEIGHTS)))
    assert (fetch(client, tmp_path) / "model.onnx.data").read_bytes() == WEIGHTS


def test_the_token_stays_with_the_hub(
    client: HttpClient, model_hub: ModelHub, tmp_path: Path
) -> None:
    fetch(client, tmp_path)
    tokens = {server: token for server, _, _, token in model_hub.requests}
    assert tokens == {"hub": "Bearer secret", "storage": ""}


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (401, "Set HF_TOKEN to a valid"),
        (403, "does not give access"),
        (404, "does not have this model"),
        (429, "fewer requests"),
        (410, "HTTP 410"),
    ],
)
def test_refusals_are_sentences(
    client: HttpClient, model_hub: ModelHub, tmp_path: Path, status: int, sentence: str
) -> None:
    model_hub.failures = [status]
    with pytest.raises(DownloadError) as caught:
        fetch(client, tmp_path)
    assert sentence in str(caught.value)


def test_a_passing_fault_of_the_server_is_waited_out(
    client: HttpClient, model_hub: ModelHub, tmp_path: Path, waits: list[float]
) -> None:
    model_hub.failures = [503, 500, 502]
    fetch(client, tmp_path)
    assert waits == [1.0, 2.0, 4.0]


def test_a_server_that_is_not_there_is_given_up(tmp_path: Path, waits: list[float]) -> None:
    with pytest.raises(DownloadError, match="cannot be reached"):
        fetch(HttpClient("http://127.0.0.1:9", sleep=waits.append), tmp_path)
    assert len(waits) == TRIES - 1


@pytest.mark.parametrize("path", ["../x", "onnx/cpu/../../x", "onnx/cpu/a:b", "/etc/x", "other/x"])
def test_paths_that_lead_elsewhere_are_refused(
    client: HttpClient, model_hub: ModelHub, path: str
) -> None:
    model_hub.files[path] = b"x"
    with pytest.raises(DownloadError, match="listing that cannot be read"):
        list_files(SOURCE, COMMIT, client)


def test_a_folder_without_a_model_is_refused(client: HttpClient, model_hub: ModelHub) -> None:
    del model_hub.files["onnx/cpu/genai_config.json"]
    with pytest.raises(DownloadError, match="no ONNX model"):
        list_files(SOURCE, COMMIT, client)


def test_only_web_addresses_are_hubs() -> None:
    with pytest.raises(DownloadError, match="not the address of a model hub"):
        HttpClient("file:///etc")
