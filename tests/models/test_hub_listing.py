from collections.abc import Iterator

import pytest

from r1_assistant.domain.errors import DownloadError
from r1_assistant.models.catalog import HubSource
from r1_assistant.models.http import HttpClient
from r1_assistant.models.hub_listing import is_safe, list_files, list_model
from support.model_hub import COMMIT, ModelHub

SOURCE = HubSource("org/model", "onnx/cpu")


@pytest.fixture
def client(model_hub: ModelHub) -> Iterator[HttpClient]:
    model_hub.files = {"onnx/cpu/genai_config.json": b"{}", "onnx/cpu/model.onnx": b"graph"}
    client = HttpClient(model_hub.url, sleep=lambda _: None)
    yield client
    client.close()


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "onnx/cpu/../../x",
        "onnx/cpu/a:b",
        "/etc/x",
        "other/x",
        "onnx/cpu/a\\b",
        "onnx/cpu/con.txt",
        "onnx/cpu/x.",
        "onnx/cpu/ x",
        "onnx/cpu/a\nb",
        "onnx/cpu/" + "a" * 201,
        "onnx/cpu/MODEL.onnx",
        "onnx/cpu/model.onnx/x",
    ],
)
def test_paths_that_lead_elsewhere_or_not_everywhere_are_refused(
    client: HttpClient, model_hub: ModelHub, path: str
) -> None:
    model_hub.files[path] = b"x"
    with pytest.raises(DownloadError, match="listing that cannot be read"):
        list_files(SOURCE, COMMIT, client)


@pytest.mark.parametrize(
    "fields",
    [
        {"size": -1},
        {"size": "7"},
        {"size": True},
        {"oid": "/../../x"},
        {"oid": "abc"},
        {"lfs": {"oid": "../../../../../../etc/passwd", "size": 1}},
        {"path": None},
        {"oid": None},
    ],
)
def test_entries_that_make_no_sense_are_refused(
    client: HttpClient, model_hub: ModelHub, fields: dict[str, object]
) -> None:
    entry = {"type": "file", "path": "onnx/cpu/x", "size": 7, "oid": "0" * 40}
    model_hub.extra = [{**entry, **fields}]
    with pytest.raises(DownloadError, match="listing that cannot be read"):
        list_files(SOURCE, COMMIT, client)


def test_a_folder_without_a_model_is_refused(client: HttpClient, model_hub: ModelHub) -> None:
    del model_hub.files["onnx/cpu/genai_config.json"]
    with pytest.raises(DownloadError, match="no ONNX model"):
        list_files(SOURCE, COMMIT, client)


def test_all_pages_are_read_and_from_the_same_server(
    client: HttpClient, model_hub: ModelHub
) -> None:
    model_hub.files |= {f"onnx/cpu/part{n}.bin": b"%d" % n for n in range(10)}
    model_hub.page = 3
    listing = list_model(SOURCE, client)
    assert listing.commit == COMMIT
    assert {file.path for file in listing.files} == set(model_hub.files)
    assert listing.size == sum(map(len, model_hub.files.values()))


def test_names_that_all_systems_take() -> None:
    assert all(map(is_safe, ("model.onnx.data", "a/b-c/d_e.json", "größe.bin", "console.txt")))
